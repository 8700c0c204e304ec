"""Trade in figures: specialisation, the product space, complexity and outlook, export potential."""

from scp_centre.methods.trade.complexity import Complexity, measure_complexity
from scp_centre.methods.trade.export_potential import Potential, export_potential
from scp_centre.methods.trade.fitness import Fitness, measure_fitness
from scp_centre.methods.trade.product_space import (
    DEFINITIONS,
    Definition,
    ProductSpace,
    build_product_space,
    revealed_advantage,
)

__all__ = [
    "DEFINITIONS",
    "Complexity",
    "Definition",
    "Fitness",
    "Potential",
    "ProductSpace",
    "build_product_space",
    "export_potential",
    "measure_complexity",
    "measure_fitness",
    "revealed_advantage",
]
