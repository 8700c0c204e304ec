"""Workbooks as people keep them: what is hidden, merged, given twice or in error is told."""

import io
import time
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scp_centre.centre.errors import SpokenError
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.sample import DEFINITION
from scp_centre.roles.benchmarks.surveys.survey_import import read_survey
from scp_centre.roles.benchmarks.surveys.survey_layout import propose_mapping
from scp_centre.roles.benchmarks.surveys.survey_rows import read_first_rows
from scp_centre.roles.clearinghouse.harvest.tables import read_table as read_items
from scp_centre.roles.policy.tables.table_reader import read_table as read_national
from scp_centre.roles.production.followup.reading_files import read_readings
from scp_centre.roles.production.followup.weather import read_temperatures
from scp_centre.roles.production.sample import sample_file
from scp_centre.roles.production.workbook import read_workbook, write_workbook
from tests.interfaces.real_files import MORE, TABLES, named
from tests.roles.policy.test_tables import SMALL

NUMBERS = {"survey": 3, "own survey": 2, "readings": 3}  # column of the first figure, 0 the first


@pytest.fixture
def benchmark(sample_centre):
    return actions.define_benchmark(
        DEFINITION | {"title": "Energy of milk", "output": "milk", "year": 2031},
        acting_user=sample_centre["statistician"],
    )


def typed(cell):
    if cell.replace(".", "").isdigit():
        return float(cell)
    return datetime.strptime(cell, "%Y-%m-%d") if cell[:3] in ("202", "203") else cell  # noqa: DTZ007


