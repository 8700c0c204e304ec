"""`./centre start`: prepare the sample centre, run its assessment, serve it. No question asked."""

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--room", action="store_true", help="let phones in this network join a workshop"
    )
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
    host = open_to_room(arguments.port) if arguments.room else HOST
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from scp_centre.interfaces.cli.sample_centre import load_sample_centre, logins

    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    passwords = _password(settings.DATA)
    if load_sample_centre(passwords):
        _say("The sample centre is loaded: three companies of a fictional country.")
    _assess(settings.DATA / "sample-assessment")
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
        _say("This machine is in no network: connect it to the room's, or open a hotspot, first.")
        return HOST
    hosts = [h for h in (os.getenv("SCP_HOSTS", ""), address) if h]
    os.environ |= {"SCP_HOSTS": ",".join(hosts), "SCP_ROOM_ADDRESS": f"http://{address}:{port}"}
    _say(f"Phones in this network can join at http://{address}:{port}/join/")
    return "0.0.0.0"  # noqa: S104 -- asked for by --room


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _password(data: Path) -> str:
    """Return the password of the sample people: made once on this machine, kept beside the data."""
    path = data / "sample-password"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(9), "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8")


def _assess(folder: Path) -> None:
    """Run the sample assessment end to end, as `scp-centre assess` does; once."""
    from scp_centre.interfaces.cli.assess import write_all
    from scp_centre.roles.production.sample import sample_file
    from scp_centre.roles.production.workbook import read_workbook, write_workbook

    if (folder / "report.pdf").exists():
        _say(f"The sample assessment lies in {folder}")
        return
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / "factory.xlsx"
    workbook.write_bytes(write_workbook(sample_file("dairy")))
    for line in write_all(read_workbook(workbook), folder, "en", data_only=False):
        _say(line)
    _say(f"  {workbook} (the workbook itself)")
    _say(f"  in {time.perf_counter() - started:.1f} s")


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
        # A screen in a room holds a thread, asleep most of the time; pages keep theirs beside.
        options: dict[str, object] = {
            "host": self.host,
            "port": self.port,
            "threads": self.threads + self.streams,
            "connection_limit": 1_000,
            "asyncore_use_poll": True,
            "ident": "scp-centre",
            "clear_untrusted_proxy_headers": True,
        }
        if self.proxy:
            options["trusted_proxy"] = self.proxy
            options["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
            options["log_untrusted_proxy_headers"] = False
        return options


def _warm() -> None:
    """Read the index of the clearinghouse before somebody asks: a large one takes seconds."""
    from django.db import DatabaseError, connection

    from scp_centre.roles.clearinghouse.search.shelves import current

    with contextlib.suppress(DatabaseError):  # still prepared: the first question reads it
        current()
    connection.close()


def serve(how: Server, words: list[str]) -> int:
    """Serve until stopped, with one worker for jobs beside; `words` say what to do first."""
    from waitress import create_server

    from scp_centre.interfaces.web.wsgi import application
    from scp_centre.roles.training.hub import HUB

    try:
        server = create_server(application, **how.options())
    except OSError:
        _say(f"Port {how.port} is taken. Stop what runs there, or: use --port {how.port + 1}")
        return 1
    threading.Thread(target=_warm, daemon=True).start()
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "worker"]
    worker = subprocess.Popen(command) if how.worker else None

    def stop(*_: object) -> None:
        HUB.end()  # screens let go of their threads, and come back to the next start
        sys.exit(0)

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    here = HOST if how.host == "0.0.0.0" else how.host  # noqa: S104
    _say(f"\nOpen http://{here}:{how.port} and {words[0]}")
    for line in words[1:]:
        _say(line)
    _say("Stop with Ctrl+C. Everything is kept for the next start.")
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        if worker:
            worker.terminate()
            worker.wait(timeout=10)
    return 0
