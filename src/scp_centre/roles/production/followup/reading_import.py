"""Readings into the database, many at a time: staged beside the table, settled in a few statements.

The same statements serve one reading of a form and a million of a file, on both databases; only
the staging differs: COPY where the database has it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection

from scp_centre.methods.messages import _
from scp_centre.roles.production.followup.reading_files import Incoming
from scp_centre.roles.production.models import Meter, Reading

CHUNK = 50_000
MOST_CLASHES = 200
OnRows = Callable[[int], None]

CREATE = """CREATE TEMPORARY TABLE incoming_readings (
    row_number integer PRIMARY KEY, meter_id bigint NOT NULL, first_day date NOT NULL,
    last_day date NOT NULL, value double precision NOT NULL, source varchar(500) NOT NULL)"""
COLUMNS = "row_number, meter_id, first_day, last_day, value, source"
INDEX = "CREATE INDEX incoming_place ON incoming_readings (meter_id, first_day)"

TWICE = """
SELECT a.row_number, b.first_row, a.meter_id, a.first_day FROM incoming_readings a JOIN (
    SELECT meter_id, first_day, MIN(row_number) AS first_row FROM incoming_readings
    GROUP BY meter_id, first_day HAVING COUNT(*) > 1
) b ON a.meter_id = b.meter_id AND a.first_day = b.first_day AND a.row_number > b.first_row
ORDER BY a.row_number LIMIT %s"""

SUCCEED = """
UPDATE {readings} SET current = FALSE WHERE id IN (
    SELECT r.id FROM incoming_readings i JOIN {readings} r
    ON r.meter_id = i.meter_id AND r.start = i.first_day AND r.current
    WHERE r."end" <> i.last_day OR r.value <> i.value)"""

INSERT = """
INSERT INTO {readings} (meter_id, start, "end", value, source, current, entered_by_id, created)
SELECT i.meter_id, i.first_day, i.last_day, i.value, i.source, TRUE, %s, %s
FROM incoming_readings i LEFT JOIN {readings} r
ON r.meter_id = i.meter_id AND r.start = i.first_day AND r.current
WHERE r.id IS NULL AND i.row_number > %s AND i.row_number <= %s"""

OVERLAPS = """
SELECT i.row_number, o.meter_id, o.start, o."end", o.next FROM (
    SELECT meter_id, start, "end", LEAD(start) OVER (PARTITION BY meter_id ORDER BY start) AS next
    FROM {readings} WHERE current AND meter_id IN (SELECT meter_id FROM incoming_readings)
) o LEFT JOIN incoming_readings i ON i.meter_id = o.meter_id AND i.first_day = o.start
WHERE o.next <= o."end" ORDER BY i.row_number LIMIT %s"""

TO_COME = """
SELECT row_number, meter_id, first_day, last_day FROM incoming_readings
WHERE last_day > '{today}' ORDER BY row_number LIMIT %s"""

BY_METER = """
SELECT meter_id, COUNT(*), MIN(first_day), MAX(last_day) FROM incoming_readings
GROUP BY meter_id ORDER BY meter_id"""


@dataclass(frozen=True, slots=True)
class Clash:
    """A reading that cannot stand, alone or beside another; row 0 is none of this entry."""

    row: int
    meter: Meter
    message: str
    cure: str
    column: str = "First day"


def stage(rows: Iterable[Incoming], on_rows: OnRows | None = None) -> int:
    """Put readings beside the table and return their number; an earlier staging is dropped."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming_readings")
        cursor.execute(CREATE)
        for chunk in _chunks(rows):
            _copy(cursor, chunk)
            count += len(chunk)
            if on_rows:
                on_rows(count)
        cursor.execute(INDEX)
        if count > CHUNK:
            cursor.execute("ANALYZE incoming_readings")
    return count


def _chunks(rows: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _copy(cursor: Any, chunk: list[Incoming]) -> None:
    if connection.vendor == "postgresql" and len(chunk) > 1:
        with cursor.copy(f"COPY incoming_readings ({COLUMNS}) FROM STDIN") as copy:
            for row in chunk:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * 6)
    cursor.executemany(f"INSERT INTO incoming_readings ({COLUMNS}) VALUES ({marks})", chunk)


def staged_meters() -> list[int]:
    """Return the keys of the meters that the staged readings are of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT meter_id FROM incoming_readings ORDER BY meter_id")
        return [key for (key,) in cursor.fetchall()]


def staged_by_meter() -> list[tuple[int, int, str, str]]:
    """Return for each meter the number of staged readings, their first and their last day."""
    with connection.cursor() as cursor:
        cursor.execute(BY_METER)
        return [(m, n, str(first), str(last)) for m, n, first, last in cursor.fetchall()]


def find_doubles() -> list[Clash]:
    """Return staged readings that stand twice."""
    return [
        Clash(
            row,
            meter,
            _(
                "{key} from {start} is already in row {before}.",
                key=meter.key,
                start=start,
                before=before,
            ),
            _("Delete one of the two rows."),
        )
        for (row, before, _unused, start), meter in _with_meters(TWICE, 2)
    ]


def find_to_come(today: date) -> list[Clash]:
    """Return staged readings of a period that has not ended: nobody has read them yet."""
    return [
        Clash(
            row,
            meter,
            _("{key}: the end date {end} cannot be in the future.", key=meter.key, end=end),
            _("Enter readings up to today only."),
            "Last day",
        )
        for (row, _unused, _start, end), meter in _with_meters(TO_COME.format(today=today), 1)
    ]


def settle(
    person: int, now: datetime, staged: int, on_rows: OnRows | None = None
) -> dict[str, int]:
    """Take the staged readings over; return how many are new, corrected, and as they stood.

    Called inside a transaction that holds the meters. What is corrected keeps its old value.
    """
    when = connection.ops.adapt_datetimefield_value(now)
    added = 0
    with connection.cursor() as cursor:
        cursor.execute(_named(SUCCEED))
        corrected = cursor.rowcount
        cursor.execute("SELECT COALESCE(MAX(row_number), 0) FROM incoming_readings")
        (last,) = cursor.fetchone()
        for start in range(0, last, CHUNK):
            cursor.execute(_named(INSERT), [person, when, start, start + CHUNK])
            added += cursor.rowcount
            if on_rows:
                on_rows(min(staged, start + CHUNK))
    return {"new": added - corrected, "corrected": corrected, "unchanged": staged - added}


def find_overlaps() -> list[Clash]:
    """Return current readings of the staged meters that cover a day of the next one."""
    return [
        Clash(
            row or 0,
            meter,
            _(
                "{name}: the reading from {start} to {end} overlaps the one from {after}.",
                name=meter.name,
                start=start,
                end=end,
                after=after,
            ),
            _("Correct the dates. To correct a period, enter a row with the same first day."),
        )
        for (row, _unused, start, end, after), meter in _with_meters(_named(OVERLAPS), 1)
    ]


def _with_meters(statement: str, at: int) -> list[tuple[tuple[Any, ...], Meter]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [MOST_CLASHES])
        rows = cursor.fetchall()
    meters = Meter.objects.in_bulk({row[at] for row in rows})
    return [(row, meters[row[at]]) for row in rows]


def _named(statement: str) -> str:
    return statement.format(readings=connection.ops.quote_name(Reading._meta.db_table))
