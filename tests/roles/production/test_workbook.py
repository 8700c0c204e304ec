"""The workbook: what it refuses and in which words; a round trip loses nothing."""

import io
import zipfile
from dataclasses import fields, replace

import openpyxl
import pytest

from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.roles.production.assessment.entries import RECORDS
from scp_centre.roles.production.sample import COMPANIES, sample_file
from scp_centre.roles.production.workbook import WorkbookError, read_workbook, write_workbook
from scp_centre.roles.production.workbook.schema import sheet, sheets


@pytest.fixture
def book(dairy_file):
    return openpyxl.load_workbook(io.BytesIO(write_workbook(dairy_file)))


def read(book):
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return read_workbook(buffer)


def column(name, key):
    return [c.key for c in sheet(name).columns].index(key) + 1


def change(book, sheet_name, row, key, value):
    book[sheet_name].cell(row=row, column=column(sheet_name, key)).value = value


def findings_of(book):
    with pytest.raises(WorkbookError) as caught:
        read(book)
    return caught.value.findings


def only(findings, text):
    found = [f for f in findings if text in f.message]
    assert found, [str(f) for f in findings]
    assert all(f.cure for f in found)
    return found[0]


FLOW = HEADER_ROW + 3  # third flow of the sheet


@pytest.mark.parametrize("company", COMPANIES)
def test_a_round_trip_loses_nothing(company):
    file = sample_file(company)
    assert read_workbook(io.BytesIO(write_workbook(file))) == file


def test_the_declaration_and_the_records_name_the_same_fields():
    for declared in sheets():
        names = {f.name for f in fields(RECORDS[declared.record])}
        assert {c.key for c in declared.columns} == names, declared.name


def test_every_column_has_help_and_an_example_that_fits():
    for declared in sheets():
        for c in declared.columns:
            assert c.help.endswith("."), (declared.name, c.key)
            if c.allowed and c.example and c.type != "list":
                assert c.example in c.allowed, (declared.name, c.key)


def test_an_empty_template_says_what_is_missing():
    with pytest.raises(WorkbookError) as caught:
        read_workbook(io.BytesIO(write_workbook()))
    words = [str(f) for f in caught.value.findings]
    assert any("column Company: This cell is empty" in w for w in words)
    assert any("No period has been entered" in w for w in words)


