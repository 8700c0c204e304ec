"""A first plan that is nearly the best: along the exchanges that the prices leave least slack."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from scp_centre.methods.symbiosis.exchanges import Array, Exchanges
from scp_centre.methods.symbiosis.spanning_tree import Flow, Tree

REACH = 0.02  # of the middle gain: how far from its price an exchange may be to be in the forest


def draw_first_plan(exchanges: Exchanges, slack: Array) -> Tree:
    """Return a plan that keeps all supplies and demands, as a tree.

    exchanges : sorted by offer and need, each with a gain above 0
    slack : (exchange,) gain less the prices of both ends
    """
    n = len(exchanges.supply)
    left = np.r_[exchanges.supply, exchanges.demand].tolist()
    served = _serve_forest(exchanges, slack, left)
    served += _serve_rest(exchanges, slack, left)
    key = exchanges.offer * exchanges.shape[1] + exchanges.need
    flows: list[Flow] = []
    if served:
        offer, need, amount = zip(*served, strict=True)
        wanted = np.array(offer) * exchanges.shape[1] + np.array(need) - n
        gain = exchanges.gain[np.searchsorted(key, wanted)].tolist()
        flows = list(zip(offer, need, amount, gain, strict=True))
    return Tree(left, flows, n)


def _serve_forest(
    exchanges: Exchanges, slack: Array, left: list[float]
) -> list[tuple[int, int, float]]:
    """Serve the exchanges of least slack that make no circle, from the leaves inwards.

    A leaf has one partner only, so it gives or takes as much as both allow; who has nothing left
    drops out. left : (node,) what is left, changed here
    """
    n, nodes = len(exchanges.supply), len(left)
    if not len(slack):
        return []
    near = np.flatnonzero(slack > -REACH * float(np.median(exchanges.gain)))
    if not len(near):
        return []
    cost = slack[near].max() + 1 - slack[near]
    ends = exchanges.offer[near], n + exchanges.need[near]
    forest = minimum_spanning_tree(csr_array((cost, ends), shape=(nodes, nodes))).tocoo()
    partners: list[list[int]] = [[] for _node in left]
    for a, b in zip(forest.row.tolist(), forest.col.tolist(), strict=True):
        partners[a].append(b)
        partners[b].append(a)
    degree = [len(some) for some in partners]
    is_in = [True] * nodes
    served: list[tuple[int, int, float]] = []
    leaves = [node for node in range(nodes) if degree[node] == 1]
    while leaves:
        leaf = leaves.pop()
        is_in[leaf] = False
        other = next((node for node in partners[leaf] if is_in[node]), -1)
        if other < 0:
            continue
        amount = min(left[leaf], left[other])
        left[leaf] -= amount
        left[other] -= amount
        if amount > 0:
            served.append((min(leaf, other), max(leaf, other), amount))
        emptied = other if left[other] <= 0 else leaf
        is_in[emptied] = False
        for node in [other] if emptied == leaf else partners[other]:
            degree[node] -= 1
            if degree[node] == 1 and is_in[node]:
                leaves.append(node)
    return served


def _serve_rest(
    exchanges: Exchanges, slack: Array, left: list[float]
) -> list[tuple[int, int, float]]:
    """Serve what is left, the exchange of least slack first."""
    n = len(exchanges.supply)
    remaining = np.array(left)
    open_ = np.flatnonzero((remaining[exchanges.offer] > 0) & (remaining[n + exchanges.need] > 0))
    order = open_[np.argsort(-slack[open_], kind="stable")]
    served: list[tuple[int, int, float]] = []
    offers, needs = exchanges.offer[order].tolist(), (n + exchanges.need[order]).tolist()
    for offer, need in zip(offers, needs, strict=True):
        if left[offer] > 0 and left[need] > 0:
            amount = min(left[offer], left[need])
            left[offer] -= amount
            left[need] -= amount
            served.append((offer, need, amount))
    return served
