"""`scp-centre serve`: a real centre, empty at first; its first page sets it up."""

import argparse
import os
import sys

from scp_centre.interfaces.cli.demo import open_to_room, prepare_database
from scp_centre.interfaces.cli.installation import open_installation
from scp_centre.interfaces.cli.server import HOST, Server, keep_arithmetic_to_one_core, serve
from scp_centre.settings.installation import CENTRE_DATA, note_served, require_served_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--host", default=HOST, help="address to listen at; this machine only, unless told"
    )
    parser.add_argument(
        "--trusted-proxy",
        default="",
        metavar="ADDRESS",
        help="believe this proxy who the visitor is (X-Forwarded-For, -Proto)",
    )
    parser.add_argument("--threads", type=int, default=8, help="for pages; rooms have their own")
    parser.add_argument(
        "--room", action="store_true", help="let phones in this network join a workshop"
    )
    parser.add_argument("--no-worker", action="store_true", help="jobs are done by others")
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(arguments: argparse.Namespace) -> int:
    require_served_settings()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.local")
    os.environ.setdefault("SCP_DATA", str(CENTRE_DATA))
    host = open_to_room(arguments.port) if arguments.room else arguments.host
    keep_arithmetic_to_one_core()
    open_installation(chosen=True, prepared=False)
    from django.conf import settings
    from django.core.management import call_command

    from scp_centre.centre.installation.database import preparing_alone, require_database
    from scp_centre.centre.registry.actions import keep_first_address
    from scp_centre.centre.registry.models import Person
    from scp_centre.centre.typeface import prepare_typeface
    from scp_centre.interfaces.web.centre_pages import set_up_code

    require_database()
    with preparing_alone(settings.DATA):
        prepare_database()
        note_served(settings.DATA)
        keep_first_address(settings.PUBLIC_ADDRESS)
    _tell_missing()
    prepare_typeface(settings.TYPEFACE)
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", verbosity=0, interactive=False)
    sys.stdout.write(f"Everything is kept in {settings.DATA}\n")
    lines = ["sign in"]
    if not Person.objects.exists():
        lines = [f"set the centre up; the set-up code is {set_up_code()}"]
    server = Server(
        arguments.port,
        host,
        arguments.threads,
        arguments.trusted_proxy,
        worker=not arguments.no_worker,
        streams=settings.MOST_STREAMS,
    )
    return 0 if arguments.prepare_only else serve(server, lines)


def _tell_missing() -> None:
    """Say at start what does not work yet; the page of the administrator says how to mend it."""
    from scp_centre.centre.readiness.checks import State, list_missing

    missing = [c for c in list_missing() if c.state == State.MISSING and c.key != "workers"]
    if missing:
        sys.stdout.write("Not ready for the public yet:\n")
        for check in missing:
            sys.stdout.write(f"  {check.title}: {check.fact} {check.until_then}\n")
        sys.stdout.write("An administrator sees what to do at /centre/ready/.\n")
