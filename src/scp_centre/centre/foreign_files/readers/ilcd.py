"""ILCD 1.1: a ZIP of data sets on processes, flows, flow properties and unit groups.

An exchange's resultingAmount stands in the reference unit of its flow's reference property.
relativeStandardDeviation95In is the squared geometric standard deviation of a log-normal amount and
twice the standard deviation of a normal one, as its schema notes. Shares of co-products are per
cents at each exchange. Environmental product declarations hold results and no flows: not taken.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scp_centre.centre.foreign_files.readers.lca_records import (
    Record,
    Records,
    exchange,
    number,
    spread_of_95,
    year_of,
)
from scp_centre.centre.foreign_files.readers.lca_xml import (
    attribute,
    child,
    children,
    local,
    text,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "http://lca.jrc.it/ILCD/"
VERSION = "1.1"
DATA_SETS = frozenset({"processDataSet", "flowDataSet", "flowPropertyDataSet", "unitGroupDataSet"})
KINDS = {"Elementary flow": "elementary", "Waste flow": "waste"}
DECLARATION = "EPD"
PARTS_OF_NAME = (
    "baseName",
    "treatmentStandardsRoutes",
    "mixAndLocationTypes",
    "flowProperties",
    "functionalUnitFlowProperties",
)


class Reader:
    """Keeps data sets by their identifier until all are there: processes name flows."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._processes: list[Record] = []
        self._flows: dict[str, Record] = {}
        self._groups: dict[str, str] = {}  # flow property -> unit group
        self._units: dict[str, str] = {}  # unit group -> reference unit
        self._declarations = 0

    def take(self, data_set: "Element") -> None:
        """Keep what one data set says; raise FileRefusal for another version of the schema."""
        version = attribute(data_set, "version")
        if version and not version.startswith(VERSION):
            raise FileRefusal("unreadable", "unknown schema version", version=f"ILCD {version}")
        kind = local(data_set.tag)
        key = uuid_of(data_set)
        if kind == "processDataSet":
            self._take_process(data_set, key)
        elif kind == "flowDataSet":
            self._flows[key] = flow_of(data_set)
        elif kind == "flowPropertyDataSet":
            path = ("flowPropertiesInformation", "quantitativeReference")
            group = child(data_set, *path, "referenceToReferenceUnitGroup")
            self._groups[key] = attribute(group, "refObjectId")
        else:
            self._units[key] = reference_unit(data_set)

    def finish(self) -> None:
        """Add the processes, with the flows that the file describes."""
        if self._declarations and not self._processes:
            raise FileRefusal("empty", "declaration")
        for key, flow in self._flows.items():
            flow["unit"] = self._units.get(self._groups.get(flow["property"], ""), "")
            if not flow["unit"]:
                self._records.find("no_unit", flow["name"])
            self._records.flow(
                key,
                flow["name"],
                flow["kind"],
                flow["unit"],
                compartment=flow["compartment"],
                cas=flow["cas"],
            )
        for process in self._processes:
            self._add(process)

    def _take_process(self, data_set: "Element", key: str) -> None:
        about = child(data_set, "processInformation")
        name = name_of(child(about, "dataSetInformation", "name"))
        method = ("modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet")
        if text(data_set, *method) == DECLARATION:
            self._declarations += 1
            self._records.find("declaration", name)
            return
        place = child(about, "geography", "locationOfOperationSupplyOrProduction")
        rows = children(data_set, "exchanges", "exchange")
        self._processes.append(
            {
                "id": key,
                "name": name,
                "location": attribute(place, "location"),
                "year": year_of(text(about, "time", "referenceYear")),
                "references": [
                    " ".join((one.text or "").split())
                    for one in children(about, "quantitativeReference", "referenceToReferenceFlow")
                ],
                "rows": [self._row(row, name) for row in rows],
                "parameters": _parameters(about),
            }
        )

    def _row(self, row: "Element", process: str) -> Record:
        """Return what an exchange says, in plain data: the element is forgotten."""
        variable, mean = text(row, "referenceToVariable"), text(row, "meanAmount")
        return {
            "number": attribute(row, "dataSetInternalID"),
            "flow": attribute(child(row, "referenceToFlowDataSet"), "refObjectId"),
            "about": text(row, "referenceToFlowDataSet", "shortDescription"),
            "is_input": text(row, "exchangeDirection").lower() == "input",
            "is_reminder": "reminder" in text(row, "functionType").lower(),
            "amount": number(text(row, "resultingAmount") or ("" if variable else mean)),
            "formula": f"({mean or 1}) * {variable}" if variable else "",
            "location": text(row, "location"),
            "spread": _spread(row, process, self._records),
            "shares": {
                attribute(one, "internalReferenceToCoProduct"): number(
                    attribute(one, "allocatedFraction")
                )
                for one in children(row, "allocations", "allocation")
            },
        }

    def _add(self, process: Record) -> None:
        name, references = process["name"], process.pop("references")
        rows = [row for row in process.pop("rows") if self._is_usable(row, name)]
        process["exchanges"] = [
            exchange(
                row["flow"],
                row["amount"],
                self._flows[row["flow"]]["unit"],
                is_input=row["is_input"],
                spread=row["spread"],
                formula=row["formula"],
                location=row["location"],
            )
            for row in rows
        ]
        shares = _shares(rows)
        if len(shares) > 1:
            self._records.add_allocated(process, shares)
            return
        first = next((n for n, row in enumerate(rows) if row["number"] in references[:1]), None)
        for n, (row, one) in enumerate(zip(rows, process["exchanges"], strict=True)):
            one["is_reference"] = n == first
            is_product = self._flows[row["flow"]]["kind"] == "product"
            if is_product and not row["is_input"] and n != first:
                self._records.find("by_product", name, self._flows[row["flow"]]["name"])
        self._records.add(process)

    def _is_usable(self, row: Record, process: str) -> bool:
        if row["is_reminder"]:
            self._records.find("reminder_flow", process, row["about"])
            return False
        if row["flow"] not in self._flows:
            self._records.find("unknown_flow", process, row["about"] or row["flow"])
            return False
        return True


