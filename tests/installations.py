"""Installations of their own for tests: prepared once in a run, copied for each test."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"


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

    The first process of the run that asks does so for all; migrations alone take ten seconds.
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
