"""Make the tables of an empty database and print what was made; run as a program on one of its own.

python schema.py at-once     as every first start does
python schema.py by-steps    by each change since the first, as a centre came here that is older
"""

import json
import os
import re
import sys

import django

# Names that hold a hash of what they once stood on are no matter: two ways, two hashes.
HASHED = re.compile(r'"?\b\w+_[0-9a-f]{8}(?:_\w+)?"?')


def make(way):
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command

    command = "migrate" if way == "at-once" else Command()
    call_command(command, verbosity=0, interactive=False)


def tables_of_sqlite(rows):
    made = {}
    for kind, table, sql in rows("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql <> ''"):
        if kind == "table":
            made.setdefault(table, []).extend(parts_of(sql))
        else:
            made.setdefault(table, []).append(HASHED.sub("name", sql))
    return {table: sorted(parts) for table, parts in made.items()}


def parts_of(sql):
    """Split what stands between the outer brackets of a CREATE TABLE at its commas."""
    depth, parts, quoted = 0, [""], False
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [HASHED.sub("name", " ".join(part.split())) for part in parts]


def tables_of_postgresql(rows):
    made = {}
    for table, *column in rows(
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
        " column_default, is_identity FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ):
        made.setdefault(table, []).append(str(column))
    for table, kind, name, definition in rows(
        "SELECT conrelid::regclass::text, contype::text, conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    ):
        named = name if kind == "c" else ""
        made[table.strip('"')].append(f"{named} {definition}")
    for table, definition in rows(
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    ):
        made[table].append(re.sub(r"INDEX \S+ ON", "INDEX ON", definition))
    for table, name in rows("SELECT tgrelid::regclass::text, tgname FROM pg_trigger"):
        if not name.startswith("RI_"):
            made.setdefault(table, []).append(name)
    return {table: sorted(parts) for table, parts in made.items()}


def tell():
    from django.db import connection

    def rows(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    vendor = tables_of_postgresql if connection.vendor == "postgresql" else tables_of_sqlite
    counts = {
        table: rows(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")[0][0]
        for table in connection.introspection.table_names()
    }
    changes = rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    sys.stdout.write(json.dumps({"tables": vendor(rows), "rows": counts, "changes": changes}))


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.testing")
    django.setup()
    make(sys.argv[1])
    tell()


if __name__ == "__main__":
    main()
