"""A plan as a spanning tree of exchanges, and the step that improves it (network simplex).

Nodes are offers, then needs, then the root. An arc to the root says what of an offer stays where it
is, an arc from the root what of a need is not met; both are worth nothing. What flows is always
between an offer and a need (or the root), so the node below an arc tells its direction.

Source: Ahuja, Magnanti and Orlin (1993), Network Flows, chapter 11; strongly feasible trees, 11.6.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.symbiosis.exchanges import Array, Places

Flow = tuple[int, int, float, float]  # offer's node, need's node, how much, gain


class Tree:
    """parent, flow, gain : (node,) of the arc between a node and the one above it

    Lists, as each step touches a few dozen nodes one by one.
    """

    __slots__ = ("clock", "flow", "gain", "offers", "parent", "root", "stamp")

    def __init__(self, left: Sequence[float], flows: Sequence[Flow], offers: int) -> None:
        """Hang every piece of a forest below the root.

        left : (node,) what no exchange takes; of each piece at most one node has something left
        """
        self.offers, self.root = offers, len(left)
        self.parent = [-1] * (self.root + 1)
        self.flow, self.gain = [0.0] * (self.root + 1), [0.0] * (self.root + 1)
        self.stamp, self.clock = [0] * (self.root + 1), 0
        near: list[list[tuple[int, float, float]]] = [[] for _node in left]
        for offer, need, amount, gain in flows:
            near[offer].append((need, amount, gain))
            near[need].append((offer, amount, gain))
        for node, amount in enumerate(left):
            if amount > 0:
                self._hang(node, amount, near)
        nothing = left[0] * 0 if left else 0.0  # whole numbers of any length stay such
        for node in range(self.root):  # an offer first: an empty arc has to point upwards
            if self.parent[node] < 0:
                self._hang(node, nothing, near)

    def _hang(self, top: int, amount: float, near: list[list[tuple[int, float, float]]]) -> None:
        """Put a piece below the root, by one of its nodes."""
        self.parent[top], self.flow[top] = self.root, amount
        waiting = [top]
        while waiting:
            node = waiting.pop()
            for other, flow, gain in near[node]:
                if self.parent[other] < 0:
                    self.parent[other], self.flow[other], self.gain[other] = node, flow, gain
                    waiting.append(other)

    def copy(self) -> "Tree":
        """Return a tree of its own with the same arcs."""
        made = object.__new__(Tree)
        made.offers, made.root, made.clock = self.offers, self.root, self.clock
        made.parent, made.flow = self.parent.copy(), self.flow.copy()
        made.gain, made.stamp = self.gain.copy(), self.stamp.copy()
        return made

    def prices(self) -> Array:
        """Return (node,) the price of a tonne at each node; 0 at the root.

        The two ends of each arc of the tree have prices that add up to its gain. Every node looks
        twice as far up in each round, so that the rounds are as few as the depth has digits.
        """
        above: Places = np.array(self.parent, np.int64)
        above[self.root] = self.root
        price, sign = np.array(self.gain), np.full(self.root + 1, -1.0)
        price[self.root], sign[self.root] = 0.0, 1.0
        while (above != self.root).any():
            price = price + sign * price[above]
            sign = sign * sign[above]
            above = above[above]
        return price

    def paths(self, a: int, b: int) -> tuple[list[int], list[int]]:
        """Return the nodes above `a` and above `b`, each up to below where the two ways meet."""
        parent, stamp, root = self.parent, self.stamp, self.root
        self.clock += 2
        of_a, of_b = self.clock, self.clock + 1
        stamp[a], stamp[b] = of_a, of_b
        up_a: list[int] = []
        up_b: list[int] = []
        while True:
            if a != root:
                up_a.append(a)
                a = parent[a]
                if stamp[a] == of_b:
                    if a in up_b:
                        del up_b[up_b.index(a) :]
                    return up_a, up_b
                stamp[a] = of_a
            if b != root:
                up_b.append(b)
                b = parent[b]
                if stamp[b] == of_a:
                    if b in up_a:
                        del up_a[up_a.index(b) :]
                    return up_a, up_b
                stamp[b] = of_b

    def enter(self, offer: int, need: int, gain: float, least: float) -> int:
        """Let as much as possible flow on a new arc, if a tonne of it gains more than `least`.

        offer, need : nodes; the root in place of either is the arc that leaves something over
        → the node whose arc left the tree; -1 where nothing was done
        """
        up_a, up_b = self.paths(offer, need)
        flow, gains, offers = self.flow, self.gain, self.offers
        worth, most, out, on_b = gain, np.inf, -1, False
        for node in up_a:
            if node < offers:
                worth -= gains[node]
                if flow[node] < most:
                    most, out = flow[node], node
            else:
                worth += gains[node]
        for node in up_b:
            if node < offers:
                worth += gains[node]
            else:
                worth -= gains[node]
                if flow[node] <= most:  # the last that blocks: so the tree stays strongly feasible
                    most, out, on_b = flow[node], node, True
        if worth <= least:
            return -1
        if most:
            for node in up_a:
                flow[node] += most if node >= offers else -most
            for node in up_b:
                flow[node] += most if node < offers else -most
        self._turn(need if on_b else offer, offer if on_b else need, out, most, gain)
        return out

    def _turn(self, node: int, above: int, last: int, amount: float, gain: float) -> None:
        """Hang a node below another by a new arc, turning all arcs up to the one that leaves."""
        parent, flow, gains = self.parent, self.flow, self.gain
        while True:
            before = parent[node], flow[node], gains[node]
            parent[node], flow[node], gains[node] = above, amount, gain
            if node == last:
                return
            above, (node, amount, gain) = node, before

    def below(self, top: int) -> NDArray[np.bool_]:
        """Return (node,) which nodes hang below one, itself among them."""
        above: Places = np.array(self.parent, np.int64)
        above[self.root] = self.root
        above[top] = top
        while True:
            higher = above[above]
            if (higher == above).all():
                is_below: NDArray[np.bool_] = above == top
                return is_below
            above = higher
