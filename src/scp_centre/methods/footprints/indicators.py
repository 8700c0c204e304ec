"""Other indicators of a footprint model, by impact methods that a user imported."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.footprints.entries import Design, Factor, ResolvedLine
from scp_centre.methods.footprints.indicator_entries import UsedMethod
from scp_centre.methods.footprints.results import FootprintResult
from scp_centre.methods.footprints.spread import draw_amounts
from scp_centre.methods.footprints.stages import Stage
from scp_centre.methods.lifecycle.impact_assessment import normalise, weigh

Array = NDArray[np.float64]
CO2E = re.compile(r"\s*kg\s*co[2₂]", re.IGNORECASE)
CLIMATE = re.compile(r"climate change|global warming|gwp ?100|gwp.?total")
LEAST_COUNTED = 0.5  # of the carbon footprint that a method counts where its flow lists fit


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """An alternative in one category.

    probability_lower : share of the runs, of which only amounts differ; None where no amount of
    the lines is uncertain
    """

    name: str
    value: float
    probability_lower: float | None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One category for one functional unit, of the lines that have data.

    normalised : value / reference    weighted : normalised × weight; None where nobody asked
    """

    name: str
    unit: str
    value: float
    stages: Mapping[Stage, float]
    compared: tuple[ComparedIndicator, ...]
    normalised: float | None = None
    weighted: float | None = None


@dataclass(frozen=True, slots=True)
class MethodResult:
    """All categories of a method.

    without : parts of the base product whose background data has no impacts by this method
    covered : share of the base product's carbon footprint in the other lines
    without_by_alternative : how many lines of each alternative have no impacts
    rows : background rows with impacts, in the order of the lines
    footprint : carbon footprint of the base product, kg CO2e
    """

    method: UsedMethod
    categories: tuple[IndicatorResult, ...]
    without: tuple[str, ...]
    covered: float
    without_by_alternative: tuple[int, ...]
    rows: tuple[Factor, ...]
    footprint: float

    @property
    def climate(self) -> float | None:
        """Return climate change by this method; None where it has no such category."""
        return climate_of((one.name, one.unit, one.value) for one in self.categories)

    @property
    def misses_gases(self) -> bool:
        """Return whether the method counts less than half of the covered carbon footprint."""
        return misses_gases(self.climate, self.footprint * self.covered)

    @property
    def weighted(self) -> float | None:
        """Return the sum of the weighted impacts; None where nobody asked for it."""
        found = [one.weighted for one in self.categories if one.weighted is not None]
        return sum(found) if found else None


def compute_indicators(
    methods: Sequence[UsedMethod],
    base: FootprintResult,
    alternatives: Sequence[FootprintResult],
    *,
    runs: int,
    seed: int,
) -> tuple[MethodResult, ...]:
    """Return the impacts of one functional unit by each method.

    h_c = Σ_l m_l Σ_j W_lj e_jc

    m : amount of each line    W : share of each background row    e : impact of one unit of it

    A line whose row has no impacts by a method counts as nothing and is named. The probability
    that an alternative is lower has the same draws of the amounts as the carbon footprint.
    """
    designs = [base.design, *(one.design for one in alternatives)]
    places, m = draw_amounts(designs, seed, runs) if alternatives and methods else ({}, None)
    return tuple(_method_result(one, base, alternatives, places, m) for one in methods)


def climate_of(categories: Iterable[tuple[str, str, float]]) -> float | None:
    """Return the largest impact of the categories on climate change; None where there is none.

    categories : name, unit, impact
    """
    found = [
        value
        for name, unit, value in categories
        if CO2E.match(unit) and CLIMATE.search(name.casefold())
    ]
    return max(found, default=None)


def misses_gases(climate: float | None, carbon_footprint: float) -> bool:
    """Return whether a method counts less than half of a carbon footprint: its lists do not fit."""
    return climate is not None and climate < carbon_footprint * LEAST_COUNTED


