"""Scenarios read and run. A run is stored by what it follows from, and not made twice.

`result_of` stores what it had to compute: a cache that a page fills, not an act of a person. So it
is no query, and asks for no permission; who may see the scenario was decided before.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from scp_centre.centre.text_files import read_sent_text
from scp_centre.methods.entries.checked_entries import place_in, say_finding
from scp_centre.methods.entries.json_text import RepeatedNameError, read_json
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios import DRAWS, Engine, has_ranges
from scp_centre.methods.scenarios import Scenario as Content
from scp_centre.methods.scenarios.instruments import TYPES
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Run, Scenario, Table
from scp_centre.roles.policy.scenario_results import plain_result
from scp_centre.roles.policy.tables import table_store

METHOD = "scenario 4"  # a change of the method changes the key of every run


def read_scenario(data: Any) -> Content:
    """Return a scenario of plain values or text; raise PolicyError in the user's words."""
    try:
        text = read_sent_text(data) if isinstance(data, bytes) else data
        plain = read_json(text) if isinstance(text, str) else text
    except RepeatedNameError as error:
        raise PolicyError(
            _("The entry “{name}” appears twice in the same object.", name=error.name),
            where=error.name,
            cure=_("Remove the duplicate entry."),
        ) from None
    except ValueError:
        raise PolicyError(
            _("The file is not valid JSON."),
            where="scenario",
            cure=_("Download a scenario file from the scenario's page and edit the copy."),
        ) from None
    try:
        return Content.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        place = place_in(plain, first)
        raise PolicyError(
            _place_sentence(place, plain, say_finding(first)),
            where=".".join(map(str, place)) or "scenario",
            cure=_(
                "Correct this entry. The command scp-centre compute scenario --schema lists the "
                "fields."
            ),
        ) from None


def _place_sentence(place: Sequence[int | str], data: Any, said: str) -> str:
    """Return what is wrong in which entry; an instrument is called by its title."""
    named = [str(part) for part in place if not isinstance(part, int) and part not in TYPES]
    if len(place) < 2 or place[0] != "instruments":
        return _("{entry}: {said}.", entry=".".join(named) or "JSON", said=said)
    title, entry = _title_of(data, int(place[1])), ".".join(named[1:])
    if not entry:  # it holds for the instrument as a whole
        return _("Instrument “{title}”: {said}.", title=title, said=said)
    return _("Instrument “{title}”, {entry}: {said}.", title=title, entry=entry, said=said)


def _title_of(data: Any, number: int) -> str:
    """Return the title of an instrument of data that was read, else its number from 1."""
    try:
        return str(data["instruments"][number]["title"])[:LONGEST_SHOWN]
    except (KeyError, TypeError):
        return str(number + 1)


# The last results by what they follow from alone: the same table loaded anew costs no new run.
_recent: dict[str, dict[str, Any]] = {}
MOST_RECENT = 64
LONG = 2.0  # seconds, above which a range is computed by a job
LONGEST_SHOWN = 200  # of a title within an error


@lru_cache(maxsize=4)
def _engine(key: str, digest: str) -> Engine:
    return Engine(table_store.load(key)[0])


def engine_of(table: Table) -> Engine:
    """Return the solved table; the last few are kept in memory."""
    return _engine(str(table.key), table.digest)


def is_kept(scenario: Scenario) -> bool:
    """Return whether what a scenario gives is known, its range included."""
    return Run.objects.filter(key=run_key(scenario)).exists()


def shown_result(scenario: Scenario) -> tuple[dict[str, Any], bool]:
    """Return what a scenario gives, and whether its range is still to be computed by a job."""
    if is_kept(scenario):
        return result_of(scenario), False
    without_range, seconds = _without_range(scenario)
    if without_range is None or seconds <= LONG:
        return result_of(scenario), False
    return without_range, True


def known_result(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario gives, with its range only where it is known already."""
    if is_kept(scenario):
        return result_of(scenario)
    without_range, _seconds = _without_range(scenario)
    return result_of(scenario) if without_range is None else without_range


def has_long_range(scenario: Scenario) -> bool:
    """Return whether a range is unknown, and takes longer than a page should."""
    return not is_kept(scenario) and _without_range(scenario)[1] > LONG


def _without_range(scenario: Scenario) -> tuple[dict[str, Any] | None, float]:
    """Return the result without its range, and how long that takes; None and 0 without one.

    A draw takes about as long as a year.
    """
    content, engine = read_scenario(scenario.content), engine_of(scenario.table)
    if not has_ranges(content):
        return None, 0.0
    begun = time.monotonic()
    run = engine.run(content, draws=0)
    taken = time.monotonic() - begun
    return plain_result(run), DRAWS * taken / len(run.years)


def result_of(
    scenario: Scenario, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Return what a scenario gives, from the runs that are kept or made now."""
    key = run_key(scenario)
    known = Run.objects.filter(key=key).first()
    if known is not None:
        return dict(known.result)
    result = _recent.get(key)
    if result is None:
        content = read_scenario(scenario.content)
        run = engine_of(scenario.table).run(content, progress=progress)
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
