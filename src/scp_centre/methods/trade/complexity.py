"""How complex economies and products are, and what lies ahead of each country.

With d the diversity of countries and u the ubiquity of products, ECI is the second eigenvector of
D⁻¹ M U⁻¹ Mᵀ and PCI that of U⁻¹ Mᵀ D⁻¹ M, scaled so that a country's ECI is the mean PCI of its
products. Both follow from one symmetric matrix of countries, so that no product is multiplied with
each other:

    S = D^-½ M U⁻¹ Mᵀ D^-½      S y = λ y      PCI ∝ U⁻¹ Mᵀ D^-½ y      ECI = D⁻¹ M PCI

The sign is that of the correlation of ECI with diversity. Then, with φ the proximity:

    COI_c  = Σ_p density_cp (1 - M_cp) PCI_p            complexity outlook index
    COG_cp = Σ_q φ_pq (1 - M_cq) PCI_q' / Σ φ_q·        complexity outlook gain, for what c has not

ECI and PCI are given in standard deviations of ECI around its mean, COG in standard deviations of
ECI, COI in its own.

Source: C. A. Hidalgo and R. Hausmann, The building blocks of economic complexity, PNAS 106 (2009)
10570-10575; R. Hausmann and others, The Atlas of Economic Complexity, MIT Press 2013. Held against
results of the Stata package (cid-harvard/py-ecomplexity 554cc5d, its test fixtures) and the Python
package ecomplexity 0.5.3; see docs/methods/trade.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from scp_centre.methods.trade.product_space import Array, Definition, ProductSpace

SAME = 1e-9  # eigenvalues nearer than this are one: their vectors could be any mixture
CLOSE = 1e-3  # eigenvalues nearer than this: a small change of the data could change places


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """What is computed of a product space. NaN where it cannot be had.

    eci, coi : (country,)  1    pci : (product,)  1    cog : (country, product)  1, 0 for what a
        country has    is_split : countries fall into groups without a product in common, so that
        no order of all of them exists    is_close : the third eigenvalue is as large as the second
    has_no_sign : ECI does not go with diversity, so its direction is arbitrary
    """

    eci: Array
    pci: Array
    coi: Array
    cog: Array
    is_split: bool
    is_close: bool
    has_no_sign: bool


def measure_complexity(space: ProductSpace, definition: Definition) -> Complexity:
    """Return complexity and outlook of the countries and products of a product space."""
    rows, columns = space.diversity > 0, space.ubiquity > 0
    has = space.has[np.ix_(rows, columns)]
    shape = space.has.shape
    eci, pci = np.full(shape[0], np.nan), np.full(shape[1], np.nan)
    coi, cog = np.full(shape[0], np.nan), np.full(shape, np.nan)
    values, vector = _second_eigenvector(has)
    is_split = len(values) > 1 and values[1] > 1.0 - SAME
    nothing = Complexity(eci, pci, coi, cog, bool(is_split), False, False)
    if vector is None or is_split or values[1] <= SAME:  # 0: all countries have the same products
        return nothing
    raw_pci = (has.T @ vector) / has.sum(axis=0)
    raw_pci /= np.linalg.norm(raw_pci)
    raw_eci = has @ raw_pci / has.sum(axis=1)
    sign, has_no_sign = _direction(has.sum(axis=1), raw_eci)
    raw_pci, raw_eci = sign * raw_pci, sign * raw_eci
    mean, spread = raw_eci.mean(), _spread(raw_eci, definition, has.shape[1])
    eci[rows], pci[columns] = (raw_eci - mean) / spread, (raw_pci - mean) / spread
    phi = space.proximity[np.ix_(columns, columns)]
    raw_coi, raw_cog = _outlook(has, space.density[np.ix_(rows, columns)], phi, raw_pci)
    of_coi = _spread(raw_coi, definition, has.shape[1])
    coi[rows] = (raw_coi - raw_coi.mean()) / of_coi if of_coi > 0.0 else 0.0
    cog[np.ix_(rows, columns)] = raw_cog / spread
    is_close = len(values) > 2 and values[1] - values[2] < CLOSE
    return Complexity(eci, pci, coi, cog, False, bool(is_close), has_no_sign)


def _second_eigenvector(has: Array) -> tuple[Array, Array | None]:
    """Return the three largest eigenvalues of S, largest first, and D^-½ y of the second."""
    n = len(has)
    if n < 2:
        return np.ones(n), None
    root = np.sqrt(has.sum(axis=1))
    half = has / root[:, None] / np.sqrt(has.sum(axis=0))
    least = max(n - 3, 0)
    values, vectors = eigh(half @ half.T, subset_by_index=[least, n - 1])
    order: NDArray[Any] = values[::-1]
    return order, vectors[:, -2] / root


def _direction(diversity: Array, eci: Array) -> tuple[float, bool]:
    """Return the sign that lets ECI rise with diversity, and whether there is none."""
    with_diversity = float((diversity - diversity.mean()) @ (eci - eci.mean()))
    size = float(np.linalg.norm(diversity - diversity.mean()) * np.linalg.norm(eci - eci.mean()))
    if abs(with_diversity) <= SAME * size or size == 0.0:
        return (1.0 if eci[np.abs(eci).argmax()] >= 0.0 else -1.0), True
    return (1.0 if with_diversity > 0.0 else -1.0), False


def _spread(values: Array, definition: Definition, products: int) -> float:
    """Return the standard deviation as the family of programs computes it."""
    squares = float(((values - values.mean()) ** 2).sum())
    if definition.repeats:
        return float(np.sqrt(squares * products / (len(values) * products - 1)))
    return float(np.sqrt(squares / len(values)))


def _outlook(has: Array, density: Array, phi: Array, pci: Array) -> tuple[Array, Array]:
    lacks = 1.0 - has
    coi: Array = (density * lacks) @ pci
    near = phi.sum(axis=1)
    weight = np.divide(pci, near, out=np.zeros_like(pci), where=near > 0.0)
    cog: Array = lacks * ((lacks * weight) @ phi)
    return coi, cog
