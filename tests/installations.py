"""Installations of their own for tests: prepared once in a run, copied for each test."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"


def environment(data, **more):
    """Return the environment of a program that works on a data folder, and on nothing else."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SCP_", "DJANGO_"))}
    return {
        **kept,
        "PYTHONPATH": str(SOURCE),
        "SCP_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "scp_centre.settings.sample",
        "SCP_MEANING": "off",
        **more,
    }


def command(data, *words, **more):
    return subprocess.run(
        [sys.executable, "-m", "scp_centre.interfaces.cli.main", *words],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def prepare(data, word, tmp_path_factory):
    """Make a data folder as `scp-centre demo` or `serve` prepares it.

    The first process of the run that asks does so for all.
    """
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    original, ready = run / f"installation-{word}", run / f"installation-{word}.ready"
    with (run / f"installation-{word}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            done = command(original, word, "--prepare-only")
            assert done.returncode == 0, done.stderr
            ready.touch()
    shutil.copytree(original, data, dirs_exist_ok=True)
    return data


class Database:
    """An empty database of its own, in which a program works that may be killed."""

    def __init__(self, program, environment):
        self.program, self.environment = program, environment

    def run(self, *words):
        return subprocess.run(
            [sys.executable, self.program, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def own_database(program, folder):
    """Give a program an empty database of the kind that the tests run on."""
    own = {"SCP_DATA": str(folder), "PYTHONPATH": str(SOURCE)}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | own
    of = settings.DATABASES["default"]
    if "postgresql" not in of["ENGINE"]:
        environment.pop("SCP_DATABASE_URL", None)
        yield Database(program, environment)
        return
    import psycopg

    name = f"own_{uuid4().hex[:12]}"
    server = f"host={of['HOST']} port={of['PORT']} user={of['USER']} dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    address = f"postgresql://{of['USER']}@{of['HOST']}:{of['PORT']}/{name}"
    yield Database(program, environment | {"SCP_DATABASE_URL": address})
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