@pytest.mark.parametrize(
    ("key", "value", "words", "title"),
    [
        ("amount", -20, "-20 is negative", "Amount"),
        ("amount", "about 12", "'about 12' is text, not a number", "Amount"),
        ("amount", "#DIV/0!", "returns the error #DIV/0!", "Amount"),
        ("amount", None, "This cell is empty", "Amount"),
        ("unit", "MWh", "MWh is a unit of energy, which does not fit", "Unit"),
        ("unit", "ton", "can mean t, short ton or long ton", "Unit"),
        ("period", None, "This cell is empty", "Period"),
        ("period", "2031", "'2031' is not in the list Periods", "Period"),
        ("target", "pasteurizer", "'pasteurizer' is not in the list Centres", "To"),
        ("kind", "garbage", "'garbage' is not in the list", "Kind"),
        ("key", "milk", "Row 4 already contains 2025, milk", "Key"),
        ("uncertainty", 140, "140 is too large", "Uncertainty, %"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(book, key, value, words, title):
    change(book, "Flows", FLOW, key, value)
    if key == "unit" and value == "MWh":
        change(book, "Flows", FLOW, "balance", "material")
    finding = only(findings_of(book), words)
    assert (finding.sheet, finding.row, finding.column) == ("Flows", FLOW, title)


def test_a_wrong_unit_offers_the_ones_that_fit(book):
    change(book, "Flows", FLOW, "target", "outside plant")
    finding = only(findings_of(book), "is not in the list Centres")
    assert "reception" in finding.cure or "It has" in finding.cure


def test_a_date_outside_its_period(book):
    import datetime

    change(book, "Flows", FLOW, "measured_on", datetime.date(2019, 5, 1))
    assert only(findings_of(book), "1 May 2019 is outside the period 2025")


def test_a_day_to_come_is_no_reading(book):
    import datetime

    change(book, "Flows", FLOW, "measured_on", datetime.date(2199, 5, 1))
    assert (
        only(findings_of(book), "cannot be in the future: 1 May 2199").column == "Date of reading"
    )


def test_a_flow_does_not_go_to_where_it_comes_from(book):
    change(book, "Flows", FLOW, "source", "reception")
    change(book, "Flows", FLOW, "target", "reception")
    assert only(findings_of(book), "are both 'reception'").column == "To"


def test_overlapping_and_reversed_periods(book):
    import datetime

    change(book, "Periods", HEADER_ROW + 1, "end", datetime.date(2025, 6, 30))
    assert only(findings_of(book), "before another period ends")
    change(book, "Periods", HEADER_ROW + 1, "end", datetime.date(2020, 6, 30))
    assert only(findings_of(book), "is before the first day")


def test_all_mistakes_come_at_once(book):
    change(book, "Flows", FLOW, "amount", -1)
    change(book, "Flows", FLOW + 1, "unit", "ton")
    change(book, "Options", HEADER_ROW + 1, "years", 2.5)
    assert len(findings_of(book)) == 3


def test_a_missing_sheet_and_an_unknown_column(book):
    del book["Stocks"]
    book["Flows"].cell(row=HEADER_ROW, column=30, value="Colour")
    found = findings_of(book)
    assert only(found, "The sheet is missing").sheet == "Stocks"
    assert only(found, "This column is not recognised").column == "Colour"


def test_a_rejected_option_needs_its_reason(book):
    change(book, "Options", HEADER_ROW + 1, "decision", "reject")
    assert only(findings_of(book), "reason for rejecting").sheet == "Options"


def test_a_saving_on_an_unknown_flow(book):
    change(book, "Savings", HEADER_ROW + 1, "flow", "millk")
    assert "milk" in only(findings_of(book), "not in the list Flows").cure


def test_a_factor_without_its_source(book):
    for row in range(HEADER_ROW, HEADER_ROW + 20):
        if book["Factory"].cell(row=row, column=1).value == "Source of the electricity factor":
            book["Factory"].cell(row=row, column=2).value = None
    assert only(findings_of(book), "The source of the factor is missing")


def test_columns_may_stand_in_any_order(book, dairy_file):
    page = book["Costs"]
    rows = [[c.value for c in row] for row in page.iter_rows(min_row=HEADER_ROW)]
    for i, row in enumerate(rows):
        for j, value in enumerate(reversed(row)):
            page.cell(row=HEADER_ROW + i, column=j + 1).value = value
    assert read(book) == dairy_file


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "damaged or is not"),
        (lambda: b"PK\x03\x04 not a zip", "damaged or is not"),
        (lambda: b"a,b,c\n1,2,3\n", "not an Excel workbook"),
        (lambda: b"x" * (50 * 1024**2), "The file is 50 MB"),
        (lambda: _bomb(), "Its unpacked size is 150 MB"),
        (lambda: _macro(), "contains macros"),
        (lambda: _zip({"readme.txt": "hello"}), "not an Excel workbook"),
    ],
    ids=["empty", "broken", "csv", "50 MB", "zip bomb", "macros", "other zip"],
)
def test_files_that_are_no_workbook(make, words):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(io.BytesIO(make()))
    assert words in caught.value.findings[0].message
    assert caught.value.findings[0].cure


def _zip(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _bomb():
    return _zip({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "0" * (150 * 1024**2)})


def _macro():
    return _zip(
        {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}
    )


def test_an_entity_bomb_is_refused():
    entity = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    parts = {"[Content_Types].xml": entity, "_rels/.rels": entity, "xl/workbook.xml": entity}
    with pytest.raises(WorkbookError, match="Nothing was imported because"):
        read_workbook(io.BytesIO(_zip(parts)))


def test_ten_thousand_rows_are_read(dairy_file):
    many = tuple(replace(dairy_file.flows[0], key=f"f{i}", name=f"Flow {i}") for i in range(10_000))
    file = replace(dairy_file, flows=(*dairy_file.flows, *many))
    assert len(read_workbook(io.BytesIO(write_workbook(file))).flows) == len(file.flows)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_workbook_of_any_language_comes_back_whole(dairy_file, language):
    book = write_workbook(dairy_file, language=language)
    assert read_workbook(io.BytesIO(book)) == dairy_file


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_titles_and_words_of_a_language_are_told_apart(language):
    from scp_centre.centre.translation import speaker

    say = speaker(language)
    for one in sheets():
        titles = [say(c.title).lower() for c in one.columns]
        assert len(set(titles)) == len(titles), one.name
        for column in (c for c in one.columns if c.type in ("choice", "list")):
            words = [say(a).lower() for a in column.allowed]
            assert len(set(words)) == len(words), column.title
            assert not any("," in w for w in words if column.type == "list"), column.title


def test_mistakes_name_the_titles_of_the_file(dairy_file):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(dairy_file, language="fr")))
    assert [c.value for c in book["Flows"][3]][:3] == ["Période", "Clé", "Nom"]
    amount = next(c.column for c in book["Flows"][3] if c.value == "Quantité")
    book["Flows"].cell(row=6, column=amount).value = -20
    with pytest.raises(WorkbookError) as caught:
        read(book)
    assert [(f.sheet, f.column) for f in caught.value.findings] == [("Flows", "Quantité")]
