"""Fitness of countries: each product counts by how few unfit countries have it.

    F⁰ = Q⁰ = 1
    F  = M Q_old                 then divided by its mean
    Q  = 1 / (Mᵀ (1 / F_old))    then divided by its mean

Both updates take the values before the step. After 19 updates, as in the R package
economiccomplexity, whose published values the tests hold.

Source: A. Tacchella, M. Cristelli, G. Caldarelli, A. Gabrielli and L. Pietronero, A new metrics for
countries' fitness and products' complexity, Scientific Reports 2 (2012) 723.
"""

from dataclasses import dataclass

import numpy as np

from scp_centre.methods.trade.product_space import Array, ProductSpace

UPDATES = 19
LEAST = 1e-300  # of a fitness that falls towards nothing


@dataclass(frozen=True, slots=True, eq=False)
class Fitness:
    """country : (country,)  1, mean 1    product : (product,)  1, mean 1; NaN without any"""

    country: Array
    product: Array


def measure_fitness(space: ProductSpace, updates: int = UPDATES) -> Fitness:
    """Return the fitness of all countries and the quality of all products that have a place."""
    rows, columns = space.diversity > 0, space.ubiquity > 0
    has = space.has[np.ix_(rows, columns)]
    fitness, quality = np.ones(has.shape[0]), np.ones(has.shape[1])
    for _unused in range(updates if has.size else 0):
        of_country = has @ quality
        of_product = 1.0 / (has.T @ (1.0 / np.maximum(fitness, LEAST)))
        fitness, quality = of_country / of_country.mean(), of_product / of_product.mean()
    country, product = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    country[rows], product[columns] = fitness, quality
    return Fitness(country, product)
