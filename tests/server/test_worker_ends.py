"""The worker that a server started ends with it, even when the server is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.installations import environment, prepare

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="starts its own installation on the embedded database"
    ),
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no /proc"),
]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait(fact, seconds=60):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := fact():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def worker_of(server):
    def find():
        for pid in started_by(server.pid):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"worker" in words:
                return pid
        return None

    return wait(find)


def started_by(pid):
    """Return the processes that any thread of a process started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(n) for n in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue
    return found


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_the_worker_ends_with_its_server(tmp_path, tmp_path_factory, sign):
    data = prepare(tmp_path / "centre", "serve", tmp_path_factory)
    words = ["-m", "scp_centre.interfaces.cli.main", "serve", "--port", str(free_port())]
    server = subprocess.Popen(
        [sys.executable, *words], env=environment(data), stdout=subprocess.DEVNULL
    )
    try:
        worker = worker_of(server)
        time.sleep(1)  # so that it has begun its work
        os.kill(server.pid, sign)
        server.wait(timeout=30)
        wait(lambda: not runs(worker))
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
