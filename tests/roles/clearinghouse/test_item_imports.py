"""Files of others: tables, bibliographies, folders of PDFs, and what is refused in them."""

import csv
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from scp_centre.centre.jobs.models import Job, State
from scp_centre.reference import load_table
from scp_centre.roles.clearinghouse.models import Item, Source
from scp_centre.roles.clearinghouse.vocabulary import code_named, known, words
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401
from tests.roles.clearinghouse.item_files import sent, table


def test_a_table_of_others_is_mapped_once(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    rows = [
        ["Nr", "Titre", "Résumé", "Genre", "Mots", "Année"],
        ["7", "Foulon économe", "Moins d’eau.", "Technologie", "Eau; Chaleur et vapeur", "2019"],
        ["8", "Guide du rinçage", "En cascade.", "Méthode ou guide", "Eau", "2020"],
    ]
    assert sent(client, table(rows), "fonds.csv").url == reverse("map_import")
    page = client.get(reverse("map_import")).content.decode()
    assert "Foulon économe" in page
    mapping = {
        "field_0": "identifier",
        "field_1": "title",
        "field_2": "summary",
        "field_3": "type",
        "field_4": "topics",
        "field_5": "year",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    job = Job.objects.get()
    assert job.state == State.DONE and job.message.startswith("New: 2."), job.message
    drum = Item.objects.get(origin="7")
    assert drum.topics == ["water", "heat"] and drum.year == 2019 and drum.type == "technology"
    sent(client, table(rows), "fonds.csv")  # next year's file: the mapping is remembered
    page = client.get(reverse("map_import")).content.decode()
    assert '<option value="identifier" selected>' in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    assert Item.objects.count() == 2


def test_a_table_with_mistakes_imports_nothing_unless_asked(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    rows = [
        ["Title", "Type", "Topics", "Year", "Address"],
        ["Good", "Technology", "Water", "2020", "https://example.org/good"],
        ["", "Technology", "", "", ""],
        ["No type", "Gadget", "Watre", "20xx", "javascript:x"],
        ["Good again", "Technology", "", "", "https://example.org/good"],
    ]
    mapping = dict(
        zip(
            [f"field_{n}" for n in range(5)],
            ["title", "type", "topics", "year", "address"],
            strict=True,
        )
    )
    sent(client, table(rows, ";"), "items.csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    job = Job.objects.get()
    assert job.state == State.FAILED and not Item.objects.exists()
    places = {(f["row"], f["column"]) for f in job.findings}
    assert {(3, "Title"), (4, "Type"), (4, "Topics"), (4, "Year"), (5, "Address")} <= places
    told = {f["row"]: f for f in job.findings}
    assert told[5]["place"] == "Row 5, column Address"
    assert told[5]["message"] == "This row has the same link as row 2."
    assert "sheet" not in job.message.lower() and "workbook" not in job.message.lower()
    sent(client, table(rows, ";"), "items.csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping | {"skip": "1"})
    assert [i.title for i in Item.objects.all()] == ["Good"]


def test_a_table_of_others_needs_no_types_and_may_use_other_words(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    rows = [
        ["Name", "Keywords", "Link", "Published"],
        ["Dyeing with less water", "Water; Audit; India", "https://example.org/1", "May 2019"],
        ["Kiln guide", "India", "https://example.org/2", "n.d."],
    ]
    assert sent(client, table(rows), "list.csv").url == reverse("map_import")
    page = client.get(reverse("map_import")).content.decode()
    assert 'name="lenient" value="1" checked' in page
    mapping = {"field_0": "title", "field_1": "topics", "field_2": "address", "field_3": "year"}
    assert client.post(reverse("map_import"), mapping).status_code == 422  # of which type?
    given = mapping | {"type": "method", "lenient": "1", "skip": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), given)
    (item,) = Item.objects.all()
    assert (item.title, item.type, item.year) == ("Dyeing with less water", "method", 2019)
    assert item.topics == ["water"] and item.sectors == ["13"]  # guessed from what it says
    with Job.objects.get().result.open("rb") as file:
        report = file.read().decode()
    assert len(list(csv.reader(io.StringIO(report)))) == 2  # the headings and one refused row
    assert "is not a year" in report
    told = {(f["place"], f["message"]) for f in Job.objects.get().findings}
    assert (
        "Column Keywords of the file",
        "“India” is not in the list and was omitted from 2 rows.",
    ) in told
    assert (
        "Column Keywords of the file",
        "“Audit” is not in the list and was omitted from 1 row.",
    ) in told


def test_a_bibliography_with_a_broken_entry(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    text = """@misc{a, title={First}}
@misc{a, title={Second of the same key}}
@misc{c, title={Broken , year=2000
@misc{d, title={Économies}, author={Okoye, B.}}
"""
    for skip, state, count in (("", State.FAILED, 0), ("1", State.DONE, 3)):
        file = SimpleUploadedFile("refs.bib", text.encode("latin-1"))
        given = {"source": "Library", "file": file, "skip": skip}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("import_items"), given)
        job = Job.objects.order_by("-created").first()
        assert job.state == state and Item.objects.count() == count
        if not count:
            assert [f["row"] for f in job.findings] == [3]
    titles = {i.title for i in Item.objects.all()}
    assert titles == {"First", "Second of the same key", "Économies"}


def test_sectors_as_others_write_them():
    assert known("sector", ["C", "10.50", "ISIC Rev. 4: 1313", "0111", "Atlantis", "12345"]) == [
        "C",
        "10",
        "13",
        "01",
    ]
    assert code_named("sector", "ISIC 1313") == "13" == code_named("sector", "Textiles")
    assert code_named("sector", "2012") == ""  # a year among the subjects of a record
    divisions = {row["division"] for row in load_table("isic").rows}
    assert divisions == {code for code in words()["sector"] if code.isdigit()}
    sections = {row["section"] for row in load_table("isic").rows}
    assert sections == {code for code in words()["sector"] if code.isalpha()}


def test_the_template_comes_back(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    from openpyxl import load_workbook

    client.force_login(editor)
    book = load_workbook(io.BytesIO(client.get(reverse("items_template")).content))
    sheet = book["Items"]
    heads = {str(c.value).rstrip(" *"): c.column for c in sheet[3]}
    row = sheet.max_row if sheet.max_row > 3 else 4
    row = 4
    for cell in sheet[4]:
        cell.value = None
    for name, value in {"Title": "Tank", "Type": "Technology", "Countries": "Kenya, FR"}.items():
        sheet.cell(row, heads[name], value)
    buffer = io.BytesIO()
    book.save(buffer)
    sent(client, buffer.getvalue(), "items.xlsx")
    page = client.get(reverse("map_import")).content.decode()
    chosen = {
        f"field_{n - 1}": key
        for name, n in heads.items()
        for key in [page.split(f'name="field_{n - 1}"')[1].split('" selected')[0].split('"')[-1]]
        if name != "None"
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), chosen)
    item = Item.objects.get()
    assert item.title == "Tank" and item.countries == ["KE", "FR"]


def test_references_and_a_folder_of_pdfs(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for n in range(2):
            writer, made = PdfWriter(), io.BytesIO()
            writer.add_blank_page(100, 100)
            writer.add_metadata({"/Title": f"Report number {n}"})
            writer.write(made)
            package.writestr(f"folder/{n}.pdf", made.getvalue())
    bib = b"@misc{a, title={Cleaner dyeing}, year={2001}}\n@misc{b, title={Cleaner tanning}}"
    ris = b"TY  - RPRT\r\nTI  - Brick kilns\r\nID  - 5\r\nER  - \r\n"
    csl = json.dumps([{"id": "c", "title": "Foundry sand", "type": "report"}]).encode()
    files = {"a.zip": buffer.getvalue(), "b.bib": bib, "c.ris": ris, "d.json": csl}
    for name, content in files.items():
        with django_capture_on_commit_callbacks(execute=True):
            sent(client, content, name)
    assert sorted(i.title for i in Item.objects.all()) == [
        "Brick kilns",
        "Cleaner dyeing",
        "Cleaner tanning",
        "Foundry sand",
        "Report number 0",
        "Report number 1",
    ]
    assert Source.objects.get().title == "National library"


@pytest.mark.parametrize("name", ["x.exe", "x.bib", "x.zip", "x.xlsx"])
def test_files_that_cannot_be_read(editor, client, name, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(client, b"\x00\x01 nothing {", name)
    job = Job.objects.first()
    assert answer.status_code == 422 or (job is not None and job.state == State.FAILED)
    assert not Item.objects.exists()
