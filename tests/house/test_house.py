"""The rules of the house: imports, roles, migrations, reference tables, documentation, no debris."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.parsed_source import parsed
from tests.interfaces.test_permissions import addresses

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/scp_centre"


def test_the_floors_are_kept():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_deployment_checklist_is_clean(settings):
    import importlib

    production = importlib.import_module("scp_centre.settings.production")
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert getattr(production, name) is True
    assert production.DEBUG is False


def test_no_two_addresses_have_one_name():
    names = [name for name, _ in addresses()]
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_every_method_room_is_documented():
    rooms = {
        p.name for p in (SOURCE / "methods").iterdir() if p.is_dir() and not p.name.startswith("_")
    }
    named = {p.stem for p in (ROOT / "docs/methods").glob("*.md")}
    assert rooms <= named


def test_public_functions_of_methods_say_what_they_do():
    silent = []
    for path in (SOURCE / "methods").rglob("*.py"):
        for node in parsed(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                is_error = isinstance(node, ast.ClassDef) and node.name.endswith("Error")
                if ast.get_docstring(node) is None and not is_error:
                    silent.append(f"{path.name}: {node.name}")
    assert silent == []


def test_modules_stay_readable():
    long = {
        p.name: n
        for p in SOURCE.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text("utf-8").splitlines())) > 450
    }
    assert long == {}


def test_the_environment_is_read_in_settings_only():
    readers = [
        p.relative_to(SOURCE).as_posix()
        for p in SOURCE.rglob("*.py")
        if re.search(r"os\.environ(\.get|\[)", p.read_text("utf-8")) and "settings" not in p.parts
    ]
    assert readers == []


def lines_with(pattern, *allowed):
    """Return where a pattern stands in the source, but in the files that may hold it."""
    return [
        f"{name}: {line.strip()}"
        for path in SOURCE.rglob("*.py")
        if (name := path.relative_to(SOURCE).as_posix()) not in allowed
        for line in path.read_text("utf-8").splitlines()
        if re.search(pattern, line)
    ]


def test_only_one_room_fetches_from_other_hosts():
    """There stand the deadline, the size and the check of addresses."""
    opens = r"^\s*(import|from) (urllib\.request|http\.client|socket|ssl|requests|httpx|aiohttp)\b"
    allowed = (
        "roles/clearinghouse/timed_connection.py",
        "roles/clearinghouse/remote_fetch.py",  # names the errors of http.client
        "client.py",  # runs on the machine of who calls the API
        "interfaces/cli/demo.py",  # finds the laptop's own address; connects to nobody
    )
    assert lines_with(opens, *allowed) == []


def test_numbers_and_words_of_addresses_and_forms_are_read_in_one_room():
    by_hand = r"\.(GET|POST)(\.get|\.getlist)?[\[(]"
    assert lines_with(by_hand, "centre/query_string.py") == []
    assert lines_with(r"\bint\(.*\.(GET|POST)\b|\bparse_date(time)?\(.*\.(GET|POST)\b") == []


def test_conventions_that_are_cited_exist():
    text = (ROOT / "docs/conventions.md").read_text("utf-8")
    cited = {m for p in SOURCE.rglob("*.py") for m in re.findall(r"§(\d)", p.read_text("utf-8"))}
    assert all(f"## §{n}" in text for n in cited)


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    names = {}
    for block in blocks:
        exec(block, names)
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF")
    assert round(names["closed"].adjusted.sum() / 2, 4) == 148.3333
    assert round(names["burnt"].co2e_kg, 1) == 56_157.1
    assert round(names["worth"].npv, 2) == 6_953.93
    assert round(names["costs"].loss, 2) == 635


def test_the_version_is_the_one_that_the_changelog_closes():
    from scp_centre import __version__

    headings = re.findall(
        r"^## (\S+) - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.M
    )
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)
    assert headings[0] == __version__ == cited[1]
    order = [tuple(int(n) for n in one.split(".")) for one in headings]
    assert order == sorted(set(order), reverse=True)
