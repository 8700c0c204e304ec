"""Concordances: join sectors to fewer, split them to more, and keep every sum."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.errors import LabelMismatchError
from scp_centre.methods.inputoutput.solvers import Array
from scp_centre.methods.labels import label_at
from scp_centre.methods.messages import Number, _


def concordance(groups: list[str]) -> tuple[list[str], Array]:
    """Return the groups in order of appearance, and C of which sector joins which.

    groups : the group of each sector    → C : (group, sector)  1

    >>> concordance(["food", "metal", "food"])[1].tolist()
    [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    names = list(dict.fromkeys(groups))
    C = np.zeros((len(names), len(groups)))
    C[[names.index(g) for g in groups], np.arange(len(groups))] = 1.0
    return names, C


def aggregate(
    C: ArrayLike,
    Z: ArrayLike,
    Y: ArrayLike,
    F: ArrayLike,
    *,
    names: Sequence[str] | None = None,
) -> tuple[Array, Array, Array]:
    """Return Z, Y and F of the joined sectors.

    Z' = C Z C^T    Y' = C Y    F' = F C^T

    C : (group, sector)  1, every column sums to 1    names : of the sectors, for errors

    Raises LabelMismatchError for a sector that joins no group, or more than whole.
    """
    joins = np.asarray(C, float)
    if not np.allclose(joins.sum(axis=0), 1.0):
        place = int(np.abs(joins.sum(axis=0) - 1.0).argmax())
        raise LabelMismatchError(
            _(
                "The shares of sector {place} in its groups add up to {sum}.",
                place=label_at(place, names),
                sum=Number(joins[:, place].sum(), ".4g"),
            ),
            where="C",
            cure=_("Assign each sector to one group, or enter shares that add up to 1."),
        )
    return (
        joins @ np.asarray(Z, float) @ joins.T,
        joins @ np.asarray(Y, float),
        np.asarray(F, float) @ joins.T,
    )


def split_sector(
    Z: ArrayLike,
    Y: ArrayLike,
    F: ArrayLike,
    sector: int,
    weights: ArrayLike,
    causes: ArrayLike | None = None,
) -> tuple[Array, Array, Array]:
    """Return Z, Y and F with one sector split in parts, at the places that follow it.

    weights : (part,)  share of output    causes : (stressor, part)  share of each stressor;
        as the weights when left out

    The parts buy and sell alike, in proportion to their weights: what is known better has to be
    put in afterwards, and the table balanced. Aggregating the parts gives the table back.

    Raises LabelMismatchError for shares that do not sum to 1.
    """
    shares = np.asarray(weights, float)
    flows, demand, stressors = (np.asarray(a, float) for a in (Z, Y, F))
    own = np.tile(shares, (len(stressors), 1)) if causes is None else np.asarray(causes, float)
    if not (np.isclose(shares.sum(), 1.0) and np.allclose(own.sum(axis=1), 1.0)):
        raise LabelMismatchError(
            _(
                "The shares of the parts add up to {sum} instead of 1.",
                sum=Number(shares.sum(), ".4g"),
            ),
            where="weights",
            cure=_("Enter shares of the whole sector that add up to 1."),
        )
    n, parts = len(flows), shares.size
    spread = np.zeros((n + parts - 1, n))
    places = np.r_[0:sector, [sector] * parts, sector + 1 : n]
    spread[np.arange(n + parts - 1), places] = np.r_[
        np.ones(sector), shares, np.ones(n - sector - 1)
    ]
    caused = stressors[:, places]
    caused[:, sector : sector + parts] *= own
    return spread @ flows @ spread.T, spread @ demand, caused