def table_book(importer):
    """Return a workbook of one table, its headings in row 1."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Data"
    head, row, _reader = TABLES[importer]
    page.append(head)
    for cells in ([cell.format("Brüssel") for cell in row], *MORE.get(importer, ())):
        page.append([typed(cell) for cell in cells])
    return book


def national_book():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet, text in SMALL.items():
        page = book.create_sheet(sheet)
        for line in text.split("\n"):
            page.append([typed(cell) if cell else None for cell in line.split(",")])
    return book


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def said(importer, book, benchmark):
    """Return what an importer says of a workbook: why it is refused, or what it asks."""
    try:
        return " ".join(map(str, take(importer, saved(book), benchmark)[1]))
    except WorkbookError as error:
        return " ".join(map(str, error.findings))
    except SpokenError as error:
        return str(error.in_full)


def take(importer, content, benchmark):
    """Return what an importer takes of a workbook, and what it asks about."""
    file = named(content, "a.xlsx")
    if importer == "survey":
        reading = read_survey(file, "a.xlsx", benchmark)
        return reading.plants, reading.questions
    if importer == "own survey":
        mapping = propose_mapping(read_first_rows(file, "a.xlsx"), benchmark).mapping
        reading = read_survey(file, "a.xlsx", benchmark, mapping=mapping)
        return reading.plants, reading.questions
    if importer == "readings":
        return list(read_readings(file, "a.xlsx", {("m1",): 1})), []
    if importer == "items":
        return read_items(content, "a.xlsx").rows, []
    if importer == "national table":
        return read_national(file, "a.xlsx").sectors, []
    return read_workbook(file).flows, []


def books():
    made = {
        name: (table_book(name), "Data", 2)
        for name in ("survey", "own survey", "readings", "items")
    }
    made["national table"] = national_book(), "Sectors", 2
    dairy = openpyxl.load_workbook(io.BytesIO(write_workbook(sample_file("dairy"))))
    made["assessment"] = dairy, "Flows", 4
    return made


IMPORTERS = ("survey", "own survey", "readings", "items", "national table", "assessment")


@pytest.mark.parametrize("importer", IMPORTERS)
def test_the_table_itself_is_taken_and_nothing_is_said(importer, benchmark):
    book, _sheet, _row = books()[importer]
    taken, asked = take(importer, saved(book), benchmark)
    assert taken and not asked


@pytest.mark.parametrize("importer", IMPORTERS)
def test_hidden_rows_and_columns_are_told_and_never_used_in_silence(importer, benchmark):
    book, sheet, row = books()[importer]
    book[sheet].row_dimensions[row].hidden = True
    assert f"1 hidden row contains data: {row}." in said(importer, book, benchmark)
    book, sheet, row = books()[importer]
    book[sheet].column_dimensions["B"].hidden = True
    words = said(importer, book, benchmark)
    assert "column B" in words and "hidden but contains data" in words


@pytest.mark.parametrize("importer", IMPORTERS)
def test_what_is_hidden_and_empty_is_left_in_peace(importer, benchmark):
    book, sheet, _row = books()[importer]
    book[sheet].row_dimensions[400].hidden = True
    book[sheet].column_dimensions["AZ"].hidden = True
    assert said(importer, book, benchmark) == ""


@pytest.mark.parametrize("importer", ["survey", "own survey", "readings", "items"])
def test_a_column_given_twice_is_told_with_both_places(importer, benchmark):
    book, sheet, _row = books()[importer]
    page, place = book[sheet], NUMBERS.get(importer, 0) + 1
    wide = page.max_column + 1
    for row in range(1, page.max_row + 1):
        value = page.cell(row, place).value
        page.cell(row, wide).value = value if row == 1 or isinstance(value, str) else value * 10
    if importer == "own survey":  # the mapping asks which one
        mapping = propose_mapping(
            read_first_rows(named(saved(book), "a.xlsx"), "a.xlsx"), benchmark
        )
        assert "Several columns could contain" in str(mapping.doubts)
    else:
        assert "Two columns have the heading" in said(importer, book, benchmark)


@pytest.mark.parametrize("importer", ["survey", "own survey", "readings"])
def test_a_number_merged_over_rows_belongs_to_none_of_them(importer, benchmark):
    book, sheet, _row = books()[importer]
    page, place = book[sheet], NUMBERS[importer] + 1
    page.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
    words = said(importer, book, benchmark)
    assert "merged over rows 2 to 3" in words or "This cell is empty" in words


@pytest.mark.parametrize("importer", ["survey", "own survey"])
def test_a_text_merged_over_rows_stands_in_each_of_them(importer, benchmark):
    book, sheet, _row = books()[importer]
    book[sheet].merge_cells("B2:B3")
    taken, asked = take(importer, saved(book), benchmark)
    assert [plant["company_name"] for plant in taken] == ["Alpha", "Alpha"] and not asked


@pytest.mark.parametrize("importer", ["survey", "own survey", "readings", "items", "assessment"])
def test_title_lines_above_the_headings_are_passed_over(importer, benchmark):
    book, sheet, row = books()[importer]
    count = len(take(importer, saved(book), benchmark)[0])
    book[sheet].insert_rows(1, 9)
    book[sheet]["A1"] = "Association of the trade, survey of 2031"
    book[sheet]["A3"] = "All figures are confidential"
    assert len(take(importer, saved(book), benchmark)[0]) == count


@pytest.mark.parametrize("word", ["#N/A", "#VALEUR!", "#¡REF!", "#NV"])
@pytest.mark.parametrize("importer", ["survey", "own survey", "readings", "items", "assessment"])
def test_a_cell_in_error_is_refused_with_its_row(importer, word, benchmark):
    book, sheet, row = books()[importer]
    place = NUMBERS.get(importer, 0) + 1
    book[sheet].cell(row, place).value = word
    words = said(importer, book, benchmark)
    assert word in words and f"row {row}" in words


def test_dates_of_1904_are_the_days_that_the_sheet_shows(benchmark):
    book = table_book("readings")
    book.epoch = CALENDAR_MAC_1904
    found, _asked = take("readings", saved(book), benchmark)
    assert [row[2:4] for row in found] == [
        ("2025-01-01", "2025-01-31"),
        ("2025-02-01", "2025-02-28"),
    ]


def test_the_sheet_of_items_is_found_beside_others(benchmark):
    book = table_book("items")
    book.create_sheet("Cover", 0).append(["Our library"])
    assert take("items", saved(book), benchmark)[0][0][1][0] == "Brüssel"


def test_a_row_with_more_cells_than_headings_does_not_shift_its_figures(benchmark):
    content = b"Meter,First day,Last day,Value\nm1,2025-01-01,2025-01-31,1,5\n"
    with pytest.raises(WorkbookError) as caught:
        list(read_readings(named(content, "r.csv"), "r.csv", {("m1",): 1}))
    assert "Row 2" in str(caught.value.findings[0]) and "more cells" in str(
        caught.value.findings[0]
    )


def test_lines_above_the_first_temperature_are_passed_over():
    text = "Station Mill Hill\n\nDay;Mean\n;°C\n2025-01-01;4,5\n2025-01-02;5\n"
    assert list(read_temperatures(io.BytesIO(text.encode())).values()) == [4.5, 5.0]


def test_notes_below_a_table_are_left_out_and_listed(benchmark):
    book = table_book("own survey")
    book["Data"].append([])
    book["Data"].append(["Source: association of the trade"])
    book["Data"].append([None, None, None, "* estimated"])
    file = named(saved(book), "a.xlsx")
    mapping = propose_mapping(read_first_rows(file, "a.xlsx"), benchmark).mapping
    reading = read_survey(file, "a.xlsx", benchmark, mapping=mapping)
    assert len(reading.plants) == 2
    told = " ".join(map(str, reading.left_out))
    assert "row 5: “Source: association of the trade” was left out" in told


def test_a_share_in_a_cell_of_per_cent_is_what_it_shows_in_every_unit(sample_centre):
    person = sample_centre["statistician"]
    benchmark = actions.define_benchmark(
        DEFINITION | {"title": "Reuse of milk", "year": 2032}, acting_user=person
    )
    variable = {"title": "Reuse", "unit": "%", "part": "regressor"}
    actions.add_variable(benchmark, variable, acting_user=person)
    for unit in ("%", "1"):
        book = openpyxl.Workbook()
        page = book.active
        page.append(["Plant", "Company", "Energy (GJ)", "Milk (t)", "Reuse"])
        page.append(["North", "Alpha", 100, 50, 0.1])
        page["E2"].number_format = "0%"
        file = named(saved(book), "a.xlsx")
        rows = read_first_rows(file, "a.xlsx")
        mapping = propose_mapping(rows, benchmark).mapping
        mapping = replace(
            mapping,
            columns={**mapping.columns, "v_reuse": 4, "made": 3},
            units={**mapping.units, "v_reuse": unit, "made": benchmark.output_unit},
        )
        reading = read_survey(file, "a.xlsx", benchmark, mapping=mapping)
        assert reading.plants[0]["values"]["reuse"] == pytest.approx(10)


def test_twenty_thousand_plants_are_read_in_seconds(benchmark):
    lines = [f"Plant {i};Firm {i % 700};{100 + i},5;{50 + i}" for i in range(20_000)]
    text = "Usine;Société;Énergie (MWh);Milk (t)\n" + "\n".join(lines)
    begun = time.monotonic()
    file = named(text.encode("cp1252"), "a.csv")
    mapping = propose_mapping(read_first_rows(file, "a.csv"), benchmark).mapping
    reading = read_survey(file, "a.csv", benchmark, mapping=mapping)
    assert len(reading.plants) == 20_000 and time.monotonic() - begun < 20


def test_a_unit_of_a_survey_that_can_mean_several_is_asked(sample_centre):
    of_mass = actions.define_benchmark(
        DEFINITION | {"title": "Coal of milk", "use_unit": "t", "year": 2033},
        acting_user=sample_centre["statistician"],
    )
    book = table_book("survey")
    for row in (2, 3):
        book["Data"].cell(row, 5).value = "ton"
    words = said("survey", book, of_mass)
    assert "The unit 'ton' can mean t, short ton or long ton." in words
