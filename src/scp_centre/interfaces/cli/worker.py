"""`scp-centre worker`: do the queued jobs; what a dead worker left running is queued again."""

import argparse
import sys
import threading
import time

from scp_centre.settings.installation import choose_installation

DELIVER_SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
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
    choose_installation()
    import django

    django.setup()
    from django.core.management import call_command

    from scp_centre.centre.jobs.actions import resume_jobs

    if not _prepared(arguments.wait):
        sys.stderr.write("The database is not prepared. Start the server first: centre serve\n")
        return 1
    resume_jobs(arguments.stale_after)
    if not arguments.once:
        _keep_resuming(arguments.stale_after)
        _keep_delivering()
    call_command("db_worker", interval=0.5, batch=arguments.once, verbosity=0, reload=False)
    return 0


def _prepared(seconds: float) -> bool:
    """Wait until the server has brought the database up to this version."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    until = time.monotonic() + seconds
    while True:
        try:
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return True
        except OperationalError:
            connection.close()
        if time.monotonic() > until:
            return False
        time.sleep(1)


def _keep_resuming(stale_after: float) -> None:
    """Look for jobs of dead workers again and again, beside the work."""
    from django.db import connection

    from scp_centre.centre.jobs.actions import resume_jobs

    def look() -> None:
        while not threading.Event().wait(stale_after / 2):
            resume_jobs(stale_after)
            connection.close()

    threading.Thread(target=look, daemon=True).start()


def _keep_delivering() -> None:
    """Every minute send letters that are due and queue harvests that are due."""
    from django.db import OperationalError, connection

    from scp_centre.centre.faults.recording import record_fault
    from scp_centre.interfaces.cli.deliver import deliver

    def look() -> None:
        while not threading.Event().wait(DELIVER_SECONDS):
            try:
                deliver()
            except (OSError, OperationalError) as error:  # no mail server, a busy database
                sys.stderr.write(f"Letters wait for the next minute: {error}\n")
            except Exception as error:  # a fault of ours: said, and tried again
                record_fault(error, place="worker: letters and harvests that are due")
            connection.close()

    threading.Thread(target=look, daemon=True).start()
