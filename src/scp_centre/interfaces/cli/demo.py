"""`./centre start`: prepare the sample centre, run its assessment, serve it. No question asked."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")


def run(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp_centre.settings.sample")
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
    return serve(Server(arguments.port), ["sign in:", *people])


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

    def options(self) -> dict[str, object]:
        options: dict[str, object] = {
            "host": self.host,
            "port": self.port,
            "threads": self.threads,
            "ident": "scp-centre",
            "clear_untrusted_proxy_headers": True,
        }
        if self.proxy:
            options["trusted_proxy"] = self.proxy
            options["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
            options["log_untrusted_proxy_headers"] = False
        return options


def serve(how: Server, words: list[str]) -> int:
    """Serve until stopped, with one worker for jobs beside; `words` say what to do first."""
    from waitress import create_server

    from scp_centre.interfaces.web.wsgi import application

    try:
        server = create_server(application, **how.options())
    except OSError:
        _say(f"Port {how.port} is taken. Stop what runs there, or: use --port {how.port + 1}")
        return 1
    command = [sys.executable, "-m", "scp_centre.interfaces.cli.main", "worker"]
    worker = subprocess.Popen(command) if how.worker else None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _say(f"\nOpen http://{how.host}:{how.port} and {words[0]}")
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
