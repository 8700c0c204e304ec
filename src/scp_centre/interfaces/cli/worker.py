"""`scp-centre worker`: do the queued jobs; what a dead worker left running is queued again."""

import argparse
import os
import platform
import sys
import threading
import time
from collections.abc import Callable

from scp_centre.centre.journal import log
from scp_centre.interfaces.cli.installation import open_installation

DELIVER_SECONDS = 60
SIGN_OF_LIFE_SECONDS = 15
AWAY_SECONDS = 2.0  # until a worker asks a database again that did not answer
STANDARD_INPUT = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
    parser.add_argument(
        "--with-server",
        action="store_true",
        help="end with the server that started this worker, however the server ends",
    )
    parser.add_argument(
        "--stale-after",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="take up jobs whose worker has been silent so long",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=120.0,
        metavar="SECONDS",
        help="for a server that is still preparing the database",
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.with_server:
        threading.Thread(target=_end_with_server, daemon=True).start()
    open_installation(prepared=False, awaited=True)
    from django.core.management import call_command

    from scp_centre.centre.installation.database import require_known_database
    from scp_centre.centre.jobs.actions import resume_jobs
    from scp_centre.centre.jobs.workers import end_worker, show_worker

    if not _prepared(arguments.wait):
        sys.stderr.write("The database is not prepared. Start the server first: centre serve\n")
        return 1
    require_known_database()
    resume_jobs(arguments.stale_after)
    name = f"{platform.node()}:{os.getpid()}"
    if not arguments.once:
        show_worker(name)
        _repeat("Sign of life", SIGN_OF_LIFE_SECONDS, lambda: show_worker(name))
        _repeat(
            "Jobs of dead workers",
            arguments.stale_after / 2,
            lambda: resume_jobs(arguments.stale_after),
        )
        _repeat("Letters and harvests", DELIVER_SECONDS, _deliver)
    try:
        _work_on(
            lambda: call_command(
                "db_worker", interval=0.5, batch=arguments.once, verbosity=0, reload=False
            )
        )
    finally:
        end_worker(name)
    return 0


def _work_on(work: Callable[[], object]) -> None:
    """Do the queued jobs; a database that is busy or away for a moment does not end the worker."""
    from django.db import connection

    from scp_centre.centre.installation.database import AWAY

    while True:
        try:
            work()
        except AWAY as error:
            log(f"The worker waits for the database: {str(error).strip() or type(error).__name__}.")
            connection.close()
            time.sleep(AWAY_SECONDS)
        else:
            return


def _end_with_server() -> None:
    """End this process when the server is gone, by whatever signal.

    The server holds the other end of our standard input and writes nothing into it: reading
    returns when that process ends, on every system. What was running is taken up again later.
    """
    while os.read(STANDARD_INPUT, 1):  # not through sys.stdin, whose lock would hold up the end
        pass
    log("The server has ended, and this worker with it.")
    os._exit(0)  # a job in another thread is not waited for


def _prepared(seconds: float) -> bool:
    """Wait until the server has brought the database up to this version."""
    from django.db import connection

    from scp_centre.centre.installation.database import AWAY, waiting_migrations

    until = time.monotonic() + seconds
    while True:
        try:
            if not waiting_migrations():
                return True
        except AWAY:
            connection.close()
        if time.monotonic() > until:
            return False
        time.sleep(1)


def _deliver() -> None:
    from django.utils import timezone

    from scp_centre.centre.limits.tallies import forget_ended
    from scp_centre.interfaces.cli.deliver import deliver

    forget_ended(timezone.now())
    deliver()


def _repeat(title: str, seconds: float, work: Callable[[], object]) -> None:
    """Do something again and again beside the work; a failure is logged, and tried again."""
    from django.db import connection

    from scp_centre.centre.faults.fault_log import record_fault
    from scp_centre.centre.installation.database import AWAY

    def again() -> None:
        while not threading.Event().wait(seconds):
            try:
                work()
            except (OSError, *AWAY) as error:  # no mail server, a busy or absent database
                reason = str(error).strip() or type(error).__name__
                log(f"{title}: {reason}. Next try in {seconds:g} s.")
            except Exception as error:  # a fault of ours ends this round, not all that follow
                record_fault(error, place=f"worker: {title}")
            connection.close()

    threading.Thread(target=again, daemon=True).start()
