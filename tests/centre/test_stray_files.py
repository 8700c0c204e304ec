"""Files of uploads that came to nothing do not stay."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from scp_centre.centre.installation.stray_files import remove_stray_files, remove_stray_folders
from scp_centre.centre.jobs.models import Job
from scp_centre.roles.policy.models import Table

pytestmark = pytest.mark.django_db
FOLDERS = ("imports", "uploads/2026/01", "jobs/2026/01", "notes/2026/01", "training/photos/2026")
TWO_DAYS = 2 * 24 * 3600


def old(path):
    os.utime(path, (time.time() - TWO_DAYS,) * 2)
    return path


def a_day_ago():
    return time.time() - TWO_DAYS / 2


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_file_that_nothing_names_goes_after_a_day(folder):
    stray = old(Path(default_storage.path(default_storage.save(f"{folder}/x", ContentFile(b"x")))))
    fresh = Path(default_storage.path(default_storage.save(f"{folder}/y", ContentFile(b"y"))))
    remove_stray_files(a_day_ago())
    assert not stray.exists() and fresh.exists()
    fresh.unlink()


def test_a_file_that_a_row_names_stays(sample_centre):
    job = Job(kind="report", title="Report", owner=sample_centre["expert"])
    job.result.save("report.pdf", ContentFile(b"x"))
    kept = old(Path(job.result.path))
    remove_stray_files(a_day_ago())
    assert kept.exists()


def test_a_table_that_no_row_has_goes(sample_centre):
    tables = Path(settings.MEDIA_ROOT) / "tables"
    key = Table.objects.first().key
    kept, stray = tables / str(key), tables / "7f3b1f6e-0000-4000-8000-000000000000"
    partial = tables / f"{key}.partial"
    for folder in (kept, stray, partial):
        folder.mkdir(parents=True, exist_ok=True)
        old(folder)
    assert remove_stray_folders("tables", "policy.Table", a_day_ago()) >= 2
    assert kept.exists() and not stray.exists() and not partial.exists()
    assert not (tables / "originals").exists() or (tables / "originals").is_dir()


def test_an_import_that_is_begun_anew_leaves_no_file(signed_in):
    client = signed_in("information")
    held = Path(settings.MEDIA_ROOT) / "imports"
    before = set(held.iterdir()) if held.exists() else set()
    for title in ("one", "two"):
        file = SimpleUploadedFile("items.csv", f"title,type\n{title},method\n".encode())
        answer = client.post("/clearinghouse/import/", {"source": "Ours", "file": file})
        assert answer.url == "/clearinghouse/import/headings/"
    assert len(set(held.iterdir()) - before) == 1
