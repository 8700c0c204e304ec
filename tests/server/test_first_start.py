"""The first start: on a disk that refuses it, and twice at once."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from scp_centre.interfaces.cli.disk_refusals import disk_sentence

SOURCE = Path(__file__).parents[2] / "src"
MAIN = "from scp_centre.interfaces.cli.main import main; sys.exit(main(sys.argv[1:]))"
# A write over the limit fails, as on a full disk.
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, MOST))
"""


def start(code, data, *words):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SCP_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{code}\n{MAIN}", *words],
        env=kept
        | {"PYTHONPATH": str(SOURCE), "SCP_DATA": str(data), "SCP_MEANING": "off"}
        | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("most", [20, 10_000, 1_000_000])  # the key, the messages, the database
def test_a_full_disk_is_said_in_a_sentence(tmp_path, most):
    begun = start(LIMITED.replace("MOST", str(most)), tmp_path / "data", "serve", "--prepare-only")
    said, errors = begun.communicate(timeout=600)
    assert begun.returncode == 2, errors
    assert "Cannot write to" in errors and "then start again" in errors
    assert "Traceback" not in errors
    if most == 1_000_000:
        begun = start("", tmp_path / "data", "serve", "--prepare-only")
        _, errors = begun.communicate(timeout=600)
        assert begun.returncode == 0, errors


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("no folder")
    begun = start("", tmp_path / "data" / "centre", "serve", "--prepare-only")
    _, errors = begun.communicate(timeout=600)
    assert begun.returncode == 2 and str(tmp_path / "data") in errors
    assert "Name a folder" in errors and "Traceback" not in errors


def test_what_no_disk_refused_stays_an_error():
    assert disk_sentence(OSError(errno.ECONNREFUSED, "Connection refused")) == ""
    assert disk_sentence(OperationalError("no such table: registry_person")) == ""
    read_only = disk_sentence(OperationalError("attempt to write a readonly database"))
    assert "Read-only" in read_only and "SCP_DATA=" in read_only


def test_two_first_starts_on_one_empty_folder_wait_for_each_other(tmp_path):
    both = [start("", tmp_path / "data", "demo", "--prepare-only") for _ in range(2)]
    told = [one.communicate(timeout=600) for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    loaded = [said for said, _ in told if "The sample centre is loaded" in said]
    assert len(loaded) == 1, told
