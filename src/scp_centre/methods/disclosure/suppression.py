"""Complementary suppression: hide the least that keeps every unsafe cell out of reach."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, hstack

from scp_centre.methods.disclosure.rules import Rules, reasons_against
from scp_centre.methods.disclosure.table import (
    SLACK,
    Array,
    Mask,
    Table,
    exposed,
    unknown_cells,
)
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _

SMALL = 400  # cells up to which the optimum is proved
CHECKS = 40  # attempts to publish needless cells again, each an attack on the whole table


class EverythingSuppressedError(MethodError):
    """No cell of the table could be published."""

    code = "everything_suppressed"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Which cells are hidden.

    hidden  : (cell,)   primary and complementary
    loss    : sum of the weights of complementary cells      optimal : proved to be the least
    """

    table: Table
    hidden: Mask
    loss: float
    optimal: bool

    def status(self, cell: int) -> str:
        """published, primary or complementary."""
        if not self.hidden[cell]:
            return "published"
        return "primary" if self.table.primary[cell] else "complementary"


def suppress(table: Table, rules: Rules, *, exact: bool | None = None) -> Suppression:
    """Return the cells to hide so that no attacker comes within the required distance.

    Small tables (up to 400 cells, or `exact`): the integer program of Fischetti and Salazar
    (2001, Management Science 47, recalled) by cutting planes: hide the least weight subject to
    sum of (reach of each hidden cell) >= required, one cut for each way an attacker succeeds.
    Large tables: lines with one hidden cell are completed, each cell still exposed is covered by
    the cheapest table of changes that a linear program finds, and hidden cells that an attacker
    can compute anyway are published again.
    In each line, hidden cells together must themselves pass the rules: else one of the few
    companies behind them could subtract its own figure.

    Raises EverythingSuppressedError when nothing would remain.
    """
    if exact is None:
        exact = len(table.values) <= SMALL and int(table.primary.sum()) <= 60
    hidden, optimal = _exact(table, rules) if exact else (_large(table, rules), False)
    filled = np.array([bool(h) for h in table.holders])
    if filled.any() and hidden[filled].all():
        raise EverythingSuppressedError(
            _("Every cell would have to be suppressed."),
            where="cells",
            cure=_("Use broader groups, a longer period, or more contributors."),
        )
    loss = float(table.weights[hidden & ~table.primary].sum())
    return Suppression(table, hidden, loss, optimal)


def _usable(table: Table) -> Mask:
    """Cells that hide something: an empty cell is known to be empty."""
    filled: Mask = np.array([bool(h) for h in table.holders]) & (table.values != 0)
    return filled


def _parts_of_lines(table: Table) -> list[np.typing.NDArray[np.int32]]:
    lines = table.lines
    return [lines.indices[lines.indptr[i] : lines.indptr[i + 1]] for i in range(lines.shape[0])]


def _weak_lines(table: Table, hidden: Mask, rules: Rules) -> list[np.typing.NDArray[np.int32]]:
    """Return the lines whose hidden cells together break a rule.

    The hidden parts of a line add up to something published: a cell in all but name.
    """
    found = []
    for cells in _parts_of_lines(table):
        out = [int(c) for c in cells if hidden[c]]
        if not out or not any(table.primary[c] for c in out):
            continue
        total = int(cells[-1]) if not hidden[cells[-1]] else None
        if total is None:
            continue
        together: dict[str, float] = {}
        for c in out:
            for holder, value in table.holders[c].items():
                together[holder] = together.get(holder, 0.0) + value
        if reasons_against(together, rules):
            found.append(cells)
    return found


