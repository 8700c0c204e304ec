"""Which uncertain data to better first: the share of each in the variance of the score."""

from dataclasses import dataclass

import numpy as np

from scp_centre.methods.lifecycle.uncertain_model import Links, UncertainModel


@dataclass(frozen=True, slots=True)
class ScreenedEntry:
    """entry : its place in the list of its matrix    share : of the variance, first order"""

    matrix: str
    entry: int
    row: int
    col: int
    share: float


def screen(
    uncertain: UncertainModel, demand: object, *, top: int = 10, category: int = 0
) -> tuple[ScreenedEntry, ...]:
    """Return the entries that make most of the variance of a score, largest first.

    (dh/dv sd(v))² / sum, by the adjoint at base values

    demand : (product,)
    """
    (base,) = uncertain.at_base([np.asarray(demand, float)])
    links = Links.of(uncertain)
    by_link, by_flow = links.derivatives(uncertain, base, category)
    variance = np.concatenate(
        [
            (by_link * links.technosphere.deviation()) ** 2,
            (by_flow * links.biosphere.deviation()) ** 2,
        ]
    )
    total = float(variance.sum())
    if total == 0:
        return ()
    found = []
    for place in np.argsort(-variance, kind="stable")[:top]:
        of_technosphere = place < len(by_link)
        spreads = links.technosphere if of_technosphere else links.biosphere
        entry = int(spreads.entry[place - (0 if of_technosphere else len(by_link))])
        matrix = uncertain.technosphere if of_technosphere else uncertain.biosphere
        found.append(
            ScreenedEntry(
                "technosphere" if of_technosphere else "biosphere",
                entry,
                int(matrix.row[entry]),
                int(matrix.col[entry]),
                float(variance[place]) / total,
            )
        )
    return tuple(found)
