"""What is wrong in a file of others: found, told by row, given back to be corrected and sent again."""

import csv
import io
import zipfile
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.clearinghouse.harvest.item_files import read_references
from scp_centre.roles.clearinghouse.harvest.table_items import Leniency, collected
from scp_centre.roles.clearinghouse.harvest.tables import guess_mapping, read_table
from scp_centre.roles.clearinghouse.models import Item, Source
from tests import shared_data
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401
from tests.roles.clearinghouse.item_files import sent, table

CASES = shared_data.CASES / "clearinghouse"
FRENCH = [
    ["Titre", "Résumé", "Lien", "Année", "Type de ressource"],
    ["Économie d’eau", "<p>Moins&nbsp;d’eau</p>", "www.exemple.org/a", "19/05/2020", "Technologie"],
    ["Guide\nen deux lignes", "", "http://exemple.org/b", "MMXX", "Technologie"],
    ["", "Sans titre", "http://exemple.org/c", "2019", "Gadget"],
    ["Chaudière", "=1+1", "http://exemple.org/d", "2021", "Technologie"],
]


def as_saved(rows, delimiter, encoding):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("cp1252", ";"),
        ("cp1252", ","),
        ("utf-16", "\t"),
        ("utf-16-le", "\t"),
        ("utf-8", "\t"),
        ("utf-8-sig", "|"),
        ("mac_roman", ";"),
    ],
)
def test_a_table_as_excel_saves_it_is_read(encoding, delimiter):
    rows = [[cell.replace("’", "'") for cell in row] for row in FRENCH]
    table = read_table(as_saved(rows, delimiter, encoding), "fonds.csv")
    assert table.headings == rows[0] and [cells for _, cells in table.rows] == rows[1:]
    assert table.form.separator == delimiter


def test_refused_rows_are_mended_and_sent_again(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    mapping = dict(
        zip(
            [f"field_{n}" for n in range(5)],
            ["title", "summary", "address", "year", "type"],
            strict=True,
        )
    )
    sent(client, as_saved(FRENCH, ";", "cp1252"), "fonds.csv")
    page = client.get(reverse("map_import")).content.decode()
    assert '<option value="cp1252" selected>' in page and '<option value=";" selected>' in page
    assert "Économie d’eau" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping | {"skip": "1"})
    job = Job.objects.get()
    assert job.message.startswith("New: 2.") and job.message.endswith("Refused: 2.")  # rows
    economy = Item.objects.get(texts__title="Économie d’eau")
    assert (economy.year, economy.address) == (2020, "https://www.exemple.org/a")
    assert economy.original.summary == "Moins d’eau"
    with job.result.open("rb") as file:
        content = file.read()
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))  # as the sender's file
    assert rows[0] == [*FRENCH[0], "Reason this row was not imported"]
    assert [row[0] for row in rows[1:]] == ["Guide\nen deux lignes", ""]
    assert "Année: “MMXX” is not a year." in rows[1][5]
    assert "Titre:" in rows[2][5] and "“Gadget”" in rows[2][5]
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    assert "Row 3" in page and "“MMXX” is not a year." in page  # the reasons, without a download
    assert reverse("clearinghouse_queue") in page
    rows[1][3], rows[2][0], rows[2][4] = "2020", "Avec titre", "Technologie"
    sent(client, table(rows, ";"), "fonds.csv")
    page = client.get(reverse("map_import")).content.decode()
    assert "Reason this row was not imported" not in page  # our own column is passed over
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    assert Item.objects.count() == 4 and Item.objects.filter(texts__title="Avec titre").exists()


def test_the_encoding_and_the_separator_can_be_corrected(editor, client):  # noqa: F811
    client.force_login(editor)
    sent(client, as_saved([["Название", "Year"], ["Ферма", "2019"]], ";", "cp1251"), "f.csv")
    page = client.get(reverse("map_import")).content.decode()
    assert "Ферма" in page and '<option value="cp1251" selected>' in page  # found out
    for encoding, is_right in (("cp1256", False), ("cp1251", True)):
        again = {"again": "1", "encoding": encoding, "separator": ";"}
        assert client.post(reverse("map_import"), again).url == reverse("map_import")
        page = client.get(reverse("map_import")).content.decode()
        assert ("Ферма" in page) == is_right
        assert f'<option value="{encoding}" selected>' in page
    again = {"again": "1", "encoding": "utf-8-sig", "separator": ";"}
    client.post(reverse("map_import"), again)  # cannot be: said, and the former choice stays
    page = client.get(reverse("map_import")).content.decode()
    assert "cannot be read as Unicode (UTF-8)" in page and "Ферма" in page
    client.post(reverse("map_import"), {"again": "1", "encoding": "evil", "separator": "xx"})
    assert client.get(reverse("map_import")).status_code == 200


