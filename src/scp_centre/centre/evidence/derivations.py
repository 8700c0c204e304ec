"""Walk from a figure to all that stands on it, or to all that it stands on.

A recursive query of the database: one question for a chain of any length. UNION, not UNION ALL,
so that a circle would end it too.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from django.db import connection
from django.db.models.expressions import RawSQL

DEEPEST = 12  # steps; a chain through all nine roles has fewer
Way = Literal["up", "down"]
_STEP = {"down": ("source_id", "figure_id"), "up": ("figure_id", "source_id")}


def _walk(way: Way, starts: int, *, counted: bool = False) -> str:
    """Return the beginning of a query; counted, with the steps that lead to each figure."""
    from_, to = _STEP[way]
    marks = ", ".join(["%s"] * starts)
    columns, first, next_, end = "id", "", "", ""
    if counted:
        columns, first, next_ = "id, steps", ", 1", ", r.steps + 1"
        end = f"WHERE r.steps < {DEEPEST}"
    return (
        f"WITH RECURSIVE reached({columns}) AS ("
        f"SELECT {to}{first} FROM evidence_derivation WHERE {from_} IN ({marks}) "
        f"UNION SELECT d.{to}{next_} FROM evidence_derivation d "
        f"JOIN reached r ON d.{from_} = r.id {end}) "
    )


def figures_reached(way: Way, pks: Iterable[int], *, and_these: bool = False) -> RawSQL:
    """Return the keys of all figures on one side of some figures, for `pk__in`.

    and_these : the figures from which the walk starts, too; a condition that said so beside this
    one, by "or", would keep the database from its index
    """
    starts = list(pks) or [0]
    walk = _walk(way, len(starts)) + "SELECT id FROM reached"
    if not and_these:
        return RawSQL(walk, starts)  # noqa: S611, nothing of a user's stands in it
    marks = ", ".join(["%s"] * len(starts))
    own = f" UNION SELECT id FROM evidence_observation WHERE id IN ({marks})"
    return RawSQL(walk + own, [*starts, *starts])  # noqa: S611


def figures_listed(pks: Iterable[int]) -> RawSQL:
    """Return some keys, for `pk__in`, as one value: thousands of them are more than places for it.

    The keys are known from a walk; a second walk would cost more than sending them back.
    """
    keys = list(pks)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [keys])  # noqa: S611, numbers only
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])  # noqa: S611


def steps_to(way: Way, pk: int) -> dict[int, int]:
    """Return the figures on one side of a figure, with the fewest steps that lead to each."""
    sql = _walk(way, 1, counted=True) + "SELECT id, MIN(steps) FROM reached GROUP BY id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        rows: Sequence[tuple[int, int]] = cursor.fetchall()
    return {figure: steps for figure, steps in rows if figure != pk}
