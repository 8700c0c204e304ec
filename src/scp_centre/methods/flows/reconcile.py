"""Data reconciliation: the smallest corrections that close all balances at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError, UnbalancedError
from scp_centre.methods.labels import require_known, require_unique
from scp_centre.methods.messages import Number, _

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Adjusted values of all streams, their corrections, and the imbalance before.

    adjusted, corrections : (stream,)  in the unit of the values
    imbalance : inputs - outputs of each node before the correction
    chi_square : sum of (correction / sd) squared; degrees_of_freedom : independent balances
    at_zero : streams that the correction would have made negative and that are held at zero
    """

    ids: tuple[str, ...]
    values: Array
    adjusted: Array
    imbalance: dict[str, float]
    chi_square: float
    degrees_of_freedom: int
    at_zero: tuple[str, ...]

    @property
    def corrections(self) -> Array:
        return self.adjusted - self.values


def incidence(
    nodes: Sequence[str], sources: Sequence[str | None], targets: Sequence[str | None]
) -> Array:
    """Return M (node, stream): +1 where a stream enters a node, -1 where it leaves."""
    position = {node: i for i, node in enumerate(nodes)}
    M = np.zeros((len(nodes), len(sources)))
    for j, (source, target) in enumerate(zip(sources, targets, strict=True)):
        if source is not None:
            M[position[source], j] -= 1
        if target is not None:
            M[position[target], j] += 1
    return M


def _close(M: Array, v: Array, sd: Array, b: Array) -> tuple[Array, Array]:
    """Return x nearest to v in the metric of 1 / sd^2 with M x = b, and its multipliers.

    With z = (v - x) / sd the problem is the shortest z with (M sd) z = M v - b, which keeps the
    condition of M sd instead of its square.
    """
    B = M * sd
    z, *_unused = np.linalg.lstsq(B, M @ v - b, rcond=1e-13)
    multipliers, *_unused = np.linalg.lstsq(B.T, z, rcond=1e-13)
    return v - sd * z, multipliers


def reconcile(
    nodes: Sequence[str],
    ids: Sequence[str],
    sources: Sequence[str | None],
    targets: Sequence[str | None],
    values: Sequence[float],
    sd: Sequence[float],
    *,
    stock_changes: dict[str, float] | None = None,
) -> Reconciliation:
    """Return the streams, adjusted so that every node balances.

    minimise sum ((x - v) / sd)^2  subject to  M x = stock change, x >= 0
    without active bounds: x = v - V M' (M V M')^-1 (M v - stock change), V = diag(sd^2)

    values, sd : (stream,)  one unit for all; sd 0 holds a stream fixed
    Raises UnbalancedError when no correction of streams with sd > 0 closes the balances.
    Source: least-squares reconciliation of measured flows, for example Narasimhan and
    Jordache, Data Reconciliation and Gross Error Detection (recalled, not read here).
    """
    _check(nodes, ids, sources, targets, values, sd)
    M = incidence(nodes, sources, targets)
    v, spread = np.asarray(values, float), np.asarray(sd, float)
    b = np.array([(stock_changes or {}).get(node, 0.0) for node in nodes])
    gap = M @ v - b
    _refuse_one_sided(nodes, M, v, gap)
    x, held = _bounded(M, v, spread, b)
    _refuse_open(nodes, M, x, b, scale=float(np.abs(v).max(initial=0.0)))
    free = spread > 0
    chi = float(np.sum(((x - v)[free] / spread[free]) ** 2))
    return Reconciliation(
        ids=tuple(ids),
        values=v,
        adjusted=x,
        imbalance={node: float(g) for node, g in zip(nodes, gap, strict=True)},
        chi_square=chi,
        degrees_of_freedom=int(np.linalg.matrix_rank(M[:, free])) if free.any() else 0,
        at_zero=tuple(ids[j] for j in sorted(held)),
    )


def _bounded(M: Array, v: Array, sd: Array, b: Array) -> tuple[Array, set[int]]:
    """Solve with x >= 0 by an active set: hold what turns negative, let go what wants to grow.

    A held stream j wants to grow when its multiplier  -v_j / sd_j^2 + (M' lambda)_j  is negative.
    """
    held: set[int] = set()
    x, multipliers = _close(M, v, sd, b)
    tiny = 1e-9 * max(1.0, float(np.abs(v).max(initial=0.0)))
    for _unused in range(4 * len(v) + 4):
        negative = [j for j in np.argsort(x) if x[j] < -tiny and sd[j] > 0]
        pull = M.T @ multipliers
        eager = [j for j in held if pull[j] < v[j] / sd[j] ** 2 * (1 - 1e-9) - 1e-12]
        if negative:
            held |= {int(j) for j in negative}
        elif eager:
            held.remove(min(eager, key=lambda j: pull[j] - v[j] / sd[j] ** 2))
        else:
            break
        start, free = v.copy(), sd.copy()
        start[list(held)] = 0.0
        free[list(held)] = 0.0
        x, multipliers = _close(M, start, free, b)
    return np.where((x < 0) & (x > -tiny), 0.0, x), held


def _check(
    nodes: Sequence[str],
    ids: Sequence[str],
    sources: Sequence[str | None],
    targets: Sequence[str | None],
    values: Sequence[float],
    sd: Sequence[float],
) -> None:
    require_unique(nodes, what="node")
    require_unique(ids, what="stream")
    for id_, source, target, value, s in zip(ids, sources, targets, values, sd, strict=True):
        if source is None and target is None:
            raise InvalidValueError(
                _("The stream '{id_}' runs from the outside to the outside.", id_=id_),
                where=id_,
                cure=_("Name the node that it enters or leaves."),
            )
        for end in (source, target):
            if end is not None:
                require_known(end, nodes, what="node", where=id_)
        if not np.isfinite(value) or value < 0:
            raise InvalidValueError(
                _("The stream '{id_}' has the value {value}.", id_=id_, value=Number(value, "g")),
                where=id_,
                cure=_("An amount cannot be negative; turn the stream round instead."),
            )
        if not np.isfinite(s) or s < 0:
            raise InvalidValueError(
                _("The stream '{id_}' has the standard deviation {s}.", id_=id_, s=Number(s, "g")),
                where=id_,
                cure=_("Give 0 for a stream that is known exactly, else a positive number."),
            )


def _refuse_one_sided(nodes: Sequence[str], M: Array, v: Array, gap: Array) -> None:
    for i, node in enumerate(nodes):
        row = M[i][M[i] != 0]
        if gap[i] != 0 and row.size and (np.all(row > 0) or np.all(row < 0)):
            side = "inputs" if row[0] > 0 else "outputs"
            raise UnbalancedError(
                _(
                    "The node '{node}' has only {side}, so nothing can balance it.",
                    node=node,
                    side=side,
                ),
                where=node,
                cure=_("Enter what leaves it, too, or leave it out."),
            )


def _refuse_open(nodes: Sequence[str], M: Array, x: Array, b: Array, *, scale: float) -> None:
    rest = M @ x - b
    worst = int(np.argmax(np.abs(rest))) if len(rest) else 0
    if len(rest) and abs(rest[worst]) > 1e-7 * max(1.0, scale):
        raise UnbalancedError(
            _(
                "The node '{nodes}' stays open by {rest}: the streams that touch it are held "
                "fixed.",
                nodes=nodes[worst],
                rest=Number(rest[worst], "g"),
            ),
            where=nodes[worst],
            cure=_("Give at least one of its streams a standard deviation above 0."),
        )
