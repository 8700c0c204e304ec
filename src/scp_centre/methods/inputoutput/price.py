"""The price model: what a tax on one sector does to the price of every product."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.leontief import require_square
from scp_centre.methods.inputoutput.solvers import Array, System
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import Number, _


def solve_prices(
    A: ArrayLike,
    v: ArrayLike,
    tax: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
) -> Array:
    """Return p, the price of each product against 1 in the base year, every cost passed on.

    p = p A + v + t

    A : (sector, sector)  1    v : (sector,)  1, value added per output
    tax : (sector,)  1, money per unit of output    → : (sector,)  1
    names : of the sectors, for what an error says

    Raises LabelMismatchError where v or tax name other sectors, InvalidValueError for a price
    that is not positive: a subsidy that is larger than every cost.
    """
    coefficients, added = np.asarray(A, float), np.asarray(v, float)
    require_square(coefficients, "A", len(added))
    burden = np.zeros_like(added) if tax is None else np.asarray(tax, float)
    if burden.shape != added.shape:
        raise LabelMismatchError(
            _(
                "The tax covers the wrong number of sectors: {size} instead of {size2}.",
                size=burden.size,
                size2=added.size,
            ),
            where="tax",
            cure=_("Enter a tax for each sector, or 0 where there is no tax."),
        )
    prices = System.of_coefficients(coefficients).solve(added + burden, transposed=True)
    require_positive(prices, names)
    return prices


def require_positive(p: Array, names: Sequence[str] | None = None) -> None:
    """Raise InvalidValueError for a price that is not positive: a subsidy beyond every cost."""
    if (p <= 0).any():
        place = int(np.flatnonzero(p <= 0)[0])
        raise InvalidValueError(
            _(
                "The price of sector {place} would be {p}, but it must be positive.",
                place=label_at(place, names),
                p=Number(p[place], ".3g"),
            ),
            where="tax",
            cure=_("Reduce the subsidy to less than the cost of the product."),
        )


def respond_to_prices(y: ArrayLike, p: ArrayLike, elasticity: ArrayLike) -> Array:
    """Return final demand in base prices after prices have changed.

    y' = y p^e

    y : (sector,)  money    p : (sector,)  1    elasticity : (sector,)  1, own-price, 0 or less

    Raises InvalidValueError for an elasticity above 0.
    """
    demand, prices = np.asarray(y, float), np.asarray(p, float)
    response = np.broadcast_to(np.asarray(elasticity, float), demand.shape)
    if (response > 0).any():
        raise InvalidValueError(
            _("A price elasticity cannot be above 0, because demand would rise with the price."),
            where="elasticity",
            cure=_("For example, enter -0.5 if demand falls by 0.5 % when the price rises by 1 %."),
        )
    found: Array = demand * prices**response
    return found
