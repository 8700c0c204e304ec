"""`scp-centre worker`: do the queued jobs; what a dead worker left running is queued again."""

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
    import django

    django.setup()
    from django.core.management import call_command

    from scp_centre.centre.jobs.actions import resume_jobs

    resume_jobs()
    call_command("db_worker", interval=0.5, batch=arguments.once, verbosity=0, reload=False)
    return 0
