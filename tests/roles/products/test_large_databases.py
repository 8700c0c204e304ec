"""Large life-cycle databases: bounds that hold while a file is read, and what a page refuses."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.roles.products import life_cycle_files
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.life_cycle_files import HOUR, MINUTE, read_life_cycle_file
from scp_centre.roles.products.views import databases
from tests.methods.test_lifecycle_simapro import simapro, sp_process

POWER = sp_process(process_name=["Power plant"], products=["Electricity;kWh;1;100;;;"])
HEAT = sp_process(process_name=["Boiler"], products=["Heat;MJ;1;100;;;"])


def test_reading_stops_at_the_first_process_too_many(monkeypatch):
    monkeypatch.setattr(life_cycle_files, "MOST_PROCESSES", 1)
    content = io.BytesIO(simapro(POWER, HEAT))
    with pytest.raises(ProductError, match="The database is too large"):
        read_life_cycle_file(content, MINUTE)
    assert len(read_life_cycle_file(content, HOUR).names) == 2, "a command has no such bound"
    monkeypatch.setattr(life_cycle_files, "MOST_PROCESSES", 2)
    monkeypatch.setattr(life_cycle_files, "MOST_EXCHANGES", 1)
    with pytest.raises(ProductError, match="The database is too large"):
        read_life_cycle_file(content, MINUTE)


@pytest.mark.django_db
def test_a_page_checks_no_large_file_but_says_how_to_import_it(signed_in, monkeypatch):
    monkeypatch.setattr(databases, "LARGEST_CHECKED", 10)
    file = SimpleUploadedFile("a.csv", simapro(POWER))
    answer = signed_in("expert").post(
        reverse("life_cycle_database"), {"act": "check", "file": file}
    )
    assert answer.status_code == 422
    assert "are read in the background" in answer.content.decode()


def package(*processes):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("olca-schema.json", json.dumps({"version": 2}))
        for place, process in enumerate(processes):
            archive.writestr(f"processes/{place}.json", json.dumps(process))
    return out.getvalue()


def test_processes_of_a_package_come_one_by_one_each_once():
    """The first of two with one identifier is taken, and the second is said."""
    first, second = {"@id": "a", "name": "One"}, {"@id": "a", "name": "Another"}
    records = list(parts_of("olca", package(first, second), {"progress": True}))
    assert [one["process"]["name"] for one in records if "process" in one] == ["One"]
    assert [one["read"] for one in records if "read" in one][-1] == 1.0
    (findings,) = [one["findings"] for one in records if "findings" in one]
    kinds = [(one["kind"], one["name"]) for one in findings]
    assert ("duplicate_process", "Another") in kinds