def _exact(table: Table, rules: Rules) -> tuple[Mask, bool]:
    """Return the hidden cells of least weight, and whether that is proved."""
    n = len(table.values)
    usable = _usable(table)
    rows: list[Array] = []
    least: list[float] = []
    lower = table.primary.astype(float)
    upper = np.where(usable | table.primary, 1.0, 0.0)
    weights = np.where(table.primary, 0.0, table.weights)
    for _unused in range(400):
        constraints = [LinearConstraint(np.array(rows), np.array(least), np.inf)] if rows else []
        answer = milp(
            weights, constraints=constraints, integrality=np.ones(n), bounds=Bounds(lower, upper)
        )
        if answer.x is None:
            return usable | table.primary, False
        hidden = answer.x > 0.5
        cuts = _cuts(table, hidden)
        for cells in _weak_lines(table, hidden, rules):
            cut, at_least = np.zeros(n), 1.0
            for c in cells:
                if not hidden[c]:
                    cut[c] = 1.0
                elif not table.primary[c]:
                    cut[c], at_least = -1.0, at_least - 1.0
            if any(upper[c] and not hidden[c] for c in cells):
                cuts.append((cut, at_least))
        if not cuts:
            return hidden, True
        rows += [c for c, _unused in cuts]
        least += [b for _unused, b in cuts]
    return _large(table, rules), False


def _cuts(table: Table, hidden: Mask) -> list[tuple[Array, float]]:
    """Return, for each primary cell that an attacker places too near, what would prevent it.

    The dual of his program: with prices u of the lines, moving cell i costs |(A' u)_i| a unit of
    its room, so at least the required distance must come from hidden cells.
    """
    found = []
    need = np.maximum(table.required, SLACK * np.abs(table.values))
    room_up = 1e3 * max(float(np.abs(table.values).max()), 1.0)
    for cell in exposed(table, hidden):
        for sign in (1.0, -1.0):
            reach, cut = _reach(table, hidden, int(cell), sign, float(need[cell]), room_up)
            if reach < need[cell] * (1 - 1e-9):
                found.append((cut, float(need[cell])))
    return found


def _reach(
    table: Table, hidden: Mask, cell: int, sign: float, need: float, room_up: float
) -> tuple[float, Array]:
    """Return how far the attacker must leave the cell open in one direction, and the cut.

    max sign y_cell   A y = 0,  -down_i hidden_i <= y_i <= up_i hidden_i
    """
    n = len(table.values)
    nonnegative = (table.values >= 0).all()
    down = np.where(table.values > 0, table.values, 0.0) if nonnegative else np.full(n, room_up)
    up = np.where(_usable(table), room_up, 0.0)
    cost = np.zeros(n)
    cost[cell] = -sign
    bounds = np.column_stack([-down * hidden, up * hidden])
    answer = linprog(
        cost, A_eq=table.lines, b_eq=np.zeros(table.lines.shape[0]), bounds=bounds, method="highs"
    )
    u = answer.eqlin.marginals
    reduced = cost - table.lines.T @ u
    cut = np.where(reduced < 0, -reduced * up, reduced * down)
    return float(-answer.fun), np.minimum(np.where(np.abs(cut) < 1e-9, 0.0, cut), need)


def _large(table: Table, rules: Rules) -> Mask:
    hidden = table.primary.copy()
    usable = _usable(table)
    lines = _parts_of_lines(table)
    member: list[list[int]] = [[] for _unused in range(len(table.values))]
    for i, cells in enumerate(lines):
        for c in cells:
            member[c].append(i)
    _complete_lines(table, hidden, usable, lines, member)
    for _unused in range(50):
        weak = _weak_lines(table, hidden, rules)
        grown = False
        for cells in weak:
            free = [int(c) for c in cells if usable[c] and not hidden[c]]
            if free:
                hidden[min(free, key=lambda c: float(table.weights[c]))] = True
                grown = True
        if not grown:
            break
        _complete_lines(table, hidden, usable, lines, member)
    for _unused in range(50):
        open_ = exposed(table, hidden)
        if len(open_) == 0:
            break
        before = int(hidden.sum())
        for cell in open_:
            _cover(table, hidden, usable, int(cell))
        _complete_lines(table, hidden, usable, lines, member)
        if int(hidden.sum()) == before:
            break
    return _publish_needless(table, _publish_known(table, hidden), rules)


