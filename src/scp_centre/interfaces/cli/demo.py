"""`./centre start`: prepare the sample centre, run its assessment, serve it. No question asked."""

import argparse
import contextlib
import os
import secrets
import socket
from pathlib import Path

from scp_centre.interfaces.cli.installation import open_installation
from scp_centre.interfaces.cli.server import HOST, Server, keep_arithmetic_to_one_core, serve, tell
from scp_centre.settings.kept_secrets import kept_secret


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--room", action="store_true", help="let phones in this network join a workshop"
    )
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
    host = open_to_room(arguments.port) if arguments.room else HOST
    keep_arithmetic_to_one_core()
    open_installation(chosen=True, prepared=False)
    from django.conf import settings

    from scp_centre.centre.installation.database import preparing_alone, require_database
    from scp_centre.centre.registry.models import Person
    from scp_centre.centre.roles.discovery import offered
    from scp_centre.centre.typeface import prepare_typeface
    from scp_centre.interfaces.cli.sample_centre import load_sample_centre, logins
    from scp_centre.interfaces.journeys.sample_chain import load_sample_chain

    require_database()
    with preparing_alone(settings.DATA):
        prepare_database()
        prepare_typeface(settings.TYPEFACE)
        passwords = _password(settings.DATA)
        if load_sample_centre(passwords):
            load_sample_chain({p.email.split("@")[0]: p for p in Person.objects.all()})
            tell("The sample centre is loaded: three companies of a fictional country.")
    for _, module in offered("sample"):
        if hasattr(module, "write_files"):
            for line in module.write_files(settings.DATA):
                tell(line)
    if arguments.prepare_only:
        return 0
    people = [f"  {role:<16} {email:<28} {password}" for role, email, password in logins(passwords)]
    server = Server(arguments.port, host, streams=settings.MOST_STREAMS)
    return serve(server, ["sign in:", *people])


def open_to_room(port: int) -> str:
    """Let the server listen in the network that this machine is in; return where it listens.

    Its own address there is found by the way that a packet to the outside would take; none is sent.
    """
    address = HOST
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way,
        contextlib.suppress(OSError),
    ):
        way.connect(("192.0.2.1", 9))  # an address for documentation, RFC 5737
        address = way.getsockname()[0]
    if address == HOST:
        tell("This machine is in no network: connect it to the room's, or open a hotspot, first.")
        return HOST
    hosts = [h for h in (os.getenv("SCP_HOSTS", ""), address) if h]
    os.environ |= {"SCP_HOSTS": ",".join(hosts), "SCP_ROOM_ADDRESS": f"http://{address}:{port}"}
    tell(f"Phones in this network can join at http://{address}:{port}/join/")
    return "0.0.0.0"  # noqa: S104 -- asked for by --room


def prepare_database() -> None:
    """Bring the database up to this version; refuse one that a newer version made."""
    from django.core.management import call_command

    from scp_centre.centre.installation.database import require_database, require_known_database

    require_database()
    require_known_database()
    call_command("migrate", verbosity=0, interactive=False)


def _password(data: Path) -> str:
    """Return the password of the sample people: made once on this machine, kept beside the data."""
    return kept_secret(data / "sample-password", lambda: secrets.token_urlsafe(9))
