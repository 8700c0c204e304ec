"""Run a scenario: each year against the baseline, who gains and who pays, rebound and range."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import (
    Base,
    price_changes,
    technical_coefficients,
    update,
    update_output,
    update_prices,
)
from scp_centre.methods.inputoutput.accounts import intensities
from scp_centre.methods.messages import Number, _
from scp_centre.methods.scenarios.balance import Balance, Effects
from scp_centre.methods.scenarios.buyers import Bought, TaxedPrices, buy
from scp_centre.methods.scenarios.economy import ACCOUNTING, AT_HOME, Array, Economy, made_at_home
from scp_centre.methods.scenarios.instrument_effects import Changed, Read, apply
from scp_centre.methods.scenarios.instruments import Scenario, Tax, draw, likely

DRAWS = 500
NEGATIVE = -1e-6  # of all output, below which a sector counts as making less than nothing:
# tables hold scrap and second-hand goods as sectors that hover around it
USES = ("kept", "returned", "lower_tax")
CLOSED = 1e-13  # of all output, by which revenue and what is given back may still differ
MOST_ROUNDS = 500
DEAREST = 100.0  # times the price without taxes


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year of a scenario beside the baseline of that year.

    production, consumption : (indicator, sector or good), scenario
    base_production, base_consumption : the same, baseline
    output, base_output : (sector,)  money    value_added, base_value_added : (sector,)  money
    prices : (sector,)  1 in the baseline    costs : bearer -> money of programmes
    direct, base_direct : (indicator,)  caused by final demand itself
    """

    year: int
    production: Array
    consumption: Array
    base_production: Array
    base_consumption: Array
    output: Array
    base_output: Array
    value_added: Array
    base_value_added: Array
    prices: Array
    balance: Balance
    costs: dict[str, float]
    effects: Effects
    direct: Array
    base_direct: Array

    @property
    def extra_cost(self) -> Array:
        """Return (category,) money that dearer goods cost."""
        return self.balance.paid

    @property
    def revenue(self) -> float:
        """Return money that taxes bring (subsidies cost)."""
        return self.balance.revenue

    @property
    def rebound(self) -> Array:
        """Return (indicator,) what of production comes from money that is spent again."""
        return self.effects.rebound


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A scenario that was run.

    years : one entry a year    low, high : (indicator,)  5th and 95th of 100 draws of the change of
        production in the last year; none where nothing has a range
    """

    scenario: Scenario
    economy: Economy
    years: tuple[Year, ...]
    low: Array | None
    high: Array | None

    @property
    def last(self) -> Year:
        return self.years[-1]


class Engine:
    """An economy made ready for many scenarios: solved once.

    Output follows what is made at home: x = (I - own A)^-1 (own y at home + exports), with the
    share of imports in each product kept. Prices of imports stay at 1.
    """

    def __init__(self, economy: Economy) -> None:
        self.economy = economy
        x = economy.x
        self.A = technical_coefficients(economy.Z, x)
        self.S = intensities(economy.F, x)
        self.v = np.where(x == 0, 0.0, economy.V / np.where(x == 0, 1.0, x))
        self.home = economy.columns(AT_HOME)
        self.abroad = economy.columns(("export",))
        self.own, self.fixed = made_at_home(economy)
        demand = self._made(economy.Y, self.own, self.fixed)
        self.base = Base(self.own[:, None] * self.A, self.S, demand)
        # For what is bought, imports count as if they were made at home.
        closed = bool((self.own == 1.0).all())
        self.total = self.base if closed else Base(self.A, self.S, economy.Y.sum(axis=1))

    def run(self, scenario: Scenario, *, draws: int = DRAWS, seed: int = 1) -> Run:
        """Return each year of a scenario, and the range of the last.

        Raises UnknownLabelError for a sector or indicator that the table lacks, InvalidValueError
        where a scenario asks a sector for less than nothing.
        """
        years = tuple(
            self.year(scenario, year, likely) for year in range(scenario.first, scenario.last + 1)
        )
        low = high = None
        if _has_ranges(scenario):
            rng = np.random.default_rng(seed)
            found = np.array([self._draw(scenario, rng) for _unused in range(draws)])
            low, high = np.percentile(found, [5, 95], axis=0)
        return Run(scenario, self.economy, years, low, high)

    def _draw(self, scenario: Scenario, rng: np.random.Generator) -> Array:
        known: dict[int, float] = {}

        def read(amount: object) -> float:
            # One draw for one number, however often it is asked for.
            return known.setdefault(id(amount), draw(amount, rng))  # type: ignore[arg-type]

        growth = (1.0 + scenario.growth) ** (scenario.last - scenario.first)
        found = self._solve(scenario, scenario.last, growth, read)
        base = (self.S @ self.base.x) * growth
        change: Array = (found.S * found.x).sum(axis=1) - base
        return change + self._direct(found.bought.Y) - self._direct(self.economy.Y) * growth

    def year(self, scenario: Scenario, year: int, read: Read) -> Year:
        """Return one year of a scenario."""
        growth = (1.0 + scenario.growth) ** (year - scenario.first)
        found = self._solve(scenario, year, growth, read)
        state, Y, home = found.state, found.bought.Y, self.home
        before = self.economy.Y * growth
        costs: dict[str, float] = {}
        for bearer, amount in state.costs:
            costs[bearer] = costs.get(bearer, 0.0) + amount
        base_x = self.base.x * growth
        M = update(self.total, found.columns, found.D, S=found.S).M
        return Year(
            year=year,
            production=found.S * found.x,
            consumption=M * Y[:, home].sum(axis=1),
            base_production=self.S * base_x,
            base_consumption=self.total.M * before[:, home].sum(axis=1),
            output=found.x,
            base_output=base_x,
            value_added=self.v * found.x,
            base_value_added=self.v * base_x,
            prices=found.prices.after,
            balance=self._balance(found, growth),
            costs=costs,
            effects=self._effects(found, growth),
            direct=self._direct(Y),
            base_direct=self._direct(before),
        )

    def _made(self, Y: Array, own: Array, fixed: Array) -> Array:
        """Return final demand for what is made at home."""
        found: Array = own * Y[:, self.home].sum(axis=1) + Y[:, self.abroad].sum(axis=1) + fixed
        return found

    def _balance(self, found: "_Solved", growth: float) -> Balance:
        Y, prices, own = found.bought.Y, found.prices.after, found.state.own
        before = self.economy.Y * growth
        fixed = self.fixed * growth
        paid, bought = np.zeros(Y.shape[1]), np.zeros(Y.shape[1])
        paid[self.home] = (own * (prices - 1.0)) @ Y[:, self.home]
        paid[self.abroad] = (prices - 1.0) @ Y[:, self.abroad]
        bought[self.home + self.abroad] = (Y - before).sum(axis=0)[self.home + self.abroad]
        if self.abroad:  # what is exported again is bought there, too
            paid[self.abroad[0]] += (prices - 1.0) @ (fixed * found.bought.abroad)
            bought[self.abroad[0]] += (fixed * (found.bought.abroad - 1.0)).sum()
        revenue = sum(float(burden @ found.x) for _unused, burden in found.state.taxes)
        lowered = found.cut * float(self.v @ found.x)
        return Balance(
            paid=paid,
            bought=bought,
            received=found.bought.received,
            revenue=revenue,
            returned=float(found.bought.received.sum()),
            lowered=lowered,
            inputs=float(paid.sum()) - revenue + lowered,
        )

    def _effects(self, found: "_Solved", growth: float) -> Effects:
        """Return the change of production step by step: the order is that of Effects."""
        state, before = found.state, self.economy.Y * growth
        fixed = self.fixed * growth
        answering = buy(self.economy, state.Y, state.own, found.prices)
        steps = [
            (self.S, self.base.x * growth, before),
            (found.S, self._output(found, before, fixed), before),
            (found.S, self._output(found, state.Y, fixed), state.Y),
            (found.S, self._output(found, answering.Y, fixed * answering.abroad), answering.Y),
            (found.S, found.x, found.bought.Y),
        ]
        caused = [(S * x).sum(axis=1) + self._direct(Y) for S, x, Y in steps]
        parts = [after - earlier for earlier, after in pairwise(caused)]
        return Effects(*parts)

    def _output(self, found: "_Solved", Y: Array, fixed: Array) -> Array:
        made = self._made(Y, found.state.own, fixed)
        return update_output(self.base, found.places, found.at_home, made)

    def _direct(self, Y: Array) -> Array:
        """Return what final demand causes itself, moving with what it buys."""
        before = self.economy.Y.sum(axis=0)
        ratio = np.where(before == 0, 1.0, Y.sum(axis=0) / np.where(before == 0, 1.0, before))
        found: Array = self.economy.F_Y @ ratio
        return found

    def _solve(self, scenario: Scenario, year: int, growth: float, read: Read) -> "_Solved":
        """Return the economy of a year, in which what is returned is what was collected."""
        economy = self.economy
        state = Changed(
            self.A,
            economy.Y * growth,
            self.S.copy(),
            np.zeros(economy.Y.shape[1]),
            self.own.copy(),
        )
        # Taxes come last, so that they fall on what is left when all others have acted.
        for one in sorted(scenario.instruments, key=lambda i: isinstance(i, Tax)):
            apply(economy, state, one, one.strength(year), read)
        columns = sorted(state.recipe)
        D = np.array([state.recipe[j] - self.A[:, j] for j in columns]).reshape(-1, len(self.v)).T
        places, home = self._at_home(state, columns, D)
        before = self._prices(state, columns, D, places, home)
        added = [
            (tax, _elasticity(tax, read), price_changes(self.base, places, home, burden))
            for tax, burden in state.taxes
        ]
        found = _Solved(state, columns, D, places, home, TaxedPrices(before, added, 0.0 * before))
        self._close(found, growth)
        _refuse_absurd(found.prices)
        self._refuse_negative(found.x, year)
        found.S = self._capped(state, found.x, state.S)
        return found

    def _close(self, found: "_Solved", growth: float) -> None:
        """Find output, and with it the revenue that is returned: each depends on the other."""
        state, fixed = found.state, self.fixed * growth
        uses = {use: sum_of(b for t, b in state.taxes if t.revenue == use) for use in USES}
        cheaper = 0.0 * found.prices.before
        if uses["lower_tax"] is not None:
            cheaper = price_changes(self.base, found.places, found.at_home, self.v)
        returned = 0.0
        for _unused in range(MOST_ROUNDS):
            prices = replace(found.prices, cut=found.cut * cheaper)
            freed = state.freed if state.freed.any() else None
            bought = buy(self.economy, state.Y, state.own, prices, freed=freed, returned=returned)
            made = self._made(bought.Y, state.own, fixed * bought.abroad)
            x = update_output(self.base, found.places, found.at_home, made)
            found.prices, found.bought, found.x = prices, bought, x
            back = 0.0 if uses["returned"] is None else float(uses["returned"] @ x)
            cut = 0.0 if uses["lower_tax"] is None else float(uses["lower_tax"] @ x / (self.v @ x))
            size = abs(x).sum()
            moved = abs(back - returned) + abs(cut - found.cut) * size
            if moved <= CLOSED * size:
                return
            returned, found.cut = back, cut
        raise InvalidValueError(
            _("The tax revenue and the spending that it pays for cannot be balanced."),
            where="instruments",
            cure=_("Make the tax smaller. It takes almost everything that is earned."),
        )

    def _at_home(self, state: Changed, columns: list[int], D: Array) -> tuple[list[int], Array]:
        """Return what changes in the recipes as far as they are made at home."""
        if (state.own == self.own).all():
            return columns, self.own[:, None] * D
        A = self.A.copy()
        A[:, columns] += D
        return list(range(len(A))), state.own[:, None] * A - self.own[:, None] * self.A

    def _prices(
        self, state: Changed, columns: list[int], D: Array, places: list[int], home: Array
    ) -> Array:
        """Return prices without taxes, all costs passed on; imports cost what they did."""
        if not columns and (state.own == self.own).all():
            return np.ones(len(self.v))
        # Whatever a table leaves open counts as value added, so that the baseline starts at 1.
        A = self.A
        if columns:
            A = A.copy()
            A[:, columns] += D
        abroad = (1.0 - state.own) @ A
        cost = 1.0 - self.A.sum(axis=0) + abroad
        return update_prices(self.base, places, home, cost)

    def _capped(self, state: Changed, x: Array, S: Array) -> Array:
        """Return intensities lowered in capped sectors until the cap is kept at this output."""
        lowered = S.copy()
        for k, sectors, limit, strength in state.caps:
            now = float(lowered[k, sectors] @ x[sectors])
            if now > limit:
                lowered[k, sectors] *= 1.0 - strength * (now - limit) / now
        return lowered

    def _refuse_negative(self, x: Array, year: int) -> None:
        size = np.abs(self.base.x).sum()
        made = np.where([code in ACCOUNTING for code in self.economy.sectors], 0.0, x)
        if (made < NEGATIVE * size).any():
            place = int(made.argmin())
            who = f"{self.economy.sectors[place]} ({self.economy.titles[place]})"
            raise InvalidValueError(
                _(
                    "In {year}, the output of sector {who} would be negative: {x} {money}.",
                    year=year,
                    who=who,
                    x=Number(x[place], ",.4g"),
                    money=self.economy.money,
                ),
                where="instruments",
                cure=_("Make the change in its demand or its use smaller."),
            )


@dataclass(slots=True, eq=False)
class _Solved:
    """An economy of one year on its way to being solved.

    places, at_home : the changed columns of what is made at home, as `update` takes them
    cut : 1, by which the tax on value added is lowered
    """

    state: Changed
    columns: list[int]
    D: Array
    places: list[int]
    at_home: Array
    prices: TaxedPrices
    cut: float = 0.0
    bought: Bought = field(init=False)
    x: Array = field(init=False)
    S: Array = field(init=False)


def _refuse_absurd(prices: TaxedPrices) -> None:
    """Refuse prices of nothing or less, in every draw of a range, and those beyond all reason.

    Beyond a hundredfold hardly anything is bought, and differences of large numbers would be
    shown as money.
    """
    if (prices.after > DEAREST * prices.before).any():
        raise InvalidValueError(
            _("Buyers would have to pay more than they spend."),
            where="instruments",
            cure=_("Make the tax or the subsidy smaller."),
        )


def _elasticity(tax: Tax, read: Read) -> float | None:
    return None if tax.elasticity is None else read(tax.elasticity)


def sum_of(burdens: Iterable[Array]) -> Array | None:
    """Return the sum of what several taxes take a unit of output, (sector,); None of none."""
    found = list(burdens)
    return np.sum(found, axis=0) if found else None


def _has_ranges(scenario: Scenario) -> bool:
    def within(value: object) -> bool:
        if isinstance(value, dict):
            return {"low", "likely", "high"} <= value.keys() or any(map(within, value.values()))
        return isinstance(value, list) and any(map(within, value))

    return within(scenario.model_dump(mode="json"))
