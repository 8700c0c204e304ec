"""Figures of parts of a sector, by size and by region, as far as no company can be worked out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from scp_centre.methods.benchmarks import quantile
from scp_centre.methods.disclosure import (
    EverythingSuppressedError,
    Rules,
    Table,
    build_table,
    reasons_against,
    reveals_difference,
    sum_by_holder,
    suppress,
)
from scp_centre.roles.benchmarks.scores.plants import SIZES, Given, rounded

Release = tuple[Sequence[Given], Mapping[str, Any]]  # plants and content of an earlier one
NOWHERE = "not stated"


def size_bounds(plants: Sequence[Given]) -> tuple[float, float]:
    """Return the outputs that part plants into three sizes of equal number, in two digits."""
    thirds = quantile([p.made for p in plants], np.array([1 / 3, 2 / 3]))
    return rounded(float(thirds[0]), 2), rounded(float(thirds[1]), 2)


def size_of(made: float, bounds: Sequence[float]) -> str:
    """Return small, medium or large."""
    return SIZES[sum(made > bound for bound in bounds)]


def compose_sizes(
    plants: Sequence[Given], rules: Rules, earlier: Sequence[Release]
) -> dict[str, Any]:
    """Return bounds and figure of each size; nothing at all where one size would tell."""
    bounds = size_bounds(plants)
    parts: dict[str, list[Given]] = {name: [] for name in SIZES}
    for plant in plants:
        parts[size_of(plant.made, bounds)].append(plant)
    for name, members in parts.items():
        if not members or _broken(members, rules):
            return {}
        for before, content in earlier:
            old = content.get("sizes")
            if old:
                then = [p for p in before if size_of(p.made, old["bounds"]) == name]
                if _differs(members, then, rules):
                    return {}
    total = sum(p.made for p in plants)
    return {
        "bounds": list(bounds),
        "parts": [
            {
                "name": name,
                "companies": len({p.holder for p in members}),
                "value": _ratio(members),
                "share": rounded(sum(p.made for p in members) / total, 2),
            }
            for name, members in parts.items()
        ],
    }


def compose_regions(
    plants: Sequence[Given], rules: Rules, earlier: Sequence[Release]
) -> list[dict[str, Any]]:
    """Return the figure of each region, None where it is suppressed, itself or for another's sake.

    A region's figure is use / output, so both tables are protected, and a region that is hidden in
    one is hidden in the other. Empty where no two regions are named.
    """
    names = sorted({p.region or NOWHERE for p in plants})
    if len(names) < 2 or names == [NOWHERE]:
        return []
    members: dict[str, list[Given]] = {name: [] for name in names}
    for plant in plants:
        members[plant.region or NOWHERE].append(plant)
    told = {
        n
        for n, now in members.items()
        for before, content in earlier
        if _published(content, n)
        and _differs(now, [p for p in before if (p.region or NOWHERE) == n], rules)
    }
    hidden = _hidden(names, members, rules, told)
    return [
        {
            "name": n,
            "companies": None if n in hidden else len({p.holder for p in members[n]}),
            "value": None if n in hidden else _ratio(members[n]),
        }
        for n in names
    ]


def _hidden(
    names: Sequence[str], members: Mapping[str, Sequence[Given]], rules: Rules, told: set[str]
) -> set[str]:
    """Return the regions to hide, the same in the table of use and in that of output."""
    figures: tuple[Callable[[Given], float], ...] = (lambda p: p.use, lambda p: p.made)
    tables = [
        build_table(
            [names],
            [((n,), p.holder, figure(p)) for n in names for p in members[n]],
            rules,
            loss="contributors",
        )
        for figure in figures
    ]
    hidden = set(told)
    for table in tables:
        hidden |= {names[i] for i in range(len(names)) if table.primary[i]}
    while hidden:
        before = set(hidden)
        for table in tables:
            try:
                found = suppress(_with_primary(table, names, hidden), rules)
            except EverythingSuppressedError:
                return set(names)
            if found.hidden[len(names)]:  # the sector's own figure is published
                return set(names)
            hidden |= {names[i] for i in range(len(names)) if found.hidden[i]}
        if hidden == before:
            break
    return hidden


def _with_primary(table: Table, names: Sequence[str], hidden: set[str]) -> Table:
    """Return a table in which the regions hidden so far are primary; its total stays."""
    primary = np.array([*(n in hidden for n in names), False])
    weights = table.weights.copy()
    weights[-1] = 1e3 * weights.sum()
    return replace(table, primary=primary, weights=weights)


def _published(content: Mapping[str, Any], region: str) -> bool:
    return any(r["name"] == region and r["value"] is not None for r in content.get("regions", []))


def _broken(plants: Sequence[Given], rules: Rules) -> bool:
    return any(
        reasons_against(sum_by_holder((p.holder, getattr(p, f)) for p in plants), rules)
        for f in ("use", "made")
    )


def _differs(now: Sequence[Given], then: Sequence[Given], rules: Rules) -> bool:
    """Return whether two publications of one part differ by too few companies."""
    return any(
        reveals_difference(
            sum_by_holder((p.holder, getattr(p, f)) for p in then),
            sum_by_holder((p.holder, getattr(p, f)) for p in now),
            rules,
        )
        for f in ("use", "made")
    )


def _ratio(plants: Sequence[Given]) -> float:
    return rounded(sum(p.use for p in plants) / sum(p.made for p in plants))
