"""Write scenarios, join and remove them."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import JobError
from scp_centre.centre.jobs.actions import queue_job
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import combine
from scp_centre.methods.scenarios.instruments import require_each_once
from scp_centre.roles.policy.actions.measured_savings import decide_measured_savings
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.measured_savings import groups_of_scenario
from scp_centre.roles.policy.models import Scenario, Table
from scp_centre.roles.policy.queries import RANGE_JOB, range_job
from scp_centre.roles.policy.scenario_runs import (
    engine_of,
    has_long_range,
    is_kept,
    read_scenario,
)


@transaction.atomic
def write_scenario(
    table: Table,
    data: Any,
    *,
    acting_user: Person,
    old: Scenario | None = None,
    sample: bool = False,
) -> Scenario:
    """Keep a scenario, or a new version of one, that runs on its table.

    Raises PolicyError for a file that is no scenario, MethodError where it cannot be run.
    """
    require(acting_user, "write_scenario")
    content = read_scenario(data)
    require_each_once(content)
    engine_of(table).run(content, draws=1)
    family, version = uuid.uuid4(), 1
    if old is not None:
        latest = Scenario.objects.select_for_update().get(family=old.family, is_latest=True)
        if latest.content == content.model_dump(mode="json"):
            return latest
        family, version = latest.family, latest.version + 1
        latest.is_latest = False
        latest.save(update_fields=["is_latest"])
    scenario = Scenario.objects.create(
        table=table,
        family=family,
        version=version,
        title=content.title,
        content=content.model_dump(mode="json"),
        is_sample=sample,
        written_by=acting_user,
    )
    record(
        "write_scenario",
        f"{scenario}, version {version}",
        acting_user=acting_user,
        after={"content": scenario.content},
    )
    groups = groups_of_scenario(table, scenario.content)
    decide_measured_savings(groups, acting_user=acting_user)
    if not sample and has_long_range(scenario):
        with suppress(JobError):  # too many jobs are waiting: the page of the scenario asks again
            request_range(scenario, acting_user=acting_user)
    return scenario


def request_range(scenario: Scenario, *, acting_user: Person) -> Job | None:
    """Have the range of a scenario computed by a job; None where it is known or under way."""
    require(acting_user, "write_scenario")
    if is_kept(scenario) or range_job(scenario) is not None:
        return None
    return queue_job(
        RANGE_JOB,
        _("Range of “{scenario}”", scenario=scenario.title),
        {"scenario": scenario.pk},
        acting_user=acting_user,
        organisation=None,
    )


def join_scenarios(
    table: Table, chosen: Sequence[Scenario], title: str, *, acting_user: Person
) -> Scenario:
    """Keep one scenario with the instruments of several.

    Raises PolicyError for fewer than two, and where their growth differs.
    """
    if len(chosen) < 2:
        raise PolicyError(
            _("Combining requires at least two scenarios."), cure=_("Choose two or more scenarios.")
        )
    try:
        content = combine([read_scenario(s.content) for s in chosen], title)
    except ValueError:
        raise PolicyError(
            _("These scenarios assume different growth rates, so they do not share a baseline."),
            where="growth",
            cure=_("First set the same growth rate in all these scenarios."),
        ) from None
    return write_scenario(table, content.model_dump(mode="json"), acting_user=acting_user)


@transaction.atomic
def remove_scenario(scenario: Scenario, *, acting_user: Person) -> None:
    """Remove a scenario with its versions; one that a brief or the register shows stays."""
    require(acting_user, "write_scenario")
    family = Scenario.objects.filter(family=scenario.family)
    if any(s.briefs.exists() or s.instrument_set.exists() for s in family):
        raise PolicyError(
            _("The scenario {scenario} is used in a brief or in the register.", scenario=scenario),
            where=str(scenario),
            cure=_("First remove the scenario from the brief or the register."),
        )
    record("write_scenario", str(scenario), acting_user=acting_user, before=scenario.content)
    family.delete()
