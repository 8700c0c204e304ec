"""Who advised a company in the production role: whoever leads or wrote one of its assessments."""

from collections.abc import Iterator

from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.production.models import Assessment


def advisers_of(company: Organisation) -> Iterator[int]:
    """Yield the keys of these people."""
    rows = Assessment.objects.filter(site__organisation=company)
    for lead, changed_by in rows.values_list("lead", "changed_by"):
        yield from (pk for pk in (lead, changed_by) if pk is not None)
