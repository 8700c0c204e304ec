"""Impact methods of other programs: categories with their factors, as plain records.

Two forms are read, recognised by their content: an openLCA JSON-LD package with impact categories
(schema 1 and 2), and a table with the columns category, category_unit, flow (an identifier) and
factor, and where known flow unit and location, and flow name, compartment and CAS number, by which
databases with other identifiers find the flow.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from scp_centre.centre.foreign_files.csv_reader import detect_separator
from scp_centre.centre.foreign_files.file_kinds import kind_of_file
from scp_centre.centre.foreign_files.readers import olca
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import decode_text
from scp_centre.methods.entries import MACHINE, read_number
from scp_centre.methods.entries.numbers import Notations
from scp_centre.methods.entries.tables import fitting_notations
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError

ZIP = b"PK"
FOLDERS = (*olca.FOLDERS, "lcia_categories", "lcia_methods", "nw_sets")
NEEDED = ("category", "category_unit", "flow", "factor")
MOST_FACTORS = 2_000_000
TOGETHER = 1_000  # factors in one record: each record costs a message between processes
LONGEST = 200  # signs of a name
SAMPLE = 100_000  # signs in which the separator is looked for
NAMES = {"flow unit": "unit", "flow_unit": "unit", "flow_name": "flow name"}
Record = dict[str, Any]


def read(content: bytes) -> Iterator[Record]:
    """Yield {"flow": …}, {"category": …}, {"factors": […]} and {"findings": […]}, in any order.

    flow : id, name, kind, compartment, cas, unit    category : id, name, unit
    factor : category, flow, unit, location, value per reference unit of the flow
    method : name, version, as a package states them
    normalisation : name, unit (of weighted results), references and weights by category
    finding : kind, name, about

    Raises FileRefusal for what is neither form, or holds no factor.
    """
    kind = kind_of_file(content)
    if kind not in ("text", "zip", "damaged"):
        raise FileRefusal("other_kind", found=kind, wanted="package")
    found = _package(content) if content.startswith(ZIP) else _table(content)
    count = 0
    together: list[Record] = []
    for record in found:
        if "factor" not in record:
            yield record
            continue
        together.append(record["factor"])
        count += 1
        if count > MOST_FACTORS:
            raise FileRefusal("too_many", count=count)
        if len(together) == TOGETHER:
            yield {"factors": together}
            together = []
    if not count:
        raise FileRefusal("empty", "no factor")
    yield {"factors": together}


def _package(content: bytes) -> Iterator[Record]:
    package = olca.Package(FOLDERS, needed="lcia_categories")
    yield from package.take(content, progress=False)
    for flow in package.flows.values():
        yield {"flow": {key: value for key, value in flow.items() if key != "factors"}}
    named: set[str] = set(package.flows)
    for category in package.of("lcia_categories"):
        unit = category.get("refUnit") or category.get("referenceUnitName") or ""
        key = category["@id"]
        yield {"category": {"id": key, "name": str(category.get("name", "")), "unit": str(unit)}}
        for written in category.get("impactFactors", ()):
            factor = _factor(package, written, str(category.get("name", "")))
            if factor is None:
                continue
            if factor["flow"] not in named:  # the package refers to a flow without holding it
                named.add(factor["flow"])
                yield {"flow": _named_flow(written["flow"], factor["unit"])}
            yield {"factor": {"category": key, **factor}}
    for method in package.of("lcia_methods"):
        stated = {name: str(method.get(name) or "")[:LONGEST] for name in ("name", "version")}
        yield {"method": stated}
    yield from _normalisations(package)
    yield {"findings": package.findings}


def _normalisations(package: olca.Package) -> Iterator[Record]:
    """Yield normalisation and weighting sets: files of their own, or written inside a method."""
    inside = [one for method in package.of("lcia_methods") for one in method.get("nwSets") or ()]
    for one in (*package.of("nw_sets"), *inside):
        factors = one.get("factors") if isinstance(one, dict) else None
        if not factors:
            continue  # a reference to a file of its own
        references: dict[str, float | None] = {}
        weights: dict[str, float | None] = {}
        for factor in factors:
            if not isinstance(factor, dict):
                continue
            category = olca.id_of(factor.get("impactCategory"))
            references[category] = olca.amount_of(factor.get("normalisationFactor"))
            weights[category] = olca.amount_of(factor.get("weightingFactor"))
        yield {
            "normalisation": {
                "name": str(one.get("name") or "")[:LONGEST],
                "unit": str(one.get("weightedScoreUnit") or "")[:LONGEST],
                "references": {key: value for key, value in references.items() if value},
                "weights": {key: value for key, value in weights.items() if value is not None},
            }
        }


def _factor(package: olca.Package, written: Any, category: str) -> Record | None:
    """Return a factor per reference unit of its flow; None, with a finding, where there is none."""
    written = written if isinstance(written, dict) else {}
    flow_id = olca.id_of(written.get("flow"))
    value = olca.amount_of(written.get("value"))
    if not flow_id or value is None:
        package.find("no_amount", category, flow_id)
        return None
    flow = package.flows.get(flow_id)
    unit = str((written.get("unit") or {}).get("name") or "")
    if flow is not None:
        scale = package.scale(written, flow, {"name": category})
        if not scale:
            return None
        value, unit = value / scale, flow["unit"]
    location = str((written.get("location") or {}).get("name") or "")
    return {"flow": flow_id, "unit": unit, "location": location, "value": value}


def _named_flow(reference: Record, unit: str) -> Record:
    path = reference.get("categoryPath") or reference.get("category") or ""
    parts = path if isinstance(path, list) else str(path).split("/")
    return {
        "id": olca.id_of(reference),
        "name": str(reference.get("name", "")),
        "kind": "elementary",
        "compartment": [str(part).strip() for part in parts if str(part).strip()],
        "cas": "",
        "unit": str(reference.get("refUnit") or unit),
    }


def _table(content: bytes) -> Iterator[Record]:
    text = decode_text(content)
    separator = detect_separator(text[:SAMPLE])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    head = [NAMES.get(name.strip().lower(), name.strip().lower()) for name in next(rows, [])]
    if not set(NEEDED) <= set(head) or any(head.count(name) > 1 for name in NEEDED):
        raise FileRefusal("unreadable", "unknown format")
    findings: list[Record] = []
    categories: set[str] = set()
    named: set[str] = set()
    table = [dict(zip(head, (cell.strip() for cell in row), strict=False)) for row in rows]
    notations = _notations(separator, [cells.get("factor", "") for cells in table])
    for number, cells in enumerate(table, start=2):
        try:
            value = read_number(cells.get("factor", ""), notations)
        except (InvalidValueError, UnclearEntryError):
            findings.append({"kind": "no_amount", "name": f"{number}", "about": ""})
            continue
        name = cells["category"]
        if name not in categories:
            categories.add(name)
            yield {"category": {"id": name, "name": name, "unit": cells["category_unit"]}}
        if cells.get("flow name") and cells["flow"] not in named:
            named.add(cells["flow"])
            yield {"flow": _described_flow(cells)}
        more = {"unit": cells.get("unit", ""), "location": cells.get("location", "")}
        yield {"factor": {"category": name, "flow": cells["flow"], "value": value, **more}}
    yield {"findings": findings}


def _described_flow(cells: dict[str, str]) -> Record:
    return {
        "id": cells["flow"],
        "name": cells["flow name"],
        "kind": "elementary",
        "compartment": [part.strip() for part in cells.get("compartment", "").split("/") if part],
        "cas": cells.get("cas", ""),
        "unit": cells.get("unit", ""),
    }


def _notations(separator: str, texts: list[str]) -> Notations:
    """Return how the numbers of a table are written: with a point where commas part its columns."""
    if separator == ",":
        return MACHINE
    return fitting_notations(texts)
