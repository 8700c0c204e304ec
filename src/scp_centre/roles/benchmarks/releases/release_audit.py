"""The last look before a release leaves: can anybody who has everything find a plant?"""

from collections.abc import Mapping, Sequence
from typing import Any

from scp_centre.methods.disclosure import Auditor, Exposure, Rules
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.releases.breakdowns import Release
from scp_centre.roles.benchmarks.releases.release_ledger import (
    Entered,
    best_tenth,
    build_ledger,
    entered_facts,
    nearest,
)
from scp_centre.roles.benchmarks.scores.plants import Given

__all__ = ["best_tenth", "exposed", "nearest", "withhold"]

QUARTERS = (0.25, 0.5, 0.75)
TRIES = (
    (),
    (_("best tenth"),),
    (_("best tenth"), _("deciles")),
    (_("sizes"),),
    (_("regions"),),
    (_("model figures"),),
    (_("best tenth"), _("deciles"), _("model figures")),
    (_("sizes"), _("regions")),
    (_("best tenth"), _("deciles"), _("sizes"), _("regions"), _("model figures")),
    (_("best tenth"), _("deciles"), _("quartiles")),
    (
        _("best tenth"),
        _("deciles"),
        _("quartiles"),
        _("sizes"),
        _("regions"),
        _("model figures"),
    ),
)


def withhold(
    plants: Sequence[Given],
    content: dict[str, Any],
    earlier: Sequence[Release],
    rules: Rules,
    *,
    model: Sequence[Entered] = (),
    beside: Sequence[Release] = (),
) -> dict[str, Any]:
    """Return the content without those further figures that would let a plant be worked out.

    The attacker knows who took part, every output, the method, and all releases of all benchmarks
    over these plants; then each contributor, and each two of them, who know their own plants too.
    The least telling parts go first; what went is named in `withheld`.

    Raises BenchmarkError where even the sector's figure alone would tell.
    """
    auditor = Auditor(rules)
    first: tuple[Exposure, str] | None = None
    for parts in TRIES:
        tried = without(content, parts)
        if parts and not any(part in tried.get("withheld", ()) for part in parts):
            continue  # it has none of them
        found = _found(auditor, plants, tried, earlier, beside, model)
        if found is None:
            return tried
        first = first or found
    name = first[1] if first else ""
    raise BenchmarkError(
        _("Anyone who has all the releases could work out how much {name} uses.", name=name),
        where="plants",
        cure=_(
            "Collect data from more companies, or wait until more companies have reported again."
        ),
    )


def without(content: dict[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """Return the content without some of its parts, and the names of those that it had."""
    model = content.get("model")
    less: dict[str, dict[str, Any]] = {
        "best tenth": {"best_tenth": None},
        "deciles": {"points": [p for p in content["points"] if p["share"] in QUARTERS]},
        "quartiles": {"points": []},
        "sizes": {"sizes": {}},
        "regions": {"regions": []},
        "model figures": {"model": {k: model[k] for k in ("approach", "plants")}} if model else {},
    }
    gone = [part for part in parts if content | less[part] != content]
    left = dict(content)
    for part in gone:
        left |= less[part]
    return left | {"withheld": gone} if gone else left


def exposed(
    plants: Sequence[Given],
    content: Mapping[str, Any],
    earlier: Sequence[Release],
    rules: Rules,
    *,
    beside: Sequence[Release] = (),
    model: Sequence[Entered] = (),
) -> list[str]:
    """Return the plants whose use an attacker places within p %, one finding at most."""
    found = _found(Auditor(rules), plants, content, earlier, beside, model)
    return [] if found is None else [found[1]]


def _found(
    auditor: Auditor,
    plants: Sequence[Given],
    content: Mapping[str, Any],
    earlier: Sequence[Release],
    beside: Sequence[Release],
    model: Sequence[Entered],
) -> tuple[Exposure, str] | None:
    facts = [*entered_facts(plants, content)]
    if "model figures" not in content.get("withheld", ()):
        facts += model
    ledger, current, called = build_ledger(plants, facts, content, earlier, beside)
    for found in auditor.audit(ledger, about=current):
        return found, ", ".join(called.get(key, key) for key in found.keys)
    return None
