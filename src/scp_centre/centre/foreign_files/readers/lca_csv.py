"""The CSV template of this project: one row for each product, input, waste and elementary flow.

Rows with the same process and region are one process; exactly one of them is its product, or the
waste that it treats. Inputs find their producer by the name of the product. What is wrong is
gathered row by row, and nothing is taken from a file in which anything is.
"""

import csv
import io
import re
from collections.abc import Iterator

from scp_centre.centre.foreign_files.readers.lca_records import (
    Record,
    Records,
    exchange,
    identifier,
    plain,
    year_of,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.entries import FILE_NOTATIONS, read_number
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError

COLUMNS = (
    "process",
    "region",
    "year",
    "type",
    "name",
    "amount",
    "unit",
    "compartment",
    "cas",
    "quality",
)
NEEDED = ("process", "type", "name", "amount", "unit")
PRODUCT, TREATMENT, INPUT, WASTE, AVOIDED, EMISSION, RESOURCE = TYPES = (
    "product",
    "treatment",
    "input",
    "waste",
    "avoided",
    "emission",
    "resource",
)
MEDIA = ("air", "water", "soil")
REFERENCES = (PRODUCT, TREATMENT)
SEPARATORS = ";,\t|"
LINE_END = re.compile(r"[\r\n]")
MOST_ROWS, MOST_FAULTS = 500_000, 300
Faults = list[Record]


def separator_of(text: str) -> str:
    """Return the sign between the columns of a file that is the template, else nothing."""
    first = LINE_END.split(text.lstrip("\ufeff\r\n"), maxsplit=1)[0].strip().lower()
    for sign in SEPARATORS:
        names = {name.strip().strip('"') for name in first.split(sign)}
        if names >= set(NEEDED):
            return sign
    return ""


def take(text: str, records: Records) -> None:
    """Add the processes of a file to the records.

    Raises FileRefusal with all faults: row, column, kind and what is written there.
    """
    text = text.lstrip("\ufeff")
    faults: Faults = []
    processes: dict[tuple[str, str], list[Record]] = {}
    for number, row in _rows(text, faults):
        if any(row.values()):
            key = plain(row["process"]), plain(row["region"])
            processes.setdefault(key, []).append(row | {"row": number})
            _check(row, number, faults)
    for rows in processes.values():
        _check_reference(rows, faults)
    if faults:
        faults.sort(key=lambda one: one["row"])
        raise FileRefusal("unreadable", "rows", rows=faults[:MOST_FAULTS])
    for rows in processes.values():
        records.add(_process(rows, records))


def _rows(text: str, faults: Faults) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row below the headings with its number in the file, the headings being row 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        names = [name.strip().lower() for name in next(reader)]
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            faults.append({"row": 1, "column": name, "kind": "repeated", "written": name[:80]})
        for number, cells in enumerate(reader, 2):
            if number > MOST_ROWS:
                raise FileRefusal("too_many", rows=number)
            if any(cell.strip() for cell in cells[len(names) :]):
                fault = {"row": number, "column": "", "kind": "too_wide"}
                faults.append(fault | {"written": str(len(cells))})
            written = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            yield number, {column: written.get(column, "") for column in COLUMNS}
    except csv.Error as error:
        raise FileRefusal("unreadable", str(error)) from None


def _check(row: dict[str, str], number: int, faults: Faults) -> None:
    def fault(column: str, kind: str) -> None:
        faults.append({"row": number, "column": column, "kind": kind, "written": row[column][:80]})

    for column in NEEDED:
        if not row[column]:
            fault(column, "missing")
    if row["type"] and row["type"].lower() not in TYPES:
        fault("type", "unknown_type")
    medium = row["compartment"].partition("/")[0].strip().lower()
    if row["type"].lower() == EMISSION and medium not in MEDIA:
        fault("compartment", "no_medium")
    if row["year"] and year_of(row["year"]) is None:
        fault("year", "no_year")
    if row["amount"]:
        kind = _fault_of_amount(row)
        if kind:
            fault("amount", kind)


def _fault_of_amount(row: dict[str, str]) -> str:
    try:
        amount = read_number(row["amount"], FILE_NOTATIONS)
    except UnclearEntryError:
        return "unclear"
    except InvalidValueError:
        return "no_number"
    is_reference = row["type"].lower() in REFERENCES
    return "not_above_0" if is_reference and amount <= 0 else ""


def _check_reference(rows: list[Record], faults: Faults) -> None:
    made = [row for row in rows if row["type"].lower() in REFERENCES]
    first = {"column": "type", "written": rows[0]["process"][:80]}
    if not made:
        faults.append(first | {"row": rows[0]["row"], "kind": "no_product"})
    faults.extend(first | {"row": row["row"], "kind": "second_product"} for row in made[1:])


def _process(rows: list[Record], records: Records) -> Record:
    first = rows[0]
    return {
        "id": identifier("CSV", plain(first["process"]), plain(first["region"])),
        "name": first["process"],
        "location": first["region"],
        "year": next((found for row in rows if (found := year_of(row["year"]))), None),
        "quality": next((row["quality"] for row in rows if row["quality"]), "")[:40],
        "exchanges": [_exchange(row, records) for row in rows],
        "parameters": [],
    }


def _exchange(row: Record, records: Records) -> Record:
    kind, unit = row["type"].lower(), row["unit"]
    amount = read_number(row["amount"], FILE_NOTATIONS)
    if kind in (EMISSION, RESOURCE):
        parts = [part for part in row["compartment"].split("/") if part.strip()]
        places = parts if kind == EMISSION else [RESOURCE, *parts]
        flow = records.elementary(row["name"], unit, places, cas=row["cas"])
        return exchange(flow, amount, unit, is_input=kind == RESOURCE)
    is_waste = kind in (TREATMENT, WASTE)
    flow = records.product(row["name"], unit, kind="waste" if is_waste else "product")
    return exchange(
        flow,
        amount,
        unit,
        is_input=kind in (INPUT, AVOIDED, TREATMENT),
        is_avoided=kind == AVOIDED,
        is_reference=kind in REFERENCES,
    )
