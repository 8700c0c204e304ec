"""Case studies of a company in the clearinghouse."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.queries import public_items


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield what the clearinghouse has published of a company."""
    cases = public_items().filter(company=company).prefetch_related("texts").order_by("-published")
    yield CompanySection(
        _("Case studies"),
        tuple(
            CompanyLine(case.title, reverse("item", args=[case.pk])) for case in cases[:MOST_LINES]
        ),
    )
