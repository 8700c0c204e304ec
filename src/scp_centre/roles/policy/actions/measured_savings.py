"""Decide which measured savings the pages of policies may show, and enter that in the ledger."""

from collections.abc import Collection

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.queries import decided_reasons
from scp_centre.centre.registry.models import Person
from scp_centre.roles.policy.measured_savings import (
    MEASURED,
    Divisions,
    figures_of,
    groups_of_scenario,
    groups_of_table,
)
from scp_centre.roles.policy.models import Scenario, Table


@transaction.atomic
def decide_measured_savings(groups: Collection[Divisions], *, acting_user: Person | None) -> int:
    """Decide on the share of each group of divisions; return how many decisions are new.

    acting_user : who saved the table or scenario that shows them; None: the daily upkeep
    """
    asked = sorted(groups)
    figures = [one for indicator in MEASURED for one in figures_of(indicator, asked)]
    before = decided_reasons(figures)
    mine = DisclosedFigure.objects.filter(place__in={one.place for one in figures})
    known = mine.count()
    reasons = disclose(figures)
    new = mine.count() - known
    if new:
        changed = [
            one.name
            for one, old, reason in zip(figures, before, reasons, strict=True)
            if old != reason
        ]
        shown = [one.name for one, reason in zip(figures, reasons, strict=True) if not reason]
        record(
            "decide_measured_savings",
            ", ".join(changed),
            acting_user=acting_user,
            after={"shown": shown, "withheld": len(reasons) - len(shown)},
        )
    return new


def decide_all_measured_savings() -> int:
    """Decide on all shares that the pages of tables and scenarios ask for."""
    groups = {group for table in Table.objects.all() for group in groups_of_table(table)}
    for scenario in Scenario.objects.select_related("table"):
        groups |= groups_of_scenario(scenario.table, scenario.content)
    return decide_measured_savings(groups, acting_user=None)
