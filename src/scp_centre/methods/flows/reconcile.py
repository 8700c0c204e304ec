"""Data reconciliation: the smallest corrections that close all balances at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri

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
    unmeasured : streams whose value was not measured; undetermined : those of them that the
    balances do not determine (their adjusted value is nan)
    tests : (stream,)  |correction| / its standard deviation; nan where nothing can be tested
    """

    ids: tuple[str, ...]
    values: Array
    adjusted: Array
    imbalance: dict[str, float]
    chi_square: float
    degrees_of_freedom: int
    at_zero: tuple[str, ...]
    unmeasured: tuple[str, ...]
    undetermined: tuple[str, ...]
    tests: Array

    @property
    def corrections(self) -> Array:
        return self.adjusted - self.values

    def critical_chi_square(self, confidence: float = 0.95) -> float | None:
        """Return what chi_square stays below with this probability when all errors are random."""
        if not self.degrees_of_freedom:
            return None
        return float(chdtri(self.degrees_of_freedom, 1 - confidence))

    def critical_test(self, confidence: float = 0.95) -> float | None:
        """Return the limit of the largest of the tests (Sidak's correction for their number)."""
        count = int(np.sum(np.isfinite(self.tests)))
        if not count:
            return None
        single = 1 - confidence ** (1 / count)
        return float(ndtri(1 - single / 2))

    @property
    def suspect(self) -> str | None:
        """The stream to look at first: the largest test, where it is beyond its limit."""
        limit = self.critical_test()
        if limit is None:
            return None
        worst = int(np.nanargmax(self.tests))
        return self.ids[worst] if self.tests[worst] > limit else None


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
    values: Sequence[float | None],
    sd: Sequence[float],
    *,
    stock_changes: dict[str, float] | None = None,
) -> Reconciliation:
    """Return the streams, adjusted so that every node balances.

    minimise sum ((x - v) / sd)^2  subject to  M x = stock change, x >= 0
    without active bounds: x = v - V M' (M V M')^-1 (M v - stock change), V = diag(sd^2)
    Unmeasured streams u are projected out of the balances (P M_u = 0) and follow from the rest.
    test of a stream = |x - v| / sqrt of its diagonal element of V M' (M V M')^-1 M V

    values, sd : (stream,)  one unit for all; None was not measured; sd 0 holds a stream fixed
    Raises UnbalancedError when no correction of streams with sd > 0 closes the balances without
    a stream below zero.
    Source: least-squares reconciliation of measured flows, for example Narasimhan and
    Jordache, Data Reconciliation and Gross Error Detection (recalled, not read here).
    """
    _check(nodes, ids, sources, targets, values, sd, stock_changes or {})
    M = incidence(nodes, sources, targets)
    measured = np.array([value is not None for value in values], dtype=bool)
    v = np.array([0.0 if value is None else value for value in values])
    spread = np.asarray(sd, float)
    b = np.array([(stock_changes or {}).get(node, 0.0) for node in nodes])
    known = M @ v - b
    scale = float(np.abs(v).max(initial=0.0))
    P = _left_kernel(M[:, ~measured])
    if measured.all():
        _refuse_one_sided(nodes, M, v, known)
    x = np.zeros(len(v))
    x[measured], held = _bounded(P @ M[:, measured], v[measured], spread[measured], P @ b)
    unknown = np.zeros(0, dtype=np.intp)
    if not measured.all():
        x[~measured], unknown = _follow(M[:, ~measured], b - M[:, measured] @ x[measured])
    _refuse_open(nodes, M, x, b, scale=scale)
    free = measured & (spread > 0)
    places = np.flatnonzero(measured)
    unmeasured = np.flatnonzero(~measured)
    adjusted = x.copy()
    adjusted[unmeasured[unknown]] = np.nan
    _refuse_negative(ids, adjusted, scale)
    reduced = P @ M[:, free]
    return Reconciliation(
        ids=tuple(ids),
        values=np.where(measured, v, np.nan),
        adjusted=adjusted,
        imbalance={
            node: float(g)
            for node, g, row in zip(nodes, known, M, strict=True)
            if not np.any(row[~measured])
        },
        chi_square=float(np.sum(((x - v)[free] / spread[free]) ** 2)),
        degrees_of_freedom=int(np.linalg.matrix_rank(reduced)) if free.any() else 0,
        at_zero=tuple(ids[int(j)] for j in places[sorted(held)]),
        unmeasured=tuple(ids[int(j)] for j in unmeasured),
        undetermined=tuple(ids[int(j)] for j in unmeasured[unknown]),
        tests=_tests(reduced, (x - v)[free], spread[free], free),
    )


def _left_kernel(A: Array) -> Array:
    """Return P with orthonormal rows and P A = 0; the identity when A has no columns."""
    if not A.shape[1]:
        return np.eye(A.shape[0])
    U, singular = np.linalg.svd(A)[:2]
    rank = int(np.sum(singular > 1e-10 * singular.max(initial=0.0)))
    kernel: Array = U[:, rank:].T
    return kernel


