"""Runs of small systems: a whole batch is solved at once."""

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.lifecycle.inventory import Inventory
from scp_centre.methods.lifecycle.runs import Kept, Samplers
from scp_centre.methods.lifecycle.system import singular_error
from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel

Array = NDArray[np.float64]
Places = NDArray[np.intp]

BATCH = 2_000_000  # values of all matrices of a batch


def simulate_densely(
    uncertain: UncertainModel,
    links: Links,
    bases: tuple[Inventory, ...],
    reached: Places,
    runs: int,
    generator: np.random.Generator,
) -> Array:
    """Return the scores (demand, category, run) with every entry of the reached processes drawn.

    Raises InvalidValueError where a draw has no solution.
    """
    system = uncertain.model.system
    n = len(reached)
    place = np.full(system.n, -1, np.intp)
    place[reached] = np.arange(n)
    kept = Kept(
        reached,
        np.flatnonzero(place[links.consumer] >= 0),
        np.flatnonzero(place[links.process] >= 0),
    )
    draws = Samplers.of(uncertain, links, kept)
    supplier = place[links.supplier[kept.links]]
    consumer = place[links.consumer[kept.links]]
    process = place[links.process[kept.flows]]
    factors = uncertain.model.C[:, links.flow[kept.flows]]
    matrix = np.eye(n) - system.links[:, reached][reached, :].toarray()
    intensity = uncertain.model.intensities[:, reached] / system.made[reached]
    right = np.array([base.demand[system.product_of[reached]] for base in bases]).T
    sign = np.where(supplier == consumer, 1.0, -1.0)
    scores = np.empty((len(bases), len(intensity), runs))
    size = n * n + len(kept.links) + len(kept.flows)
    batch = max(1, BATCH // max(size, 1))
    for start in range(0, runs, batch):
        count = min(batch, runs - start)
        of_links, of_flows = draws.draw(generator, count)
        systems = np.repeat(matrix[None], count, axis=0)
        run = np.arange(count)[:, None]
        np.add.at(systems, (run, supplier, consumer), sign * of_links)
        try:
            x = np.linalg.solve(systems, np.broadcast_to(right, (count, *right.shape)))
        except np.linalg.LinAlgError:
            raise singular_error() from None
        of_base = np.einsum("cj,rjd->dcr", intensity, x)
        of_draws = np.einsum("cf,rf,rfd->dcr", factors, of_flows, x[:, process, :])
        scores[:, :, start : start + count] = of_base + of_draws
    return scores
