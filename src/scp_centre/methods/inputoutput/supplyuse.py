"""From supply and use to one symmetric table, by the two classic technology assumptions."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.solvers import Array
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import _

Assumption = Literal["industry", "commodity"]


def market_shares(V: ArrayLike, q: ArrayLike, names: Sequence[str] | None = None) -> Array:
    """Return D, each industry's share in the output of each commodity.

    D = V diag(q)^-1

    V : (industry, commodity)  money, the Make table    q : (commodity,)  money    → : as V, 1
    """
    made, output = np.asarray(V, float), np.asarray(q, float)
    _refuse_idle(made, output, _("commodity"), "q", names)
    found: Array = made / np.where(output == 0, 1.0, output)
    return found


def symmetric_coefficients(
    V: ArrayLike,
    U: ArrayLike,
    *,
    assumption: Assumption = "industry",
    names: Sequence[str] | None = None,
    products: Sequence[str] | None = None,
) -> tuple[Array, Array]:
    """Return A of commodities by commodities, and q, what is made of each.

    industry technology:   A = B D         every industry has one recipe, whatever it makes
    commodity technology:  A = U (V^T)^-1  every commodity has one recipe, whoever makes it
    B = U diag(g)^-1,  D = V diag(q)^-1,  g = V 1,  q = V^T 1

    V : (industry, commodity)  money    U : (commodity, industry)  money
    → : A (commodity, commodity)  1,  q (commodity,)  money
    names, products : of industries and commodities, for what an error says

    The commodity technology needs as many industries as commodities, and can give negative
    coefficients where an industry makes by the way what others make with more.

    Raises LabelMismatchError for tables that do not belong together, InvalidValueError where an
    industry uses without making, or where the Make table has no inverse.
    """
    made, used = np.asarray(V, float), np.asarray(U, float)
    if made.T.shape != used.shape:
        raise LabelMismatchError(
            _(
                "The Make and Use tables differ in the number of industries ({shape} and "
                "{shape3}) or commodities ({shape2} and {shape4}).",
                shape=made.shape[0],
                shape2=made.shape[1],
                shape3=used.shape[1],
                shape4=used.shape[0],
            ),
            where="V, U",
            cure=_(
                "The rows of Make are industries, and the rows of Use are commodities. Both "
                "tables need the same number of industries and the same number of commodities."
            ),
        )
    g, q = made.sum(axis=1), made.sum(axis=0)
    if assumption == "commodity":
        return _by_commodity(made, used, q), q
    _refuse_idle(used, g, _("industry"), "V", names)
    recipes = used / np.where(g == 0, 1.0, g)
    A: Array = recipes @ market_shares(made, q, products)
    return A, q


def _by_commodity(V: Array, U: Array, q: Array) -> Array:
    if V.shape[0] != V.shape[1]:
        raise InvalidValueError(
            _(
                "The commodity technology assumption requires as many industries ({shape}) as "
                "commodities ({shape2}).",
                shape=V.shape[0],
                shape2=V.shape[1],
            ),
            where="V",
            cure=_(
                "Aggregate industries and commodities to the same number, or use the industry "
                "technology assumption."
            ),
        )
    idle = (q == 0) & (V.sum(axis=1) == 0)
    active = np.ix_(~idle, ~idle)
    A = np.zeros_like(U)
    try:
        A[active] = np.linalg.solve(V[active], U[active].T).T
    except np.linalg.LinAlgError as error:
        raise InvalidValueError(
            _(
                "Two industries produce the same mix of commodities, so their inputs cannot be "
                "separated."
            ),
            where="V",
            cure=_("Combine these industries, or use the industry technology assumption."),
        ) from error
    return A


def to_commodities(V: ArrayLike, F: ArrayLike, names: Sequence[str] | None = None) -> Array:
    """Return the stressors of industries by the commodities that they make.

    F' = F diag(g)^-1 V, the industry technology

    V : (industry, commodity)  money    F : (stressor, industry)    → : (stressor, commodity)
    """
    made, caused = np.asarray(V, float), np.asarray(F, float)
    g = made.sum(axis=1)
    _refuse_idle(caused, g, _("industry"), "V", names)
    found: Array = caused / np.where(g == 0, 1.0, g) @ made
    return found


def _refuse_idle(
    table: Array, output: Array, what: str, where: str, names: Sequence[str] | None
) -> None:
    idle = (output == 0) & (table != 0).any(axis=0)
    if idle.any():
        raise InvalidValueError(
            _(
                "The {what} {value2} has entries in the table but no output.",
                what=what,
                value2=label_at(int(np.flatnonzero(idle)[0]), names),
            ),
            where=where,
            cure=_("Enter the missing output, or remove this industry or commodity."),
        )
