"""Run a scenario: each year against the baseline, who gains and who pays, rebound and range."""

from collections.abc import Callable
from dataclasses import dataclass
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
from scp_centre.methods.scenarios.buyers import Added, TaxedPrices, buy
from scp_centre.methods.scenarios.closing import Solved, close, made_for
from scp_centre.methods.scenarios.combustion import Causes, causes_of, direct_causes
from scp_centre.methods.scenarios.economy import AT_HOME, Array, Economy, made_at_home
from scp_centre.methods.scenarios.instrument_effects import Changed, Read, apply
from scp_centre.methods.scenarios.instruments import Amount, Scenario, Tax, likely
from scp_centre.methods.scenarios.levies import levied, revenue_of
from scp_centre.methods.scenarios.programmes import (
    charges_of,
    costs_of,
    refuse_costs_beyond_reason,
)
from scp_centre.methods.scenarios.range_draws import RangeDraws, has_ranges

DRAWS = 512  # a power of 2, at which the draws are balanced in each range
TOLD = 10  # draws, after which progress is told
NEGATIVE = -1e-6  # of all output, below which a sector counts as making less than nothing:
# tables hold scrap and second-hand goods as sectors that hover around it
MOST_TURNS, FREE_TURNS = 200, 25  # in which caps and taxes are solved together
SETTLED = 1e-12  # by which the factor of a cap still moves
DEAREST = 100.0  # times the price without taxes


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year of a scenario beside the baseline of that year.

    production, consumption : (indicator, sector or good), scenario
    base_production, base_consumption : the same, baseline
    output, base_output : (sector,)  money    value_added, base_value_added : (sector,)  money
    prices : (sector,)  1 in the baseline    costs : bearer -> money of programmes
    direct, base_direct : (indicator,)  caused by final demand itself
    by_fuel, base_by_fuel : (indicator, fuel)  caused by burning each fuel of the economy
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
    by_fuel: Array
    base_by_fuel: Array

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

    years : one entry a year    low, high : (indicator,)  5th and 95th percentile, over all draws,
        of the change of production in the last year; none where nothing has a range
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
        self.A = technical_coefficients(economy.Z, x, economy.sectors)
        self.S = intensities(economy.F, x, economy.sectors)
        self.causes = causes_of(economy.combustion, economy.Z, economy.Y, self.S, x)
        burners = economy.columns(("household", "government"))
        self.direct = direct_causes(
            economy.combustion, economy.Y, economy.F_Y, burners, self.causes.mean
        )
        self.v = np.where(x == 0, 0.0, economy.V / np.where(x == 0, 1.0, x))
        self.home = economy.columns(AT_HOME)
        self.abroad = economy.columns(("export",))
        self.own, self.fixed = made_at_home(economy)
        demand = made_for(economy, economy.Y, self.own, self.fixed)
        self.base = Base(self.own[:, None] * self.A, self.S, demand)
        # For what is bought, imports count as if they were made at home.
        closed = bool((self.own == 1.0).all())
        self.total = self.base if closed else Base(self.A, self.S, economy.Y.sum(axis=1))

    def run(
        self,
        scenario: Scenario,
        *,
        draws: int = DRAWS,
        seed: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Run:
        """Return each year of a scenario, and the range of the last.

        draws : of all ranges together; 0 for none    progress : told how many are done, and of all

        Raises UnknownLabelError for a sector or indicator that the table lacks, InvalidValueError
        where a scenario asks a sector for less than nothing.
        """
        years = tuple(
            self.year(scenario, year, likely) for year in range(scenario.first, scenario.last + 1)
        )
        low = high = None
        if draws and has_ranges(scenario):
            drawn = RangeDraws(scenario, draws, seed)
            found = []
            for done in range(draws):
                if progress is not None and done % TOLD == 0:
                    progress(done, draws)
                found.append(self._draw(scenario, drawn, done))
            low, high = np.percentile(np.array(found), [5, 95], axis=0)
        return Run(scenario, self.economy, years, low, high)

    def _draw(self, scenario: Scenario, drawn: RangeDraws, number: int) -> Array:
        def read(amount: Amount) -> float:
            return drawn.read(amount, number)

        growth = (1.0 + scenario.growth) ** (scenario.last - scenario.first)
        found = self._solve(scenario, scenario.last, growth, read)
        base = (self.S @ self.base.x) * growth
        change: Array = (found.S * found.x).sum(axis=1) - base
        return (
            change + self.direct.total(found.bought.Y) - self.direct.total(self.economy.Y) * growth
        )

    def year(self, scenario: Scenario, year: int, read: Read) -> Year:
        """Return one year of a scenario."""
        growth = (1.0 + scenario.growth) ** (year - scenario.first)
        found = self._solve(scenario, year, growth, read)
        Y, home = found.bought.Y, self.home
        before = self.economy.Y * growth
        base_x = self.base.x * growth
        M = update(self.total, found.columns, found.D, S=found.S).M
        return Year(
            year=year,
            production=found.S * found.x,
            consumption=M * (Y[:, home].sum(axis=1) + found.programmes),
            base_production=self.S * base_x,
            base_consumption=self.total.M * before[:, home].sum(axis=1),
            output=found.x,
            base_output=base_x,
            value_added=(self.v + found.state.earned) * found.x,
            base_value_added=self.v * base_x,
            prices=found.prices.after,
            balance=self._balance(found, growth),
            costs=costs_of(found.state),
            effects=self._effects(found, growth),
            direct=self.direct.total(Y),
            base_direct=self.direct.total(before),
            by_fuel=self._by_fuel(found.state.causes, found.state.fuel_inputs, found.x, Y),
            base_by_fuel=self._by_fuel(self.causes, self._fuel_inputs(), base_x, before),
        )

    def _fuel_inputs(self) -> Array:
        """Return what a unit of output takes of each fuel in the base year, (fuel, sector) 1."""
        found: Array = self.A[list(self.causes.fuels)]
        return found

    def _by_fuel(self, causes: Causes, inputs: Array, x: Array, Y: Array) -> Array:
        """Return what burning each fuel causes, by sectors and buyers together."""
        found: Array = np.einsum("kfj,fj,j->kf", causes.G, inputs, x) + self.direct.of_fuels(Y)
        return found

    def _balance(self, found: Solved, growth: float) -> Balance:
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
        for c in self.home:
            paid[c] += found.prices.on_fuels(c, budgeted=False) @ Y[:, c]
        revenue = revenue_of(found.taxes, found.x, Y)
        lowered = found.cut * float((self.v + found.state.earned) @ found.x)
        charged = found.charges.money
        extra = float((own * (prices - 1.0)) @ found.programmes)
        return Balance(
            paid=paid,
            bought=bought,
            received=found.bought.received,
            revenue=revenue,
            returned=float(found.bought.received.sum()),
            lowered=lowered,
            inputs=float(paid.sum()) + extra - revenue + lowered - charged,
            contributed=found.bought.contributed,
            charged=charged,
            programmes_paid=extra,
            programmes_bought=float(found.programmes.sum()),
        )

    def _effects(self, found: Solved, growth: float) -> Effects:
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
        caused = [(S * x).sum(axis=1) + self.direct.total(Y) for S, x, Y in steps]
        parts = [after - earlier for earlier, after in pairwise(caused)]
        return Effects(*parts)

    def _output(self, found: Solved, Y: Array, fixed: Array) -> Array:
        made = made_for(self.economy, Y, found.state.own, fixed)
        return update_output(self.base, found.places, found.at_home, made)

    def _solve(self, scenario: Scenario, year: int, growth: float, read: Read) -> Solved:
        """Return the economy of a year, in which what is returned is what was collected.

        Caps and taxes are solved together: a tax is paid on what the cap leaves, and the cap is
        kept at the output that follows from the tax.
        """
        factors = np.ones_like(self.S)
        for turn in range(MOST_TURNS):
            found, uncapped = self._solve_with(scenario, year, growth, read, factors)
            new = _cap_factors(found.state, uncapped, found.x)
            if not found.taxes or np.abs(new - factors).max(initial=0.0) <= SETTLED:
                break
            # A lower tax lets a sector make more, and so needs a lower intensity: the search may
            # swing around what it looks for, and then the middle is nearer.
            factors = new if turn < FREE_TURNS else (new + factors) / 2
        else:
            raise InvalidValueError(
                _("The caps and taxes of this scenario cannot be solved together."),
                where="instruments",
                cure=_("Raise the cap, or lower the tax on the same pressure."),
            )
        found.state.causes = uncapped.scaled_by(new)
        found.S = found.state.S
        return found

    def _solve_with(
        self, scenario: Scenario, year: int, growth: float, read: Read, factors: Array
    ) -> tuple[Solved, Causes]:
        """Return the economy of a year, and its causes without caps.

        factors : (indicator, sector)  1, by which caps lower intensities
        """
        economy = self.economy
        state = Changed(
            self.A,
            economy.Y * growth,
            self.causes.copy(),
            self.direct.G,
            np.zeros(economy.Y.shape[1]),
            self.own.copy(),
        )
        # Taxes come last, so that they fall on what is left when all others have acted.
        for other in scenario.instruments:
            if not isinstance(other, Tax):
                apply(economy, state, other, other.strength(year), read)
        uncapped = state.causes
        state.causes = capped = uncapped.scaled_by(factors)
        before_taxes = capped.P.copy()
        for tax in scenario.instruments:
            if isinstance(tax, Tax):
                apply(economy, state, tax, tax.strength(year), read)
        uncapped.P += capped.P - before_taxes  # capital that replaces fuels earns, cap or no cap
        refuse_costs_beyond_reason(economy, state, growth)
        columns = sorted(state.recipe)
        D = np.array([state.recipe[j] - self.A[:, j] for j in columns]).reshape(-1, len(self.v)).T
        places, home = self._at_home(state, columns, D)
        before = self._prices(state, columns, D, places, home)
        taxes = levied(economy, state)
        added = [
            Added(
                one.tax,
                _elasticity(one.tax, read),
                price_changes(self.base, places, home, one.burden),
                one.by_use,
            )
            for one in taxes
        ]
        none = 0.0 * before
        prices = TaxedPrices(before, added, none, none, economy.sectors)
        charges = charges_of(state, self.base, places, home)
        found = Solved(state, columns, D, places, home, taxes, prices, charges)
        close(economy, self.base, self.v + state.earned, found, self.fixed * growth)
        _refuse_absurd(found.prices)
        self._refuse_negative(found.x, year)
        return found, uncapped

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
        cost = 1.0 - self.A.sum(axis=0) + abroad + state.earned
        return update_prices(self.base, places, home, cost, self.economy.sectors)

    def _refuse_negative(self, x: Array, year: int) -> None:
        size = np.abs(self.base.x).sum()
        made = np.where(self.economy.is_accounting, 0.0, x)
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
                cure=_("Reduce the change in the sector's demand or use."),
            )


def _cap_factors(state: Changed, uncapped: Causes, x: Array) -> Array:
    """Return (indicator, sector) 1, by which intensities fall until each cap is kept at x."""
    S = uncapped.intensities(state.fuel_inputs)
    factors = np.ones_like(S)
    for k, sectors, limit, strength in state.caps:
        now = float((S[k, sectors] * factors[k, sectors]) @ x[sectors])
        if now > limit:
            factors[k, sectors] *= 1.0 - strength * (now - limit) / now
    return factors


def _refuse_absurd(prices: TaxedPrices) -> None:
    """Refuse prices of nothing or less, in every draw of a range, and those beyond all reason.

    Beyond a hundredfold hardly anything is bought, and differences of large numbers would be
    shown as money.
    """
    dearest = [one.by_use.max(initial=0.0) for one in prices.added]
    if (prices.after > DEAREST * prices.before).any() or sum(dearest) > DEAREST:
        raise InvalidValueError(
            _("Buyers would have to pay more than they spend."),
            where="instruments",
            cure=_("Reduce the tax or the subsidy."),
        )


def _elasticity(tax: Tax, read: Read) -> float | None:
    return None if tax.elasticity is None else read(tax.elasticity)
