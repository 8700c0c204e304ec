"""How buyers answer dearer goods and money that comes back to them, so that no money is invented.

Four things follow one another: goods that a tax makes dearer are bought less (elasticity, of each
tax its own); what is paid more for the rest is bought less of everything (budget); money freed is
spent again; revenue that is returned is spent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput.price import require_positive, respond_to_prices
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios.economy import Array, Economy
from scp_centre.methods.scenarios.instruments import Tax


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """What a tax adds to prices.

    elasticity : of buyers at home who answer it, or None    by_price : (sector,)  1, passed on
    by_use : (sector, category)  1, on fuels that buyers burn, made at home or not
    """

    tax: Tax
    elasticity: float | None
    by_price: Array
    by_use: Array


@dataclass(frozen=True, slots=True, eq=False)
class TaxedPrices:
    """Prices, and what each tax adds to them. All (sector,), 1.

    before : without taxes    added : what each tax adds
    cut : what the tax on value added lowers, 0 where no revenue is used so
    charged : what programmes add that producers pay for and pass on    names : of the sectors
    """

    before: Array
    added: Sequence[Added]
    cut: Array
    charged: Array
    names: Sequence[str]

    @property
    def after(self) -> Array:
        """Return p, (sector,) 1; raise InvalidValueError where one is not positive."""
        found: Array = self.before - self.cut + self.charged
        for one in self.added:
            found = found + one.by_price
        require_positive(found, self.names)
        return found

    @property
    def budgeted(self) -> Array:
        """Return what buyers must pay more out of an unchanged budget, (sector,) 1."""
        kept = [one.by_price for one in self.added if one.tax.buyers == "spend_less"]
        found: Array = self.charged - self.cut + sum(kept)
        return found

    def on_fuels(self, c: int, *, budgeted: bool) -> Array:
        """Return what taxes take of the fuels that a group of buyers burns, (sector,) 1."""
        chosen = [a for a in self.added if not budgeted or a.tax.buyers == "spend_less"]
        found: Array = 0.0 * self.before + sum(one.by_use[:, c] for one in chosen)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """What is bought: Y (sector, category) money at base prices, and received (category,) money.

    abroad : (sector,)  1, what buyers abroad take of each good against before
    contributed : (category,)  money that buyers pay for programmes
    """

    Y: Array
    received: Array
    abroad: Array
    contributed: Array


def buy(
    economy: Economy,
    wanted: Array,
    own: Array,
    prices: TaxedPrices,
    *,
    freed: Array | None = None,
    returned: float = 0.0,
    contributed: Array | None = None,
) -> Bought:
    """Return what buyers take at these prices.

    Y'_ic = Y_ic Π_k (1 + Δ_ik / p_i)^e_k (1 + d_c), with d_c such that at home
    Σ_i (own_i (p_i + Δ_i) + 1 - own_i) Y'_ic
        = Σ_i (own_i p_i + 1 - own_i) Y_ic + received_c - contributed_c
    and abroad Y'_i = Y_i p_i / (p_i + Δ_i): each good is worth to them what it was

    wanted : (sector, category)  money, before anybody answers    own : (sector,)  1
    freed : (category,)  money that is spent again    returned : money given to households
    contributed : (category,)  money that buyers pay for programmes
    p : prices without taxes    Δ : sum of what programmes, and taxes whose buyers keep a budget,
    add to them
    At home a tax on what is caused stands in Δ with what it takes of fuels that buyers burn.
    A tax whose buyers save less stands in neither sum: Y is then what they take after it.

    Raises InvalidValueError where a price is not positive, or households are to pay more than
    they have.
    """
    paid = np.zeros(wanted.shape[1]) if contributed is None else contributed
    if not prices.added and freed is None and not prices.charged.any() and not paid.any():
        return Bought(wanted, np.zeros(wanted.shape[1]), np.ones(len(wanted)), paid)
    Y = wanted.copy()
    for c in np.flatnonzero(freed).tolist() if freed is not None else ():
        spent = np.maximum(Y[:, c], 0.0)
        Y[:, c] += freed[c] * spent / spent.sum() if freed is not None and spent.any() else 0.0
    received = _received(economy, Y, returned)
    at_home = economy.columns(("household", "government", "investment"))
    more = prices.budgeted
    unit = own * prices.before + 1.0 - own
    for c in at_home:
        Y[:, c] = _answered(Y[:, c], prices, c, "save_less")
        budget = float(unit @ Y[:, c]) + received[c] - paid[c]
        Y[:, c] = _answered(Y[:, c], prices, c, "spend_less")
        now = unit + own * more + prices.on_fuels(c, budgeted=True)
        Y[:, c] = _within_budget(Y[:, c], now, budget)
    abroad = prices.before / (prices.before + more)
    for c in economy.columns(("export",)):
        Y[:, c] *= abroad
    return Bought(Y, received, abroad, paid)


def _answered(y: Array, prices: TaxedPrices, c: int, buyers: str) -> Array:
    found = y
    for one in prices.added:
        if one.elasticity is not None and one.tax.buyers == buyers:
            ratio = 1.0 + (one.by_price + one.by_use[:, c]) / prices.before
            require_positive(ratio, prices.names)
            found = respond_to_prices(found, ratio, one.elasticity)
    return found


def _within_budget(y: Array, prices: Array, budget: float) -> Array:
    """Return y with all that is bought scaled by one factor, so that it costs the budget.

    What a buyer sells (a stock that is used up) stays; who buys nothing buys nothing.
    """
    positive = np.maximum(y, 0.0)
    worth = float(prices @ positive)
    if worth <= 0:
        return y
    factor = (budget - float(prices @ y)) / worth
    if factor < -1.0:
        raise InvalidValueError(
            _("Buyers would have to pay more than they spend."),
            where="instruments",
            cure=_("Reduce the tax or the subsidy."),
        )
    return y + factor * positive


def _received(economy: Economy, Y: Array, returned: float) -> Array:
    """Return what each group of buyers gets back: households, by what they spend."""
    return shared_out(economy, Y, "household", returned)


def shared_out(economy: Economy, Y: Array, kind: str, money: float) -> Array:
    """Return money shared out among the buyers of a kind by what they spend, (category,)."""
    found = np.zeros(Y.shape[1])
    places = economy.columns([kind])
    spent = np.maximum(Y[:, places], 0.0).sum(axis=0)
    if money and spent.sum() > 0:
        found[places] = money * spent / spent.sum()
    return found
