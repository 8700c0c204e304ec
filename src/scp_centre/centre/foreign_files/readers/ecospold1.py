"""EcoSpold 1: one or many data sets in a file of XML, or in a ZIP of such files.

Groups of an exchange: inputs 1, 2, 3 and 5 are products, 4 is nature; outputs 0 is the reference,
1 an avoided product, 2 a co-product, 3 waste to treatment, 4 nature. `formula` is a chemical one.
standardDeviation95 is the squared geometric standard deviation of a lognormal, and twice the
standard deviation of a normal amount.
"""

from typing import TYPE_CHECKING

from scp_centre.centre.foreign_files.readers.lca_records import (
    Record,
    Records,
    exchange,
    identifier,
    number,
    spread_of_95,
    year_of,
)
from scp_centre.centre.foreign_files.readers.lca_xml import attribute, child, children, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "http://www.EcoInvent.org/EcoSpold01"
DATA_SETS = frozenset({"dataset"})
SPREADS = {"1": "lognormal", "2": "normal", "3": "triangular", "4": "uniform"}
REFERENCE, AVOIDED, CO_PRODUCT, WASTE, NATURE = "0", "1", "2", "3", "4"


class Reader:
    """Takes data sets one after another."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def take(self, data_set: "Element") -> None:
        """Add one data set to the records."""
        _take(data_set, self._records)

    def finish(self) -> None:
        """Add nothing: each data set stands for itself."""


def _take(data_set: "Element", records: Records) -> None:
    meta = child(data_set, "metaInformation", "processInformation")
    about = child(meta, "referenceFunction")
    place = attribute(child(meta, "geography"), "location")
    name = attribute(about, "name") or attribute(data_set, "number")
    unit, infrastructure = attribute(about, "unit"), attribute(about, "infrastructureProcess")
    rows = children(data_set, "flowData", "exchange")
    found = [(row, _exchange(row, place, name, records)) for row in rows]
    known = [(row, one) for row, one in found if one is not None]
    process: Record = {
        "id": identifier("EcoSpold 1", name.lower(), place, unit, infrastructure),
        "name": name,
        "location": place,
        "year": year_of(*(_time(meta, part) for part in ("endYear", "endDate", "startYear"))),
        "exchanges": [one for _row, one in known],
        "parameters": [],
    }
    made = [n for n, (row, _one) in enumerate(known) if _group(row) in _MADE]
    numbers = {attribute(row, "number"): n for n, (row, _one) in enumerate(known)}
    shares = _shares(data_set, numbers, made)
    if len(made) > 1 and shares:
        records.add_allocated(process, shares)
        return
    _mark_reference(process, known, made, records)
    if not made and attribute(about, "datasetRelatesToProduct") != "false":
        product = records.product(name, unit, location=place)
        amount = number(attribute(about, "amount") or "1")
        process["exchanges"].append(exchange(product, amount, unit, is_reference=True))
    records.add(process)


def _time(meta: "Element | None", part: str) -> str:
    return text(meta, "timePeriod", part)


_MADE = {("out", REFERENCE), ("out", CO_PRODUCT)}


def _mark_reference(
    process: Record,
    known: list[tuple["Element", Record]],
    made: list[int],
    records: Records,
) -> None:
    """Mark the reference product; other products of a data set without shares are said."""
    first = [n for n in made if _group(known[n][0]) == ("out", REFERENCE)]
    chosen = first[:1] or (made if len(made) == 1 else [])
    for n in made:
        if n in chosen:
            known[n][1]["is_reference"] = True
        else:
            records.find("by_product", process["name"], attribute(known[n][0], "name"))


def _shares(
    data_set: "Element", numbers: dict[str, int], made: list[int]
) -> dict[int, dict[int, float]]:
    """Return co-product -> exchange -> share, of the per cents in the file."""
    shares: dict[int, dict[int, float]] = {}
    for row in children(data_set, "flowData", "allocation"):
        product = numbers.get(attribute(row, "referenceToCoProduct"))
        per_cent = number(attribute(row, "fraction"))
        if product not in made or product is None or per_cent is None:
            continue
        of_product = shares.setdefault(product, {})
        for reference in children(row, "referenceToInputOutput"):
            place = numbers.get(text(reference))
            if place is not None:
                of_product[place] = per_cent / 100
    return shares if set(shares) == set(made) else {}


def _group(row: "Element") -> tuple[str, str]:
    """Return whether an exchange goes in or out, and its group; empty where the file says none."""
    if output := text(row, "outputGroup"):
        return "out", output
    return ("in", text(row, "inputGroup")) if text(row, "inputGroup") else ("", "")


def _exchange(row: "Element", place: str, process: str, records: Records) -> Record | None:
    way, group = _group(row)
    name, unit = attribute(row, "name"), attribute(row, "unit")
    if not way:
        records.find("unknown_group", process, name)
        return None
    if group == NATURE:
        compartment = (attribute(row, "category"), attribute(row, "subCategory"))
        flow = records.elementary(name, unit, compartment, cas=attribute(row, "CASNumber"))
    else:
        kind = "waste" if (way, group) == ("out", WASTE) else "product"
        location = attribute(row, "location") or (place if (way, group) in _MADE else "")
        flow = records.product(name, unit, kind=kind, location=location)
    is_avoided = (way, group) == ("out", AVOIDED)
    return exchange(
        flow,
        number(attribute(row, "meanValue")),
        unit,
        is_input=way == "in" or is_avoided,
        is_avoided=is_avoided,
        spread=_spread(row, process, records),
        location=attribute(row, "location"),
    )


def _spread(row: "Element", process: str, records: Records) -> Record | None:
    kind = attribute(row, "uncertaintyType")
    if kind in ("", "0"):
        return None
    found = spread_of_95(
        SPREADS.get(kind, ""),
        number(attribute(row, "standardDeviation95")),
        number(attribute(row, "minValue")),
        number(attribute(row, "maxValue")),
    )
    if found is None:
        records.find("no_spread", process, attribute(row, "name"))
    return found
