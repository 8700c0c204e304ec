"""Who advised a company in the production role: whoever leads or ever changed an assessment."""

from collections.abc import Iterator

from scp_centre.centre.advisers import people_who_did
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.production.models import Assessment

CHANGES = (
    *("import_workbook", "change_record", "decide_option", "plan_measure", "report_progress"),
    *("add_meter", "enter_readings", "enter_temperatures", "import_readings", "take_note"),
    "write_investment",
)


def advisers_of(company: Organisation) -> Iterator[int]:
    """Yield the keys of these people."""
    rows = Assessment.objects.filter(site__organisation=company)
    for lead, changed_by in rows.values_list("lead", "changed_by"):
        yield from (pk for pk in (lead, changed_by) if pk is not None)
    yield from people_who_did(CHANGES, company)
