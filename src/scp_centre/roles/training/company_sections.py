"""Courses that the people of a company follow or have passed."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.training.models import Enrolment, Learning


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield courses of a company's people: of all for who sees workshops, else one's own."""
    found = Enrolment.objects.filter(person__memberships__organisation=company)
    found = found.filter(state__in=(Learning.UNDER_WAY, Learning.PASSED))
    if not allowed(person, "see_workshops"):
        found = found.filter(person=person)
    rows = found.distinct().select_related("course", "person").order_by("-begun")[:MOST_LINES]
    yield CompanySection(_("Courses"), tuple(map(_line, rows)), reverse("training"))


def _line(one: Enrolment) -> CompanyLine:
    state = current_speaker()(one.state)
    address = reverse("course", args=[one.course_id])
    return CompanyLine(one.course.title, address, f"{one.person}, {state}")
