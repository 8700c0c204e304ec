"""No sheet of a workbook that holds numbers is left out without a word, whichever role reads it."""

import io

import openpyxl
import pytest

from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.sheets.unread_sheets import numbers_in
from scp_centre.roles.policy.tables.table_reader import read_table
from scp_centre.roles.policy.tables.template import write_template as write_nation
from scp_centre.roles.production.followup import reading_files
from scp_centre.roles.production.workbook import read_workbook, write_workbook
from scp_centre.roles.products import workbook as products
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.models import FootprintModel
from tests.roles.policy.test_tables import read as small_nation

pytestmark = pytest.mark.django_db


def with_sheet(content, name, *rows):
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.create_sheet(name)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


@pytest.fixture
def readers(dairy_file, sample_centre):
    """Return of each reader of whole workbooks: a workbook that it reads, and how."""
    bottle = FootprintModel.objects.get(product__name__startswith="Returnable")
    return [
        (write_workbook(dairy_file), read_workbook),
        (products.write_workbook(read_content(bottle.content)), products.read_workbook),
        (write_nation(small_nation()), lambda file: read_table(file, "nation.xlsx")),
    ]


LIKE = ("Flow", "Alternative", "Stressor")  # names near those of the three templates


def test_a_sheet_that_seems_meant_to_be_read_is_told_by_name(readers):
    for (content, read), name in zip(readers, LIKE, strict=True):
        for cell in (4.5, "1 200"):
            with pytest.raises(WorkbookError) as told:
                read(with_sheet(content, name, ["Key", "Cost"], ["dryer", cell]))
            assert [(f.sheet, f.cure != "") for f in told.value.findings] == [(name, True)]


def test_headings_of_the_template_are_known_under_any_name(readers):
    content, read = readers[0]
    with pytest.raises(WorkbookError) as told:
        read(with_sheet(content, "Extra", ["About us"], ["Key", "Name", "Unit"], ["a", "b", 5]))
    assert [one.sheet for one in told.value.findings] == ["Extra"]


def test_notes_and_own_sums_stay_in_the_file(readers):
    for content, read in readers:
        read(io.BytesIO(content))
        read(with_sheet(content, "Notes", ["Who attended"], ["Nobody, by 2 o'clock"]))
        read(with_sheet(content, "Scratch", ["Read on", 2031], ["Sum", 1200.5]))
    nation, read = readers[2]
    with pytest.raises(WorkbookError):
        read(with_sheet(nation, "Scratch", *[[1.0, 2.0, 3.0]] * 7))


def test_two_sheets_that_could_both_be_the_table_are_refused_by_name():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in ("2024", "2025"):
        page = book.create_sheet(year)
        page.append(["Meter", "From", "To", "Value"])
        page.append(["gas", f"{year}-01-01", f"{year}-01-31", 7])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(WorkbookError) as told:
        list(reading_files.read_readings(io.BytesIO(out.getvalue()), "two.xlsx", {}))
    (finding,) = told.value.findings
    assert "2024" in finding.message and "2025" in finding.message


def test_what_counts_as_a_number():
    assert numbers_in([["a"], [0], ["1.234,5"], ["1,5"]]) == 3
    assert numbers_in([["a", None, True, "", "12 o'clock", "CO2"]]) == 0
