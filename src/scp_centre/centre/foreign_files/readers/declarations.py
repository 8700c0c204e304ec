"""Environmental product declarations in ILCD+EPD: declared results by module of EN 15804.

Results stand at LCIA methods and at indicator flows, as amounts by module and scenario. A namespace
prefix of the attributes module and scenario is written by some programs and not by others. An
amount without a text was not declared, which is not 0. All amounts are of the reference amount of
the reference flow.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from scp_centre.centre.foreign_files.readers import archive, ilcd
from scp_centre.centre.foreign_files.readers.lca_records import number, year_of
from scp_centre.centre.foreign_files.readers.lca_xml import (
    attribute,
    child,
    children,
    data_sets,
    local,
    root_of,
    text,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Record = dict[str, Any]
MOST_FILES, LARGEST, WHOLE = 300_000, 50 * 1024**2, 1024**3
MOST_DECLARATIONS, MOST_INDICATORS, MOST_AMOUNTS = 2_000, 100, 200
LONGEST = 300  # signs of a text
ZIP = b"PK"
METHOD = "LCIAMethodDataSet"
PUBLICATION = ("administrativeInformation", "publicationAndOwnership")
NAMES = ilcd.DATA_SETS | {METHOD}


def read(content: bytes) -> Iterator[Record]:
    """Yield {"declaration": …} records, then {"findings": […]}.

    declaration : key, version, name, location, year, valid_until, owner, registration, standard,
    amount and unit of the reference flow, indicators
    indicator : key, name, unit, amounts, each with module, scenario and value

    Raises FileRefusal for what is no ILCD, of another version, or holds no declaration.
    """
    found = _Declarations()
    for name, file in _files(content):
        try:
            if not root_of(file).partition("}")[0].lstrip("{").startswith(ilcd.NAMESPACE):
                found.find("other_format", name)
                continue
            for data_set in data_sets(file, NAMES):
                found.take(data_set)
        except FileRefusal as refusal:
            if not name or "version" in refusal.about or refusal.kind == "too_many":
                raise
            found.find("unreadable_file", name)
    if not found.declarations:
        raise FileRefusal("empty", "no declaration")
    for one in found.declarations:
        yield {"declaration": found.finished(one)}
    yield {"findings": found.findings}


def _files(content: bytes) -> Iterator[tuple[str, bytes]]:
    if not content.startswith(ZIP):
        if len(content) > LARGEST:
            raise FileRefusal("too_large", size=len(content))
        yield "", content
        return
    name = ""
    for part in archive.read(
        content, endings=(".xml",), most=MOST_FILES, largest=LARGEST, whole=WHOLE
    ):
        if isinstance(part, dict):
            name = part["name"]
        else:
            yield name, part


class _Declarations:
    """Keeps data sets by their identifier until all are there."""

    def __init__(self) -> None:
        self.declarations: list[Record] = []
        self.findings: list[Record] = []
        self._flows: dict[str, Record] = {}
        self._groups: dict[str, str] = {}  # flow property -> unit group
        self._units: dict[str, str] = {}  # unit group -> reference unit
        self._methods: dict[str, str] = {}

    def find(self, kind: str, name: str) -> None:
        self.findings.append({"kind": kind, "name": name[:LONGEST], "about": ""})

    def take(self, data_set: "Element") -> None:
        """Keep what one data set says; raise FileRefusal for another version of the schema."""
        version = attribute(data_set, "version")
        if version and not version.startswith(ilcd.VERSION):
            raise FileRefusal("unreadable", "unknown schema version", version=f"ILCD {version}")
        key, kind = ilcd.uuid_of(data_set), local(data_set.tag)
        if kind == "processDataSet":
            self._take_process(data_set, key)
        elif kind == "flowDataSet":
            self._flows[key] = ilcd.flow_of(data_set)
        elif kind == "flowPropertyDataSet":
            path = ("flowPropertiesInformation", "quantitativeReference")
            group = child(data_set, *path, "referenceToReferenceUnitGroup")
            self._groups[key] = attribute(group, "refObjectId")
        elif kind == "unitGroupDataSet":
            self._units[key] = ilcd.reference_unit(data_set)
        else:
            self._methods[key] = text(
                data_set, "LCIAMethodInformation", "dataSetInformation", "name"
            )

    def _take_process(self, data_set: "Element", key: str) -> None:
        about = child(data_set, "processInformation")
        name = ilcd.name_of(child(about, "dataSetInformation", "name"))[:LONGEST]
        method = ("modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet")
        results = children(data_set, "LCIAResults", "LCIAResult")
        if text(data_set, *method) != ilcd.DECLARATION and not _has_modules(results):
            self.find("no_declaration", name)
            return
        if len(self.declarations) >= MOST_DECLARATIONS:
            raise FileRefusal("too_many", count=len(self.declarations))
        rows = children(data_set, "exchanges", "exchange")
        wanted = text(about, "quantitativeReference", "referenceToReferenceFlow")
        reference = next(
            (row for row in rows if attribute(row, "dataSetInternalID") == wanted), None
        )
        standards = children(data_set, "modellingAndValidation", "complianceDeclarations",
                             "compliance")  # fmt: skip
        publication = child(data_set, *PUBLICATION)
        self.declarations.append(
            {
                "key": key[:LONGEST],
                "version": text(publication, "dataSetVersion")[:LONGEST],
                "name": name,
                "location": attribute(
                    child(about, "geography", "locationOfOperationSupplyOrProduction"), "location"
                )[:LONGEST],
                "year": year_of(text(about, "time", "referenceYear")),
                "valid_until": year_of(text(about, "time", "dataSetValidUntil")),
                "owner": text(publication, "referenceToOwnershipOfDataSet", "shortDescription")[
                    :LONGEST
                ],
                "registration": text(publication, "registrationNumber")[:LONGEST],
                "standard": ", ".join(
                    found
                    for one in standards
                    if (found := text(one, "referenceToComplianceSystem", "shortDescription"))
                )[:LONGEST],
                "amount": _amount_of(reference),
                "flow": attribute(child(reference, "referenceToFlowDataSet"), "refObjectId"),
                "indicators": [
                    *_indicators(results, "referenceToLCIAMethodDataSet"),
                    *_indicators(
                        (row for row in rows if row is not reference), "referenceToFlowDataSet"
                    ),
                ][:MOST_INDICATORS],
            }
        )

    def finished(self, declaration: Record) -> Record:
        """Return a declaration with the names and units that other data sets hold."""
        flow = self._flows.get(declaration.pop("flow"), {})
        group = self._groups.get(flow.get("property", ""), "")
        declaration["unit"] = self._units.get(group, "")
        if not declaration["unit"] or not declaration["amount"]:
            self.find("no_unit", declaration["name"])
        for one in declaration["indicators"]:
            of_flow = self._flows.get(one["key"], {}).get("name", "")
            one["name"] = (one["name"] or self._methods.get(one["key"], "") or of_flow)[:LONGEST]
            of_group = one.pop("group")
            one["unit"] = (self._units.get(of_group["key"], "") or of_group["name"])[:LONGEST]
        return declaration


def _has_modules(results: Iterable["Element"]) -> bool:
    return any(_amounts(one) for one in results)


def _indicators(rows: Iterable["Element"], reference: str) -> Iterator[Record]:
    """Yield the rows that have amounts by module."""
    for row in rows:
        amounts = _amounts(row)
        if not amounts:
            continue
        named = child(row, reference)
        group = child(row, "other", "referenceToUnitGroupDataSet")
        yield {
            "key": attribute(named, "refObjectId")[:LONGEST],
            "name": text(named, "shortDescription")[:LONGEST],
            "group": {
                "key": attribute(group, "refObjectId"),
                "name": text(group, "shortDescription"),
            },
            "amounts": amounts[:MOST_AMOUNTS],
        }


def _amounts(row: "Element") -> list[Record]:
    """Return the amounts by module of a result; those without a number were not declared."""
    found = []
    for one in (*children(row, "other", "amount"), *children(row, "amount")):
        of = {local(name): value.strip() for name, value in one.attrib.items()}
        value = number((one.text or "").strip())
        if of.get("module") and value is not None:
            scenario = of.get("scenario", "")[:LONGEST]
            found.append({"module": of["module"][:20], "scenario": scenario, "value": value})
    return found


def _amount_of(reference: "Element | None") -> float | None:
    if reference is None:
        return None
    return number(text(reference, "resultingAmount") or text(reference, "meanAmount"))