def test_19_of_20_pdfs_are_imported_and_the_broken_one_is_named(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for n in range(20):
            writer, made = PdfWriter(), io.BytesIO()
            writer.add_blank_page(100, 100)
            writer.add_metadata({"/Title": "The same title everywhere"})
            writer.write(made)
            content = b"%PDF-1.4 broken" if n == 7 else made.getvalue()
            package.writestr(f"dir/Rapport {n} é.pdf", content)
        package.writestr("__MACOSX/._x.pdf", b"Mac")
        package.writestr("notes.txt", "x")
    for skip, count in (("", 0), ("1", 19)):
        file = SimpleUploadedFile("20.zip", buffer.getvalue())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("import_items"), {"source": "Reports", "file": file, "skip": skip})
        assert Item.objects.count() == count
        job = Job.objects.order_by("-created").first()
        if not count:
            assert [f["place"] for f in job.findings] == ["dir/Rapport 7 é.pdf"]
            assert job.findings[0]["message"] == "Rapport 7 é.pdf is damaged or is not a PDF."
    assert job.message.startswith("New: 19.") and job.message.endswith("Refused: 1.")
    with job.result.open("rb") as file:
        assert "Rapport 7 é.pdf" in file.read().decode()


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not on this machine")
def test_the_case_of_twenty_pdfs():
    findings = []
    found = read_references((CASES / "20pdfs.zip").read_bytes(), "20pdfs.zip", findings)
    assert len(found) == 19 and len({one.origin for one in found}) == 19
    assert [f.file.rsplit("/")[-1] for f in findings] == ["Rapport 7 é.pdf"]


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not on this machine")
def test_the_case_of_a_messy_table():
    table = read_table((CASES / "messy.csv").read_bytes(), "messy.csv")
    assert (table.form.encoding, table.form.separator) == ("cp1252", ";")
    mapping = guess_mapping(table.headings, {})
    assert {"title", "summary", "address", "year", "type", "topics", "publisher"} <= {
        *mapping.values()
    }
    findings = []
    found = list(collected(table, mapping, findings, Leniency("method", Counter())))
    rows = {f.row for f in findings}
    assert len(found) + len(rows) == len(table.rows)
    assert {f.column for f in findings} <= {"Année", "Lien"}  # as the headings of the file have it
    assert found[0].draft.title.startswith(("Étude", 'Guide "pratique"'))


TITLE, LINK, KIND = {"field_0": "title", "field_1": "address"}, ["Title", "Link"], "technology"


def imported(client, rows, capture, name="list.csv", **chosen):
    """Send a table of titles and links, and return its job."""
    assert sent(client, table(rows, ";"), name).status_code == 302
    with capture(execute=True):
        client.post(reverse("map_import"), TITLE | {"type": KIND, "skip": "1"} | chosen)
    return Job.objects.order_by("-created").first()


def test_an_interrupted_import_counts_the_rows_of_all_its_tries(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
    monkeypatch,
):
    from scp_centre.centre.jobs.actions import run_job
    from scp_centre.roles.clearinghouse import jobs
    from scp_centre.roles.clearinghouse.harvest import harvested_items

    class Killed(BaseException):
        """What no code of the job can catch, as the end of its process."""

    client.force_login(editor)
    monkeypatch.setattr(harvested_items, "BATCH", 2)
    rows = [LINK, *([f"Item {n}", f"https://example.org/{n}"] for n in range(7)), ["Late", "js:x"]]
    sent(client, table(rows, ";"), "list.csv")
    client.post(reverse("map_import"), TITLE | {"type": KIND, "skip": "1"})
    job = Job.objects.get()
    steps = []

    def die_at_the_third(*args):
        steps.append(args)
        if len(steps) == 3:
            raise Killed

    with pytest.raises(Killed):
        jobs.import_items(job, die_at_the_third)
    assert Item.objects.count() == 4
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == State.DONE and Item.objects.count() == 7
    assert job.message == "New: 7. Changed: 0. Withdrawn: 0. Already present: 0. Refused: 1."
    assert Source.objects.get().last_said == job.message


