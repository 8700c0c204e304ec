"""What the recognition role knows of a company: its applications and licences."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Application
from scp_centre.roles.recognition.queries import applications_for


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield the applications of a company, the latest first."""
    found = applications_for(person).filter(organisation=company).order_by("-pk")
    lines = tuple(map(_line, found[:MOST_LINES]))
    yield CompanySection(_("Labels and awards"), lines, reverse("recognition"))


def _line(one: Application) -> CompanyLine:
    name = one.product.name if one.product else one.version.scheme.name
    state = current_speaker()(one.state)
    return CompanyLine(name, reverse("application", args=[one.pk]), state)