def _publish_needless(table: Table, hidden: Mask, rules: Rules) -> Mask:
    """Publish again complementary cells that protect nobody, the heaviest first.

    Tried in halves: a group that may all be published is, one that may not is split.
    """
    weak = {tuple(cells) for cells in _weak_lines(table, hidden, rules)}
    still = set(exposed(table, hidden).tolist())
    extra = np.flatnonzero(hidden & ~table.primary)
    order = extra[np.argsort(-table.weights[extra], kind="stable")]
    groups = [order[i : i + 8] for i in range(0, len(order), 8)]
    for _unused in range(CHECKS):
        if not groups:
            break
        group = groups.pop(0)
        trial = hidden.copy()
        trial[group] = False
        safe = {tuple(c) for c in _weak_lines(table, trial, rules)} <= weak
        if safe and set(exposed(table, trial).tolist()) <= still:
            hidden = trial
        elif len(group) > 1:
            groups[:0] = [group[: len(group) // 2], group[len(group) // 2 :]]
    return hidden


def _complete_lines(
    table: Table,
    hidden: Mask,
    usable: Mask,
    lines: list[np.typing.NDArray[np.int32]],
    member: list[list[int]],
) -> None:
    """Hide a second cell in each line that has but one, the cheapest that helps most lines."""
    count = np.array([int(hidden[cells].sum()) for cells in lines])
    todo = [int(i) for i in np.flatnonzero(count == 1)]
    while todo:
        i = todo.pop()
        if count[i] != 1:
            continue
        free = [int(c) for c in lines[i] if usable[c] and not hidden[c]]
        if not free:
            continue

        def price(c: int) -> float:
            opens = sum(1 for line in member[c] if count[line] == 0)
            closes = sum(1 for line in member[c] if count[line] == 1)
            return float(table.weights[c]) * (1 + opens) / (1 + closes)

        best = min(free, key=price)
        hidden[best] = True
        for line in member[best]:
            count[line] += 1
            if count[line] == 1:
                todo.append(line)


def _cover(table: Table, hidden: Mask, usable: Mask, cell: int) -> None:
    """Hide the cells of the cheapest change of the table that moves one cell far enough.

    min sum w_i (up_i + down_i)   A (up - down) = 0,  up_cell - down_cell = required
    """
    n = len(table.values)
    need = max(float(table.required[cell]), SLACK * abs(float(table.values[cell])), 1e-12)
    price = np.where(hidden, 0.0, table.weights) / np.maximum(np.abs(table.values), 1e-9)
    price = price + 1e-9
    A = table.lines
    both = hstack([A, -A]).tocsr()
    nonnegative = (table.values >= 0).all()
    for sign in (1.0, -1.0):
        if sign < 0 and nonnegative and table.values[cell] < need:
            continue
        open_ = usable | hidden
        up = np.where(open_, np.inf, 0.0)
        down = np.where(open_, np.abs(table.values) if nonnegative else np.inf, 0.0)
        lower = np.zeros(2 * n)
        upper = np.concatenate([up, down])
        goal, other = (cell, n + cell) if sign > 0 else (n + cell, cell)
        lower[goal] = upper[goal] = need
        upper[other] = 0.0
        answer = linprog(
            np.concatenate([price, price]),
            A_eq=both,
            b_eq=np.zeros(A.shape[0]),
            bounds=np.column_stack([lower, upper]),
            method="highs",
        )
        if answer.status == 0:
            moved = answer.x[:n] + answer.x[n:] > 1e-9 * need
            hidden |= moved


def _publish_known(table: Table, hidden: Mask) -> Mask:
    """Publish again the complementary cells whose value the published cells fix anyway."""
    out = hidden.copy()
    cells = np.flatnonzero(hidden)
    if len(cells) == 0:
        return out
    A, _unused = unknown_cells(table, cells)
    fixed = _determined(A)
    for i in np.flatnonzero(fixed):
        if not table.primary[cells[i]]:
            out[cells[i]] = False
    return out


def _determined(A: csr_matrix) -> Mask:
    """Return the unknowns that A y = b fixes: those that no vector of the null space moves."""
    dense = A.toarray()
    if dense.shape[1] > 3000:
        return np.zeros(dense.shape[1], bool)
    _unused, size, V = np.linalg.svd(dense, full_matrices=True)
    rank = int((size > 1e-9 * max(float(size.max()), 1.0)).sum()) if len(size) else 0
    null = V[rank:]
    return np.abs(null).max(axis=0) < 1e-9 if len(null) else np.ones(dense.shape[1], bool)
