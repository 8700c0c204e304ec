"""The data of the version before come through the upgrade, killed in the middle or not."""

import json
from pathlib import Path

import pytest

from tests.installations import own_database

PROGRAM = Path(__file__).with_name("upgrade.py")


@pytest.fixture
def database(tmp_path):
    """A database at the version before, of the kind that these tests run on."""
    with own_database(PROGRAM, tmp_path) as made:
        made.do("fill")
        yield made


def tell(database):
    return json.loads(database.do("tell"))


WHOLE = {
    "sectors": [["Dairy", "1050"], ["Mill", "1061"], ["Shop", ""]],
    "sites": [["Hill"], ["River"]],
    "figures": [
        ["energy", "2", "2.0", "draft"],
        ["energy", "1", "1.0", "draft"],
        ["water", "1", "3.0", "withdrawn"],
    ],
    "links": [["1", "3"]],
}


def kept(said):
    return {name: said[name] for name in WHOLE}


def test_companies_figures_and_memberships_come_through(database):
    before = tell(database)
    assert kept(before) == WHOLE and len(before["memberships"]) == 6
    database.do("upgrade")
    after = tell(database)
    assert kept(after) == WHOLE
    roles = [role for role, _ in after["memberships"]]
    assert roles == ["company member", "company member", "director", "expert"]
    assert [row[-1] in ("1", "True") for row in after["latest"]] == [True, False, True]
    assert after["consents"] == before["consents"]
    database.do("back")
    assert kept(tell(database)) == WHOLE


def test_an_upgrade_that_is_killed_goes_on_where_it_stopped(database):
    """Each step is a transaction: what was begun is undone, and the next start goes on."""
    for statements in (20, 25, 20):  # PostgreSQL needs some ninety in all, SQLite more
        killed = database.run("upgrade", str(statements))
        assert killed.returncode == -9, killed.stderr
        assert kept(tell(database)) == WHOLE
    database.do("upgrade")
    assert kept(tell(database)) == WHOLE
    assert len(tell(database)["memberships"]) == 4
