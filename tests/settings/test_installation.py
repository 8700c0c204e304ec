"""What SCP_DATABASE_URL says is what is used: host, socket, name, encryption."""

import subprocess
import sys
from pathlib import Path

import pytest

from scp_centre.settings import base, kept_secrets
from scp_centre.settings.installation import describe_database

SOURCE = Path(__file__).parents[2] / "src"


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


def test_of_several_processes_that_start_at_once_all_have_one_secret(tmp_path):
    code = (
        "import sys, pathlib, secrets; sys.stdin.readline();"
        "from scp_centre.settings.kept_secrets import kept_secret;"
        "print(kept_secret(pathlib.Path('secret_key'), secrets.token_hex))"
    )
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={"PYTHONPATH": str(SOURCE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in starting:
        process.stdin.write("go\n")
        process.stdin.flush()
    made = {process.communicate()[0] for process in starting}
    assert len(made) == 1 and len(made.pop().strip()) == 64
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_a_process_that_died_at_it_holds_the_others_for_a_while_only(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_secrets, "MOST_WAITING", 0.1)
    (tmp_path / ".secret_key-turn").mkdir()
    assert kept_secrets.kept_secret(tmp_path / "secret_key", lambda: "made") == "made"


@pytest.mark.parametrize(
    "words", [["backup"], ["ready"], ["tidy"], ["index"], ["remind"], ["deliver"]]
)
def test_a_command_where_there_is_no_centre_makes_nothing(tmp_path, words):
    done = subprocess.run(
        [sys.executable, "-m", "scp_centre.interfaces.cli.main", *words],
        env={
            "PYTHONPATH": str(SOURCE),
            "SCP_DATA": str(tmp_path / "none"),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "There is no centre in" in done.stderr
    assert not (tmp_path / "none").exists()
