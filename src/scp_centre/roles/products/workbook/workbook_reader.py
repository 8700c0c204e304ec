"""Read a workbook into the content of a model. Everything that is wrong is raised once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from scp_centre.centre.sheets.findings import Finding, WorkbookError, whole_file
from scp_centre.centre.sheets.hidden_cells import find_hidden_cells
from scp_centre.centre.sheets.row_reader import Row, find_header, read_rows, written_titles
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.unread_sheets import find_unread_sheets
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.methods.entries import MACHINE, read_number
from scp_centre.methods.errors import InvalidValueError, SpokenError
from scp_centre.methods.footprints import (
    Alternative,
    Change,
    Factor,
    Line,
    ProductModel,
    Stage,
)
from scp_centre.methods.messages import _, as_written
from scp_centre.reference.background_rows import background_rows
from scp_centre.roles.products.content import About, Boundary, Content, check_content
from scp_centre.roles.products.workbook.cost_sheets import (
    OPTIONAL,
    YEARS,
    read_basis,
    read_cost,
    read_cost_change,
    read_cycle,
    with_absent,
)
from scp_centre.roles.products.workbook.cost_sheets import ROWS as CYCLE_ROWS
from scp_centre.roles.products.workbook.indicator_sheets import SHEETS as INDICATOR_SHEETS
from scp_centre.roles.products.workbook.indicator_sheets import (
    read_methods,
    with_absent_indicators,
    with_impacts,
)
from scp_centre.roles.products.workbook.schema import sheets

LIST_SHEET = "Background rows"  # of the template; nothing is entered in it
ABOUT = (
    *("declared_unit", "declared_amount", "start", "end"),
    *("mass", "fossil_carbon", "biogenic_carbon", "exempted"),
)
KINDS = ("fossil", "biogenic", "land_use", "aircraft")
Rows = dict[str, list[Row]]


def read_workbook(file: Path | BinaryIO, old: Content | None = None) -> Content:
    """Return the content of a workbook.

    old : what the model holds; it stays where a workbook of a version that knew no costs has
    no sheet for it, while a sheet without rows empties it

    Raises WorkbookError with every finding: sheet, row, column, what is wrong, what to do.
    """
    book = read_sheets(file)
    findings: list[Finding] = []
    rows: Rows = {}
    absent: set[str] = set()
    for sheet in sheets():
        name = as_written(sheet.name)
        if name not in book:
            rows[sheet.record] = []
            absent.add(sheet.record)
            if sheet.record not in (
                *OPTIONAL,
                *INDICATOR_SHEETS,
            ):  # a workbook of a version that knew no costs
                findings.append(_absent(sheet, list(book)))
            continue
        cells = book[name]
        header_row = find_header(sheet, cells)
        findings.extend(find_hidden_cells(name, cells, header_row + 1))
        header = cells[header_row - 1] if len(cells) >= header_row else []
        if sheet.record == "alternatives" and sheet.column(YEARS).title not in written_titles(
            sheet, header
        ):
            absent.add(YEARS)
        numbered = enumerate(cells[header_row:], header_row + 1)
        rows[sheet.record] = list(read_rows(sheet, header, numbered, findings, header_row))
        findings.extend(_repeated(sheet, rows[sheet.record]))
    if as_written(sheets()[0].name) in book and len(rows["product"]) != 1:
        findings.append(_not_one_product(len(rows["product"])))
    if len(rows["cost_basis"]) > 1:
        findings.append(_several_bases(len(rows["cost_basis"])))
    read = {LIST_SHEET, *(as_written(one.name) for one in sheets())}
    findings.extend(find_unread_sheets(book.items(), read, sheets()))
    findings.extend(_unknown(rows))
    findings.extend(_empty_changes(rows))
    if findings:
        raise WorkbookError(sorted(set(findings)))
    content = content_of(rows)
    if old is not None:
        content = with_absent(content, absent, old)
        content = with_absent_indicators(content, absent, old)
    try:
        check_content(content)
    except SpokenError as error:
        raise whole_file(error.message, error.cure) from None
    return content


def _absent(sheet: Sheet, present: list[str]) -> Finding:
    return Finding(
        sheet.name,
        0,
        "",
        _(
            "The sheet is missing. The workbook has these sheets: {join}.",
            join=", ".join(present)[:200],
        ),
        _("Add the sheet from the template. Leave it empty if there is nothing to enter."),
    )


def _not_one_product(count: int) -> Finding:
    return Finding(
        "Product",
        0,
        "",
        _("The sheet must have exactly one row, but it has {count}.", count=count),
        _("Enter one product in one row."),
    )


def _several_bases(count: int) -> Finding:
    return Finding(
        "Cost basis",
        0,
        "",
        _("The sheet can have only one row, but it has {count}.", count=count),
        _("Enter all costs in one currency and at the prices of one year."),
    )


def _repeated(sheet: Sheet, rows: list[Row]) -> Iterator[Finding]:
    seen: dict[Any, int] = {}
    for number, values in rows:
        for name in sheet.unique:
            key = values.get(name)
            if key in seen:
                yield Finding(
                    sheet.name,
                    number,
                    sheet.column(name).title,
                    _("Row {seen} already contains {named}.", named=key, seen=seen[key]),
                    _("Give this row a different key, or delete one of the two rows."),
                )
            seen.setdefault(key, number)


def _unknown(rows: Rows) -> Iterator[Finding]:
    """Yield references that lead nowhere."""
    own = {v.get("key") for _n, v in rows.get("factors", ())}
    known = {
        ("lines", "factor"): own | set(background_rows()),
        ("changes", "factor"): own | set(background_rows()),
        ("changes", "line"): {v.get("key") for _n, v in rows.get("lines", ())},
        ("changes", "alternative"): {v.get("key") for _n, v in rows.get("alternatives", ())},
        ("changes", "parameter"): {v.get("name") for _n, v in rows.get("parameters", ())},
        ("impacts", "factor"): own,
        ("impacts", "method"): {v.get("method") for _n, v in rows.get("methods", ())},
        ("costs", "line"): {v.get("key") for _n, v in rows.get("lines", ())},
        ("cost_changes", "alternative"): {v.get("key") for _n, v in rows.get("alternatives", ())},
        ("cost_changes", "cost"): {v.get("key") for _n, v in rows.get("costs", ())},
        ("cycles", "line"): {v.get("key") for _n, v in rows.get("lines", ())},
        **{("cycles", name): own | set(background_rows()) for name in ("virgin", *CYCLE_ROWS)},
    }
    of_sheet = {sheet.record: sheet for sheet in sheets()}
    for (record, column), names in known.items():
        for number, values in rows.get(record, ()):
            value = values.get(column)
            if value is not None and value not in names:
                sheet = of_sheet[record]
                yield Finding(
                    sheet.name,
                    number,
                    sheet.column(column).title,
                    _("'{value}' is not known.", value=value),
                    _("Use a key from the sheet named in the heading."),
                )


def _empty_changes(rows: Rows) -> Iterator[Finding]:
    """Yield changes that change nothing, or give a parameter no value."""
    sheet = next(one for one in sheets() if one.record == "changes")
    for number, values in rows.get("changes", ()):
        if values.get("parameter") and not isinstance(values.get("amount"), int | float):
            yield Finding(
                sheet.name,
                number,
                sheet.column("amount").title,
                _("The parameter has no new value."),
                _("Enter a number."),
            )
        elif not values.get("parameter") and not values.get("line"):
            yield Finding(
                sheet.name,
                number,
                sheet.column("line").title,
                _("The change specifies neither a line nor a parameter."),
                _("Enter the key of a line, or the name of a parameter."),
            )


def content_of(rows: Rows) -> Content:
    """Return the content of rows that were read and checked."""
    (_number, product), *_rest = rows["product"]
    stated: dict[str, Any] = {name: product.get(name) for name in ABOUT}
    about = About(
        **stated,
        boundary=Boundary(as_written(product["boundary"])),
        country=product.get("country") or "",
        description=product.get("description") or "",
    )
    factors = with_impacts(
        tuple(_factor(values) for _n, values in rows["factors"]), rows["impacts"]
    )
    own = {one.key: one for one in factors} | background_rows()
    return Content(
        about,
        ProductModel(
            functional_unit=product["functional_unit"],
            lines=tuple(_line(values, own[values["factor"]]) for _n, values in rows["lines"]),
            uses=product["uses"],
            gwp_set=as_written(product["gwp_set"]),
            parameters={v["name"]: number_or_formula(v["value"]) for _n, v in rows["parameters"]},
            factors=factors,
            alternatives=tuple(
                _alternative(v, rows["changes"], rows["cost_changes"])
                for _n, v in rows["alternatives"]
            ),
            cost_basis=read_basis(rows["cost_basis"]),
            costs=tuple(
                read_cost(v, number_or_formula(v.get("amount") or "0")) for _n, v in rows["costs"]
            ),
            cycles=tuple(read_cycle(v) for _n, v in rows["cycles"]),
            methods=read_methods(rows["methods"]),
        ),
    )


def number_or_formula(text: str) -> float | str:
    """Return a number where a text is one, else the text as a formula.

    >>> number_or_formula("0.35"), number_or_formula("mass * 2")
    (0.35, 'mass * 2')
    """
    try:
        return read_number(text, MACHINE)
    except InvalidValueError:
        return text


def _factor(values: dict[str, Any]) -> Factor:
    emissions = {f"published_{kind}": values[kind] for kind in KINDS if values.get(kind)}
    return Factor(
        key=values["key"],
        name=values["name"],
        category="own",
        unit=values["unit"],
        emissions=emissions or {"published_fossil": 0.0},
        source=values["source"],
        year=values.get("year") or 0,
        region=values["region"],
        gwp_set=values.get("gwp_set") or "",
        sigma=values.get("sigma") or 0.0,
    )


def _line(values: dict[str, Any], factor: Factor) -> Line:
    return Line(
        key=values["key"],
        stage=Stage(as_written(values["stage"])),
        part=values["part"],
        factor=values["factor"],
        amount=number_or_formula(values["amount"]),
        unit=values.get("unit") or factor.unit,
        source=values["source"],
        spread=(values.get("spread") or 0.0) / 100,
        recycled=(values.get("recycled") or 0.0) / 100,
        per_use=bool(values.get("per_use")),
    )


def _alternative(values: dict[str, Any], rows: list[Row], of_costs: list[Row]) -> Alternative:
    costs = [row for _n, row in of_costs if row["alternative"] == values["key"]]
    mine = [row for _n, row in rows if row["alternative"] == values["key"]]
    return Alternative(
        key=values["key"],
        name=values["name"],
        note=values.get("note") or "",
        uses=values.get("uses"),
        parameters={row["parameter"]: row["amount"] for row in mine if row.get("parameter")},
        changes=tuple(_change(row) for row in mine if row.get("line")),
        years=values.get("years"),
        costs=tuple(
            read_cost_change(row, number_or_formula(row["amount"]) if row.get("amount") else None)
            for row in costs
        ),
    )


def _change(row: dict[str, Any]) -> Change:
    recycled = row.get("recycled")
    return Change(
        line=row["line"],
        amount=row.get("amount"),
        factor=row.get("factor"),
        recycled=None if recycled is None else recycled / 100,
        removed=bool(row.get("removed")),
    )