def impacts_of_row(factor: Factor, method: str) -> Mapping[str, float] | None:
    """Return the impacts of one unit of a row by a method; None where nobody computed them."""
    return next((one.values for one in factor.impacts if one.method == method), None)


def _method_result(
    method: UsedMethod,
    base: FootprintResult,
    alternatives: Sequence[FootprintResult],
    places: Mapping[str, int],
    m: Array | None,
) -> MethodResult:
    names = [one.name for one in method.categories]
    of_base = _of_lines(base.design, method.key, names)
    of_others = [_of_lines(one.design, method.key, names) for one in alternatives]
    lines = base.design.lines
    lacking = [not _is_covered(line, method.key) for line in lines]
    by_line = {row.line.line.key: row.value for row in base.rows}
    uncovered = sum(by_line[line.line.key] for line, no in zip(lines, lacking, strict=True) if no)
    rows = {f.key: f for line in lines for f, _s in line.mix() if _impacts_known(f, method.key)}
    categories = []
    for place, category in enumerate(method.categories):
        value = float(of_base[:, place].sum())
        compared = tuple(
            _compared(one, base, of_other[:, place], of_base[:, place], places, m)
            for one, of_other in zip(alternatives, of_others, strict=True)
        )
        normalised, weighted = _normalised(method, category.name, value)
        stages = _by_stage(base.design, of_base[:, place])
        found = (category.name, category.unit, value, stages, compared, normalised, weighted)
        categories.append(IndicatorResult(*found))
    return MethodResult(
        method,
        tuple(categories),
        tuple(line.line.part for line, no in zip(lines, lacking, strict=True) if no),
        1.0 - base.share(uncovered),
        tuple(
            sum(not _is_covered(line, method.key) for line in one.design.lines)
            for one in alternatives
        ),
        tuple(rows.values()),
        base.total,
    )


def _of_lines(design: Design, method: str, names: Sequence[str]) -> Array:
    """Return (line, category) of a design: impacts for one functional unit."""
    found = np.zeros((len(design.lines), len(names)))
    for place, line in enumerate(design.lines):
        amount = design.per_functional_unit(line)
        for factor, share in line.mix():
            of_row = impacts_of_row(factor, method) or {}
            found[place] += [amount * share * of_row.get(name, 0.0) for name in names]
    return found


def _is_covered(line: ResolvedLine, method: str) -> bool:
    return all(_impacts_known(factor, method) for factor, share in line.mix() if share)


def _impacts_known(factor: Factor, method: str) -> bool:
    return impacts_of_row(factor, method) is not None


def _by_stage(design: Design, of_lines: Array) -> dict[Stage, float]:
    found: dict[Stage, float] = {}
    for line, value in zip(design.lines, of_lines.tolist(), strict=True):
        found[line.line.stage] = found.get(line.line.stage, 0.0) + value
    return found


def _compared(
    alternative: FootprintResult,
    base: FootprintResult,
    of_alternative: Array,
    of_base: Array,
    places: Mapping[str, int],
    m: Array | None,
) -> ComparedIndicator:
    value = float(of_alternative.sum())
    designs = (base.design, alternative.design)
    is_uncertain = any(line.line.spread for design in designs for line in design.lines)
    if m is None or not is_uncertain:
        return ComparedIndicator(alternative.design.name, value, None)
    first, second = (
        m[:, [places[line.line.key] for line in design.lines]] @ of_lines
        for design, of_lines in zip(designs, (of_base, of_alternative), strict=True)
    )
    return ComparedIndicator(alternative.design.name, value, float((second < first).mean()))


def _normalised(
    method: UsedMethod, category: str, value: float
) -> tuple[float | None, float | None]:
    """Return an impact over its reference, and that times its weight, where somebody asked."""
    reference = method.references.get(category) if method.normalisation else None
    if not reference:
        return None, None
    (normalised,) = normalise([value], [reference]).tolist()
    if category not in method.weights:
        return normalised, None
    (weighted,) = weigh([normalised], [method.weights[category]]).tolist()
    return normalised, weighted
