"""docs/adding-a-role.md is true: its blocks, copied out of it, are a role that works.

The whole project is copied, since a role is a folder in it; what the guide says to run is run there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/adding-a-role.md"
FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.M | re.S)
LINE = re.compile(r"^In `([\w./-]+)`, one line:\n\n```text\n(.*?)^```$", re.M | re.S)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
MESSAGES = re.compile(r"^In `([\w./-]+)`:\n\n```po\n(.*?)^```$", re.M | re.S)
COPIED = ("src", "tests", "docs", "pyproject.toml", "README.md", "CHANGELOG.md")
HOUSE = (
    "tests/house/test_roles.py",
    "tests/house/test_messages.py",
    "tests/house/test_writes.py",
    "tests/house/test_signed_in.py",
    "tests/house/test_import_circles.py",
    "tests/house/test_dead_code.py",
    "tests/house/test_form_fields.py",
    "tests/house/test_house.py::test_the_floors_are_kept",
    "tests/house/test_house.py::test_no_migration_is_missing",
    "tests/house/test_house.py::test_no_two_addresses_have_one_name",
)


@pytest.fixture(scope="module")
def guide():
    return GUIDE.read_text("utf-8")


@pytest.fixture(scope="module")
def project(guide, tmp_path_factory):
    """A copy of the project in which the steps of the guide were followed."""
    copy = tmp_path_factory.mktemp("project")
    skip = shutil.ignore_patterns("__pycache__", "*.pyc", "test_adding_a_role.py")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=skip)
        else:
            shutil.copy(ROOT / name, copy / name)
    for path, text in FILE.findall(guide):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, "utf-8")
    ((path, line),) = LINE.findall(guide)
    roles = (copy / path).read_text("utf-8")
    (copy / path).write_text(roles.replace("\n)\n", f"\n{line})\n"), "utf-8")
    for command in "".join(COMMANDS.findall(guide)).splitlines():
        words = command.removeprefix("./centre ").split()
        done = run(copy, "-m", "scp_centre.interfaces.cli.main", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    for path, text in MESSAGES.findall(guide):
        translate(copy / path, text)
    return copy


def run(copy, *words):
    """Run Python in the copy, and nowhere else."""
    settings = {"PYTHONPATH": str(copy / "src"), "SCP_DATA": str(copy / "data")}
    settings["SCP_SECRET_KEY"] = "of this test"
    settings["DJANGO_SETTINGS_MODULE"] = "scp_centre.settings.sample"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SCP_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env=inherited | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def translate(path, text):
    """Fill messages of a file of translations, as a translator does."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in read_po(text.encode().splitlines(keepends=True)):
        if message.id:
            there = catalogue.get(message.id)
            assert there is not None, f"the role does not say {message.id!r}"
            there.string = there.string or message.string
    with path.open("wb") as file:
        write_po(file, catalogue, width=100)


def test_the_guide_writes_whole_files_and_one_line(guide):
    paths = [path for path, _ in FILE.findall(guide)]
    assert len(paths) == len(set(paths)) > 12
    outside = [p for p in paths if not p.startswith("src/scp_centre/roles/visits/")]
    assert sorted(outside) == [
        "docs/roles/visits.md",
        "tests/journeys/test_visits.py",
        "tests/roles/visits/test_visits.py",
    ]
    assert len(LINE.findall(guide)) == 1


def test_the_role_of_the_guide_works_and_the_house_takes_it(project):
    """Migrations, page, menu entry, act with permission and audit row, translation, house rules."""
    done = run(
        project,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds=scp_centre.settings.testing"),
        *HOUSE,
        "tests/roles/visits",
        "tests/journeys/test_visits.py",
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_its_code_passes_the_linters(project):
    folders = ["src/scp_centre/roles/visits", "tests/roles/visits", "tests/journeys/test_visits.py"]
    for words in (("check",), ("format", "--check")):
        done = run(project, "-m", "ruff", *words, *folders)
        assert done.returncode == 0, done.stdout


PARTS = {
    "models.py": "it has no model",
    "migrations": "it has no migration",
    "actions.py": "no action of it writes a row of the audit log",
    "sample.py": "its sample loads nothing",
    "templates": "it has no template",
    "urls.py": "urls.py has no page 'visits'",
}


def test_without_one_of_its_parts_it_is_refused(project):
    done = run(project, "-c", ASK, *PARTS)
    assert done.returncode == 0, done.stdout + done.stderr
    answers = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    assert [part for part, told in PARTS.items() if told not in answers[part]] == [], answers


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "permissions.py",
            '"plan_visit", _("Plan',
            '"plan_workshop", _("Plan',
            "Both Training and Visits declare the act of the log 'plan_workshop'. "
            "Give one of them another name in its log_sentences.py.",
        ),
        (
            "apps.py",
            'address="visits/"',
            'address="policy/"',
            "Both Policy and Visits declare the address '/policy/'. "
            "Give one of them another name in its urls.py.",
        ),
        (
            "apps.py",
            "CentreRole(10",
            "CentreRole(9",
            "Both scp_centre.roles.benchmarks and scp_centre.roles.visits declare the number of a "
            "role '9'. Give one of them another name in its apps.py.",
        ),
    ],
)
def test_where_it_clashes_with_another_role_the_centre_does_not_start(
    project, file, old, new, told
):
    path = project / "src/scp_centre/roles/visits" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    try:
        done = run(project, "-m", "scp_centre.interfaces.cli.main", "manage", "check")
    finally:
        path.write_text(text, "utf-8")
    assert done.returncode == 2 and done.stderr.strip() == told


# Django begins once; each part is missed in a process of its own, which knows nothing of the others.
ASK = """
import os
import sys
from pathlib import Path
from scp_centre.centre.roles import CentreRole
import django
from django.conf import settings
settings.INSTALLED_APPS.remove("scp_centre.roles.visits")
django.setup()
sys.path.insert(0, "tests/house")
from role_rules import lacks
role = CentreRole(10, "Visits", url_name="visits", act="see_visits", address="visits/")
folder = Path("src/scp_centre/roles/visits")
for part in sys.argv[1:]:
    (folder / part).rename("away")
    if not (child := os.fork()):
        print(f"{part}: {lacks('scp_centre.roles.visits', role, Path.cwd())}", flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    Path("away").rename(folder / part)
"""
