"""Backups: taken while in use, restored into an empty machine; nothing acknowledged is lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap

import pytest
from django.db import connection

from scp_centre.centre.backups import write_backup
from tests.installations import command, environment, prepare

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each kind of database is tested once, by its own test"
)


WRITER = textwrap.dedent(
    """
    import django; django.setup()
    from datetime import date, timedelta
    from scp_centre.centre.registry.models import Person
    from scp_centre.roles.production import actions
    from scp_centre.roles.production.followup.reading_files import ReadingEntry
    from scp_centre.roles.production.models import Assessment
    site = Assessment.objects.get(company="Rivermouth Dairy").site
    who = Person.objects.get(email__startswith="company@")
    for i in range(5_000):
        day = date(1990, 1, 1) + timedelta(days=i)
        entry = ReadingEntry("natural_gas", day, day, float(i))
        actions.enter_readings(site, [entry], acting_user=who)
        print(i, flush=True)  # the acknowledgement: only after the transaction
    """
)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    data = prepare(tmp_path_factory.mktemp("centre"), "demo", tmp_path_factory)
    (data / "files/uploads").mkdir(parents=True, exist_ok=True)
    (data / "files/uploads/photo.jpg").write_bytes(b"a picture of a meter")
    return data


def start_writer(data):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER], env=environment(data), stdout=subprocess.PIPE, text=True
    )


def readings(data):
    with sqlite3.connect(data / "centre.sqlite3") as database:
        rows = database.execute("select value from production_reading where start < '2010-01-01'")
        return sorted(v for (v,) in rows)


def test_taken_while_written_to_and_restored_into_an_empty_machine(installation, tmp_path):
    writer = start_writer(installation)
    for _ in range(20):
        writer.stdout.readline()
    backup = tmp_path / "centre.tar.gz"
    done = command(installation, "backup", "-o", str(backup))
    writer.terminate()
    writer.wait()
    writer.stdout.close()
    assert done.returncode == 0, done.stderr
    assert backup.stat().st_mode & 0o077 == 0, "nobody else may read it"
    empty = tmp_path / "empty"
    restored = command(empty, "restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    with sqlite3.connect(empty / "centre.sqlite3") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute("pragma foreign_key_check").fetchall() == []
    kept = readings(empty)
    assert len(kept) >= 20 and kept == [float(i) for i in range(len(kept))]
    assert (empty / "files/uploads/photo.jpg").read_bytes() == b"a picture of a meter"
    assert (empty / "secret_key").read_text() == (installation / "secret_key").read_text()


def test_nothing_that_is_there_is_overwritten_unasked(installation, tmp_path):
    backup = tmp_path / "b.tar.gz"
    assert command(installation, "backup", "-o", str(backup)).returncode == 0
    again = command(installation, "backup", "-o", str(backup))
    assert again.returncode == 2 and "exists already" in again.stderr
    refused = command(installation, "restore", str(backup))
    assert refused.returncode == 2 and "--replace" in refused.stderr
    assert command(installation, "restore", str(backup), "--replace").returncode == 0


@pytest.mark.parametrize("harm", ["cut", "changed", "no backup"])
def test_a_damaged_backup_changes_nothing(installation, tmp_path, harm):
    backup = tmp_path / "b.tar.gz"
    command(installation, "backup", "-o", str(backup))
    content = backup.read_bytes()
    if harm == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        import tarfile

        with tarfile.open(backup) as package:
            package.extractall(tmp_path / "x")
        (tmp_path / "x/files/uploads/photo.jpg").write_bytes(b"another picture")
        with tarfile.open(backup, "w:gz") as package:
            package.add(tmp_path / "x", arcname=".")
    else:
        backup.write_bytes(b"hello")
    empty = tmp_path / "empty"
    done = command(empty, "restore", str(backup))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert not (empty / "centre.sqlite3").exists() and not (empty / "files").exists()


def test_kill_9_loses_nothing_that_was_acknowledged(installation):
    before = len(readings(installation))
    writer = start_writer(installation)
    acknowledged = -1
    while acknowledged < 40:  # however slow this machine is just now
        acknowledged = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    acknowledged = max([acknowledged, *map(int, rest)])
    kept = readings(installation)
    assert len(kept) >= max(acknowledged + 1, before)
    assert kept[: acknowledged + 1] == [float(i) for i in range(acknowledged + 1)]
    with sqlite3.connect(installation / "centre.sqlite3") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_files_that_come_and_go_meanwhile_do_not_stop_a_backup(tmp_path):
    import threading

    files, ends = tmp_path / "data/files", threading.Event()
    files.mkdir(parents=True)
    sqlite3.connect(tmp_path / "data/centre.sqlite3").close()

    def save():
        while not ends.is_set():
            part = files / ".writing-x"
            part.write_bytes(b"x" * 9999)
            part.replace(files / "kept.bin")
            (files / "passing.bin").write_bytes(b"x")
            (files / "passing.bin").unlink()

    writer = threading.Thread(target=save)
    writer.start()
    base = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "data/centre.sqlite3"}
    try:
        for number in range(20):
            made = write_backup(
                tmp_path / f"{number}.tar.gz", data=tmp_path / "data", database=base
            )
            assert not any(".writing-" in name for name in made["sha256"])
    finally:
        ends.set()
        writer.join()


def test_nothing_is_restored_under_a_running_server(installation, tmp_path):
    backup = tmp_path / "b.tar.gz"
    command(installation, "backup", "-o", str(backup))
    before = (installation / "centre.sqlite3").read_bytes()
    note = installation / "running.json"
    note.write_text(json.dumps({"pid": os.getpid(), "since": "now"}))
    try:
        done = command(installation, "restore", "--replace", str(backup))
    finally:
        note.unlink()
    assert done.returncode == 2 and "A server is running" in done.stderr
    assert (installation / "centre.sqlite3").read_bytes() == before
