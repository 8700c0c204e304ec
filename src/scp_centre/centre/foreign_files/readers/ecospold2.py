"""EcoSpold 2: one data set in a file (.spold), or a ZIP of them.

A process is an activity with one of its products: linked databases repeat the activity in one
file for each. activityLinkId with the product names the provider. varianceWithPedigreeUncertainty
is the variance of the logarithm of a lognormal amount, and the variance of a normal one. A
treatment has a negative reference; whoever hands the waste over has it as a negative input.
"""

import math
from typing import TYPE_CHECKING

from scp_centre.centre.foreign_files.readers.lca_records import (
    Record,
    Records,
    exchange,
    number,
    spread_of,
    year_of,
)
from scp_centre.centre.foreign_files.readers.lca_xml import attribute, child, children, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "http://www.EcoInvent.org/EcoSpold02"
DATA_SETS = frozenset({"activityDataset", "childActivityDataset"})
REFERENCE, WASTE = "0", "3"


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
    about = child(data_set, "activityDescription")
    activity = attribute(child(about, "activity"), "id")
    name = text(about, "activity", "activityName")
    flows, time = child(data_set, "flowData"), child(about, "timePeriod")
    exchanges = []
    reference = ""
    for row in children(flows, "intermediateExchange"):
        one = _product(row, name, records)
        is_made = text(row, "outputGroup") == REFERENCE
        if is_made and one["amount"] == 0:
            continue  # the product of another file of this activity
        if is_made and not reference:
            reference, one["is_reference"] = one["flow"], True
        elif is_made or (text(row, "outputGroup") and not _is_waste(row)):
            records.find("by_product", name, text(row, "name"))
        exchanges.append(one)
    exchanges += [_elementary(row, name, records) for row in children(flows, "elementaryExchange")]
    records.add(
        {
            "id": _key(activity, reference),
            "name": name,
            "location": text(about, "geography", "shortname"),
            "year": year_of(*(attribute(time, day) for day in ("endDate", "startDate"))),
            "exchanges": exchanges,
            "parameters": _parameters(flows),
        }
    )


def _key(activity: str, product: str) -> str:
    return f"{activity}_{product}"


def _product(row: "Element", process: str, records: Records) -> Record:
    unit = text(row, "unitName")
    flow = records.flow(
        attribute(row, "intermediateExchangeId"),
        text(row, "name"),
        "waste" if _is_waste(row) else "product",
        unit,
        cas=attribute(row, "casNumber"),
    )
    link = attribute(row, "activityLinkId")
    return _amount(row, flow, unit, process, records) | {
        "is_input": not text(row, "outputGroup"),
        "provider": _key(link, flow) if link else None,
    }


def _is_waste(row: "Element") -> bool:
    """Return whether an exchange hands a waste over: by its group, or as a by-product."""
    group = text(row, "outputGroup")
    classes = {
        text(one, "classificationValue").lower()
        for one in children(row, "classification")
        if text(one, "classificationSystem").lower() == "by-product classification"
    }
    return group == WASTE or (group not in ("", REFERENCE) and "waste" in classes)


def _elementary(row: "Element", process: str, records: Records) -> Record:
    unit = text(row, "unitName")
    flow = records.flow(
        attribute(row, "elementaryExchangeId"),
        text(row, "name"),
        "elementary",
        unit,
        compartment=(
            text(row, "compartment", "compartment"),
            text(row, "compartment", "subcompartment"),
        ),
        cas=attribute(row, "casNumber"),
    )
    return _amount(row, flow, unit, process, records) | {"is_input": not text(row, "outputGroup")}


def _amount(row: "Element", flow: str, unit: str, process: str, records: Records) -> Record:
    is_computed = attribute(row, "isCalculatedAmount") == "true"
    return exchange(
        flow,
        number(attribute(row, "amount")),
        unit,
        spread=_spread(row, process, records),
        formula=attribute(row, "mathematicalRelation") if is_computed else "",
    )


def _spread(row: "Element", process: str, records: Records) -> Record | None:
    written = child(row, "uncertainty")
    for one in () if written is None else written:
        kind = one.tag.rsplit("}", 1)[-1]
        if kind in ("pedigreeMatrix", "comment", "undefined"):
            continue
        stated = attribute(one, "varianceWithPedigreeUncertainty") or attribute(one, "variance")
        variance = number(stated)
        edges = {
            "minimum": number(attribute(one, "minValue")),
            "maximum": number(attribute(one, "maxValue")),
        }
        found = None
        if kind == "lognormal":
            found = spread_of(kind, log_variance=variance)
        elif kind == "normal" and variance is not None and variance >= 0:
            found = spread_of(kind, sigma=math.sqrt(variance))
        elif kind in ("triangular", "uniform"):
            found = spread_of(kind, **edges)
        if found is None:
            records.find("no_spread", process, text(row, "name"))
        return found
    return None


def _parameters(flows: "Element | None") -> list[Record]:
    """Return the named values of a data set: parameters, amounts and properties of exchanges."""
    rows = children(flows, "parameter")
    for kind in ("intermediateExchange", "elementaryExchange"):
        of_kind = children(flows, kind)
        rows += of_kind + [p for row in of_kind for p in children(row, "property")]
    return [
        {
            "name": attribute(row, "variableName"),
            "value": number(attribute(row, "amount")),
            "formula": attribute(row, "mathematicalRelation"),
        }
        for row in rows
        if attribute(row, "variableName")
    ]
