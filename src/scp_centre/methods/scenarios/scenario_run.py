"""Run a scenario: each year against the baseline, who gains and who pays, rebound and range."""

from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import (
    Base,
    respond_to_prices,
    technical_coefficients,
    update,
    update_prices,
)
from scp_centre.methods.inputoutput.accounts import intensities
from scp_centre.methods.messages import Number, _
from scp_centre.methods.scenarios.economy import AT_HOME, Array, Economy, made_at_home
from scp_centre.methods.scenarios.instrument_effects import Changed, Read, apply
from scp_centre.methods.scenarios.instruments import Scenario, draw, likely

DRAWS = 500
NEGATIVE = -1e-6  # of all output, below which a sector counts as making less than nothing:
# tables hold scrap and second-hand goods as sectors that hover around it


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year of a scenario beside the baseline of that year.

    production, consumption : (indicator, sector or good), scenario
    base_production, base_consumption : the same, baseline
    output, base_output : (sector,)  money    value_added, base_value_added : (sector,)  money
    prices : (sector,)  1 in the baseline    extra_cost : (category,)  money that dearer goods cost
    revenue : money that taxes bring (subsidies cost)    costs : bearer -> money of programmes
    rebound : (indicator,)  how much of production comes from money spent again, from demand that
        answers prices and from returned revenue
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
    extra_cost: Array
    revenue: float
    costs: dict[str, float]
    rebound: Array
    direct: Array
    base_direct: Array


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
        demand = self._made(economy.Y, self.own, 1.0)
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
        x, _unused, S, Y = self._solve(scenario, scenario.last, growth, read, answering=True)[:4]
        base = (self.S @ self.base.x) * growth
        change: Array = (S * x).sum(axis=1) - base
        return change + self._direct(Y) - self._direct(self.economy.Y) * growth

    def year(self, scenario: Scenario, year: int, read: Read) -> Year:
        """Return one year of a scenario."""
        growth = (1.0 + scenario.growth) ** (year - scenario.first)
        x, M, S, Y, prices, state = self._solve(scenario, year, growth, read, answering=True)
        still = self._solve(scenario, year, growth, read, answering=False)
        home = self.home
        before = self.economy.Y * growth
        costs: dict[str, float] = {}
        for bearer, amount in state.costs:
            costs[bearer] = costs.get(bearer, 0.0) + amount
        base_x = self.base.x * growth
        return Year(
            year=year,
            production=S * x,
            consumption=M * Y[:, home].sum(axis=1),
            base_production=self.S * base_x,
            base_consumption=self.total.M * before[:, home].sum(axis=1),
            output=x,
            base_output=base_x,
            value_added=self.v * x,
            base_value_added=self.v * base_x,
            prices=prices,
            extra_cost=self._extra_cost(Y, state.own, prices, growth),
            revenue=float(state.tax @ x),
            costs=costs,
            rebound=(S * x).sum(axis=1) - (still[2] * still[0]).sum(axis=1),
            direct=self._direct(Y),
            base_direct=self._direct(before),
        )

    def _made(self, Y: Array, own: Array, growth: float) -> Array:
        """Return final demand for what is made at home."""
        found: Array = (
            own * Y[:, self.home].sum(axis=1) + Y[:, self.abroad].sum(axis=1) + self.fixed * growth
        )
        return found

    def _extra_cost(self, Y: Array, own: Array, prices: Array, growth: float) -> Array:
        """Return what each buyer pays more for what is made at home; in sum it is the tax."""
        found = np.zeros(Y.shape[1])
        found[self.home] = (own * (prices - 1.0)) @ Y[:, self.home]
        found[self.abroad] = (prices - 1.0) @ Y[:, self.abroad]
        if self.abroad:
            found[self.abroad[0]] += (prices - 1.0) @ self.fixed * growth
        return found

    def _direct(self, Y: Array) -> Array:
        """Return what final demand causes itself, moving with what it buys."""
        before = self.economy.Y.sum(axis=0)
        ratio = np.where(before == 0, 1.0, Y.sum(axis=0) / np.where(before == 0, 1.0, before))
        found: Array = self.economy.F_Y @ ratio
        return found

    def _solve(
        self, scenario: Scenario, year: int, growth: float, read: Read, *, answering: bool
    ) -> tuple[Array, Array, Array, Array, Array, Changed]:
        """Return x, M, S, Y, prices and the changes of a year.

        answering : freed money is spent again, demand answers prices, revenue is returned
        """
        economy = self.economy
        n, c = economy.Y.shape
        state = Changed(
            self.A, economy.Y * growth, self.S.copy(), np.zeros(n), np.zeros(c), self.own.copy()
        )
        for one in scenario.instruments:
            apply(economy, state, one, one.strength(year), read)
        columns = sorted(state.recipe)
        D = np.array([state.recipe[j] - self.A[:, j] for j in columns]).reshape(-1, n).T
        places, home = self._at_home(state, columns, D)
        prices = self._prices(state, columns, D, places, home)
        Y = self._answer(state, prices, growth, read) if answering else state.Y
        found = update(self.base, places, home, y=self._made(Y, state.own, growth), S=state.S)
        self._refuse_negative(found.x, year)
        S = self._capped(state, found.x, found.S)
        M = update(self.total, columns, D, S=S).M
        return found.x, M, S, Y, prices, state

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
        """Return prices against the baseline's, all costs passed on; imports cost what they did."""
        if not columns and not state.tax.any():
            return np.ones(len(state.tax))
        # Whatever a table leaves open counts as value added, so that the baseline starts at 1.
        A = self.A
        if columns:
            A = A.copy()
            A[:, columns] += D
        abroad = (1.0 - state.own) @ A
        cost = 1.0 - self.A.sum(axis=0) + abroad + state.tax
        return update_prices(self.base, places, home, cost)

    def _answer(self, state: Changed, prices: Array, growth: float, read: Read) -> Array:
        Y = state.Y.copy()
        for c in np.flatnonzero(state.freed).tolist():
            spent = np.maximum(Y[:, c], 0.0)
            Y[:, c] += state.freed[c] * spent / spent.sum() if spent.any() else 0.0
        answers = [
            read(one.elasticity) for one, _unused in state.taxes if one.elasticity is not None
        ]
        if answers:  # once, to all prices together, as the most elastic of them says
            for c in self.home:
                Y[:, c] = respond_to_prices(Y[:, c], prices, min(answers))
        households = self.economy.columns(["household"])
        for one, burden in state.taxes:
            if one.revenue == "returned" and households:
                back = float(burden @ self.base.x) * growth
                spent = np.maximum(Y[:, households], 0.0)
                Y[:, households] += back * spent / spent.sum()
        return Y

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
        if (x < NEGATIVE * size).any():
            place = int(x.argmin())
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
                cure=_("Make the change of its demand or its use smaller."),
            )


def _has_ranges(scenario: Scenario) -> bool:
    def within(value: object) -> bool:
        if isinstance(value, dict):
            return {"low", "likely", "high"} <= value.keys() or any(map(within, value.values()))
        return isinstance(value, list) and any(map(within, value))

    return within(scenario.model_dump(mode="json"))
