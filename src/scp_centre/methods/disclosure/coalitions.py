"""Many attackers cleared at once: worlds that a whole coalition of contributors cannot tell apart.

Take a coalition G of contributors who share all that they own and were told. Where the figures of
the others can move so that every fact of G holds and one of them moves by p %, no one and no two
of G find that one. The nearest such move is a projection: with C the facts of G over the figures
of the others, as shares of them, and P = I - C+ C,

x = P d  a / (d' P d)      d : what is sought    a : p % of it

So one decomposition of C clears, before all pairs of G, nearly all that is sought of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.disclosure.ledger import Array, Rows

Bools = NDArray[np.bool_]
COALITIONS = 640
# Of the contributors that one coalition holds: fewer pairs than with more, and more that it clears.
SHARES = (0.25, 0.15)
EXACT = 1e-9  # of a fact: how exactly the worlds keep it
LEAST = 1e-8  # of d' P d beside d' d: below, what is sought does not move


@dataclass(frozen=True, slots=True)
class Coalitions:
    """members : (coalition, holder)    raised, lowered : (coalition, sought) that it cannot find"""

    members: Bools
    raised: Bools
    lowered: Bools


@dataclass(frozen=True, slots=True)
class Figures:
    """The unknowns of a part of the ledger: (unknown,) each. holder : whose    true : the figure

    down, up : how far it may fall and rise, as everybody knows
    """

    holder: NDArray[np.int64]
    true: Array
    down: Array
    up: Array


def draw_coalitions(
    figures: Figures,
    public: Rows,
    told: Mapping[int, Rows],
    sought: Sequence[tuple[NDArray[np.int64], float]],
    holders: int,
    rng: np.random.Generator,
) -> Coalitions:
    """Draw coalitions and return what each cannot find.

    sought : members of each sum, and by how much it has to move
    """
    directions = np.zeros((len(figures.true), len(sought)))
    for k, (members, _amount) in enumerate(sought):
        directions[members, k] = figures.true[members]
    amounts = np.array([amount for _members, amount in sought])
    facts = {-1: public.of_shares(figures.true)}
    facts |= {h: rows.of_shares(figures.true) for h, rows in told.items()}
    drawn = np.zeros((COALITIONS, holders), bool)
    raised = np.zeros((COALITIONS, len(sought)), bool)
    lowered = np.zeros((COALITIONS, len(sought)), bool)
    for k in range(COALITIONS):
        share = SHARES[k % len(SHARES)]
        drawn[k, rng.permutation(holders)[: max(2, round(share * holders))]] = True
        free = ~drawn[k][figures.holder] & (figures.true != 0)
        own = [facts[h] for h in (-1, *np.flatnonzero(drawn[k]).tolist()) if h in facts]
        if free.any():
            C = _of_length_one(np.vstack(own)[:, free])
            raised[k], lowered[k] = _cleared(figures, C, free, directions, amounts)
    return Coalitions(drawn, raised, lowered)


def _of_length_one(C: Array) -> Array:
    norm = np.linalg.norm(C, axis=1)
    scaled: Array = C[norm > 0] / norm[norm > 0, None]
    return scaled


def _cleared(
    figures: Figures, C: Array, free: Bools, directions: Array, amounts: Array
) -> tuple[Bools, Bools]:
    """Return (sought,) whether it can be higher, and lower, with all facts C of a coalition."""
    true = figures.true[free]
    D = directions[free]
    # A sum of which the coalition owns a part is not moved as a whole.
    whole = (np.abs(directions).sum(axis=0) - np.abs(D).sum(axis=0)) <= 0
    # A fact that says the same as others leaves a direction of its own: less moves, none is wrong.
    Q = np.linalg.qr(C.T)[0]
    X = D - Q @ (Q.T @ D)
    moved = np.einsum("ij,ij->j", D, X)
    able = whole & (moved > LEAST * np.einsum("ij,ij->j", D, D)) & (amounts > 0)
    X = X * np.where(able, amounts / np.where(able, moved, 1.0), 0.0)
    able &= np.abs(C @ X).max(axis=0, initial=0.0) <= EXACT * np.linalg.norm(X, axis=0)
    down, up = (
        (figures.down[free] / np.abs(true))[:, None],
        (figures.up[free] / np.abs(true))[:, None],
    )
    X *= np.sign(true)[:, None]
    raised = able & (-down <= X).all(axis=0) & (up >= X).all(axis=0)
    lowered = able & (-down <= -X).all(axis=0) & (up >= -X).all(axis=0)
    return raised, lowered
