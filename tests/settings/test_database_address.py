"""What SCP_DATABASE_URL says is what is used: host, socket, name, encryption."""

import pytest

from scp_centre.settings import base, kept_secrets
from scp_centre.settings.installation import describe_database


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "embedded"),
        ("postgresql:///centre", "socket:5432/centre"),
        ("postgresql://centre@/centre", "socket:5432/centre"),
        ("postgresql://centre:secret@db.example.org/centre", "db.example.org:5432/centre"),
        ("postgresql://centre@db:6432/other", "db:6432/other"),
    ],
)
def test_databases_are_told_apart_without_their_password(monkeypatch, address, said):
    monkeypatch.setenv("SCP_DATABASE_URL", address)
    assert describe_database() == said


def test_what_follows_the_question_mark_is_asked_of_the_connection(monkeypatch):
    address = "postgresql://u:p%40ss@db/my%20centre?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    monkeypatch.setenv("SCP_DATABASE_URL", address)
    made = base.database()
    assert (made["NAME"], made["PASSWORD"]) == ("my centre", "p@ss")
    assert made["OPTIONS"] == {
        "connect_timeout": 5,
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
    }


def test_a_secret_that_a_power_cut_left_empty_is_made_again(tmp_path):
    (tmp_path / "secret_key").write_text("")
    made = kept_secrets.kept_secret(tmp_path / "secret_key", lambda: "new")
    assert made == "new" == kept_secrets.kept_secret(tmp_path / "secret_key", lambda: "third")


def test_where_there_are_no_links_all_processes_have_one_secret(tmp_path, monkeypatch):
    from concurrent.futures import ThreadPoolExecutor
    from itertools import count

    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(kept_secrets.os, "link", refuse)
    monkeypatch.setattr(kept_secrets.os, "getpid", count(1).__next__)  # as other processes
    numbers = count()
    with ThreadPoolExecutor(8) as pool:
        path = tmp_path / "secret_key"
        made = list(
            pool.map(lambda _: kept_secrets.kept_secret(path, lambda: str(next(numbers))), range(8))
        )
    assert len(set(made)) == 1
