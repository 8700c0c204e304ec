"""Write a footprint model as a workbook: the empty template, or a model that is there."""

import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.xlsx_writer import Book, new_book
from scp_centre.methods.footprints import Factor
from scp_centre.methods.messages import as_written
from scp_centre.reference.background_rows import background_rows
from scp_centre.roles.products.content import Content
from scp_centre.roles.products.per_cent import per_cent
from scp_centre.roles.products.workbook.cost_sheets import cost_rows
from scp_centre.roles.products.workbook.indicator_sheets import indicator_rows
from scp_centre.roles.products.workbook.schema import sheets

HEADER = 2  # place of the headings, from 0
LIST = ("Key", "Name", "Category", "Unit", "Source", "Year", "Region", "Covers")
WIDE = {"functional_unit": 40, "source": 40, "factor": 36, "name": 30, "part": 24, "note": 40}


def write_workbook(content: Content | None) -> bytes:
    """Return the workbook of a model; None for the template."""
    out = io.BytesIO()
    with new_book(out) as book:
        for sheet in sheets():
            rows = list(_rows(sheet.record, content)) if content else _example(sheet)
            _write_sheet(book, sheet, rows)
        _write_list(book)
    return out.getvalue()


def _example(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the row of examples of the sheet Product; the others are empty."""
    values = {c.key: c.example for c in sheet.columns if c.example != ""}
    return [values] if sheet.record == "product" else []


def _write_sheet(book: Book, sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    bold = book.add_format({"bold": True, "font_size": 13})
    soft = book.add_format({"font_color": "#55625d"})
    head = book.add_format({"bold": True, "bg_color": "#e3efe9", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(as_written(sheet.name))
    page.write(0, 0, as_written(sheet.name), bold)
    page.write(1, 0, as_written(sheet.help), soft)
    for place, column in enumerate(sheet.columns):
        title = as_written(column.title) + (" *" if column.required else "")
        page.write(HEADER, place, title, head)
        page.write_comment(HEADER, place, as_written(column.help), {"x_scale": 2})
        page.set_column(place, place, WIDE.get(column.key, 18))
        if column.type == "choice":
            allowed = [as_written(word) for word in column.allowed]
            page.data_validation(
                HEADER + 1, place, HEADER + 500, place, {"validate": "list", "source": allowed}
            )
    for number, row in enumerate(rows, HEADER + 1):
        for place, column in enumerate(sheet.columns):
            value = row.get(column.key)
            if value is not None and value != "":
                page.write(number, place, value, day if column.type == "date" else None)
    page.freeze_panes(HEADER + 1, 1)


def _write_list(book: Book) -> None:
    head = book.add_format({"bold": True, "bg_color": "#e3efe9", "border": 1})
    page = book.add_worksheet("Background rows")
    page.write_row(0, 0, LIST, head)
    for number, row in enumerate(background_rows().values(), 1):
        values = (row.key, row.name, row.category, row.unit, row.source, row.year, row.region)
        page.write_row(number, 0, (*values, row.covers))
    page.set_column(0, 1, 44)
    page.set_column(2, 3, 12)
    page.set_column(4, 7, 40)
    page.freeze_panes(1, 1)


def _rows(record: str, content: Content) -> Iterator[dict[str, Any]]:
    """Yield the rows of one sheet."""
    model = content.model
    match record:
        case "product":
            about = asdict(content.about)
            about |= {"functional_unit": model.functional_unit, "uses": model.uses}
            about |= {"gwp_set": model.gwp_set, "boundary": str(content.about.boundary)}
            yield about
        case "parameters":
            for name, value in model.parameters.items():
                yield {"name": name, "value": value}
        case "factors":
            yield from map(_factor, model.factors)
        case "lines":
            for line in model.lines:
                values = asdict(line) | {"stage": str(line.stage)}
                values |= {"recycled": per_cent(line.recycled), "spread": per_cent(line.spread)}
                values["per_use"] = "yes" if line.per_use else None
                yield values
        case "alternatives":
            for one in model.alternatives:
                values = {"key": one.key, "name": one.name, "note": one.note}
                yield values | {"uses": one.uses, "years": one.years}
        case "changes":
            yield from _changes(content)
        case "methods" | "impacts":
            yield from indicator_rows(record, content)
        case _:
            yield from cost_rows(record, content)


def _factor(factor: Factor) -> dict[str, Any]:
    values = asdict(factor) | {"year": factor.year or None}
    for substance, amount in factor.emissions.items():
        values[substance.removeprefix("published_")] = amount
    return values


def _changes(content: Content) -> Iterator[dict[str, Any]]:
    for one in content.model.alternatives:
        for name, value in one.parameters.items():
            yield {"alternative": one.key, "parameter": name, "amount": value}
        for change in one.changes:
            values = asdict(change) | {"alternative": one.key}
            if change.recycled is not None:
                values["recycled"] = per_cent(change.recycled)
            values["removed"] = "yes" if change.removed else None
            yield values
