"""What programmes cost: who pays it, and what the money buys, so that it comes from somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import Base, price_changes
from scp_centre.methods.messages import Number, _
from scp_centre.methods.scenarios.buyers import shared_out
from scp_centre.methods.scenarios.economy import AT_HOME, Array, Economy
from scp_centre.methods.scenarios.instrument_effects import Changed, Programme

MOST_COST = 0.2  # of gross domestic product, that all programmes of a year may cost


@dataclass(slots=True, eq=False)
class Charges:
    """What producers pay for programmes, as money per unit of output of those who pay.

    rate_k = cost_k / Σ x of the payers of k; it falls on each of them alike and is passed on.

    programmes : those that producers bear    rates : (programme,)  1
    dearer : (programme, sector)  1, what a rate of 1 adds to each price
    """

    programmes: Sequence[Programme]
    rates: Array
    dearer: Array = field(repr=False)

    @property
    def money(self) -> float:
        """Return what producers pay in all."""
        return float(sum(one.cost for one in self.programmes))

    @property
    def price(self) -> Array:
        """Return what the programmes add to each price, (sector,) 1."""
        found: Array = self.rates @ self.dearer
        return found

    def rates_at(self, x: Array) -> Array:
        """Return the rates that bring the costs at an output.

        Raises InvalidValueError where the payers make nothing.
        """
        found = np.zeros(len(self.programmes))
        for k, one in enumerate(self.programmes):
            made = float(x[list(one.payers)].sum())
            if made <= 0:
                raise InvalidValueError(
                    _(
                        "The sectors that should pay for “{title}” do not produce anything.",
                        title=one.title,
                    ),
                    where="instruments",
                    cure=_("Let households or the government pay, or choose other sectors."),
                )
            found[k] = one.cost / made
        return found


def charges_of(state: Changed, base: Base, places: Sequence[int], at_home: Array) -> Charges:
    """Return what producers are to pay, at the output of the base."""
    borne = [one for one in state.programmes if one.bearer == "producers" and one.cost > 0]
    dearer = np.zeros((len(borne), len(base.x)))
    for k, one in enumerate(borne):
        paying = np.zeros(len(base.x))
        paying[list(one.payers)] = 1.0
        dearer[k] = price_changes(base, places, at_home, paying)
    found = Charges(borne, np.zeros(len(borne)), dearer)
    found.rates = found.rates_at(base.x)
    return found


def contributions(economy: Economy, state: Changed) -> Array:
    """Return what buyers pay for programmes, (category,) money, shared out by what they spend.

    Raises InvalidValueError where the table has no such buyers.
    """
    found = np.zeros(state.Y.shape[1])
    kinds = {"households": "household", "government": "government"}
    for one in state.programmes:
        if one.bearer in kinds and one.cost > 0:
            share = shared_out(economy, state.Y, kinds[one.bearer], one.cost)
            if not share.any():
                raise InvalidValueError(
                    _(
                        "Nobody in this table can pay for “{title}”: the buyers of type “{kind}” "
                        "do not buy anything.",
                        title=one.title,
                        kind=kinds[one.bearer],
                    ),
                    where="instruments",
                    cure=_("Choose someone else to pay the cost."),
                )
            found += share
    return found


def purchases(economy: Economy, state: Changed, prices: Array) -> Array:
    """Return what the money of programmes buys, (sector,) money at base prices.

    cost is shared out among the goods by what is bought of them at home, and pays today's price
    own p + 1 - own of each

    prices : (sector,)  1
    """
    found = np.zeros(len(prices))
    bought = np.maximum(state.Y[:, economy.columns(AT_HOME)], 0.0).sum(axis=1)
    unit = state.own * prices + 1.0 - state.own
    for one in state.programmes:
        goods = list(one.goods)
        if not goods:
            continue
        weights = bought[goods] if bought[goods].any() else np.ones(len(goods))
        found[goods] += one.cost * weights / weights.sum() / unit[goods]
    return found


def costs_of(state: Changed) -> dict[str, float]:
    """Return who bears what of the programmes, with what public buyers pay more for other goods."""
    found: dict[str, float] = {}
    borne = [(one.bearer, one.cost) for one in state.programmes]
    if state.premium:
        borne.append(("government", state.premium))
    for bearer, cost in borne:
        found[bearer] = found.get(bearer, 0.0) + cost
    return found


def refuse_costs_beyond_reason(economy: Economy, state: Changed, growth: float) -> None:
    """Raise InvalidValueError for programmes that cost more than a fifth of the whole economy."""
    product = growth * float(economy.V.sum() or economy.Y.sum())
    cost = sum(one.cost for one in state.programmes)
    if cost > MOST_COST * product:
        raise InvalidValueError(
            _(
                "The programmes would cost {cost} {money} a year, more than a fifth of gross "
                "domestic product ({product} {money}).",
                cost=Number(cost, ",.8g"),
                money=economy.money,
                product=Number(product, ",.8g"),
            ),
            where="cost",
            cure=_("Enter the cost in {money}.", money=economy.money),
        )
