"""What each instrument changes in an economy in one year: recipes, demand, intensities, prices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput.price import require_positive
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios.combustion import Causes
from scp_centre.methods.scenarios.economy import AT_HOME, VALUE_ADDED, Array, Economy
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


@dataclass(frozen=True, slots=True)
class Programme:
    """What an instrument costs in a year.

    cost : money    payers : sectors that pass it on in their prices, where producers bear it
    goods : sectors that its money is spent on; none where the file does not say
    """

    title: str
    bearer: str
    cost: float
    payers: tuple[int, ...]
    goods: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Levy:
    """A tax as it stands in a year.

    indicator : its place, None for a tax on output    rate : money per unit of it
    """

    tax: Tax
    indicator: int | None
    sectors: list[int]
    rate: float


@dataclass(slots=True, eq=False)
class Changed:
    """An economy on its way through the instruments of a scenario.

    recipe : column of A -> its new entries, (sector,)  1
    Y : (sector, category)  money    causes : what a unit of output causes
    burnt : (indicator, fuel, category)  what buyers cause per money of a fuel that they burn
    earned : (sector,)  1, what capital and labour earn more per output, as they replace fuels
    freed : (category,)  money that demand no longer spends, and that may be spent again
    own : (sector,)  1, share of each product's use that is made at home
    caps : what must not be exceeded, once output is known
    premium : money that public buyers pay more for what they buy instead
    """

    A: Array
    Y: Array
    causes: Causes
    burnt: Array
    freed: Array
    own: Array
    recipe: dict[int, Array] = field(default_factory=dict)
    caps: list[tuple[int, list[int], float, float]] = field(default_factory=list)
    levies: list[Levy] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    premium: float = 0.0
    earned: Array = field(init=False)

    def __post_init__(self) -> None:
        self.earned = np.zeros(len(self.A))

    @property
    def S(self) -> Array:
        """Return what a unit of output causes now, (indicator, sector)."""
        return self.causes.intensities(self.fuel_inputs)

    @property
    def fuel_inputs(self) -> Array:
        """Return what a unit of output takes of each fuel, (fuel, sector) 1."""
        fuels = list(self.causes.fuels)
        found: Array = self.A[fuels].copy()
        for j, recipe in self.recipe.items():
            found[:, j] = recipe[fuels]
        return found

    def replace(self, j: int, inputs: list[int], taken: Array, other: int, ratio: float) -> None:
        """Take inputs out of a recipe, and put another in their place at a ratio of money."""
        recipe = self.column(j)
        added = float(taken.sum()) * ratio
        self.causes.burn_instead(j, other, inputs, float(recipe[other]), added)
        recipe[inputs] -= taken
        recipe[other] += added

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
        goods = economy.places(one.cost.goods or [], where=f"{one.title}: cost")
        cost = strength * read(one.cost.per_year)
        payers = tuple(_payers(economy, one))
        state.programmes.append(Programme(one.title, one.cost.bearer, cost, payers, tuple(goods)))


def _payers(economy: Economy, one: Instrument) -> list[int]:
    """Return the sectors that an instrument names, else those that make its goods, else all."""
    for name in ("sectors", "goods"):
        if getattr(one, name, None) is not None:
            return _goods(economy, one, name)
    return economy.places(None, where=one.title)


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
        if one.replaced_by is None:
            recipe[inputs] -= taken
            continue
        other = economy.places([one.replaced_by], where=f"{one.title}: replaced_by")[0]
        state.replace(j, inputs, taken, other, read(one.ratio))


def _intensity(
    economy: Economy, state: Changed, one: Intensity, strength: float, read: Read
) -> None:
    sectors, change = _goods(economy, one, "sectors"), strength * read(one.change)
    for code in one.indicators:
        k = economy.indicator_place(code, where=f"{one.title}: indicators")
        state.causes.scale(k, sectors, 1.0 + change)


def _standard(economy: Economy, state: Changed, one: Standard, strength: float, read: Read) -> None:
    sectors, limit = _goods(economy, one, "sectors"), read(one.limit)
    if one.input is not None:
        place = economy.places([one.input], where=f"{one.title}: input")[0]
        for j in sectors:
            recipe = state.column(j)
            recipe[place] -= strength * max(recipe[place] - limit, 0.0)
        return
    k = economy.indicator_place(one.indicator or "", where=f"{one.title}: indicator")
    now = state.S[k, sectors]
    above = np.maximum(now - limit, 0.0)
    state.causes.scale(k, sectors, 1.0 - strength * above / np.where(above == 0, 1.0, now))


def _tax(economy: Economy, state: Changed, one: Tax, strength: float, read: Read) -> None:
    k = None
    if one.indicator is not None:
        k = economy.indicator_place(one.indicator, where=f"{one.title}: indicator")
    sectors, rate = _goods(economy, one, "sectors"), strength * read(one.rate)
    state.levies.append(Levy(one, k, sectors, rate))
    if k is not None and one.fuel_elasticity is not None:
        _save_fuel(economy, state, state.levies[-1], read(one.fuel_elasticity))


def _save_fuel(economy: Economy, state: Changed, levy: Levy, elasticity: float) -> None:
    """Let sectors burn less of each fuel as a tax makes it dearer, by its own carbon.

    A'_fj = A_fj (1 + rate G_fj)^e; capital and labour earn what is no longer spent on the fuel
    """
    counted = [k for k, i in enumerate(economy.indicators) if i.code == VALUE_ADDED]
    for f, place in enumerate(state.causes.fuels):
        dearer = 1.0 + levy.rate * state.causes.G[levy.indicator, f]
        require_positive(dearer, economy.sectors)
        burning = set(np.flatnonzero((dearer != 1.0) & (state.fuel_inputs[f] != 0)).tolist())
        for j in burning & set(levy.sectors):
            recipe = state.column(j)
            saved = recipe[place] * (1.0 - dearer[j] ** elasticity)
            recipe[place] -= saved
            state.earned[j] += saved
            state.causes.P[counted, j] += saved


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
        taken = share * state.column(j)[goods]
        if other is None:
            state.column(j)[goods] -= taken
        else:
            state.replace(j, goods, taken, other, ratio)


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
        state.premium += float(extra.sum() - taken.sum())


def _substitution(
    economy: Economy, state: Changed, one: ImportSubstitution, strength: float, read: Read
) -> None:
    if not economy.columns(["import"]):
        raise InvalidValueError(
            _("In this table, imports are not a column of final demand."),
            where=one.title,
            cure=_("Use a table in which imports compete with domestic products."),
        )
    goods = _goods(economy, one, "goods")
    if named := [economy.sectors[i] for i in goods if economy.is_accounting[i]]:
        raise InvalidValueError(
            _("No sector produces {names}. These entries only balance the accounts.", names=named),
            where=one.title,
            cure=_("Choose other products."),
        )
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
