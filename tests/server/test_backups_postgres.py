"""The same backup on PostgreSQL: from one database into another, empty one."""

import psycopg
import pytest
from django.db import connection

from tests.installations import command

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: ./centre test runs it there"
)
TABLES = ("production_flow", "production_reading", "evidence_observation", "audit_entry")


def address(name):
    at = connection.settings_dict
    return f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{name}"


@pytest.fixture
def two_databases():
    names = ("scp_backup_from", "scp_backup_to")
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        for name in names:
            server.execute(f"drop database if exists {name} with (force)")
            server.execute(f"create database {name}")
        yield [address(name) for name in names]
        for name in names:
            server.execute(f"drop database if exists {name} with (force)")


def counts(url):
    with psycopg.connect(url) as database:
        return [database.execute(f"select count(*) from {t}").fetchone()[0] for t in TABLES]


def test_from_one_server_database_into_an_empty_one(two_databases, tmp_path):
    source, target = two_databases
    made = command(tmp_path / "a", "demo", "--prepare-only", SCP_DATABASE_URL=source)
    assert made.returncode == 0, made.stderr
    backup = tmp_path / "b.tar.gz"
    done = command(tmp_path / "a", "backup", "-o", str(backup), SCP_DATABASE_URL=source)
    assert done.returncode == 0, done.stderr
    restored = command(tmp_path / "c", "restore", str(backup), SCP_DATABASE_URL=target)
    assert restored.returncode == 0, restored.stderr
    assert counts(target) == counts(source) and min(counts(target)) > 0
    again = command(tmp_path / "c", "restore", str(backup), SCP_DATABASE_URL=target)
    assert again.returncode == 2 and "already" in again.stderr
    other = command(tmp_path / "d", "restore", str(backup))
    assert other.returncode == 2 and "database.sqlite3" in other.stderr
