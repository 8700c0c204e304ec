"""What an exporter could sell to a market, in money, in the static form from public files.

    s_ik = X_ik / X_k                               share of exporter i in what is exported of k
    M_jk = Σ_i X_ijk                                what market j buys of k
    e_ij = Σ_k X_ijk / Σ_k s_ik M_jk                ease of trade between the two
    potential_ijk = s_ik M_jk e_ij · growth · tariff · distance
    untapped_ijk  = max(0, potential_ijk - X_ijk)

Without multipliers the potentials of one exporter in one market add up to what it sells there: they
say which products are below and which above what its other trade suggests. A potential is a
benchmark and no ceiling. Of a product that an exporter does not sell anywhere nothing can be said
in money.

Source: Y. Decreux and J. Spies, Export potential assessments, International Trade Centre 2016.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.methods.trade.product_space import Array


@dataclass(frozen=True, slots=True, eq=False)
class Potential:
    """All (exporter, product, market), in the money of the flows; NaN where it cannot be had.

    supply : (exporter, product)  1, shares s    ease : (exporter, market)  1
    """

    potential: Array
    actual: Array
    untapped: Array
    ease: Array
    supply: Array


def export_potential(
    flows: Any, *, growth: Any = 1.0, tariff: Any = 1.0, distance: Any = 1.0
) -> Potential:
    """Return potential, actual and untapped exports.

    flows : (exporter, product, market)  money of one currency and period
    growth, tariff, distance : multipliers of the same shape, or with one entry along an axis on
        which they do not depend

    Raises InvalidValueError for flows of another shape, values below zero or not finite, and
    multipliers that do not fit or are not above zero.
    """
    actual = np.asarray(flows, dtype=float)
    if actual.ndim != 3 or 0 in actual.shape:
        raise InvalidValueError(
            _("The flows must include at least one exporter, one product and one market."),
            where="flows",
            cure=_("Provide a list of products for each exporter, with one value for each market."),
        )
    _refuse_wrong_flows(actual)
    factor = np.ones(actual.shape)
    for name, given in (("growth", growth), ("tariff", tariff), ("distance", distance)):
        factor *= _multiplier(name, given, actual.shape)
    of_exporter, of_product = actual.sum(axis=2), actual.sum(axis=(0, 2))
    supply = np.divide(
        of_exporter, of_product, out=np.zeros_like(of_exporter), where=of_product > 0.0
    )
    demand = actual.sum(axis=0)
    expected = supply @ demand
    with np.errstate(invalid="ignore", divide="ignore"):
        ease = actual.sum(axis=1) / expected  # NaN: the market buys nothing that i sells anywhere
    ease[expected == 0.0] = np.nan
    potential = supply[:, :, None] * demand * ease[:, None, :] * factor
    potential[supply == 0.0] = np.nan
    return Potential(potential, actual, np.maximum(0.0, potential - actual), ease, supply)


def _multiplier(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    found = np.asarray(given, dtype=float)
    fits = found.ndim == 0 or (
        found.ndim == 3 and all(n in (1, m) for n, m in zip(found.shape, shape, strict=True))
    )
    if not fits:
        raise InvalidValueError(
            _("The multipliers “{name}” do not have the same shape as the flows.", name=name),
            where=name,
            cure=_(
                "Provide the same exporters, products and markets as in the flows, or one entry "
                "for all."
            ),
        )
    if not (np.isfinite(found).all() and (found > 0.0).all()):
        raise InvalidValueError(
            _("The multipliers “{name}” must be above zero.", name=name),
            where=name,
            cure=_("Enter 1 where nothing changes."),
        )
    return np.broadcast_to(found, shape)


def _refuse_wrong_flows(actual: Array) -> None:
    wrong = ~np.isfinite(actual) | (actual < 0.0)
    if wrong.any():
        exporter, product, market = (int(place) for place in np.argwhere(wrong)[0])
        raise InvalidValueError(
            _(
                "Flows cannot be negative or missing: exporter {exporter}, product {product}, "
                "market {market}.",
                exporter=exporter + 1,
                product=product + 1,
                market=market + 1,
            ),
            where=f"flows.{exporter}.{product}.{market}",
            cure=_("Correct the value, or enter 0 if nothing is sold there."),
        )
