"""Write the template of a national table, empty or filled with one that is there."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.reference import load_table
from scp_centre.reference.factors import fuels, gwp_set
from scp_centre.roles.policy.tables.fuel_sheet import FACTORS, PER_MONEY, SHEET
from scp_centre.roles.policy.tables.table_reader import ACCOUNTING_KIND, FIELDS, KINDS, TableFile
from scp_centre.roles.policy.tables.value_kinds import KIND, VALUE_KINDS

EXAMPLE_SECTORS = ("AGR", "FOO", "SER")
HELP = (
    "One row for each field. Nothing but the source of your figures can make them trusted.",
    "One row for each sector or product: a short code, its title, and its ISIC division if known.\n"
    "Kind: accounting for scrap, used goods, rest of the world; empty for all others.",
    "Who buys for final use. Imports that compete with domestic products stand here with a minus.",
    "What the row delivers to the column, in the money of the sheet About.",
    "What the row delivers to each buyer. Rows of Flows and Final demand add up to output.",
    "Wages, surplus, taxes: rows by sector. Columns of Flows and Value added add up to output.\n"
    "Where Flows are domestic, imported inputs and product taxes stand here, too: see Kind.",
    "What each sector causes in the year; in the columns of buyers, what they cause themselves.",
    "May stay empty. One row for each product that is burnt: its code, the fuel (see Read me) and "
    "a unit of energy or mass.\nBelow a sector or buyer: what it burns in that unit. Leave a cell "
    "empty where all that is bought is burnt, at so many units per unit of money as stand under "
    "Per money.",
)


def write_template(file: TableFile | None = None) -> bytes:
    """Return the workbook: the empty template, or the one of a table."""
    out = io.BytesIO()
    book = new_book(out)
    head = book.add_format({"bold": True, "bg_color": "#e3efe9", "border": 1})
    first = book.add_format({"bold": True})
    for (name, rows), help_ in zip(_sheets(file).items(), HELP, strict=True):
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                beside = first if j == 0 else None
                sheet.write(i, j, cell, head if i == 0 else beside)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 34 if name in ("About", "Sectors", "Buyers") else 12)
        sheet.write_comment(0, 0, help_, {"x_scale": 3, "y_scale": 1.2})
        if name == "Value added":
            kinds = {"validate": "list", "source": list(VALUE_KINDS)}
            sheet.data_validation(1, 2, 200, 2, kinds)
        if name == "Sectors":
            kinds = {"validate": "list", "source": [ACCOUNTING_KIND]}
            sheet.data_validation(1, 3, 2_000, 3, kinds)
        if name == "Buyers":
            sheet.data_validation(1, 2, 200, 2, {"validate": "list", "source": list(KINDS)})
    notes = book.add_worksheet("Read me")
    notes.set_column(0, 0, 110)
    for i, line in enumerate(_notes()):
        notes.write(i, 0, line)
    book.close()
    return out.getvalue()


def _sheets(file: TableFile | None) -> dict[str, Sequence[Sequence[Any]]]:
    if file is not None and file.flows is not None:
        codes, who = [s[0] for s in file.sectors], [b[0] for b in file.buyers]
        caused = [
            [*name, *map(float, row), *map(float, direct)]
            for name, row, direct in zip(file.flow_names, file.stressors, file.direct, strict=True)
        ]
        return {
            "About": [["Field", "Value"], *([k, file.about.get(k, "")] for k in FIELDS)],
            "Sectors": [
                ["Code", "Title", "ISIC", KIND],
                *([*s, ACCOUNTING_KIND if s[0] in file.accounting else ""] for s in file.sectors),
            ],
            "Buyers": [["Code", "Title", "Kind"], *file.buyers],
            "Flows": [["Code", *codes], *_labelled(codes, file.flows)],
            "Final demand": [["Code", *who], *_labelled(codes, file.demand)],
            "Value added": [
                ["Code", "Title", KIND, *codes],
                *(
                    [*item, *map(float, row)]
                    for item, row in zip(file.value_items, file.value_added, strict=True)
                ),
            ],
            "Stressors": [["Code", "Title", "Unit", *codes, *who], *caused],
            SHEET: [_fuel_head(codes, who), *_fuel_rows(file)],
        }
    buyers = [("hh", "Households", "household"), ("gov", "Government", "government")]
    buyers += [("inv", "Investment", "investment"), ("exp", "Exports", "export")]
    buyers += [("imp", "Imports (with a minus)", "import")]
    who, codes = [b[0] for b in buyers], list(EXAMPLE_SECTORS)
    flows = [[row["flow"], row["title"], row["unit"]] for row in load_table("indicator_flows").rows]
    gases = [["CO2", "Carbon dioxide", "t"], ["CH4", "Methane", "t"], ["N2O", "Nitrous oxide", "t"]]
    return {
        "About": [["Field", "Value"], *([k, ""] for k in FIELDS)],
        "Sectors": [["Code", "Title", "ISIC", KIND], *([c, "", "", ""] for c in codes)],
        "Buyers": [["Code", "Title", "Kind"], *buyers],
        "Flows": [["Code", *codes], *([c] for c in codes)],
        "Final demand": [["Code", *who], *([c] for c in codes)],
        "Value added": [
            ["Code", "Title", KIND, *codes],
            ["wages", "Wages and salaries", "value added"],
        ],
        "Stressors": [["Code", "Title", "Unit", *codes, "hh"], *gases, *flows],
        SHEET: [_fuel_head(codes, ["hh", "gov"])],
    }


def _fuel_head(codes: Sequence[str], who: Sequence[str]) -> list[str]:
    return ["Code", "Fuel", "Unit", PER_MONEY, *FACTORS, *codes, *who]


def _fuel_rows(file: TableFile) -> list[list[Any]]:
    """Return the fuels of a table, with factors only where they are not the centre's."""
    if file.burnt is None:
        return []
    found = []
    for row, burnt in zip(file.fuels, file.burnt, strict=True):
        centre, names = fuels()[row.factor.fuel], ("co2", "ch4", "n2o")
        both = [
            tuple(getattr(of, f"{name}_kg_per_tj") for of in (row.factor, centre)) for name in names
        ]
        own = ["" if mine == known else mine for mine, known in both]
        amounts = ["" if np.isnan(amount) else float(amount) for amount in burnt]
        per_money = "" if row.per_money is None else row.per_money
        found.append([row.code, row.factor.name, row.unit, per_money, *own, *amounts])
    return found


def _labelled(codes: Sequence[str], rows: Any) -> list[list[Any]]:
    return [[code, *map(float, row)] for code, row in zip(codes, rows, strict=True)]


def _notes() -> list[str]:
    gases = ", ".join(sorted(gwp_set("AR6").gwp))
    return [
        "Codes align rows and columns by name; their order is free.",
        *(f"{name}: {help_}" for name, help_ in FIELDS.items() if help_),
        f"Greenhouse gases are recognised by these codes, in Mt, kt, t or kg: {gases}.",
        f"Fuels are recognised by these names: {', '.join(one.name for one in fuels().values())}. "
        "Energy content and emission factors are those of IPCC 2006; write your own factors into "
        "their columns.",
        "Other codes of the sheet Stressors stand as given; further codes count on their own.",
        "Where imports are published as tables of their own, fill Flows and Final demand with what "
        "is domestic, and add sheets Imported flows and Imported final demand in the same form.",
        "Instead of the sheet Flows you may give Industries (Code, Title), Make (industries in "
        "rows, products in columns) and Use (products in rows, industries in columns); value "
        "added and stressors then stand by industry.",
    ]
