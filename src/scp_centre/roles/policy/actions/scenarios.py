"""Write scenarios and run them; a run is kept by its content and not made twice."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import PolicyError
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Engine, combine
from scp_centre.methods.scenarios import Scenario as Content
from scp_centre.roles.policy.models import Run, Scenario, Table
from scp_centre.roles.policy.scenario_results import plain_result
from scp_centre.roles.policy.tables import table_store

METHOD = "scenario 1"  # a change of the method changes the key of every run


def read_scenario(data: Any) -> Content:
    """Return a scenario of plain values or text; raise PolicyError in the user's words."""
    try:
        if isinstance(data, str | bytes):
            return Content.model_validate_json(data)
        return Content.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(
            str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"]
        )
        said = first["msg"].removeprefix("Value error, ")
        raise PolicyError(
            f"{place or 'The file'}: {said}.",
            where=place or "scenario",
            cure=_("Correct this entry; scp-centre compute scenario --schema lists the fields."),
        ) from None


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
    return scenario


def join_scenarios(
    table: Table, chosen: Sequence[Scenario], title: str, *, acting_user: Person
) -> Scenario:
    """Keep one scenario with the instruments of several.

    Raises PolicyError for fewer than two, and where their growth differs.
    """
    if len(chosen) < 2:
        raise PolicyError(_("One scenario cannot be joined."), cure=_("Choose two or more."))
    try:
        content = combine([read_scenario(s.content) for s in chosen], title)
    except ValueError:
        raise PolicyError(
            _("These scenarios assume different growth, so they share no baseline."),
            where="growth",
            cure=_("Give them the same growth first."),
        ) from None
    return write_scenario(table, content.model_dump(mode="json"), acting_user=acting_user)


@transaction.atomic
def remove_scenario(scenario: Scenario, *, acting_user: Person) -> None:
    """Remove a scenario with its versions; one that a brief or the register shows stays."""
    require(acting_user, "write_scenario")
    family = Scenario.objects.filter(family=scenario.family)
    if any(s.briefs.exists() or s.instrument_set.exists() for s in family):
        raise PolicyError(
            _("A brief or the register shows the scenario {scenario}.", scenario=scenario),
            where=str(scenario),
            cure=_("Take it out of them first."),
        )
    record("write_scenario", str(scenario), acting_user=acting_user, before=scenario.content)
    family.delete()


# The last results by what they follow from alone: the same table loaded anew costs no new run.
_recent: dict[str, dict[str, Any]] = {}
MOST_RECENT = 64


@lru_cache(maxsize=4)
def _engine(key: str, digest: str) -> Engine:
    return Engine(table_store.load(key)[0])


def engine_of(table: Table) -> Engine:
    """Return the solved table; the last few are kept in memory."""
    return _engine(str(table.key), table.digest)


def result_of(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario gives, from the runs that are kept or made now."""
    key = run_key(scenario)
    known = Run.objects.filter(key=key).first()
    if known is not None:
        return dict(known.result)
    result = _recent.get(key)
    if result is None:
        run = engine_of(scenario.table).run(read_scenario(scenario.content))
        result = plain_result(run)
        if len(_recent) >= MOST_RECENT:
            _recent.clear()
        _recent[key] = result
    try:
        with transaction.atomic():
            Run.objects.create(key=key, result=result)
    except IntegrityError:
        pass  # somebody else has just kept the same
    return dict(result)


def run_key(scenario: Scenario) -> str:
    """Return the digest of table, scenario and method."""
    text = json.dumps([METHOD, scenario.table.digest, scenario.content], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
