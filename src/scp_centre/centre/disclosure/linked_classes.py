"""Classes of figures that known ratios link: energy with the emissions it avoids and the money.

Whoever sees the energy that some companies saved and the CO2e of nearly the same ones knows more
than either sum tells, since the CO2e of a company lies between its energy times the lowest and
times the highest emission factor. So linked classes are one problem:

low x energy <= CO2e <= high x energy        low x energy <= money <= high x energy

low, high : a ratio that at least three holders share is one that all know, the factor of the grid
or a tariff; else the lowest and highest of fuels (reference/fuels) and of prices
(reference/plausible_prices), each side where it holds of the company. Whoever took a side for
granted that does not hold would find a wrong figure.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import inf

from scp_centre.methods.quantity import Quantity
from scp_centre.reference.factors import fuels, gwp_set
from scp_centre.reference.loader import load_table

VERIFIED, PLANNED = "verified", "planned"
ENERGY, CO2E, MONEY, CAUSED = "energy", "co2e", "money", "carbon caused"
NO_YEAR = 0  # of a figure that is of no year
SHARED_BY = 3  # holders of one ratio, from which on it counts as known to all
ALIKE = 0.01  # of a ratio, within which two are one
MARGIN = 0.05  # of a factor: national factors stand so near those of the IPCC
# Burnt where they arise, in steelworks; their factors lie far from those of fuels that are sold.
BY_PRODUCTS = frozenset({"coke_oven_gas", "blast_furnace_gas"})
PRICED_IN = "EUR"

Cell = tuple[str, int]  # contributor, year
Values = Mapping[tuple[str, Cell], Sequence[float]]  # (class, cell) -> figures, the smallest first
HolderOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Bound:
    """What everybody knows of two figures of one company: weights . figures >= 0.

    figures : ((class, cell, value, weight), ...)
    """

    name: str
    figures: tuple[tuple[str, Cell, float, float], ...]


def family_of(figure_class: str) -> str:
    """Return the family of linked classes that a class belongs to; else its own name.

    >>> family_of("co2e"), family_of("planned_money_EUR"), family_of("water")
    ('verified', 'planned', 'water')
    """
    return _read(figure_class)[0]


def counted_by(figure_class: str) -> str:
    """Return what a class of a family counts: energy, co2e, money, carbon caused; else ""."""
    return _read(figure_class)[1]


def _read(figure_class: str) -> tuple[str, str]:
    if figure_class in (ENERGY, CO2E):
        return VERIFIED, figure_class
    if figure_class == "use carbon":
        return VERIFIED, CAUSED
    for family in (VERIFIED, PLANNED):
        kind = figure_class.removeprefix(f"{family}_").partition("_")[0]
        if figure_class.startswith(f"{family}_") and kind in (ENERGY, CO2E, MONEY):
            return family, kind
    return figure_class, ""


def bounds_between(values: Values, holder_of: HolderOf) -> Iterator[Bound]:
    """Yield what ratios tell of the figures of each company in the classes of one family."""
    classes = {figure_class for figure_class, _cell in values}
    of_kind: dict[str, list[str]] = defaultdict(list)
    for figure_class in sorted(classes):
        of_kind[counted_by(figure_class)].append(figure_class)
    for energy in of_kind[ENERGY]:
        for other in (*of_kind[CO2E], *of_kind[MONEY]):
            yield from _by_ratio(energy, other, values, holder_of)
    for saved, caused in product(of_kind[CO2E], of_kind[CAUSED]):
        for cell, part, cell_of_whole, whole in _pairs(saved, caused, values):
            if whole >= part >= 0:  # nobody avoids more than it causes
                yield _bound(caused, cell_of_whole, whole, saved, cell, part, 1.0)


def _by_ratio(energy: str, other: str, values: Values, holder_of: HolderOf) -> Iterator[Bound]:
    pairs = [pair for pair in _pairs(energy, other, values) if pair[1] > 0 and pair[3] > 0]
    ratios = [(holder_of(cell[0]), whole / part) for cell, part, _cell, whole in pairs]
    known = factor_range() if counted_by(other) == CO2E else price_range(other)
    for (cell, part, cell_of_other, whole), (low, high) in zip(
        pairs, known_ratios(ratios, known), strict=True
    ):
        if low is not None:
            yield _bound(other, cell_of_other, whole, energy, cell, part, low)
        if high is not None:
            yield _bound(energy, cell, part, other, cell_of_other, whole, 1 / high)


def known_ratios(
    ratios: Sequence[tuple[str, float]], known: tuple[float, float]
) -> Iterator[tuple[float | None, float | None]]:
    """Yield between what everybody knows each ratio to lie; None: nothing is known on that side.

    ratios : (holder, ratio > 0)    known : lowest and highest of a table

    >>> shared = [("a", 0.5), ("b", 0.5), ("c", 0.5), ("d", 0.3), ("e", 0.1)]
    >>> [*known_ratios(shared, (0.2, 0.4))][2:]
    [(0.5, 0.5), (0.2, 0.4), (None, 0.4)]
    """
    ordered = sorted(ratios, key=lambda one: one[1])
    values = [ratio for _holder, ratio in ordered]
    for _holder, ratio in ratios:
        first = bisect_left(values, ratio * (1 - ALIKE))
        end = bisect_right(values, ratio * (1 + ALIKE))
        low, high = known
        if _is_shared(ordered[k][0] for k in range(first, end)):
            low, high = values[first], values[end - 1]
        yield (low if 0 < low <= ratio else None), (high if ratio <= high < inf else None)


def _is_shared(holders: Iterable[str]) -> bool:
    """Return whether enough holders have a ratio; looks at no more than it needs."""
    found: set[str] = set()
    for holder in holders:
        found.add(holder)
        if len(found) >= SHARED_BY:
            return True
    return False


def _bound(
    upper: str, cell: Cell, value: float, lower: str, of_cell: Cell, least: float, factor: float
) -> Bound:
    """Return upper - factor x lower >= 0."""
    name = f"{upper} of {cell[0]} {cell[1]} by {lower}"
    return Bound(name, ((upper, cell, value, 1.0), (lower, of_cell, least, -factor)))


def _pairs(one: str, other: str, values: Values) -> Iterator[tuple[Cell, float, Cell, float]]:
    """Yield the figures of one company and year in two classes that belong together.

    As many corrections in one as in the other belong together in their order, else each with
    each. A figure of no year belongs to those of each year, where the other class has none.
    """
    cells = {cell for figure_class, cell in values if figure_class == one}
    others = {cell for figure_class, cell in values if figure_class == other}
    for cell in sorted(cells):
        for match in _matching(cell, cells, others):
            mine, theirs = values[one, cell], values[other, match]
            both = (
                zip(mine, theirs, strict=True)
                if len(mine) == len(theirs)
                else product(mine, theirs)
            )
            for a, b in both:
                yield cell, a, match, b


def _matching(cell: Cell, cells: set[Cell], others: set[Cell]) -> list[Cell]:
    if cell in others:
        return [cell]
    if cell[1] == NO_YEAR:
        return sorted(c for c in others if c[0] == cell[0] and c not in cells)
    vague = (cell[0], NO_YEAR)
    return [vague] if vague in others and vague not in cells else []


@cache
def factor_range() -> tuple[float, float]:
    """Return the lowest and highest emission factor of fuels that are sold, t CO2e per MWh.

    The lowest counts CO2 alone, the highest CH4 and N2O, too. Source: reference/fuels.
    """
    gwp = gwp_set("AR6").gwp
    per_mwh = Quantity(1.0, "MWh").to("TJ").value / 1000  # kg/TJ -> t/MWh
    fossil = [f for key, f in fuels().items() if not f.biogenic and key not in BY_PRODUCTS]
    low = min(f.co2_kg_per_tj for f in fossil)
    high = max(
        f.co2_kg_per_tj + f.ch4_kg_per_tj * gwp["CH4"] + f.n2o_kg_per_tj * gwp["N2O"]
        for f in fossil
    )
    return low * per_mwh * (1 - MARGIN), high * per_mwh * (1 + MARGIN)


def price_range(figure_class: str) -> tuple[float, float]:
    """Return the lowest and highest price of a MWh in the currency of a class of money.

    (0, infinite) in a currency of which the table has no price. Source: reference/plausible_prices.
    """
    if figure_class.rpartition("_")[2].upper() != PRICED_IN:
        return 0.0, inf
    rows = load_table("plausible_prices").rows
    per_mwh = Quantity(1.0, "MWh").to("kWh").value
    return min(r["low"] for r in rows) * per_mwh, max(r["high"] for r in rows) * per_mwh
