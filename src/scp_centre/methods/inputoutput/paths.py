"""Structural path analysis: which supply chains carry an account, the largest first and exactly."""

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.leontief import require_square
from scp_centre.methods.inputoutput.solvers import Array, System
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class SupplyChain:
    """One chain, from the sector that causes to the good that is bought.

    sectors : places of the sectors, the one that causes first, the final good last
    value : stressor, what this chain and no other carries
    """

    sectors: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class SupplyChains:
    """The largest chains of an account.

    covered : 1, their share of the total
    total : stressor    bound : stressor, no chain that is left out carries more than this
    """

    chains: tuple[SupplyChain, ...]
    covered: float
    total: float
    bound: float


def find_paths(
    A: ArrayLike,
    s: ArrayLike,
    y: ArrayLike,
    *,
    top: int = 10,
    cut_off: float = 0.0,
    longest: int = 60,
) -> SupplyChains:
    """Return the `top` largest chains, exactly: best-first search, bounded by the multipliers.

    value of i <- j <- … <- f:  s_i a_ij … y_f

    A chain that is open at sector i with w bought there carries at most w m_i in all its
    continuations, where (I - A)^T m = s: so what lies in the queue bounds what has not been seen,
    and the search ends when `top` chains are larger than every bound.

    A : (sector, sector)  1    s : (sector,)  stressor / money    y : (sector,)  money
    cut_off : stressor, chains below it are not looked for
    longest : sectors in a chain at most

    Negative entries are followed with the size of what they could carry: the chains are then the
    largest by absolute value, and `covered` is their sum over the total.

    Raises InvalidValueError where nothing is caused at all, or fewer than one chain is asked for.
    """
    flows, S, demand = np.asarray(A, float), np.asarray(s, float), np.asarray(y, float)
    n = len(demand)
    require_square(flows, "A", n)
    if S.shape != demand.shape:
        raise LabelMismatchError(
            _(
                "The intensities and final demand have different numbers of sectors: {size} and "
                "{n}.",
                size=S.size,
                n=n,
            ),
            where="s",
            cure=_("Provide one intensity for each sector."),
        )
    if top < 1:
        raise InvalidValueError(
            _("The number of chains cannot be {top}.", top=top),
            where="top",
            cure=_("Request at least one chain."),
        )
    total = float(System.of_coefficients(flows).solve(S, transposed=True) @ demand)
    reach = _reach(flows, S)
    found, bound = _search(flows, S, demand, reach, top, max(cut_off, 0.0), longest)
    found.sort(key=lambda chain: (-abs(chain.value), chain.sectors))
    covered = sum(chain.value for chain in found) / total if total else 0.0
    return SupplyChains(tuple(found), covered, total, bound)


def _reach(A: Array, s: Array) -> Array:
    """Return m, the most that one unit bought from each sector can carry along all its chains."""
    sizes = np.abs(A) if (A < 0).any() else A
    reach = System.of_coefficients(sizes).solve(np.abs(s), transposed=True)
    if (reach < -1e-9 * np.abs(reach).max(initial=0.0)).any():
        raise InvalidValueError(
            _(
                "The loops between these sectors do not converge: each round adds more than the "
                "last."
            ),
            where="A",
            cure=_("Look for columns of A that sum to more than 1."),
        )
    return np.maximum(reach, 0.0)


def _search(
    A: Array, s: Array, y: Array, reach: Array, top: int, cut_off: float, longest: int
) -> tuple[list[SupplyChain], float]:
    """Return the largest chains and the bound on all others.

    Open chains wait in a queue by their bound. An open chain is looked at once for what it carries
    itself and then hands out its continuations one after another, largest first, from a list that
    is sorted once for each sector.
    """
    order: dict[int, tuple[NDArray[np.intp], Array]] = {}

    def suppliers(j: int) -> tuple[NDArray[np.intp], Array]:
        if j not in order:
            weights = np.abs(A[:, j]) * reach
            rank = np.argsort(-weights, kind="stable")[: int((weights > 0).sum())]
            order[j] = rank, weights[rank]
        return order[j]

    best: list[float] = []  # the smallest of the `top` largest stands first
    found: list[SupplyChain] = []
    first = np.abs(y) * reach
    rank = np.argsort(-first, kind="stable")
    # (-bound, number, chain from the good upwards, what is bought at its end, next supplier)
    queue: list[tuple[float, int, tuple[int, ...], float, int]] = []
    number = 0
    if first[rank[0]] > 0:
        queue.append((-first[rank[0]], 0, (), 0.0, 0))
    while queue:
        minus, _unused, chain, bought, place = heapq.heappop(queue)
        floor = max(cut_off, best[0] if len(best) == top else 0.0)
        if -minus <= floor:
            return _largest(found, top), -minus
        if chain:
            ranked, weights = suppliers(chain[-1])
            scale = abs(bought)
        else:
            ranked, weights, scale = rank, first[rank], 1.0
        i = int(ranked[place])
        if place + 1 < len(ranked) and scale * weights[place + 1] > floor:
            number += 1
            queue_entry = (-scale * weights[place + 1], number, chain, bought, place + 1)
            heapq.heappush(queue, queue_entry)
        amount = float(A[i, chain[-1]] * bought) if chain else float(y[i])
        longer = (*chain, i)
        value = float(s[i]) * amount
        if abs(value) > cut_off and value != 0:
            if len(best) < top:
                heapq.heappush(best, abs(value))
                found.append(SupplyChain(longer[::-1], value))
            elif abs(value) > best[0]:
                heapq.heapreplace(best, abs(value))
                found.append(SupplyChain(longer[::-1], value))
        if len(longer) < longest:
            ranked, weights = suppliers(i)
            if len(ranked) and abs(amount) * weights[0] > floor:
                number += 1
                heapq.heappush(queue, (-abs(amount) * float(weights[0]), number, longer, amount, 0))
    return _largest(found, top), 0.0


def _largest(found: list[SupplyChain], top: int) -> list[SupplyChain]:
    return heapq.nsmallest(top, found, key=lambda chain: (-abs(chain.value), chain.sectors))
