"""How a file writes its numbers and dates: its own cells tell, or its sender; else it is asked."""

import io

import pytest
import xlsxwriter

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.foreign_files.frames import PerCent, as_json, from_json
from scp_centre.centre.sheets.cells import CellError, read_cell, typed_cell
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.centre.sheets.table_file import open_table, reading_sentence, typed_row
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.centre.translation import speaker
from scp_centre.methods.entries import FILE_NOTATIONS

USE = Column("use", "Use", "number", "The use.")
DAY = Column("day", "Day", "date", "The day.")
RATE = Column("rate", "Rate, % a year", "number", "The rate.")
SHEET = Sheet("Readings", "readings", "table", "Help.", (DAY, USE))


def read(text, chosen=None):
    header, rows, notations, *_ = open_table(io.BytesIO(text.encode()), "r.csv", SHEET, chosen)
    return [typed_row(SHEET, header, row, notations) for _, row in rows]


def numbers(text, chosen=None):
    return [row[1] for row in read(text, chosen)]


def test_one_cell_decides_for_its_column():
    assert numbers('Day,Use\n2026-01-01,"1,234"\n2026-01-02,"1,234.5"\n') == [1_234, 1_234.5]
    assert numbers("Day;Use\n2026-01-01;1,234\n2026-01-02;1.234,5\n") == [1.234, 1_234.5]


def test_one_date_decides_for_its_column():
    rows = read("Day;Use\n01/02/2026;1\n31/01/2026;2\n")
    assert [row[0].isoformat() for row in rows] == ["2026-02-01", "2026-01-31"]
    rows = read("Day;Use\n01/02/2026;1\n01/31/2026;2\n")
    assert [row[0].isoformat() for row in rows] == ["2026-01-02", "2026-01-31"]


def test_what_stays_unclear_is_a_finding_with_both_readings():
    day, use = read("Day;Use\n01/02/2026;1,234\n")[0]
    with pytest.raises(CellError, match="1234 or 1.234"):
        read_cell(USE, use)
    with pytest.raises(CellError, match="2026-02-01 or 2026-01-02"):
        read_cell(DAY, day)


def test_the_sender_says_how_a_file_is_written():
    text = "Day;Use\n01/02/2026;1,234\n"
    assert numbers(text, CsvForm(notation="comma")) == [1.234]
    assert numbers(text, CsvForm(notation="point")) == [1_234]
    assert read(text, CsvForm(notation="point-month"))[0][0].isoformat() == "2026-01-02"


def test_whoever_sends_a_file_is_told_how_it_is_read():
    def said(text):
        file = io.BytesIO(text.encode())
        return reading_sentence(file, "r.csv", speaker("en"), None, SHEET)

    assert "1.234,5 · 1 234,5" in said("Day;Use\n2026-01-01;4,5\n")
    assert "does not make it clear" in said("Day;Use\n2026-01-01;1,234\n")


@pytest.mark.parametrize("text", ["#REF!", "n/a", "1,23,4", "5 kWh"])
def test_what_is_no_number_stays_text_and_is_found(text):
    with pytest.raises(CellError):
        read_cell(USE, typed_cell(USE, text, FILE_NOTATIONS))


def workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Factory")
        page.write_number(0, 0, 0.1, book.add_format({"num_format": "0%"}))
        page.write_number(0, 1, 0.07, book.add_format({"num_format": "#,##0.00 %"}))
        page.write_number(0, 2, 0.1)
        page.write_string(0, 3, "10 %")
    return out.getvalue()


def test_a_cell_of_per_cent_is_what_it_shows():
    whole, parts, plain, text = read_sheets(io.BytesIO(workbook()))["Factory"][0]
    assert (read_cell(RATE, whole), read_cell(RATE, parts), read_cell(RATE, plain)) == (10, 7, 0.1)
    assert read_cell(USE, whole) == 0.1
    assert read_cell(RATE, text) == 10  # the sign is that of the column
    with pytest.raises(CellError, match="could mean"):
        read_cell(USE, text)


def test_per_cent_passes_between_processes():
    sent = {"rows": [[PerCent(0.1), 0.1]], "marked": True}
    kept = from_json(as_json(sent), dates=True)["rows"][0]
    assert isinstance(kept[0], PerCent) and not isinstance(kept[1], PerCent)


def test_a_day_without_the_format_of_one_is_asked_back():
    with pytest.raises(CellError, match="1 January 2026"):
        read_cell(DAY, 46_023)