def test_a_row_never_overwrites_the_item_of_another_row(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    capture = django_capture_on_commit_callbacks
    rows = [LINK, ["Guide 10", "https://e.org/0"], ["Guide 30", "https://e.org/0"]]
    job = imported(client, rows, capture)
    assert job.message.startswith("New: 1.") and job.message.endswith("Refused: 1.")
    assert [f["message"][:23] for f in job.findings] == ["Link: This row has the "]
    job = imported(client, [LINK, ["Guide 30", "https://e.org/0"]], capture)  # sent again
    assert job.message.startswith("New: 0. Changed: 0.") and job.message.endswith("Refused: 1.")
    assert "“Guide 10”" in job.findings[0]["message"]
    assert [item.title for item in Item.objects.all()] == ["Guide 10"]
    job = imported(client, [LINK, ["Guide 30", "https://e.org/30"]], capture)  # corrected
    assert job.message.startswith("New: 1.") and not job.result and not job.findings
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    assert reverse("job_file", args=[job.pk]) not in page  # no download of nothing
    job = imported(client, [LINK, ["GUIDE 30.", "https://e.org/30"]], capture)
    assert job.message.startswith("New: 0. Changed: 1.")  # the same title, written otherwise


def test_the_choices_for_a_source_are_offered_again(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    rows = [LINK, ["One", "https://e.org/1"], ["", "https://e.org/2"]]
    job = imported(client, rows, django_capture_on_commit_callbacks)
    with job.result.open("rb") as file:
        refused = file.read()
    sent(client, refused, job.result_name)
    page = client.get(reverse("map_import")).content.decode()
    assert f'<option value="{KIND}" selected>' in page
    assert 'name="skip" value="1" checked' in page
    assert '<option value="address" selected>' in page


@pytest.mark.parametrize("as_workbook", [False, True])
def test_text_that_a_spreadsheet_would_run_comes_back_as_it_was(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
    as_workbook,
):
    from openpyxl import Workbook

    client.force_login(editor)
    rows = [["Title", "Summary", "Year"], ["=cmd|calc!A1", "'=1", "MM"]]
    mapping = {"field_0": "title", "field_1": "summary", "field_2": "year"}
    sent(client, as_saved(rows, ";", "utf-8"), "a.csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping | {"type": KIND, "skip": "1"})
    with Job.objects.get().result.open("rb") as file:
        content = file.read()
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert read[1][0].startswith("'=")
    read[1][2] = "2020"
    if as_workbook:  # opened in a spreadsheet and saved as a workbook: the apostrophe is text
        book, buffer = Workbook(), io.BytesIO()
        for row in read:
            book.active.append(row)
        book.save(buffer)
        content, name = buffer.getvalue(), "refused.xlsx"
    else:
        content, name = as_saved(read, ";", "utf-8"), "refused.csv"
    sent(client, content, name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping | {"type": KIND})
    item = Item.objects.get()
    assert item.title == "=cmd|calc!A1"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xyz", b"anything", "cannot be imported"),
        ("x.zip", b"no archive", "but the content is of a different type"),
        ("x.pdf", b"no pdf", "but the content is of a different type"),
        ("x.csv", b"Title;Type\n", "no rows below them"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_upload(editor, client, name, content, words):  # noqa: F811
    client.force_login(editor)
    answer = sent(client, content, name)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Job.objects.exists()


def test_a_reference_never_overwrites_another_with_the_same_address(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    entry = "TY  - RPRT\r\nTI  - {}\r\nUR  - https://e.org/same\r\nER  - \r\n"
    for title, begins in (("First", "New: 1."), ("Second", "New: 0. Changed: 0.")):
        file = SimpleUploadedFile("refs.ris", entry.format(title).encode())
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("import_items"), {"source": "Library", "file": file, "skip": "1"})
        job = Job.objects.order_by("-created").first()
        assert job.message.startswith(begins), job.message
    assert [item.title for item in Item.objects.all()] == ["First"]
    assert "“First”" in job.findings[0]["message"]
