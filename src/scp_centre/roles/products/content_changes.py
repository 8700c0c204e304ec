"""Changes of a model's content, each as new content; nothing here writes."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from scp_centre.methods.footprints import (
    Alternative,
    Cost,
    CostBasis,
    Factor,
    Line,
    PartCycle,
    RowImpacts,
    UsedMethod,
)
from scp_centre.roles.products.content import Content, write_content

DIGITS = 15  # of a number that a workbook keeps for sure
UNWRITTEN = (
    "category",
    "origin",
    "covers",
    "licence",
    "quality",
    "recycled",
    "checked",
    "impacts",  # on sheets of their own
)  # no column for these


def free_key(name: str, taken: Iterable[str]) -> str:
    """Return a key made of a name that nothing has yet.

    >>> free_key("Glass bottle", ["glass_bottle"])
    'glass_bottle_2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "line"
    known, key, number = {*taken, "new"}, stem, 2  # an address of the role ends in new
    while key in known:
        key, number = f"{stem}_{number}", number + 1
    return key


def with_line(content: Content, line: Line, factor: Factor | None = None) -> Content:
    """Return the content with a line added, or put in the place of the one with its key.

    factor : a row that the model does not have yet, such as the national grid
    """
    lines = content.model.lines
    if any(one.key == line.key for one in lines):
        lines = tuple(line if one.key == line.key else one for one in lines)
    else:
        lines = (*lines, line)
    changed = replace(content, model=replace(content.model, lines=lines))
    return changed if factor is None else with_factor(changed, factor)


def without_line(content: Content, key: str) -> Content:
    """Return the content without a line, its cost, its end of life and the changes of it."""
    for cost in content.model.costs:
        if cost.line == key:
            content = without_cost(content, cost.key)
    for cycle in content.model.cycles:
        if cycle.line == key:
            content = without_cycle(content, cycle.key)
    alternatives = tuple(
        replace(one, changes=tuple(c for c in one.changes if c.line != key))
        for one in content.model.alternatives
    )
    lines = tuple(line for line in content.model.lines if line.key != key)
    return replace(content, model=replace(content.model, lines=lines, alternatives=alternatives))


def with_parameter(content: Content, name: str, value: float | str) -> Content:
    """Return the content with a parameter set."""
    parameters = {**content.model.parameters, name: value}
    return replace(content, model=replace(content.model, parameters=parameters))


def without_parameter(content: Content, name: str) -> Content:
    """Return the content without a parameter."""
    parameters = {k: v for k, v in content.model.parameters.items() if k != name}
    return replace(content, model=replace(content.model, parameters=parameters))


def with_factor(content: Content, factor: Factor) -> Content:
    """Return the content with a row of its own, or another version of it."""
    others = tuple(one for one in content.model.factors if one.key != factor.key)
    return replace(content, model=replace(content.model, factors=(*others, factor)))


def without_factor(content: Content, key: str) -> Content:
    """Return the content without a row of its own."""
    factors = tuple(one for one in content.model.factors if one.key != key)
    return replace(content, model=replace(content.model, factors=factors))


def with_alternative(content: Content, alternative: Alternative) -> Content:
    """Return the content with an alternative, or another version of it."""
    others = content.model.alternatives
    if any(one.key == alternative.key for one in others):
        others = tuple(alternative if one.key == alternative.key else one for one in others)
    else:
        others = (*others, alternative)
    return replace(content, model=replace(content.model, alternatives=others))


def without_alternative(content: Content, key: str) -> Content:
    """Return the content without an alternative."""
    others = tuple(one for one in content.model.alternatives if one.key != key)
    return replace(content, model=replace(content.model, alternatives=others))


def with_cost_basis(content: Content, basis: CostBasis) -> Content:
    """Return the content with the money that its costs are in."""
    return replace(content, model=replace(content.model, cost_basis=basis))


