"""Prices near the best ones, quickly: the dual of the plan with its corners rounded off.

min  s y + d z + e sum exp((gain - y - z) / e)    y, z >= 0

Each y and each z in turn has its best value in closed form (Sinkhorn's scaling, with a price of at
least 0); each step goes somewhat beyond it, which needs fewer of them, and e falls in stages. The
answer is only where the search for the exact plan begins, so its accuracy decides how long that
takes and not what comes out.

Source: Peyré and Cuturi (2019), Computational Optimal Transport, sections 4.2 and 4.4; Thibault,
Chizat, Dossal and Papadakis (2021), Overrelaxed Sinkhorn-Knopp algorithm.
"""

import numpy as np
from scipy.sparse import csr_array

from scp_centre.methods.symbiosis.exchanges import Array, Exchanges, Places

# Chosen on four kinds of generated exchanges (performance/symbiosis.py): e as a share of the
# middle gain, over all exchanges and then over those within reach of the prices.
COARSE, COARSE_ROUNDS = np.geomspace(0.1, 0.03, 4), 10
FINE, FINE_ROUNDS = np.geomspace(0.03, 0.002, 4), 100
REACH = 0.1
BEYOND, FARTHEST, SETTLING = 1.6, 1e50, 3
LOWEST, LARGEST_POWER = 1e-250, 600.0


def smooth_prices(exchanges: Exchanges) -> tuple[Array, Array]:
    """Return prices (offer,) and (need,) near the best ones, in money per tonne.

    exchanges : sorted by offer, each with a gain above 0
    """
    offer, need, gain = exchanges.offer, exchanges.need, exchanges.gain
    n, m = exchanges.shape
    scale = float(np.median(gain))
    y, z = np.zeros(n), np.zeros(m)
    np.maximum.at(y, offer, gain)
    y *= 0.5
    np.maximum.at(z, need, gain - y[offer])
    y, z = _descend(exchanges, y, z, COARSE * scale, COARSE_ROUNDS)
    near = np.flatnonzero(gain - y[offer] - z[need] > -REACH * scale)
    within = Exchanges(exchanges.supply, exchanges.demand, offer[near], need[near], gain[near])
    return _descend(within, y, z, FINE * scale, FINE_ROUNDS)


def _descend(
    exchanges: Exchanges, y: Array, z: Array, widths: Array, rounds: int
) -> tuple[Array, Array]:
    """Return prices after some rounds at each width e."""
    offer, need = exchanges.offer, exchanges.need
    starts: Places = np.searchsorted(offer, np.arange(len(y) + 1))
    for e in widths:
        power = (exchanges.gain - y[offer] - z[need]) / e
        kernel = np.exp(np.clip(power, -LARGEST_POWER, LARGEST_POWER))
        K = csr_array((kernel, need, starts), shape=exchanges.shape)
        turned = K.T.tocsr()
        highest = [np.exp(np.minimum(price / e, LARGEST_POWER)) for price in (y, z)]
        u, v = np.ones(len(y)), np.ones(len(z))
        for passed in range(rounds):
            # Far from the best prices a longer step would lead astray.
            beyond = 1.0 if passed < SETTLING else BEYOND
            u = np.minimum(_step(u, exchanges.supply / (K @ v + LOWEST), beyond), highest[0])
            v = np.minimum(_step(v, exchanges.demand / (turned @ u + LOWEST), beyond), highest[1])
        y = np.maximum(y - e * np.log(np.maximum(u, LOWEST)), 0)
        z = np.maximum(z - e * np.log(np.maximum(v, LOWEST)), 0)
    return y, z


def _step(before: Array, best: Array, beyond: float) -> Array:
    """Return factors on the way from those before to the best ones; beyond 1, past these."""
    step = np.clip(best / before, 1 / FARTHEST, FARTHEST) ** beyond
    factors: Array = np.maximum(before * step, LOWEST)
    return factors