def _follow(A: Array, rest: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the unmeasured streams that close the balances, and those that nothing determines."""
    x: Array = np.asarray(np.linalg.lstsq(A, rest, rcond=None)[0], float)
    singular, directions = np.linalg.svd(A)[1:]
    rank = int(np.sum(singular > 1e-10 * singular.max(initial=0.0)))
    loose = np.abs(directions[rank:]).max(axis=0, initial=0.0) > 1e-9
    return x, np.flatnonzero(loose).astype(np.intp)


def _tests(A: Array, corrections: Array, sd: Array, free: NDArray[np.bool_]) -> Array:
    """Return the measurement test of each stream; nan where it has no correction to test."""
    tests = np.full(len(free), np.nan)
    B = A * sd
    # V M' (M V M')^-1 M V = sd B' (B B')^+ B sd, and B' (B B')^+ B projects on the rows of B
    projection = np.einsum("ij,ji->i", np.linalg.pinv(B, rcond=1e-10), B)
    deviation = sd * np.sqrt(np.clip(projection, 0.0, 1.0))
    tested = projection > 1e-9
    found = np.full(len(sd), np.nan)
    found[tested] = np.abs(corrections[tested]) / deviation[tested]
    tests[free] = found
    return tests


def _refuse_negative(ids: Sequence[str], x: Array, scale: float) -> None:
    worst = int(np.argmin(np.nan_to_num(x))) if len(x) else 0
    if len(x) and x[worst] < -1e-7 * max(1.0, scale):
        raise UnbalancedError(
            _(
                "The balances close only if the stream '{id_}' becomes negative ({value}).",
                id_=ids[worst],
                value=Number(float(x[worst]), "g"),
            ),
            where=ids[worst],
            cure=_(
                "Check the streams at the node of this stream. Either a fixed value is wrong or a "
                "stream is missing."
            ),
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
    values: Sequence[float | None],
    sd: Sequence[float],
    stock_changes: dict[str, float],
) -> None:
    require_unique(nodes, what="node")
    require_unique(ids, what="stream")
    for node in stock_changes:
        require_known(node, nodes, what="node", where="stock_changes")
    touched = {*sources, *targets}
    for node in nodes:
        if node not in touched:
            raise InvalidValueError(
                _("No stream enters or leaves the node '{node}'.", node=node),
                where=node,
                cure=_("Enter the node's streams, or remove the node."),
            )
    for id_, source, target, value, s in zip(ids, sources, targets, values, sd, strict=True):
        if source is None and target is None:
            raise InvalidValueError(
                _("The stream '{id_}' starts and ends outside the system.", id_=id_),
                where=id_,
                cure=_("Specify the node that the stream enters or leaves."),
            )
        for end in (source, target):
            if end is not None:
                require_known(end, nodes, what="node", where=id_)
        if value is not None and (not np.isfinite(value) or value < 0):
            raise InvalidValueError(
                _("The value of stream '{id_}' is {value}.", id_=id_, value=Number(value, "g")),
                where=id_,
                cure=_("An amount cannot be negative. Reverse the stream instead."),
            )
        if not np.isfinite(s) or s < 0:
            raise InvalidValueError(
                _("The standard deviation of stream '{id_}' is {s}.", id_=id_, s=Number(s, "g")),
                where=id_,
                cure=_(
                    "Enter 0 if the stream is known exactly. Otherwise, enter a positive number."
                ),
            )


def _refuse_one_sided(nodes: Sequence[str], M: Array, v: Array, gap: Array) -> None:
    for i, node in enumerate(nodes):
        row = M[i][M[i] != 0]
        if gap[i] != 0 and row.size and (np.all(row > 0) or np.all(row < 0)):
            into = row[0] > 0
            raise UnbalancedError(
                _(
                    "The node '{node}' has inputs but no outputs, so it cannot be balanced.",
                    node=node,
                )
                if into
                else _(
                    "The node '{node}' has outputs but no inputs, so it cannot be balanced.",
                    node=node,
                ),
                where=node,
                cure=_("Enter the node's outputs, or remove the node.")
                if into
                else _("Enter the node's inputs, or remove the node."),
            )


def _refuse_open(nodes: Sequence[str], M: Array, x: Array, b: Array, *, scale: float) -> None:
    rest = M @ x - b
    worst = int(np.argmax(np.abs(rest))) if len(rest) else 0
    if len(rest) and abs(rest[worst]) > 1e-7 * max(1.0, scale):
        raise UnbalancedError(
            _(
                "The node '{nodes}' is out of balance by {rest}, because all its streams are "
                "fixed.",
                nodes=nodes[worst],
                rest=Number(rest[worst], "g"),
            ),
            where=nodes[worst],
            cure=_("Enter a standard deviation above 0 for at least one stream of this node."),
        )
