"""The data of the version before come through the upgrade, killed in the middle or not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

PROGRAM = Path(__file__).with_name("upgrade.py")
ROOT = Path(__file__).parents[2]


class Database:
    """A database of its own, in which a program works that may be killed."""

    def __init__(self, environment):
        self.environment = environment

    def run(self, *words):
        return subprocess.run(
            [sys.executable, PROGRAM, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tell(self):
        return json.loads(self.do("tell"))


@pytest.fixture
def database(tmp_path):
    """A database at the version before, of the kind that these tests run on."""
    folder = {"SCP_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | folder
    of = settings.DATABASES["default"]
    if "postgresql" not in of["ENGINE"]:
        environment.pop("SCP_DATABASE_URL", None)
        made = Database(environment)
        made.do("fill")
        yield made
        return
    import psycopg

    name = f"upgrade_{uuid4().hex[:12]}"
    server = f"host={of['HOST']} port={of['PORT']} user={of['USER']} dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    address = f"postgresql://{of['USER']}@{of['HOST']}:{of['PORT']}/{name}"
    made = Database(environment | {"SCP_DATABASE_URL": address})
    made.do("fill")
    yield made
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
    before = database.tell()
    assert kept(before) == WHOLE and len(before["memberships"]) == 6
    database.do("upgrade")
    after = database.tell()
    assert kept(after) == WHOLE
    roles = [role for role, _ in after["memberships"]]
    assert roles == ["company member", "company member", "director", "expert"]
    assert [row[-1] in ("1", "True") for row in after["latest"]] == [True, False, True]
    assert after["consents"] == before["consents"]
    database.do("back")
    assert kept(database.tell()) == WHOLE


def test_an_upgrade_that_is_killed_goes_on_where_it_stopped(database):
    """Each step is a transaction: what was begun is undone, and the next start goes on."""
    for statements in (20, 25, 20):  # PostgreSQL needs some ninety in all, SQLite more
        killed = database.run("upgrade", str(statements))
        assert killed.returncode == -9, killed.stderr
        assert kept(database.tell()) == WHOLE
    database.do("upgrade")
    assert kept(database.tell()) == WHOLE
    assert len(database.tell()["memberships"]) == 4
