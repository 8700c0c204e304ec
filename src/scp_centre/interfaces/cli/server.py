"""The server: pages over HTTP, and a worker for jobs that is started again if it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from scp_centre.centre.installation.running_server import (
    forget_running,
    note_running,
    noted_server,
    server_runs,
)
from scp_centre.centre.journal import log

HOST = "127.0.0.1"
WORKER_COMMAND = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "worker"]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a worker that ended is started again
STEADY = 60.0  # seconds after which an end counts as the first


def keep_arithmetic_to_one_core() -> None:
    """Let each page compute on one core: several that spread over all wait for each other.

    Read by NumPy when it is imported, so this comes first.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how it listens; `proxy` is the address that may say who the visitor is."""

    port: int
    host: str = HOST
    threads: int = 8
    proxy: str = ""
    worker: bool = True
    streams: int = 0

    def options(self) -> dict[str, object]:
        options: dict[str, object] = {"host": self.host, "port": self.port}
        if self.proxy:
            options["trusted_proxy"] = self.proxy
            options["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
            options["log_untrusted_proxy_headers"] = False
        return options


class Worker:
    """A worker in a process of its own, started again when it ends by itself."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start a worker, whose arithmetic may take all cores: it does one job at a time."""
        kept = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
        return subprocess.Popen([*WORKER_COMMAND, "--with-server"], env=kept, stdin=subprocess.PIPE)

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while True:
            started = time.monotonic()
            status = self._process.wait()
            if self._over.is_set():
                return
            if time.monotonic() - started > STEADY:
                pause = FIRST_PAUSE
            log(f"The worker ended ({how_it_ended(status)}). It starts again in {pause:g} s.")
            if self._over.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
            self._process = self._start()

    def stop(self) -> None:
        self._over.set()
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)


def how_it_ended(status: int) -> str:
    """Return what the exit status of a process says: its number, or the signal that ended it."""
    if status >= 0:
        return f"exit status {status}"
    return f"signal {-status}, {signal.Signals(-status).name}"


def serve(how: Server, words: list[str]) -> int:
    """Serve until stopped, with one worker for jobs beside; `words` say what to do first."""
    from django.conf import settings

    from scp_centre.centre.roles import upkeep
    from scp_centre.interfaces.cli.http_server import create_server
    from scp_centre.interfaces.web.wsgi import application

    try:
        # A screen in a room holds a thread, asleep most of the time; pages keep theirs beside.
        server = create_server(application, how.options(), pages=how.threads, streams=how.streams)
    except OSError:
        tell(f"Port {how.port} is taken. Stop what runs there, or: use --port {how.port + 1}")
        return 1
    threading.Thread(target=_warm, daemon=True).start()

    def stop(*_: object) -> None:
        upkeep.end()
        sys.exit(0)

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    here = HOST if how.host == "0.0.0.0" else how.host  # noqa: S104
    tell(f"\nOpen http://{here}:{how.port} and {words[0]}")
    for line in words[1:]:
        tell(line)
    tell("Stop with Ctrl+C. Everything is saved for the next start.")
    tell_sudden_end(settings.DATA)
    worker = Worker() if how.worker else None
    try:
        note_running(settings.DATA)
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        if worker:
            worker.stop()
        forget_running(settings.DATA)
    return 0


def tell_sudden_end(data: Path) -> None:
    """Log that the server before this one ended without stopping: a crash, a kill, a power cut."""
    before = noted_server(data)
    if not before or server_runs(data):
        return  # it stopped as it should, or is another server of the same data, not a dead one
    log(
        f"The last server, started {before.get('since')} UTC, ended suddenly: killed, crashed or "
        "without power. Changes that it had confirmed are saved."
    )


def _warm() -> None:
    """Read what is slow to read before somebody asks."""
    from django.db import DatabaseError, connection

    from scp_centre.centre.roles import upkeep
    from scp_centre.centre.search.index_by_permission import READER_SHELVES
    from scp_centre.centre.search.jobs import queue_missing_index

    with contextlib.suppress(DatabaseError):  # still prepared: the first question reads it
        upkeep.warm()
        queue_missing_index()
        READER_SHELVES.warm()
    connection.close()
