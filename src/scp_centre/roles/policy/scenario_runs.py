"""Scenarios read and run. A run is stored by what it follows from, and not made twice.

`result_of` stores what it had to compute: a cache that a page fills, not an act of a person. So it
is no query, and asks for no permission; who may see the scenario was decided before.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import Engine
from scp_centre.methods.scenarios import Scenario as Content
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Run, Scenario, Table
from scp_centre.roles.policy.scenario_results import plain_result
from scp_centre.roles.policy.tables import table_store

METHOD = "scenario 2"  # a change of the method changes the key of every run


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
