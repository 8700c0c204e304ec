"""Files of the real world are read as they are by each importer, or refused by name."""

import io
import zipfile

import pytest

from scp_centre.centre.errors import SpokenError
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.sample import DEFINITION
from tests.interfaces.real_files import TABLES, TEXTS, TOWN, Centre, table_text

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
NAMELESS = ("temperatures",)  # whose rows hold no names


@pytest.fixture
def centre(sample_centre, tmp_path):
    benchmark = actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031},
        acting_user=sample_centre["statistician"],
    )
    return Centre(benchmark, sample_centre, tmp_path)


def taken(importer, content, centre, name="table.csv"):
    """Return the names that an importer takes, as one text."""
    reader = TABLES[importer][2] if importer in TABLES else TEXTS[importer][1]
    return " ".join(map(str, reader(content, name, centre)))


def refused(importer, content, centre, name="table.csv"):
    """Return what an importer says of a file that it does not take."""
    with pytest.raises((SpokenError, ValueError)) as caught:
        taken(importer, content, centre, name)
    error = caught.value
    findings = getattr(error, "findings", None)
    if findings:
        return " ".join(map(str, findings))
    return str(getattr(error, "in_full", error))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("importer", [*TABLES, *TEXTS])
def test_letters_arrive_whatever_the_encoding(importer, encoding, centre):
    text = table_text(importer) if importer in TABLES else TEXTS[importer][0]
    found = taken(importer, text.encode(encoding), centre)
    expected = TOWN.lower() if importer == "decisions" else TOWN
    assert expected in found if importer not in NAMELESS else "2025-01-01" in found


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("importer", TABLES)
def test_cells_are_parted_whatever_the_separator_and_line_end(importer, separator, ending, centre):
    found = taken(importer, table_text(importer, separator, ending).encode(), centre)
    assert TOWN.lower() in found.lower() if importer not in NAMELESS else "2025-01-02" in found


def zipped(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def of_ole(*streams):
    """Return what stands for an older Office file: its mark and the names of its parts."""
    names = b"".join(name.encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 512


SHEET = "application/vnd.oasis.opendocument.spreadsheet"
OTHERS = {  # what it is -> its bytes, what has to be said of it, what to do
    "xls": (of_ole("Root Entry", "Workbook"), "(.xls)", "save it as .xlsx"),
    "locked": (of_ole("EncryptionInfo", "EncryptedPackage"), "password", "remove the password"),
    "ods": (zipped(mimetype=SHEET, content_xml="<x/>"), "(.ods)", "save it as .xlsx"),
    "numbers": (zipped(Index__Document_iwa="x"), "(.numbers)", "export it as Excel"),
    "xlsb": (zipped(xl__workbook_bin="x"), "(.xlsb)", "save it as .xlsx"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "PDF", "spreadsheet"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "picture", "spreadsheet"),
    "web": (b"<html><table><tr><td>Plant</td></tr></table></html>", "web page", "save it as .xlsx"),
    "packed": (b"\x1f\x8b\x08\0\0\0", "compressed", "Unpack"),
    "word": (zipped(word__document_xml="x"), "text document", "save it as .xlsx"),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("importer", TABLES)
def test_a_file_that_is_no_text_is_refused_by_its_name(importer, kind, centre):
    content, named, cure = OTHERS[kind]
    said = refused(importer, content, centre)
    assert named in said and cure in said, said


@pytest.mark.parametrize("name", ["table.xlsx", "table.xls"])
@pytest.mark.parametrize("kind", [kind for kind in OTHERS if kind != "packed"])
@pytest.mark.parametrize("importer", ["survey", "own survey", "readings"])
def test_a_workbook_of_another_program_is_refused_by_its_name(importer, kind, name, centre):
    content, named, cure = OTHERS[kind]
    said = refused(importer, content, centre, name)
    assert named in said and cure in said, said


@pytest.mark.parametrize("importer", TABLES)
def test_zero_bytes_are_refused_with_their_row(importer, centre):
    text = table_text(importer).encode() + b"x" * 5_000 + b"\0\n"
    assert "zero bytes" in refused(importer, text, centre)


@pytest.mark.parametrize("importer", [name for name in TABLES if name not in NAMELESS])
def test_letters_that_were_lost_before_are_refused_with_their_row(importer, centre):
    lost = table_text(importer, town="Br\ufffdssel").encode()
    said = refused(importer, lost, centre)
    assert "Row 2 has lost letters: “Br\ufffdssel”" in said
    twice = table_text(importer, town="Brüssel".encode().decode("cp1252")).encode()
    said = refused(importer, twice, centre)
    assert "“BrÃ¼ssel” probably means “Brüssel”" in said and "Row 2" in said


@pytest.mark.parametrize("importer", [name for name in TABLES if name not in NAMELESS])
def test_letters_that_can_be_read_in_two_ways_are_asked(importer, centre):
    said = refused(importer, table_text(importer, town="Gdańsk").encode("cp1250"), centre)
    assert "“Gdańsk" in said and "Gdañsk" in said and "Central European" in said
