"""`scp-centre serve`: a real centre, empty at first; its first page sets it up."""

import argparse
import os
import sys

from scp_centre.interfaces.cli.demo import serve
from scp_centre.settings.installation import CENTRE_DATA


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.local")
    os.environ.setdefault("SCP_DATA", str(CENTRE_DATA))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from scp_centre.centre.registry.models import Person
    from scp_centre.interfaces.web.centre_pages import set_up_code

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    sys.stdout.write(f"Everything is kept in {settings.DATA}\n")
    lines = ["sign in"]
    if not Person.objects.exists():
        lines = [f"set the centre up; the set-up code is {set_up_code()}"]
    return 0 if arguments.prepare_only else serve(arguments.port, lines)
