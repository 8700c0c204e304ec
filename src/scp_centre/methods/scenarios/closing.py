"""One year of an economy, closed: what is paid is what somebody receives."""

from dataclasses import dataclass, field, replace

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import Base, price_changes, update_output
from scp_centre.methods.messages import _
from scp_centre.methods.scenarios.buyers import Bought, TaxedPrices, buy
from scp_centre.methods.scenarios.economy import AT_HOME, Array, Economy
from scp_centre.methods.scenarios.instrument_effects import Changed
from scp_centre.methods.scenarios.levies import Levied, revenue_of
from scp_centre.methods.scenarios.programmes import Charges, contributions, purchases

USES = ("kept", "returned", "lower_tax")
CLOSED = 1e-13  # of all output, by which revenue and what is given back may still differ
MOST_ROUNDS = 500


@dataclass(slots=True, eq=False)
class Solved:
    """An economy of one year on its way to being solved.

    places, at_home : the changed columns of what is made at home, as `update` takes them
    cut : 1, by which the tax on value added is lowered
    programmes : (sector,)  money at base prices that programmes spend
    """

    state: Changed
    columns: list[int]
    D: Array
    places: list[int]
    at_home: Array
    taxes: list[Levied]
    prices: TaxedPrices
    charges: Charges
    cut: float = 0.0
    bought: Bought = field(init=False)
    programmes: Array = field(init=False)
    x: Array = field(init=False)
    S: Array = field(init=False)


def made_for(economy: Economy, Y: Array, own: Array, fixed: Array) -> Array:
    """Return final demand for what is made at home, (sector,) money: own Y at home + Y abroad."""
    home, abroad = economy.columns(AT_HOME), economy.columns(("export",))
    found: Array = own * Y[:, home].sum(axis=1) + Y[:, abroad].sum(axis=1) + fixed
    return found


def close(economy: Economy, base: Base, v: Array, found: Solved, fixed: Array) -> None:
    """Find output, and with it revenue, what it pays for and who pays for programmes.

    v : (sector,)  1, value added per output    fixed : (sector,)  money, what is exported again

    Raises InvalidValueError where the circle does not close.
    """
    state = found.state
    uses = {use: [one for one in found.taxes if one.tax.revenue == use] for use in USES}
    cheaper = 0.0 * found.prices.before
    if uses["lower_tax"]:
        if not (v > 0).any():
            raise InvalidValueError(
                _("The table has no value added on which the tax could be reduced."),
                where="instruments",
                cure=_("Choose another use of the revenue, or load a table with value added."),
            )
        cheaper = price_changes(base, found.places, found.at_home, v)
    paid, freed = contributions(economy, state), state.freed if state.freed.any() else None
    returned = 0.0
    for _unused in range(MOST_ROUNDS):
        prices = replace(found.prices, cut=found.cut * cheaper, charged=found.charges.price)
        bought = buy(
            economy,
            state.Y,
            state.own,
            prices,
            freed=freed,
            returned=returned,
            contributed=paid,
        )
        found.programmes = purchases(economy, state, prices.after)
        made = made_for(economy, bought.Y, state.own, fixed * bought.abroad)
        x = update_output(base, found.places, found.at_home, made + state.own * found.programmes)
        found.prices, found.bought, found.x = prices, bought, x
        back = revenue_of(uses["returned"], x, bought.Y)
        cut = revenue_of(uses["lower_tax"], x, bought.Y) / float(v @ x) if uses["lower_tax"] else 0
        rates, size = found.charges.rates_at(x), abs(x).sum()
        moved = abs(back - returned) + abs(cut - found.cut) * size
        if moved + np.abs(rates - found.charges.rates).sum() * size <= CLOSED * size:
            return
        returned, found.cut, found.charges.rates = back, cut, rates
    raise InvalidValueError(
        _("The tax revenue and the spending that it finances cannot be balanced."),
        where="instruments",
        cure=_("Reduce the tax. It takes almost everything that is earned."),
    )
