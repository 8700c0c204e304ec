"""The plant that carries most of a frontier, and what changes without it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.frontier import Efficiency, measure_efficiency

RISE = 0.05  # of a score: what counts as changed
TRIED = 5  # plants that are left out in turn, those with the most weight
LARGE = 2_000  # plants: above, one is left out only
NOTABLE_MEAN, NOTABLE_SHARE = 0.03, 0.10


@dataclass(frozen=True, slots=True)
class Carrier:
    """The plant without which the scores rise most.

    share : of the plants that are measured against it
    before, after : mean efficiency of the other plants with it and without it
    risen : other plants whose score is 5 points or more higher without it
    is_notable : the mean rises by 0.03 or a tenth of the scores by 5 points
    """

    name: str
    share: float
    before: float
    after: float
    risen: int
    is_notable: bool


def find_carrier(
    names: Sequence[str], X: np.ndarray, Y: np.ndarray, found: Efficiency
) -> Carrier | None:
    """Return the plant that carries most of the frontier; None where no plant has a peer.

    X : (plant, input)    Y : (plant, output)    found : their scores, input-oriented, vrs
    """
    place = {name: i for i, name in enumerate(names)}
    weight, measured = np.zeros(len(names)), np.zeros(len(names))
    for i, name in enumerate(names):
        for peer, w in found.peers_of(i).items():
            if peer != name:
                weight[place[peer]] += w
                measured[place[peer]] += 1
    candidates = [k for k in np.argsort(-weight, kind="stable").tolist() if weight[k] > 0]
    carriers = [
        _without(k, names, X, Y, found, measured[k] / (len(names) - 1))
        for k in candidates[: TRIED if len(names) <= LARGE else 1]
    ]
    return max(carriers, key=lambda c: c.after - c.before, default=None)


def _without(
    k: int, names: Sequence[str], X: np.ndarray, Y: np.ndarray, found: Efficiency, share: float
) -> Carrier:
    rest = np.arange(len(names)) != k
    others = [name for i, name in enumerate(names) if i != k]
    with_it = found.efficiency[rest]
    without = measure_efficiency(others, X[rest], Y[rest]).efficiency
    before, after = float(with_it.mean()), float(without.mean())
    risen = int((without - with_it >= RISE).sum())
    notable = after - before >= NOTABLE_MEAN or risen >= NOTABLE_SHARE * len(others)
    return Carrier(names[k], float(share), before, after, risen, notable)
