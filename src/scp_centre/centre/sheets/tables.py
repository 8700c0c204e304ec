"""Write declared sheets as XLSX: titles, help, checks of each cell, rows."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, word_of

TABLE_ROWS = 500
INK, HEAD, HELP, REQUIRED = "#1d2523", "#e8ece6", "#5b6762", "#fff6dd"


def spoken(sheet: Sheet, say: Speaker) -> Sheet:
    """Return a sheet with titles and help in a language.

    The words of its lists are translated when they are written, so that each still finds its list.
    """
    columns = tuple(replace(c, title=say(c.title), help=say(c.help)) for c in sheet.columns)
    return replace(sheet, help=say(sheet.help), columns=columns)


def write_tables(tables: list[tuple[Sheet, list[dict[str, Any]]]], language: str = "en") -> bytes:
    """Return an XLSX file of tables that refer to nothing else, such as readings."""
    buffer, say = BytesIO(), speaker(language)
    with new_book(buffer) as book:
        formats = make_formats(book)
        for sheet, rows in tables:
            write_table(book, spoken(sheet, say), rows, formats, {}, say)
    return buffer.getvalue()


def make_formats(book: Book) -> dict[str, Any]:
    """Return the formats of a book, by name."""
    base = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
    made = {
        "title": base | {"bold": True, "font_size": 14},
        "help": base | {"font_color": HELP, "text_wrap": True},
        "head": base | {"bold": True, "bg_color": HEAD, "text_wrap": True, "border": 1},
        "must": base | {"bold": True, "bg_color": REQUIRED, "text_wrap": True, "border": 1},
        "text": base | {"text_wrap": False},
        "number": base | {"num_format": "#,##0.########"},
        "date": base | {"num_format": "yyyy-mm-dd"},
        "example": base | {"italic": True, "font_color": HELP},
    }
    return {name: book.add_format(properties) for name, properties in made.items()}


def write_table(
    book: Book,
    sheet: Sheet,
    rows: list[dict[str, Any]],
    formats: dict[str, Any],
    lists: dict[str, str],
    say: Speaker,
) -> None:
    """Write a sheet with a table: title, help, heads with comments, checks, rows."""
    page = book.add_worksheet(sheet.name)
    write_head(page, sheet, formats)
    page.set_row(HEADER_ROW - 1, 30)
    page.freeze_panes(HEADER_ROW, 2)
    last = HEADER_ROW + max(TABLE_ROWS, len(rows) + 100)
    for j, column in enumerate(sheet.columns):
        wide = column.key in ("name", "origin", "basis", "description", "reason", "equipment")
        page.set_column(j, j, 34 if wide else max(12, len(column.title) * 0.8))
        page.write(HEADER_ROW - 1, j, column.title, formats["must" if column.required else "head"])
        page.write_comment(HEADER_ROW - 1, j, help_of(column, say), {"x_scale": 2, "y_scale": 1.2})
        validate(page, column, lists, (HEADER_ROW, j, last, j), say)
    for i, values in enumerate(rows, start=HEADER_ROW):
        for j, column in enumerate(sheet.columns):
            write_cell(page, i, j, column, values.get(column.key), formats)


def write_head(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Write title and help of a sheet."""
    page.write(0, 0, sheet.name, formats["title"])
    page.write(1, 0, sheet.help, formats["example"])


def help_of(column: Column, say: Speaker) -> str:
    """Return what is said about a column, with its example."""
    parts = [column.help]
    if column.required:
        parts.append(say(_("Required.")))
    if column.example not in ("", None):
        parts.append(say(_("Example: {example}.", example=word_of(column.example, column.allowed))))
    return " ".join(parts)


def write_cell(
    page: Any, i: int, j: int, column: Column, value: Any, formats: dict[str, Any]
) -> None:
    """Write one value as its kind asks."""
    if value is None or value == ():
        return
    if isinstance(value, bool):
        page.write_string(i, j, "yes" if value else "no", formats["text"])
    elif isinstance(value, date):
        page.write_datetime(i, j, value, formats["date"])
    elif isinstance(value, int | float):
        page.write_number(i, j, value, formats["number"])
    else:
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        page.write_string(i, j, text, formats["text"])


def validate(
    page: Any,
    column: Column,
    lists: dict[str, str],
    place: tuple[int, int, int, int],
    say: Speaker,
) -> None:
    """Put the checks of a column into its cells."""
    said = {"error_title": column.title[:32], "error_message": column.help[:255]}
    rule: dict[str, Any] | None = None
    if column.type in ("choice", "unit"):
        source = lists.get(list_name(column), [say(word) for word in column.allowed])
        rule = {"validate": "list", "source": source}
    elif column.type == "yesno":
        rule = {"validate": "list", "source": [say(_("yes")), say(_("no"))]}
    elif column.type == "reference":
        keys = f"='{column.to}'!$A${HEADER_ROW + 1}:$A${HEADER_ROW + TABLE_ROWS}"
        rule = {"validate": "list", "source": keys}
    elif column.type in ("number", "integer"):
        rule = _number_rule(column)
    elif column.type == "date":
        rule = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    if rule:
        page.data_validation(*place, rule | said)


def _number_rule(column: Column) -> dict[str, Any]:
    kind = "integer" if column.type == "integer" else "decimal"
    low = column.minimum if column.minimum is not None else column.above
    if low is not None and column.maximum is not None:
        limits = {"criteria": "between", "minimum": low, "maximum": column.maximum}
    elif low is not None:
        limits = {"criteria": ">" if column.above is not None else ">=", "value": low}
    else:
        limits = {"criteria": "between", "minimum": -1e15, "maximum": 1e15}
    return {"validate": kind} | limits


def list_name(column: Column) -> str:
    """Return the name by which a list of allowed words is known."""
    return "|".join(column.allowed)
