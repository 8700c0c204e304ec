"""Flows of the imported databases that are greenhouse gases, or may be: what each counts as."""

from dataclasses import dataclass

from scp_centre.methods.lifecycle import NOT_COUNTED, is_suspect, medium_of
from scp_centre.methods.lifecycle.background import plain_name
from scp_centre.methods.lifecycle.flow_mapping import Mapped
from scp_centre.methods.messages import Message, _
from scp_centre.roles.products.databases.scores import kept_decisions, map_with_decisions
from scp_centre.roles.products.databases.system_file import read_system
from scp_centre.roles.products.gas_titles import MEDIUM_TITLES, RULE_TITLES, title_of_key
from scp_centre.roles.products.models import LifeCycleDatabase


@dataclass(frozen=True, slots=True)
class FlowToDecide:
    """decided : what a person chose, "" where nobody did    counts_as : what holds now, and why"""

    name: str
    medium: str
    decided: str
    counts_as: Message | str
    databases: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return plain_name(self.name), self.medium

    @property
    def label(self) -> Message:
        return _("{name}, {medium}", name=self.name, medium=MEDIUM_TITLES[self.medium])


def flows_to_decide() -> tuple[FlowToDecide, ...]:
    """Return the flows of all databases that count as a gas or may be one; those without first."""
    names: dict[tuple[str, str], str] = {}
    counted: dict[tuple[str, str], Mapped] = {}
    where: dict[tuple[str, str], set[str]] = {}
    for database in LifeCycleDatabase.objects.all():
        with database.system.open("rb") as file:
            kept = read_system(file.read())
        mapped = map_with_decisions(kept.flows).mapped
        for flow in kept.flows.values():
            if flow.id not in mapped and not is_suspect(flow):
                continue
            key = plain_name(flow.name), medium_of(flow)
            names.setdefault(key, " ".join(flow.name.split()))
            where.setdefault(key, set()).add(database.name)
            if flow.id in mapped:
                counted.setdefault(key, mapped[flow.id])
    decisions = kept_decisions()
    found = [
        FlowToDecide(
            name,
            key[1],
            decisions.get(key, ""),
            _counts_as(counted.get(key)),
            tuple(sorted(where[key])),
        )
        for key, name in names.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.key in counted, *one.key)))


def _counts_as(found: Mapped | None) -> Message | str:
    if found is None:
        return _("Not counted: no factor")
    if found.target == NOT_COUNTED:
        return _("Not counted: a person marked this flow as not a greenhouse gas")
    return _("{gas} ({rule})", gas=title_of_key(found.target), rule=RULE_TITLES[found.rule])
