"""What countries specialise in, and how near their products are to each other.

    RCA_cp = (X_cp / X_c) / (X_p / X)                 revealed comparative advantage (Balassa)
    M_cp   = 1 where RCA_cp >= threshold
    φ_pq   = countries with both p and q / the larger count of countries with either
    density_cp = Σ_q M_cq φ_pq / Σ_q φ_pq             how much of what is near p the country has

Two families of programs differ in whether a product counts as its own neighbour (φ_pp = 1 or 0).

Source: B. Balassa, The Manchester School 33 (1965); C. A. Hidalgo, B. Klinger, A.-L. Barabási and
R. Hausmann, The product space conditions the development of nations, Science 317 (2007) 482-487.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
ROUNDING = 1e-12  # so that an RCA of exactly 1 is not lost in the division


@dataclass(frozen=True, slots=True)
class Definition:
    """A family of programs, and what it does in its own way.

    diagonal : φ_pp    repeats : whether each country's ECI counts once for each product when its
        spread is computed, with n - 1 (Stata's long table), or once for each country, with n
    """

    diagonal: float
    repeats: bool


DEFINITIONS = {
    "growth-lab": Definition(diagonal=0.0, repeats=True),  # the Stata package of the Growth Lab
    "ecomplexity": Definition(diagonal=1.0, repeats=False),  # the Python package, 0.5.3
}


@dataclass(frozen=True, slots=True, eq=False)
class ProductSpace:
    """Specialisation and nearness.

    rca : (country, product), NaN where a country or a product has no exports
    has : (country, product)  1 where rca reaches the threshold
    proximity : (product, product)  1    density : (country, product)  1, NaN as rca
    """

    rca: Array
    has: Array
    proximity: Array
    density: Array

    @property
    def diversity(self) -> Array:
        """Return (country,) how many products a country has."""
        found: Array = self.has.sum(axis=1)
        return found

    @property
    def ubiquity(self) -> Array:
        """Return (product,) how many countries have a product."""
        found: Array = self.has.sum(axis=0)
        return found


def revealed_advantage(exports: Array) -> Array:
    """Return (country, product) RCA; NaN in rows and columns that hold no exports.

    exports : (country, product)  money of one currency and period

    >>> revealed_advantage(np.array([[2.0, 0.0], [1.0, 1.0]])).round(4).tolist()
    [[1.3333, 0.0], [0.6667, 2.0]]
    """
    of_country, of_product = exports.sum(axis=1), exports.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (exports / of_country[:, None]) / (of_product / exports.sum())
    found[of_country == 0.0] = np.nan
    found[:, of_product == 0.0] = np.nan
    return found


def build_product_space(
    exports: Any, *, threshold: float = 1.0, diagonal: float = 0.0
) -> ProductSpace:
    """Return specialisation, proximity and density of a table of exports.

    exports : (country, product)    diagonal : the proximity of a product to itself

    Raises InvalidValueError for a table of another shape, a value below zero or not finite, and
    where nothing is exported.
    """
    table = np.asarray(exports, dtype=float)
    if table.ndim != 2 or 0 in table.shape:
        raise InvalidValueError(
            _("The export table must include at least one country and one product."),
            where="exports",
            cure=_("Provide one row for each country, with one value for each product."),
        )
    _refuse_wrong_values(table)
    rca = revealed_advantage(table)
    has = (np.nan_to_num(rca) >= threshold * (1.0 - ROUNDING)).astype(float)
    proximity = _proximity(has, diagonal)
    return ProductSpace(rca, has, proximity, _density(has, proximity, np.isnan(rca)))


def _refuse_wrong_values(table: Array) -> None:
    """A value below zero comes of a region that was subtracted; densities would pass 1."""
    wrong = ~np.isfinite(table) | (table < 0.0)
    if wrong.any():
        country, product = (int(place) for place in np.argwhere(wrong)[0])
        raise InvalidValueError(
            _(
                "Exports cannot be negative or missing: country {country}, product {product}.",
                country=country + 1,
                product=product + 1,
            ),
            where=f"exports.{country}.{product}",
            cure=_("Correct the value, or enter 0 if the country does not export the product."),
        )
    if not table.any():
        raise InvalidValueError(
            _("No country exports anything."),
            where="exports",
            cure=_("Enter at least one value above 0."),
        )


def _proximity(has: Array, diagonal: float) -> Array:
    # Counts are exact in single precision up to 16 million countries, at twice the speed.
    single = has.astype(np.float32)
    found: Array = (single.T @ single).astype(float)
    count = np.diagonal(found).copy()
    inverse = np.divide(1.0, count, out=np.zeros_like(count), where=count > 0.0)
    found *= np.minimum(inverse[:, None], inverse)  # 1 / the larger count; 0 with what nobody has
    np.fill_diagonal(found, np.where(count > 0, diagonal, 0.0))
    return found


def _density(has: Array, proximity: Array, unknown: NDArray[np.bool_]) -> Array:
    near = proximity.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (has @ proximity) / near
    found[:, near == 0.0] = 0.0  # nothing is near that anybody could have
    found[unknown] = np.nan
    return found