def with_cost(content: Content, cost: Cost) -> Content:
    """Return the content with a cost added, or put in the place of the one with its key."""
    costs = content.model.costs
    if any(one.key == cost.key for one in costs):
        costs = tuple(cost if one.key == cost.key else one for one in costs)
    else:
        costs = (*costs, cost)
    return replace(content, model=replace(content.model, costs=costs))


def without_cost(content: Content, key: str) -> Content:
    """Return the content without a cost, also in the alternatives that change it."""
    costs = tuple(one for one in content.model.costs if one.key != key)
    alternatives = tuple(
        replace(one, costs=tuple(c for c in one.costs if c.cost != key))
        for one in content.model.alternatives
    )
    return replace(content, model=replace(content.model, costs=costs, alternatives=alternatives))


def with_cycle(content: Content, cycle: PartCycle) -> Content:
    """Return the content with the end of life of a part, or another version of it."""
    others = tuple(one for one in content.model.cycles if one.key != cycle.key)
    return replace(content, model=replace(content.model, cycles=(*others, cycle)))


def without_cycle(content: Content, key: str) -> Content:
    """Return the content without the end of life of a part."""
    cycles = tuple(one for one in content.model.cycles if one.key != key)
    return replace(content, model=replace(content.model, cycles=cycles))


def with_methods(
    content: Content,
    methods: Iterable[UsedMethod],
    computed: Mapping[str, tuple[RowImpacts, ...]],
) -> Content:
    """Return the content with these impact methods, and the impacts of its rows by them.

    computed : key of a row -> its impacts; other rows keep what they state by these methods
    """
    chosen = tuple(methods)
    keys = {one.key for one in chosen}
    factors = tuple(
        replace(
            row,
            impacts=computed.get(row.key, tuple(one for one in row.impacts if one.method in keys)),
        )
        for row in content.model.factors
    )
    return replace(content, model=replace(content.model, methods=chosen, factors=factors))


def with_evidence_of(content: Content, old: Content) -> Content:
    """Return content that came back from a workbook, with what no workbook holds.

    That is the figure behind an amount, and the category of a row. A workbook rounds the last
    digit of a number: content that differs in nothing else is the old one.
    """
    lines = []
    for line in content.model.lines:
        before = old.line(line.key)
        if before is not None and _stated(before) == _stated(line):
            line = replace(line, amount=before.amount, evidence=before.evidence)
        lines.append(line)
    rows = {row.key: row for row in old.model.factors}
    factors = []
    for row in content.model.factors:
        kept = rows.get(row.key, row)
        is_same = _written_of(row) == _written_of(kept)
        factors.append(_with_impacts_of(row, kept) if is_same else row)
    model = replace(content.model, lines=tuple(lines), factors=tuple(factors))
    changed = replace(content, model=model)
    return (
        old if _as_written(write_content(changed)) == _as_written(write_content(old)) else changed
    )


def _with_impacts_of(row: Factor, kept: Factor) -> Factor:
    """Return a row as it was kept, with the impacts that its workbook states now."""
    same = _as_written(_plain_impacts(row)) == _as_written(_plain_impacts(kept))
    return kept if same else replace(kept, impacts=row.impacts)


def _plain_impacts(row: Factor) -> list[dict[str, Any]]:
    """Return the impacts of a row as plain values."""
    return [asdict(one) for one in row.impacts]


def _stated(line: Line) -> tuple[object, str]:
    return _as_written(line.amount), line.unit


def _written_of(row: Factor) -> object:
    """Return what a workbook holds of a row: of its emissions, those that are in a total."""
    values = {name: value for name, value in asdict(row).items() if name not in UNWRITTEN}
    counted = {name: kg for name, kg in row.emissions.items() if name != "co2_biogenic"}
    return _as_written(values | {"emissions": counted})


def _as_written(value: Any) -> Any:
    """Return a value with its numbers to the digits that a workbook keeps."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _as_written(one) for key, one in value.items()}
    return [_as_written(one) for one in value] if isinstance(value, list | tuple) else value
