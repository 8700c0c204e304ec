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
class TaxedPrices:
    """Prices, and what each tax adds to them. All (sector,), 1.

    before : without taxes    added : tax, its answering elasticity or None, what it adds
    cut : what the tax on value added lowers, 0 where no revenue is used so
    """

    before: Array
    added: Sequence[tuple[Tax, float | None, Array]]
    cut: Array

    @property
    def after(self) -> Array:
        """Return p, (sector,) 1; raise InvalidValueError where one is not positive."""
        found: Array = self.before - self.cut + sum(one[2] for one in self.added)
        require_positive(found)
        return found

    @property
    def budgeted(self) -> Array:
        """Return what buyers must pay more out of an unchanged budget, (sector,) 1."""
        kept = [more for tax, _unused, more in self.added if tax.buyers == "spend_less"]
        found: Array = np.sum(kept, axis=0) - self.cut if kept else -self.cut
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """What is bought: Y (sector, category) money at base prices, and received (category,) money.

    abroad : (sector,)  1, what buyers abroad take of each good against before
    """

    Y: Array
    received: Array
    abroad: Array


def buy(
    economy: Economy,
    wanted: Array,
    own: Array,
    prices: TaxedPrices,
    *,
    freed: Array | None = None,
    returned: float = 0.0,
) -> Bought:
    """Return what buyers take at these prices.

    Y'_ic = Y_ic Π_k (1 + Δ_ik / p_i)^e_k (1 + d_c), with d_c such that at home
    Σ_i (own_i (p_i + Δ_i) + 1 - own_i) Y'_ic = Σ_i (own_i p_i + 1 - own_i) Y_ic + received_c
    and abroad Y'_i = Y_i p_i / (p_i + Δ_i): each good is worth to them what it was

    wanted : (sector, category)  money, before anybody answers    own : (sector,)  1
    freed : (category,)  money that is spent again    returned : money given to households
    p : prices without taxes    Δ : sum of what taxes add to them, buyers of which keep a budget
    A tax whose buyers save less stands in neither sum: Y is then what they take after it.

    Raises InvalidValueError where a price is not positive, or households are to pay more than
    they have.
    """
    if not prices.added and freed is None:
        return Bought(wanted, np.zeros(wanted.shape[1]), np.ones(len(wanted)))
    Y = wanted.copy()
    for c in np.flatnonzero(freed).tolist() if freed is not None else ():
        spent = np.maximum(Y[:, c], 0.0)
        Y[:, c] += freed[c] * spent / spent.sum() if freed is not None and spent.any() else 0.0
    received = _received(economy, Y, returned)
    at_home = economy.columns(("household", "government", "investment"))
    more = prices.budgeted
    unit = own * prices.before + 1.0 - own
    for c in at_home:
        Y[:, c] = _answered(Y[:, c], prices, "save_less")
        budget = float(unit @ Y[:, c]) + received[c]
        Y[:, c] = _answered(Y[:, c], prices, "spend_less")
        Y[:, c] = _within_budget(Y[:, c], unit + own * more, budget)
    abroad = prices.before / (prices.before + more)
    for c in economy.columns(("export",)):
        Y[:, c] *= abroad
    return Bought(Y, received, abroad)


def _answered(y: Array, prices: TaxedPrices, buyers: str) -> Array:
    found = y
    for tax, elasticity, added in prices.added:
        if elasticity is not None and tax.buyers == buyers:
            ratio = 1.0 + added / prices.before
            require_positive(ratio)
            found = respond_to_prices(found, ratio, elasticity)
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
            cure=_("Make the tax or the subsidy smaller."),
        )
    return y + factor * positive


def _received(economy: Economy, Y: Array, returned: float) -> Array:
    """Return what each group of buyers gets back: households, by what they spend."""
    found = np.zeros(Y.shape[1])
    households = economy.columns(["household"])
    spent = np.maximum(Y[:, households], 0.0).sum(axis=0)
    if returned and spent.sum() > 0:
        found[households] = returned * spent / spent.sum()
    return found
