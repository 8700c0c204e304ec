"""A worker killed in mid-job: another takes the job up, and there is one result."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests.installations import environment, prepare

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="starts its own installation on the embedded database"
)
ASK = """
import django; django.setup()
from scp_centre.centre.registry.models import Person
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment
who = Person.objects.get(email__startswith="expert@")
job = actions.request_report(Assessment.objects.get(pk=1), "pdf", "en", acting_user=who)
print(job.pk)
"""


def read(data, sql):
    with sqlite3.connect(data / "centre.sqlite3", timeout=20) as database:
        return database.execute(sql).fetchall()


def wait_for(data, state, seconds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if read(data, "select state from jobs_job") == [(state,)]:
            return
        time.sleep(0.02)
    raise AssertionError(read(data, "select state, message, tries from jobs_job"))


def start_worker(data):
    words = ["-m", "scp_centre.interfaces.cli.main", "worker", "--stale-after", "8"]
    return subprocess.Popen([sys.executable, *words], env=environment(data))


def test_killed_in_mid_job(tmp_path, tmp_path_factory):
    data = prepare(tmp_path / "centre", "demo", tmp_path_factory)
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=environment(data), capture_output=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    first = start_worker(data)
    wait_for(data, "running", 30)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert read(data, "select state, result from jobs_job") == [("running", "")]
    second = start_worker(data)
    try:
        wait_for(data, "done", 60)
    finally:
        second.terminate()
        second.wait()
    ((result, tries),) = read(data, "select result, tries from jobs_job")
    assert tries == 1
    assert [p.name for p in (data / "files/jobs").rglob("*.pdf")] == [result.rsplit("/", 1)[-1]]
    entries = read(data, "select after from audit_entry where act = 'make_report'")
    assert len(entries) == 1 and json.loads(entries[0][0])["format"] == "pdf"
