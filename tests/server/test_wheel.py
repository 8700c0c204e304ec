"""What `pip install` gives: the built wheel in an empty environment, away from the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="once is enough: it makes an installation of its own"
)


def call(*words, at, **more):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCP_", "DJANGO_", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(word) for word in words],
        cwd=at,
        env=kept | {"HOME": str(at), "SCP_MEANING": "off"} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with an environment in which the wheel and its locked packages are, no more."""
    at = tmp_path_factory.mktemp("wheel")
    cache = {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache/uv"))}
    source = at / "source"  # of its own: building leaves folders behind
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    call(UV, "build", "-q", "--wheel", "--out-dir", at / "built", source, at=at, **cache)
    (wheel,) = (at / "built").glob("*.whl")
    call(UV, "venv", "-q", "--python", sys.executable, at / "env", at=at, **cache)
    into = ["--python", at / "env/bin/python"]
    locked = ["--require-hashes", "-r", ROOT / "lock/run.txt"]
    call(UV, "pip", "install", "-q", *into, *locked, at=at, **cache)
    call(UV, "pip", "install", "-q", *into, "--no-deps", wheel, at=at, **cache)
    return at


def test_the_main_job_runs_from_the_wheel(installed):
    program = installed / "env/bin/scp-centre"
    assert call(program, "--version", at=installed).startswith("scp-centre ")
    for language in ("en", "fr"):
        call(program, "template", "-o", "empty.xlsx", "-l", language, at=installed)
        assert load_workbook(installed / "empty.xlsx").sheetnames
    call(program, "template", "--sample", "dairy", "-o", "dairy.xlsx", at=installed)
    call(program, "assess", "dairy.xlsx", "-o", "out", at=installed)
    made = {path.name for path in (installed / "out").iterdir()}
    assert {"report.pdf", "report.docx", "results.xlsx", "results.json"} <= made
    assert "mfca" in call(program, "compute", at=installed)


def test_the_sample_centre_runs_from_the_wheel(installed):
    program = installed / "env/bin/scp-centre"
    said = call(program, "demo", "--prepare-only", at=installed, SCP_DATA=str(installed / "data"))
    assert "The sample centre is loaded" in said
    assert (installed / "data/centre.sqlite3").stat().st_size


def test_data_of_an_installed_centre_lie_with_the_user(installed):
    said = call(installed / "env/bin/scp-centre", "serve", "--prepare-only", at=installed)
    assert str(installed / ".local/share/scp-centre/centre-data") in said
    assert not list((installed / "env").rglob("centre.sqlite3"))


def test_what_reads_global_tables_is_an_extra(installed):
    python = installed / "env/bin/python"
    asked = "import importlib.util as u; print([u.find_spec(n) for n in ('pandas', 'pyarrow')])"
    assert call(python, "-c", asked, at=installed).strip() == "[None, None]"
    program = installed / "env/bin/scp-centre"
    words = [program, "world", "stressors", "wiod", ".", "-o", "counted.csv"]
    done = subprocess.run(words, cwd=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "scp-centre[world]" in done.stderr
