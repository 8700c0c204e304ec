"""What enters a frontier: units with inputs and outputs, checked in the user's words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.errors import (
    DuplicateLabelError,
    InvalidValueError,
    LabelMismatchError,
    MissingValueError,
)
from scp_centre.methods.frontier.program import RETURNS
from scp_centre.methods.frontier.simplex import Array
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _

ORIENTATIONS = ("input", "output")


@dataclass(frozen=True, slots=True)
class Observed:
    """Checked data: X (unit, input), Y (unit, output), each in any unit of its own."""

    units: tuple[str, ...]
    X: Array
    Y: Array


def read_observed(
    units: Sequence[str], X: Sequence[Sequence[float]] | Array, Y: Sequence[Sequence[float]] | Array
) -> Observed:
    """Return the data of a frontier; refuse what no frontier can be drawn of.

    Raises MissingValueError with fewer than two units or an empty cell, DuplicateLabelError when
    a unit stands twice, InvalidValueError for negative figures and for a unit without any input or
    any output.
    """
    names = tuple(str(u) for u in units)
    if len(names) < 2:
        raise MissingValueError(
            _(
                "A frontier compares plants with one another, but the number of plants entered is "
                "{len}.",
                len=len(names),
            ),
            where="units",
            cure=_(
                "Enter at least two plants, and preferably three times as many plants as inputs "
                "and outputs."
            ),
        )
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DuplicateLabelError(
                _("The unit “{name}” appears twice.", name=name),
                where=name,
                cure=_(
                    "Keep one row for each unit and period. To keep both rows, add the period to "
                    "the unit's name."
                ),
            )
        seen.add(name)
    inputs, outputs = as_table(X, names, "inputs"), as_table(Y, names, "outputs")
    for table, what in ((inputs, "input"), (outputs, "output")):
        _require_use(table, names, what)
    return Observed(names, inputs, outputs)


def as_table(rows: Sequence[Sequence[float]] | Array, units: Sequence[str], what: str) -> Array:
    """Return (unit, kind) of finite figures that are not negative."""
    if len(rows) != len(units):
        raise LabelMismatchError(
            _(
                "The number of units ({len}) does not match the number of rows of {what} ({len2}).",
                len=len(units),
                len2=len(rows),
                what=what,
            ),
            where=what,
            cure=_("Provide one row for each unit, in the same order."),
        )
    widths = {len(row) for row in rows}
    if len(widths) != 1 or widths == {0}:
        raise LabelMismatchError(
            _(
                "The rows of {what} differ in length: {join}.",
                what=what,
                join=list(map(str, sorted(widths))),
            ),
            where=what,
            cure=_("Enter the same {what} for every unit, with at least one value.", what=what),
        )
    table = np.asarray(rows, float)
    for i, j in np.argwhere(~np.isfinite(table))[:1]:
        raise MissingValueError(
            _(
                "Value {j} of the {what} is missing for {units}.",
                units=units[i],
                j=j + 1,
                what=what,
            ),
            where=f"{what}[{i}][{j}]",
            cure=_("Enter the value, or exclude the unit. An empty cell does not count as 0."),
        )
    for i, j in np.argwhere(table < 0)[:1]:
        raise InvalidValueError(
            _(
                "Value {j} of the {what} is {table} for {units}.",
                units=units[i],
                j=j + 1,
                what=what,
                table=Number(table[i, j], "g"),
            ),
            where=f"{what}[{i}][{j}]",
            cure=_(
                "Inputs and outputs cannot be negative. If the amount left the plant, enter it as "
                "an output."
            ),
        )
    return table


def _require_use(table: Array, units: Sequence[str], what: str) -> None:
    for i in np.flatnonzero(table.sum(axis=1) == 0)[:1]:
        raise InvalidValueError(
            _("{units} has no {what}: every value is 0.", units=units[i], what=what),
            where=f"{what}s[{i}]",
            cure=_(
                "A plant that did not operate cannot be compared. Exclude the plant from this "
                "period."
            ),
        )
    for j in np.flatnonzero(table.sum(axis=0) == 0)[:1]:
        raise InvalidValueError(
            _("The {what} in column {j} is 0 for every unit.", what=what, j=j + 1),
            where=f"{what}s",
            cure=_("Exclude this column."),
        )


def require_choice(orientation: str, rts: str) -> None:
    """Raise UnknownLabelError for an orientation or returns to scale that do not exist."""
    require_known(orientation, ORIENTATIONS, what="orientation", where="orientation")
    require_known(rts, RETURNS, what="returns to scale", where="rts")