def _shares(rows: Sequence[Record]) -> dict[int, dict[int, float]]:
    """Return co-product -> exchange -> share, by their places."""
    places = {row["number"]: n for n, row in enumerate(rows)}
    shares: dict[int, dict[int, float]] = {}
    for n, row in enumerate(rows):
        for product, per_cent in row["shares"].items():
            if product in places and per_cent is not None:
                shares.setdefault(places[product], {})[n] = per_cent / 100
    return shares


def uuid_of(data_set: "Element") -> str:
    for information in data_set:
        found = text(information, "dataSetInformation", "UUID")
        if found:
            return found
    return ""


def name_of(written: "Element | None") -> str:
    return "; ".join(part for part in (text(written, one) for one in PARTS_OF_NAME) if part)


def flow_of(data_set: "Element") -> Record:
    about = child(data_set, "flowInformation", "dataSetInformation")
    categories = children(
        about, "classificationInformation", "elementaryFlowCategorization", "category"
    )
    wanted = text(
        data_set, "flowInformation", "quantitativeReference", "referenceToReferenceFlowProperty"
    )
    of_flow = [
        attribute(child(one, "referenceToFlowPropertyDataSet"), "refObjectId")
        for one in children(data_set, "flowProperties", "flowProperty")
        if attribute(one, "dataSetInternalID") == wanted
    ]
    written = text(data_set, "modellingAndValidation", "LCIMethod", "typeOfDataSet")
    return {
        "name": name_of(child(about, "name")),
        "kind": KINDS.get(written, "product"),
        "compartment": [" ".join((one.text or "").split()) for one in categories],
        "cas": text(about, "CASNumber"),
        "property": of_flow[0] if of_flow else "",
    }


def reference_unit(data_set: "Element") -> str:
    path = ("unitGroupInformation", "quantitativeReference", "referenceToReferenceUnit")
    wanted = text(data_set, *path)
    for unit in children(data_set, "units", "unit"):
        if attribute(unit, "dataSetInternalID") == wanted:
            return text(unit, "name")
    return ""


def _parameters(about: "Element | None") -> list[Record]:
    return [
        {
            "name": attribute(row, "name"),
            "value": number(text(row, "meanValue")),
            "formula": text(row, "formula"),
        }
        for row in children(about, "mathematicalRelations", "variableParameter")
    ]


def _spread(row: "Element", process: str, records: Records) -> Record | None:
    kind = text(row, "uncertaintyDistributionType")
    if kind in ("", "undefined"):
        return None
    found = spread_of_95(
        "lognormal" if kind == "log-normal" else kind,
        number(text(row, "relativeStandardDeviation95In")),
        number(text(row, "minimumAmount")),
        number(text(row, "maximumAmount")),
    )
    if found is None:
        records.find("no_spread", process, text(row, "referenceToFlowDataSet", "shortDescription"))
    return found
