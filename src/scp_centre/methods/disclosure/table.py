"""A table of up to three dimensions with its totals, and what an attacker can work out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from scp_centre.methods.disclosure.rules import Rules, protection, reasons_against, sum_by_holder
from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
TOTAL = "total"
SLACK = 1e-7  # relative: an interval narrower than this is a point


@dataclass(frozen=True, slots=True)
class Table:
    """A table with totals; all arrays flat over (d1 + 1) x (d2 + 1) x (d3 + 1) cells.

    labels  : names along each dimension, TOTAL last
    values  : (cell,)   sums
    weights : (cell,)   loss when the cell is not published
    required: (cell,)   how far up and down a suppressed cell must remain possible
    primary : (cell,)   cells that break a rule themselves
    lines   : (line, cell) sparse, +1 for the parts and -1 for their total
    """

    labels: tuple[tuple[str, ...], ...]
    values: Array
    weights: Array
    required: Array
    primary: Mask
    reasons: tuple[tuple[str, ...], ...]
    holders: tuple[Mapping[str, float], ...]
    lines: csr_matrix

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(names) for names in self.labels)

    def name(self, cell: int) -> tuple[str, ...]:
        """Return the labels of a cell."""
        place = np.unravel_index(cell, self.shape)
        return tuple(names[i] for names, i in zip(self.labels, place, strict=True))


Key = tuple[str, ...]


def build_table(
    dimensions: Sequence[Sequence[str]],
    contributions: Sequence[tuple[Key, str, float]],
    rules: Rules,
    *,
    loss: str = "value",
) -> Table:
    """Return the table of contributions (place, holder, value) with all totals and primary cells.

    loss : "value" (the sum that readers lose), "contributors" or "cells" (each counts 1)
    Raises LabelMismatchError for a place that the dimensions do not have.
    """
    if not 1 <= len(dimensions) <= 3:
        raise InvalidValueError(
            _("A table must have one to three dimensions, not {len}.", len=len(dimensions)),
            where="dimensions",
            cure=_("Publish several tables, and check them against each other."),
        )
    labels = tuple((*map(str, names), TOTAL) for names in dimensions)
    shape = tuple(len(names) for names in labels)
    where = [{name: i for i, name in enumerate(names)} for names in labels]
    cells: list[list[tuple[str, float]]] = [[] for _unused in range(int(np.prod(shape)))]
    for place, holder, value in contributions:
        if len(place) != len(labels) or any(
            p not in w or p == TOTAL for p, w in zip(place, where, strict=False)
        ):
            raise LabelMismatchError(
                _("The table has no cell {join}.", join=" / ".join(place)),
                where=" / ".join(place),
                cure=_("Use the names of the dimensions."),
            )
        index = [(w[p], len(w) - 1) for p, w in zip(place, where, strict=True)]
        for corner in product(*index):
            cells[int(np.ravel_multi_index(corner, shape))].append((holder, float(value)))
    holders = tuple(sum_by_holder(c) for c in cells)
    values = np.array([sum(h.values()) for h in holders])
    reasons = tuple(tuple(reasons_against(h, rules)) if h else () for h in holders)
    primary = np.array([bool(r) for r in reasons])
    required = np.array([protection(h, rules) for h in holders])
    weights = {
        "value": np.abs(values),
        "contributors": np.array([float(len(h)) for h in holders]),
        "cells": np.ones(len(values)),
    }[loss]
    floor = 1e-3 * max(float(weights.max()), 1e-12)
    return Table(
        labels,
        values,
        np.maximum(weights, floor),
        required,
        primary,
        reasons,
        holders,
        _lines(shape),
    )


def _lines(shape: tuple[int, ...]) -> csr_matrix:
    """Return one row a line: parts +1, total -1, along each dimension."""
    number = np.arange(int(np.prod(shape))).reshape(shape)
    rows, columns, signs = [], [], []
    count = 0
    for axis, length in enumerate(shape):
        lines = np.moveaxis(number, axis, -1).reshape(-1, length)
        sign = np.append(np.ones(length - 1), -1.0)
        rows.append(np.repeat(count + np.arange(len(lines)), length))
        columns.append(lines.ravel())
        signs.append(np.tile(sign, len(lines)))
        count += len(lines)
    return csr_matrix(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))),
        shape=(count, number.size),
    )


def attack(table: Table, suppressed: Mask, cells: Sequence[int]) -> Array:
    """Return the lowest and highest value (cell, 2) that an attacker can give each cell.

    He knows the published cells, that all parts add up, and (where no value is negative) that
    nothing is below 0; he solves two linear programs a cell.
    """
    hidden = np.flatnonzero(suppressed)
    place = {int(c): i for i, c in enumerate(hidden)}
    A, b = unknown_cells(table, hidden)
    lowest = 0.0 if (table.values >= 0).all() else None
    found = np.empty((len(cells), 2))
    for i, cell in enumerate(cells):
        if int(cell) not in place:
            found[i] = table.values[cell]
            continue
        for j, sign in enumerate((1.0, -1.0)):
            cost = np.zeros(len(hidden))
            cost[place[int(cell)]] = sign
            answer = linprog(cost, A_eq=A, b_eq=b, bounds=(lowest, None), method="highs")
            found[i, j] = sign * answer.fun if answer.status == 0 else sign * -np.inf
    return found


def unknown_cells(table: Table, hidden: NDArray[np.intp]) -> tuple[csr_matrix, Array]:
    """Return the equations that the hidden cells obey: A hidden = b."""
    A = table.lines[:, hidden]
    used = np.flatnonzero(np.diff(A.indptr))
    A = A[used]
    return A, A @ table.values[hidden]


def exposed(table: Table, suppressed: Mask) -> NDArray[np.intp]:
    """Return the primary cells that an attacker can place too near to their value.

    Many are cleared at once: any table that he must take for possible clears each cell that it
    moves far enough, so cells are looked at singly only when no common table is found.
    """
    low, high = _ranges(table, suppressed)
    need = np.maximum(table.required, SLACK * np.abs(table.values))
    value = table.values
    scale = 1e-9 * max(float(np.abs(value).max()), 1.0)
    short = table.primary & ((low > value - need + scale) | (high < value + need - scale))
    return np.flatnonzero(short)


def _ranges(table: Table, suppressed: Mask) -> tuple[Array, Array]:
    """Return for each hidden cell an inner estimate of its range, exact for primary cells that
    are not cleared.
    """
    hidden = np.flatnonzero(suppressed)
    low, high = table.values.copy(), table.values.copy()
    if len(hidden) == 0:
        return low, high
    A, b = unknown_cells(table, hidden)
    lowest = 0.0 if (table.values >= 0).all() else None
    primary = table.primary[hidden]
    value = table.values[hidden]
    need = np.maximum(table.required[hidden], SLACK * np.abs(value))
    rng = np.random.default_rng(7)

    def take(y: Array) -> None:
        low[hidden] = np.minimum(low[hidden], y)
        high[hidden] = np.maximum(high[hidden], y)

    for sign in (1.0, -1.0):
        for _unused in range(12):
            done = high[hidden] >= value + need if sign > 0 else low[hidden] <= value - need
            open_ = primary & ~done
            if not open_.any():
                break
            cost = np.where(open_, -sign * rng.uniform(0.2, 1.0, len(hidden)), 0.0)
            cost = cost / np.maximum(need, 1e-12) * float(need[open_].max() or 1.0)
            top = np.maximum(value + np.where(open_, 1.5 * need, np.abs(value) + need + 1.0), 0.0)
            bounds = np.column_stack(
                [np.full(len(hidden), -np.inf if lowest is None else 0.0), top]
            )
            answer = linprog(cost, A_eq=A, b_eq=b, bounds=bounds, method="highs")
            if answer.status != 0:
                break
            before = (low.copy(), high.copy())
            take(answer.x)
            if np.array_equal(before[0], low) and np.array_equal(before[1], high):
                break
        done = high[hidden] >= value + need if sign > 0 else low[hidden] <= value - need
        for i in np.flatnonzero(primary & ~done):
            if (high if sign > 0 else low)[hidden[i]] * sign >= (value[i] * sign + need[i]):
                continue
            cost = np.zeros(len(hidden))
            cost[i] = -sign
            answer = linprog(cost, A_eq=A, b_eq=b, bounds=(lowest, None), method="highs")
            if answer.status == 0:
                take(answer.x)
            else:
                (high if sign > 0 else low)[hidden[i]] = sign * np.inf
    return low, high
