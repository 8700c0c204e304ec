"""An empty database gets its tables at once: the same as by all changes since the first."""

import json
from pathlib import Path

import pytest

from tests.installations import own_database

PROGRAM = Path(__file__).with_name("schema.py")


@pytest.mark.postgresql
def test_tables_made_at_once_are_those_of_all_changes(tmp_path):
    made = {}
    for way in ("at-once", "by-steps"):
        folder = tmp_path / way
        folder.mkdir()
        with own_database(PROGRAM, folder) as database:
            made[way] = json.loads(database.do(way))
    at_once, by_steps = made["at-once"], made["by-steps"]
    assert at_once["changes"] == by_steps["changes"]
    assert at_once["rows"] == by_steps["rows"]
    assert at_once["tables"].keys() == by_steps["tables"].keys()
    for table, parts in by_steps["tables"].items():
        assert at_once["tables"][table] == parts, table
    # Were nothing compared, all would be alike.
    assert any("UNIQUE" in part.upper() for part in by_steps["tables"]["registry_membership"])
    assert at_once["rows"]["django_content_type"] > 100
