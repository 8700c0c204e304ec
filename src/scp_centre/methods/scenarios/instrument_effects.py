"""What each instrument changes in an economy in one year: recipes, demand, intensities, prices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios.economy import AT_HOME, Array, Economy
from scp_centre.methods.scenarios.instruments import (
    Ban,
    Cap,
    Coefficient,
    Demand,
    ImportSubstitution,
    Instrument,
    Intensity,
    Procurement,
    Standard,
    Tax,
)

Read = Callable[[Any], float]  # an Amount as a number: the likely one, or a draw


@dataclass(slots=True, eq=False)
class Changed:
    """An economy on its way through the instruments of a scenario.

    recipe : column of A -> its new entries, (sector,)  1
    Y : (sector, category)  money    S : (indicator, sector)
    freed : (category,)  money that demand no longer spends, and that may be spent again
    own : (sector,)  1, share of each product's use that is made at home
    caps : what must not be exceeded, once output is known
    """

    A: Array
    Y: Array
    S: Array
    freed: Array
    own: Array
    recipe: dict[int, Array] = field(default_factory=dict)
    caps: list[tuple[int, list[int], float, float]] = field(default_factory=list)
    taxes: list[tuple[Tax, Array]] = field(default_factory=list)  # each with its money per output
    costs: list[tuple[str, float]] = field(default_factory=list)

    def column(self, j: int) -> Array:
        """Return a recipe that may be changed."""
        return self.recipe.setdefault(j, self.A[:, j].copy())


def apply(economy: Economy, state: Changed, one: Instrument, strength: float, read: Read) -> None:
    """Change the state by one instrument at a strength between 0 and 1.

    Raises UnknownLabelError for a sector or indicator that the table does not have.
    """
    if strength <= 0:
        return
    _CHANGES[type(one)](economy, state, one, strength, read)
    if one.cost is not None:
        state.costs.append((one.cost.bearer, strength * read(one.cost.per_year)))


def _goods(economy: Economy, one: Any, name: str) -> list[int]:
    return economy.places(getattr(one, name), where=f"{one.title}: {name}")


def _move(state: Changed, c: int, taken: Array, towards: list[int]) -> None:
    """Spend what was taken out of a category on other goods, as they are bought now."""
    weights = state.Y[towards, c]
    if not weights.sum() > 0:
        weights = np.ones(len(towards))
    state.Y[towards, c] += taken.sum() * weights / weights.sum()


def _demand(economy: Economy, state: Changed, one: Demand, strength: float, read: Read) -> None:
    goods, change = _goods(economy, one, "goods"), strength * read(one.change)
    for c in economy.columns(one.kinds):
        taken = -change * state.Y[goods, c]
        state.Y[goods, c] -= taken
        if one.towards is not None:
            _move(state, c, taken, _goods(economy, one, "towards"))
        elif one.freed == "spent":
            state.freed[c] += taken.sum()


def _coefficient(
    economy: Economy, state: Changed, one: Coefficient, strength: float, read: Read
) -> None:
    inputs, change = _goods(economy, one, "inputs"), strength * read(one.change)
    for j in _goods(economy, one, "sectors"):
        recipe = state.column(j)
        taken = -change * recipe[inputs]
        recipe[inputs] -= taken
        if one.replaced_by is not None:
            other = economy.places([one.replaced_by], where=f"{one.title}: replaced_by")[0]
            recipe[other] += taken.sum() * read(one.ratio)


def _intensity(
    economy: Economy, state: Changed, one: Intensity, strength: float, read: Read
) -> None:
    sectors, change = _goods(economy, one, "sectors"), strength * read(one.change)
    for code in one.indicators:
        k = economy.indicator_place(code, where=f"{one.title}: indicators")
        state.S[k, sectors] *= 1.0 + change


def _standard(economy: Economy, state: Changed, one: Standard, strength: float, read: Read) -> None:
    k = economy.indicator_place(one.indicator, where=f"{one.title}: indicator")
    sectors = _goods(economy, one, "sectors")
    above = np.maximum(state.S[k, sectors] - read(one.limit), 0.0)
    state.S[k, sectors] -= strength * above


def _tax(economy: Economy, state: Changed, one: Tax, strength: float, read: Read) -> None:
    base = np.ones(len(economy.sectors))
    if one.indicator is not None:
        base = state.S[economy.indicator_place(one.indicator, where=f"{one.title}: indicator")]
    burden = np.zeros(len(economy.sectors))
    sectors = _goods(economy, one, "sectors")
    burden[sectors] = strength * read(one.rate) * base[sectors]
    state.taxes.append((one, burden))


def _ban(economy: Economy, state: Changed, one: Ban, strength: float, read: Read) -> None:
    goods, share = _goods(economy, one, "goods"), strength * read(one.share)
    other = None
    if one.replaced_by is not None:
        other = economy.places([one.replaced_by], where=f"{one.title}: replaced_by")[0]
    ratio = read(one.ratio)
    for c in economy.columns(AT_HOME):
        taken = share * state.Y[goods, c]
        state.Y[goods, c] -= taken
        if other is not None:
            state.Y[other, c] += taken.sum() * ratio
        else:
            state.freed[c] += taken.sum()
    users = _goods(economy, one, "sectors")
    for j in users:
        if j in goods or not state.A[goods, j].any():
            continue
        recipe = state.column(j)
        taken = share * recipe[goods]
        recipe[goods] -= taken
        if other is not None:
            recipe[other] += taken.sum() * ratio


def _cap(economy: Economy, state: Changed, one: Cap, strength: float, read: Read) -> None:
    k = economy.indicator_place(one.indicator, where=f"{one.title}: indicator")
    state.caps.append((k, _goods(economy, one, "sectors"), read(one.limit), strength))


def _procurement(
    economy: Economy, state: Changed, one: Procurement, strength: float, read: Read
) -> None:
    goods, share = _goods(economy, one, "goods"), strength * read(one.share)
    for c in economy.columns(["government"]):
        taken = share * state.Y[goods, c]
        state.Y[goods, c] -= taken
        extra = taken * (1.0 + read(one.premium))
        _move(state, c, extra, _goods(economy, one, "towards"))
        state.costs.append(("government", float(extra.sum() - taken.sum())))


def _substitution(
    economy: Economy, state: Changed, one: ImportSubstitution, strength: float, read: Read
) -> None:
    if not economy.columns(["import"]):
        raise InvalidValueError(
            _("This table does not hold imports as a column of final demand."),
            where=one.title,
            cure=_("Use a table in which imports compete with domestic products."),
        )
    goods = _goods(economy, one, "goods")
    state.own[goods] = 1.0 - (1.0 - state.own[goods]) * (1.0 - strength * read(one.share))


_CHANGES: dict[type[Instrument], Callable[..., None]] = {
    Demand: _demand,
    Coefficient: _coefficient,
    Intensity: _intensity,
    Standard: _standard,
    Tax: _tax,
    Ban: _ban,
    Cap: _cap,
    Procurement: _procurement,
    ImportSubstitution: _substitution,
}
