"""Where a company stands in benchmarks: for its own people, and who sees the plants anyhow."""

from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.company_page import CompanyLine, CompanySection
from scp_centre.centre.company_page.sections import MOST_LINES
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import COMPANY, memberships
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.queries import latest_releases


def sections_of(company: Organisation, person: Person) -> Iterator[CompanySection]:
    """Yield the benchmarks in which a member of the company finds its place.

    To others it is confidential whose plants stand behind a benchmark.
    """
    own = {m.organisation_id for m in memberships(person) if m.role == COMPANY}
    if company.pk not in own:
        return
    places = [r for r in latest_releases() if r.contributions.filter(company=company).exists()]
    yield CompanySection(
        _("Position in benchmarks"),
        tuple(
            CompanyLine(
                release.benchmark.title,
                reverse("benchmark_place", args=[release.benchmark.slug]),
                str(release.benchmark.year),
            )
            for release in places[:MOST_LINES]
        ),
        reverse("benchmarks"),
    )
