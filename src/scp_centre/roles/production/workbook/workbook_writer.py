"""Write the workbook: empty, or with the records of an assessment (a round trip loses nothing)."""

from dataclasses import asdict
from io import BytesIO
from typing import Any

from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.centre.sheets.tables import (
    help_of,
    list_name,
    make_formats,
    spoken,
    validate,
    write_cell,
    write_head,
    write_table,
)
from scp_centre.centre.sheets.xlsx_writer import Book, new_book, xl_col_to_name
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, word_of
from scp_centre.methods.quantity import SYMBOLS
from scp_centre.reference import fuels, load_table
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.assessment.entries import AssessmentFile
from scp_centre.roles.production.workbook.schema import sheets

WORDS = {
    _("How to begin"): _(
        "Fill in the sheets from left to right. Columns with a yellow heading are required."
    ),
    _("Units"): _("The unit of each amount is in the next cell. Choose the unit from the list."),
    _("Unknown values"): _("Leave a cell empty if you do not know the value. 0 means none."),
    _("Check"): _(
        "Run: scp-centre assess this-file.xlsx -o out/   or upload the file in the browser."
    ),
    _("Errors"): _(
        "All errors are listed with sheet, row and column. The file is imported as a whole or not "
        "at all."
    ),
}


def write_workbook(
    file: AssessmentFile | None = None,
    *,
    factory: dict[str, Any] | None = None,
    language: str = "en",
) -> bytes:
    """Return the XLSX file: the template when `file` is None, begun with values of `factory`.

    Titles, help and the words of lists are in the language; names of sheets, keys and units are
    the same in all.
    """
    buffer, say = BytesIO(), speaker(language)
    with new_book(buffer) as book:
        formats = make_formats(book)
        _read_me(book, formats, say)
        lists = _list_ranges()
        for sheet in (spoken(s, say) for s in sheets()):
            write = _form if sheet.layout == "form" else write_table
            begun = [factory] if factory and sheet.record == "factory" and file is None else []
            rows = [_in_words(sheet, row, say) for row in _rows(file, sheet) or begun]
            write(book, sheet, rows, formats, lists, say)
        _lists(book, formats, say)
        _calculations(book, formats, say)
    return buffer.getvalue()


def _in_words(sheet: Sheet, row: dict[str, Any], say: Speaker) -> dict[str, Any]:
    """Return a row with the words of its lists in a language."""

    def word(column: Column, value: Any) -> Any:
        if isinstance(value, bool):
            return say(_("yes") if value else _("no"))
        if column.type == "choice" and isinstance(value, str):
            return say(word_of(value, column.allowed))
        if column.type == "list" and value:
            return tuple(say(word_of(v, column.allowed)) for v in value)
        return value

    types = {c.key: c for c in sheet.columns}
    return {k: word(types[k], v) if k in types else v for k, v in row.items()}


def _rows(file: AssessmentFile | None, sheet: Sheet) -> list[dict[str, Any]]:
    if file is None:
        return []
    found = getattr(file, sheet.record)
    records = found if isinstance(found, tuple) else (found,)
    return [asdict(record) for record in records]


def _read_me(book: Book, formats: dict[str, Any], say: Speaker) -> None:
    page = book.add_worksheet(say(_("Read me")))
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 92)
    page.hide_gridlines(2)
    page.write(0, 0, say(_("Cleaner production assessment of one site")), formats["title"])
    lines = [(say(title), say(text)) for title, text in WORDS.items()]
    for i, (title, text) in enumerate(lines, start=2):
        page.write(i, 0, title, formats["head"])
        page.write(i, 1, text, formats["help"])
    for i, sheet in enumerate(sheets(), start=len(lines) + 3):
        page.write_url(i, 0, f"internal:'{sheet.name}'!A1", string=sheet.name)
        page.write(i, 1, say(sheet.help), formats["help"])


def _form(
    book: Book,
    sheet: Sheet,
    rows: list[dict[str, Any]],
    formats: dict[str, Any],
    lists: dict[str, str],
    say: Speaker,
) -> None:
    page = book.add_worksheet(sheet.name)
    write_head(page, sheet, formats)
    for place, width in enumerate((38, 34, 90)):
        page.set_column(place, place, width)
    values = rows[0] if rows else {}
    for i, column in enumerate(sheet.columns, start=HEADER_ROW - 1):
        page.write(i, 0, column.title, formats["must" if column.required else "head"])
        write_cell(page, i, 1, column, values.get(column.key), formats)
        page.write(i, 2, help_of(column, say), formats["help"])
        validate(page, column, lists, (i, 1, i, 1), say)


def _list_columns() -> list[tuple[str, tuple[str, ...]]]:
    """Return each distinct list of allowed values once, with its title."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for sheet in sheets():
        for column in sheet.columns:
            if column.allowed:
                found.setdefault(
                    list_name(column), (f"{sheet.name}: {column.title}", column.allowed)
                )
    return list(found.values())


def _list_ranges() -> dict[str, str]:
    ranges = {}
    for j, (_unused, allowed) in enumerate(_list_columns()):
        name = xl_col_to_name(j + 4)
        ranges["|".join(allowed)] = f"=Lists!${name}$2:${name}${len(allowed) + 1}"
    return ranges


def _lists(book: Book, formats: dict[str, Any], say: Speaker) -> None:
    page = book.add_worksheet("Lists")
    page.set_column(0, 30, 24)
    head = [say(_("Fuel key")), say(_("Fuel")), say(_("Refrigerant or gas"))]
    page.write_row(0, 0, head, formats["head"])
    for i, fuel in enumerate(fuels().values(), start=1):
        page.write_row(i, 0, [fuel.fuel, fuel.name])
    gases = sorted(
        {row["gas"] for row in load_table("gwp").rows}
        | {row["blend"] for row in load_table("blends").rows}
    )
    page.write_column(1, 2, gases)
    for j, (title, allowed) in enumerate(_list_columns(), start=4):
        page.write(0, j, title, formats["head"])
        page.write_column(1, j, [say(word) for word in allowed])


def _calculations(book: Book, formats: dict[str, Any], say: Speaker) -> None:
    page = book.add_worksheet("Calculations")
    for width, column in ((24, 0), (26, 1), (58, 2), (16, 3), (40, 4)):
        page.set_column(column, column, width)
    head = [
        say(_("Calculation")),
        say(_("Parameter")),
        say(_("What it is")),
        say(_("Unit")),
        say(_("Result")),
    ]
    page.write_row(0, 0, head, formats["head"])
    row = 1
    for calculation in CALCULATIONS.values():
        for parameter in calculation.parameters:
            unit = parameter.unit if parameter.unit in SYMBOLS else parameter.unit or "-"
            page.write_row(
                row,
                0,
                [
                    calculation.key,
                    parameter.key,
                    say(parameter.help),
                    unit,
                    say(calculation.result),
                ],
            )
            row += 1
