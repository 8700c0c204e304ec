"""Cells are read as a spreadsheet shows them, in every sheet, and what cannot be is named."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from scp_centre.centre.foreign_files.frames import Uncomputed, as_json, from_json
from scp_centre.centre.sheets.cells import read_cell
from scp_centre.centre.sheets.schema import Column
from scp_centre.roles.clearinghouse.harvest.tables import read_table as read_items
from scp_centre.roles.production.followup.reading_files import read_readings
from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.production.workbook import WorkbookError, read_workbook, write_workbook
from scp_centre.roles.production.workbook.schema import sheets

FIRST_FLOW = 4  # row of the first flow: a title, a note and the headings stand above


@pytest.fixture
def book():
    return openpyxl.load_workbook(io.BytesIO(write_workbook(sample_file("dairy"))))


def set_cell(book, key, value, number_format=None):
    (flows,) = (s for s in sheets() if s.name == "Flows")
    titles = [str(c.value).rstrip(" *") for c in book["Flows"][FIRST_FLOW - 1]]
    (title,) = (c.title for c in flows.columns if c.key == key)
    cell = book["Flows"].cell(FIRST_FLOW, titles.index(title) + 1)
    cell.value = value
    if number_format:
        cell.number_format = number_format


def midnight(*day):
    """Return a day as spreadsheets hold it: a moment without a place."""
    return datetime.combine(date(*day), time())


def saved(book):
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


@pytest.mark.parametrize(
    ("written", "number"),
    [("12345.5", 12345.5), ("12 345,5", 12345.5), ("1,234,567", 1234567.0), ("7,25", 7.25)],
)
def test_a_number_kept_as_text_is_read_where_it_means_one_thing(book, written, number):
    set_cell(book, "amount", written)
    assert read_workbook(saved(book)).flows[0].amount == number


def test_a_number_kept_as_text_that_means_two_things_is_asked_back(book):
    set_cell(book, "amount", "12,345")
    with pytest.raises(WorkbookError) as caught:
        read_workbook(saved(book))
    (finding,) = caught.value.findings
    assert (finding.row, finding.column) == (FIRST_FLOW, "Amount")
    assert "12345" in f"{finding.message} {finding.cure}"


@pytest.mark.parametrize("form", ["#,##0.00 [$€-407]", '"$"#,##0', "[$-409]#,##0.00;[Red]-#,##0"])
def test_a_price_in_a_currency_format_is_its_number(book, form):
    set_cell(book, "price", 1234.5, form)
    assert read_workbook(saved(book)).flows[0].price == 1234.5


def test_a_day_kept_as_text_or_with_a_time_is_that_day(book):
    for value in (
        "2025-03-31",
        midnight(2025, 3, 31),
        datetime.combine(date(2025, 3, 31), time(23, 59)),
    ):
        set_cell(book, "measured_on", value)
        assert read_workbook(saved(book)).flows[0].measured_on == date(2025, 3, 31)


def test_a_day_kept_as_a_number_is_named_with_the_day_it_would_be(book):
    set_cell(book, "measured_on", 45_747, "General")
    with pytest.raises(WorkbookError) as caught:
        read_workbook(saved(book))
    (finding,) = caught.value.findings
    assert "Read as a date, it would be 31 March 2025" in finding.message


def test_a_key_that_the_program_made_a_day_is_written_as_a_day():
    column = Column("key", "Key", "text", help="A key.")
    assert read_cell(column, midnight(2025, 1, 1)) == "2025-01-01"


def test_a_formula_that_nobody_computed_is_named_and_not_read_as_empty(book):
    """Saved by a program that computes nothing: without a word its cell would be empty."""
    set_cell(book, "price", "=1+1")
    with pytest.raises(WorkbookError) as caught:
        read_workbook(saved(book))
    (finding,) = caught.value.findings
    assert (finding.sheet, finding.row) == ("Flows", FIRST_FLOW)
    assert "formula without a saved result" in finding.message
    assert "save it there" in finding.cure


def test_formulas_travel_between_the_processes():
    part = {"sheet": "A", "rows": [[Uncomputed("=A1"), 1.0, "=A1"]], "marked": True}
    (row,) = from_json(as_json(part), dates=True)["rows"]
    assert [type(cell) for cell in row] == [Uncomputed, float, str]


def test_formulas_in_tables_of_other_roles_are_named():
    book = openpyxl.Workbook()
    book.active.append(["Title", "Address"])
    book.active.append(["=A1", "https://example.org/"])
    with pytest.raises(WorkbookError) as caught:
        read_items(saved(book).read(), "items.xlsx")
    (finding,) = caught.value.findings
    assert finding.row == 2 and "formula without a saved result" in finding.message


@pytest.mark.parametrize("above", [[], [["Gas, hall 2"], []]])
def test_readings_of_a_sheet_of_ones_own_begin_where_its_headings_stand(above):
    book = openpyxl.Workbook()
    book.active.title = "Tabelle1"
    for row in above:
        book.active.append(row or [None])
    book.active.append(["Meter", "First day", "Last day", "Value"])
    book.active.append(["gas", date(2026, 1, 1), date(2026, 1, 31), "12,5"])
    book.active.append(["gas", "2026-02-01", "2026-02-28", 11])
    found = list(read_readings(saved(book), "r.xlsx", {("gas",): 1}))
    first = len(above) + 2
    assert found == [
        (first, 1, "2026-01-01", "2026-01-31", 12.5, ""),
        (first + 1, 1, "2026-02-01", "2026-02-28", 11.0, ""),
    ]


def test_a_workbook_without_readings_is_refused_in_words():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Telephone"])
    with pytest.raises(WorkbookError) as caught:
        list(read_readings(saved(book), "r.xlsx", {("gas",): 1}))
    assert "The workbook has no sheet called Readings" in caught.value.findings[0].message


def test_a_heading_that_is_missing_is_missing_in_the_row_of_the_headings():
    book = openpyxl.Workbook()
    book.active.append(["Meter", "First day", "Value"])
    with pytest.raises(WorkbookError) as caught:
        list(read_readings(saved(book), "r.xlsx", {("gas",): 1}))
    assert {(f.row, f.column) for f in caught.value.findings} == {(1, "Last day")}
