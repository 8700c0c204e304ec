"""Rows of the database, taken once and put back: faster than making them again for each test."""

import shutil
from contextlib import closing
from functools import cache

from django.db import connection

PASSING = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 't'"


def tables():
    """Return the names of all tables but those that end with the connection (on SQLite unnamed)."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
        if connection.vendor == "postgresql":
            cursor.execute(PASSING)
            names -= {name for (name,) in cursor.fetchall()}
    return sorted(names)


def take():
    """Return table -> its rows, as they are stored."""
    return {name: _rows(name) for name in tables()}


def put_back(before, after):
    """Replace the rows of the tables that differ, within the transaction of the caller."""
    changed = [name for name in before if after[name] != before[name]]  # not what was passing
    with connection.cursor() as cursor:
        for name in changed:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
    for name in changed:
        _insert(name, after[name])


@cache
def _columns(name):
    """Return the columns of a table by name: migrating back and on may move them."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, name)
    return [connection.ops.quote_name(one.name) for one in sorted(described, key=lambda c: c.name)]


def _rows(name):
    quoted, columns = connection.ops.quote_name(name), _columns(name)
    if connection.vendor == "postgresql":
        asked = f"COPY {quoted} ({', '.join(columns)}) TO STDOUT"
        with connection.cursor() as cursor, cursor.copy(asked) as copy:
            return b"".join(bytes(part) for part in copy)
    with closing(connection.connection.cursor()) as cursor:
        # With a sign before it a column has no type, so that nothing is converted.
        plain = ", ".join(f"+{column}" for column in columns)
        return [tuple(row) for row in cursor.execute(f"SELECT {plain} FROM {quoted}")]


def _insert(name, rows):
    if not rows:
        return
    quoted, columns = connection.ops.quote_name(name), _columns(name)
    into = f"{quoted} ({', '.join(columns)})"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            copy.write(rows)
        return
    marks = ", ".join("?" * len(rows[0]))
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)


def copy_files(source, target):
    """Copy the files below a folder that are not in another one yet."""
    for path in source.rglob("*"):
        there = target / path.relative_to(source)
        if path.is_file() and not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)
