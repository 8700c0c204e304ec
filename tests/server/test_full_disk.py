"""A full disk leaves no half of a file and no job that runs for ever."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from scp_centre.centre.installation.whole_files import remove_unfinished, write_whole
from scp_centre.centre.jobs.actions import WORKERS, queue_job, run_job
from scp_centre.centre.jobs.models import Job, State

SOURCE = Path(__file__).parents[2] / "src"
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write over the limit fails, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))
"""


def limited(code, tmp_path, most=20_000):
    """Run Python that can write no file beyond so many bytes."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED.replace("MOST", str(most)) + textwrap.dedent(code)],
        cwd=tmp_path,
        # Python 3.11 itself leaves halves of its compiled files on a full disk.
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "report.pdf").write_bytes(b"the old one")
    done = limited(
        """
        from pathlib import Path
        from scp_centre.centre.installation.whole_files import write_whole
        write_whole(Path("report.pdf"), b"x" * 50_000)
        """,
        tmp_path,
    )
    assert done.returncode == 1 and "File too large" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["report.pdf"]
    assert (tmp_path / "report.pdf").read_bytes() == b"the old one"


def test_the_storage_of_uploads_leaves_no_half_file(tmp_path):
    done = limited(
        """
        from django.conf import settings
        settings.configure(MEDIA_ROOT="files", FILE_UPLOAD_PERMISSIONS=0o600)
        from django.core.files.base import ContentFile
        from scp_centre.centre.installation.file_storage import WholeFileStorage
        storage = WholeFileStorage()
        print(storage.save("a/small.txt", ContentFile(b"small")))
        print(storage.save("a/small.txt", ContentFile(b"another")))
        try:
            storage.save("a/large.txt", ContentFile(b"x" * 50_000))
        except OSError as error:
            print(error.strerror)
        """,
        tmp_path,
    )
    first, second, error = done.stdout.split("\n", 2)
    assert first == "a/small.txt" and second != first and error.strip() == "File too large"
    names = {p.name for p in (tmp_path / "files/a").iterdir()}
    assert names == {"small.txt", Path(second).name}
    assert (tmp_path / "files/a/small.txt").stat().st_mode & 0o077 == 0


def test_the_command_line_says_it_in_a_sentence(tmp_path):
    asked = {"investment": 12000, "annual_saving": 5000, "years": 5, "discount_rate": 0.1}
    (tmp_path / "in.json").write_text(json.dumps(asked))
    done = limited(
        """
        from scp_centre.interfaces.cli.main import main
        raise SystemExit(main(["compute", "appraise", "in.json", "-o", "out.json"]))
        """,
        tmp_path,
        most=10,
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "out.json cannot be written" in json.loads(done.stderr)["error"]["message"]
    assert [p.name for p in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.django_db
def test_a_job_on_a_full_disk_fails_and_says_why(sample_centre, monkeypatch):
    def work(job, progress):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(WORKERS, "full", work)
    job = queue_job("full", "Report", {}, acting_user=sample_centre["expert"], organisation=None)
    run_job.call(str(job.pk))
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.FAILED and "server's disk is full" in job.message


@pytest.mark.django_db
def test_a_result_that_cannot_be_written_fails_the_job(sample_centre, monkeypatch, settings):
    def work(job, progress):
        return "report.pdf", b"x", "Done."

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(WORKERS, "full", work)
    monkeypatch.setattr("scp_centre.centre.installation.file_storage.WholeFileStorage._save", full)
    job = queue_job("full", "Report", {}, acting_user=sample_centre["expert"], organisation=None)
    run_job.call(str(job.pk))
    job = Job.objects.get(pk=job.pk)
    assert job.state == State.FAILED and not job.result and "full" in job.message


def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing(tmp_path):
    with sqlite3.connect(tmp_path / "centre.sqlite3") as database:
        database.execute("create table t (x)")
        database.executemany("insert into t values (?)", [("x" * 500,)] * 500)
    done = limited(
        """
        from pathlib import Path
        from scp_centre.centre.backups import write_backup
        from scp_centre.centre.errors import BackupError
        here = Path(".").absolute()
        base = {"ENGINE": "django.db.backends.sqlite3", "NAME": here / "centre.sqlite3"}
        try:
            write_backup(here / "b.tar.gz", data=here, database=base)
        except BackupError as error:
            print(error.message)
        """,
        tmp_path,
    )
    assert "b.tar.gz cannot be written" in done.stdout, done.stderr
    assert {p.name for p in tmp_path.iterdir()} <= {"centre.sqlite3"}


def test_a_server_starts_on_a_full_disk_without_its_notes(tmp_path):
    done = limited(
        """
        from pathlib import Path
        from scp_centre.centre.installation.running_server import note_running, server_runs
        note_running(Path(".").absolute())
        print("goes on", server_runs(Path(".")))
        """,
        tmp_path,
        most=4,
    )
    assert done.stdout == "goes on False\n" and "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_removed_after_a_day(tmp_path):
    old, new = tmp_path / "a/.writing-old", tmp_path / "a/.writing-new"
    old.parent.mkdir()
    for path in (old, new, tmp_path / "a/kept.pdf"):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert remove_unfinished(tmp_path, time.time() - 60) == 1
    assert {p.name for p in old.parent.iterdir()} == {".writing-new", "kept.pdf"}


def test_an_unfinished_file_is_taken_away(tmp_path):
    with pytest.raises(TypeError):
        write_whole(tmp_path / "x", None)
    assert list(tmp_path.iterdir()) == []
