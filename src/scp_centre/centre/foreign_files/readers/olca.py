"""openLCA JSON-LD packages, olca-schema 1 and 2, as plain records in reference units.

Amounts are converted to the reference unit of the flow's reference property. Nothing is linked
here: `methods/lifecycle/background.py` does, by rules that it shows.
"""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scp_centre.centre.foreign_files.readers import archive
from scp_centre.centre.foreign_files.readers.lca_progress import unpacked_size, yield_progress
from scp_centre.centre.foreign_files.readers.lca_records import (
    SUM_TOLERANCE,
    identifier,
    part_of,
    year_of,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal

MOST_FILES, LARGEST, WHOLE = 300_000, 50 * 1024**2, 4 * 1024**3
VERSIONS = (1, 2)
PROCESSES = "processes"
FOLDERS = (
    *("unit_groups", "flow_properties", "categories", "locations", "parameters"),
    *("flows", "processes"),
)
KINDS = {"ELEMENTARY_FLOW": "elementary", "PRODUCT_FLOW": "product", "WASTE_FLOW": "waste"}
CAUSAL = "CAUSAL_ALLOCATION"
ALLOCATIONS = ("PHYSICAL_ALLOCATION", "ECONOMIC_ALLOCATION", CAUSAL)
SPREADS = {
    "LOG_NORMAL_DISTRIBUTION": "lognormal",
    "NORMAL_DISTRIBUTION": "normal",
    "TRIANGLE_DISTRIBUTION": "triangular",
    "UNIFORM_DISTRIBUTION": "uniform",
}

Record = dict[str, Any]


def read(content: bytes, *, progress: bool = False) -> Iterator[Record]:
    """Yield {"version": …}, then {"flow": …} and {"process": …} records, then {"findings": […]}.

    progress : before all others, {"read": …} with the share of the file that has been read

    flow : id, name, kind, compartment, cas, unit
    process : id, name, location, year, quality, reference (flow), exchanges
    exchange : flow, amount, is_input, is_avoided, is_reference, provider, spread, formula, location
    finding : kind, name, about

    Raises FileRefusal for what is no package, and for a schema version that is not 1 or 2.
    """
    package = Package()
    yield from package.take(content, progress)
    yield {"version": package.version}
    for flow in package.flows.values():
        yield {"flow": {key: value for key, value in flow.items() if key != "factors"}}
    for one in package.processes(content, progress):
        if "read" in one:
            yield one
        else:
            yield from ({"process": record} for record in package.records(one))
    yield {"parameters": [_parameter(one) for one in package.of("parameters")]}
    yield {"findings": package.findings}


class Package:
    """The files of a package by folder, with the units that its exchanges are converted by."""

    def __init__(self, folders: Iterable[str] = FOLDERS, *, needed: str = "processes") -> None:
        self.findings: list[Record] = []
        self._files: dict[str, dict[str, Record]] = {folder: {} for folder in folders}
        self._needed = needed
        self.version = 1
        self._units: dict[str, float | None] = {}
        self.flows: dict[str, Record] = {}

    def take(self, content: bytes, progress: bool) -> Iterator[Record]:
        """Read all files, yielding how far that is; raise FileRefusal for what is no package."""
        parts = self._parts(content, lambda name: not _is_process(name))
        if progress and self._needed != PROCESSES:
            parts = yield_progress(parts, unpacked_size(content, (".json",)))
        for one in self._parsed(parts):
            if isinstance(one, tuple):
                self._keep(*one)
            else:
                yield one
        has_processes = self._needed == PROCESSES and self._has_processes(content)
        if not has_processes and not self._files[self._needed]:
            if any(one["kind"] == "unreadable_file" for one in self.findings):
                raise FileRefusal("unreadable", "no file can be read")
            raise FileRefusal("empty", f"no {self._needed} in the package")
        if self.version not in VERSIONS:
            raise FileRefusal("unreadable", "unknown schema version", version=self.version)
        self._units = self._read_units()
        self.flows = {flow["id"]: flow for flow in map(self._flow, self.of("flows"))}

    def processes(self, content: bytes, progress: bool) -> Iterator[Record]:
        """Yield the processes one by one, so that a large package never stands in memory whole.

        Between them come {"read": …} records. What has an identifier again is a finding.
        """
        parts = self._parts(content, _is_process)
        if progress:
            parts = yield_progress(parts, unpacked_size(content, (".json",), _is_process))
        known: set[str] = set()
        for one in self._parsed(parts):
            if not isinstance(one, tuple):
                yield one
                continue
            _name, process = one
            key = process.get("@id")
            if not isinstance(key, str):
                continue
            if key in known:
                self.find("duplicate_process", process.get("name", ""), key)
                continue
            known.add(key)
            yield process

    def _parts(self, content: bytes, wanted: Callable[[str], bool]) -> Iterator[Any]:
        return archive.read(
            content,
            endings=(".json",),
            most=MOST_FILES,
            largest=LARGEST,
            whole=WHOLE,
            wanted=wanted,
        )

    def _has_processes(self, content: bytes) -> bool:
        before = len(self.findings)
        parts = self._parsed(self._parts(content, _is_process))
        found = any(isinstance(one, tuple) and isinstance(one[1].get("@id"), str) for one in parts)
        if found:
            del self.findings[before:]  # `processes` says them
        return found

    def of(self, folder: str) -> Iterator[Record]:
        yield from self._files[folder].values()

    def _parsed(self, parts: Iterable[Any]) -> Iterator[tuple[str, Record] | Record]:
        name, fault = "", ""
        for part in parts:
            if isinstance(part, dict) and "read" in part:
                yield part
            elif isinstance(part, dict):
                name, fault = part["name"], part["fault"]
                if fault:
                    self.find("unreadable_file", name, fault)
            elif (parsed := self._json(name, part)) is not None:
                yield name, parsed

    def _json(self, name: str, content: bytes) -> Record | None:
        try:
            parsed = json.loads(content, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            self.find("unreadable_file", name, "not JSON")
            return None
        return parsed if isinstance(parsed, dict) else None

    def _keep(self, name: str, parsed: Record) -> None:
        folder, _, last = name.rpartition("/")
        folder = folder.rsplit("/", 1)[-1]
        if last in ("olca-schema.json", "meta.info") and "version" in parsed:
            self.version = _version_of(parsed["version"])
        elif folder in self._files and isinstance(parsed.get("@id"), str):
            self._files[folder][parsed["@id"]] = parsed

    def _read_units(self) -> dict[str, float | None]:
        return {
            unit["@id"]: amount_of(unit.get("conversionFactor", 1.0))
            for group in self.of("unit_groups")
            for unit in group.get("units", ())
        }

    def _reference_unit(self, property_id: str) -> str:
        of_property = self._files["flow_properties"].get(property_id, {})
        group = self._files["unit_groups"].get(id_of(of_property.get("unitGroup")), {})
        for unit in group.get("units", ()):
            if unit.get("referenceUnit") or unit.get("isRefUnit"):
                return str(unit.get("name", ""))
        return ""

    def _flow(self, flow: Record) -> Record:
        factors = {}
        reference = ""
        for factor in flow.get("flowProperties", ()):
            of_property = id_of(factor.get("flowProperty"))
            factors[of_property] = amount_of(factor.get("conversionFactor", 1.0))
            if factor.get("referenceFlowProperty") or factor.get("isRefFlowProperty"):
                reference = of_property
        return {
            "id": flow["@id"],
            "name": str(flow.get("name", "")),
            "kind": KINDS.get(flow.get("flowType", ""), "product"),
            "compartment": self._path(flow.get("category")),
            "cas": str(flow.get("cas") or ""),
            "unit": self._reference_unit(reference),
            "factors": factors,
        }

    def _path(self, category: Any) -> list[str]:
        """Return the categories of a flow from the outside in; schema 2 writes them as a path."""
        if isinstance(category, str):
            return [part.strip() for part in category.split("/") if part.strip()]
        path: list[str] = []
        while isinstance(category, dict) and len(path) < 20:
            whole = self._files["categories"].get(id_of(category), category)
            path.append(str(whole.get("name", "")).strip())
            category = whole.get("category")
        return path[::-1]

    def records(self, process: Record) -> Iterator[Record]:
        """Yield a process, or one a product where the file says how it is allocated.

        Without shares, co-products carry nothing and are a finding. Shares that do not sum to 1 are
        a finding too, and the process is not taken.
        """
        record, written = self._process(process)
        products = [
            place
            for place, one in enumerate(record["exchanges"])
            if self.flows[one["flow"]]["kind"] == "product"
            and not (one["is_input"] or one["is_avoided"])
        ]
        others = [n for n in products if not record["exchanges"][n]["is_reference"]]
        if record["reference"] is None or not others:
            yield record
            return
        shares = allocation_shares(process, written, record["exchanges"], products)
        if not shares:
            for place in others:
                flow = self.flows[record["exchanges"][place]["flow"]]
                self.find("by_product", record["name"], flow["name"])
            yield record
            return
        parted = [n for n in range(len(written)) if n not in products]
        for place in parted:
            total = math.fsum(of_product.get(place, 0.0) for of_product in shares.values())
            if abs(total - 1) > SUM_TOLERANCE:
                self.find("allocation_sum", record["name"], f"{100 * total:.6g} %")
                return
        for product, of_product in shares.items():
            yield self._allocated(record, product, of_product, parted)

    def _allocated(
        self, record: Record, product: int, shares: dict[int, float], parted: list[int]
    ) -> Record:
        """Return the process of one product; that of the reference keeps its identifier."""
        made = record["exchanges"][product]
        exchanges = [made | {"is_reference": True}]
        exchanges += [
            part_of(record["exchanges"][place], shares[place])
            for place in parted
            if shares.get(place)
        ]
        found = record | {"reference": made["flow"], "exchanges": exchanges}
        if made["is_reference"]:
            return found
        name = f"{record['name']}, {self.flows[made['flow']]['name']}"
        return found | {"id": identifier("allocated", record["id"], made["flow"]), "name": name}

    def _process(self, process: Record) -> tuple[Record, list[Record]]:
        """Return a process, and its exchanges as the file writes them, in the same order."""
        pairs = [(self._exchange(e, process), e) for e in process.get("exchanges", ())]
        known = [exchange for exchange, _e in pairs if exchange is not None]
        reference = next((e["flow"] for e in known if e["is_reference"]), None)
        for one in known[[e["is_reference"] for e in known].index(True) + 1 :] if reference else ():
            one["is_reference"] = False  # the first one holds
        if reference is None:
            self.find("no_reference", process.get("name", ""), process["@id"])
        about = process.get("processDocumentation")
        about = about if isinstance(about, dict) else {}
        written = [e for exchange, e in pairs if exchange is not None]
        record = {
            "id": process["@id"],
            "name": str(process.get("name", "")),
            "location": str((process.get("location") or {}).get("name") or ""),
            "year": year_of(*(str(about.get(day) or "") for day in ("validUntil", "validFrom"))),
            "quality": str(process.get("dqEntry") or "")[:40],
            "reference": reference,
            "exchanges": known,
        }
        if any(one["formula"] for one in known):
            record["parameters"] = [_parameter(one) for one in process.get("parameters") or ()]
        return record, written

    def _exchange(self, exchange: Record, process: Record) -> Record | None:
        flow_id = id_of(exchange.get("flow"))
        flow = self.flows.get(flow_id)
        amount = amount_of(exchange.get("amount", 0.0))
        if flow is None or amount is None:
            kind = "unknown_flow" if flow is None else "no_amount"
            self.find(kind, process.get("name", ""), flow_id)
            return None
        scale = self.scale(exchange, flow, process)
        if scale is None:
            return None
        return {
            "flow": flow_id,
            "amount": amount * scale,
            "is_input": bool(exchange.get("isInput", exchange.get("input", False))),
            "is_avoided": bool(
                exchange.get("isAvoidedProduct", exchange.get("avoidedProduct", False))
            ),
            "is_reference": bool(
                exchange.get(
                    "isQuantitativeReference", exchange.get("quantitativeReference", False)
                )
            ),
            "provider": id_of(exchange.get("defaultProvider")) or None,
            "spread": _spread(exchange.get("uncertainty"), scale),
            "formula": _scaled_formula(exchange.get("amountFormula"), scale),
            "location": str((exchange.get("location") or {}).get("name") or ""),
        }

    def scale(self, exchange: Record, flow: Record, process: Record) -> float | None:
        """Return what an amount is multiplied by to stand in the flow's reference unit."""
        of_property = id_of(exchange.get("flowProperty"))
        factor = flow["factors"].get(of_property) if of_property else 1.0
        unit_id = id_of(exchange.get("unit"))
        unit = self._units.get(unit_id) if unit_id else 1.0
        if not factor or unit is None or not math.isfinite(unit / factor):
            self.find("no_conversion", process.get("name", ""), flow["name"])
            return None
        return unit / factor

    def find(self, kind: str, name: str, about: str) -> None:
        self.findings.append({"kind": kind, "name": str(name)[:200], "about": str(about)[:200]})


def allocation_shares(
    process: Record, written: list[Record], exchanges: list[Record], products: list[int]
) -> dict[int, dict[int, float]]:
    """Return place of a product -> place of an exchange -> share; nothing where none are stated.

    Physical and economic shares hold for all exchanges, causal ones for the exchange that they name
    by its internal identifier, or in schema 1 by its flow.
    """
    method = process.get("defaultAllocationMethod")
    stated = process.get("allocationFactors")
    if method not in ALLOCATIONS or not isinstance(stated, list):
        return {}
    place_of = {exchanges[place]["flow"]: place for place in products}
    shares: dict[int, dict[int, float]] = {place: {} for place in products}
    for factor in stated:
        value = amount_of(factor.get("value"))
        product = place_of.get(id_of(factor.get("product")))
        if factor.get("allocationType") != method or value is None or product is None:
            continue
        of_product = shares[product]
        if method != CAUSAL:
            of_product.update(dict.fromkeys(range(len(written)), value))
            continue
        named = factor.get("exchange") or {}
        for place, one in enumerate(written):
            by_number = named.get("internalId") is not None
            wanted = named["internalId"] if by_number else id_of(named.get("flow"))
            found = one.get("internalId") if by_number else id_of(one.get("flow"))
            if wanted == found:
                of_product[place] = value
    return shares if any(shares.values()) else {}


def _version_of(written: Any) -> Any:
    """Return a schema version as a whole number where it is one, also where it is a text."""
    if isinstance(written, bool):
        return str(written)
    if isinstance(written, float) and written.is_integer():
        return round(written)
    is_digits = isinstance(written, str) and written.isascii() and written.isdigit()
    return round(float(written)) if is_digits and len(written) < 9 else written


def _is_process(name: str) -> bool:
    """Return whether a file of a package is a process, by its folder."""
    return name.rpartition("/")[0].rsplit("/", 1)[-1] == PROCESSES


def _scaled_formula(written: Any, scale: float) -> str:
    """Return the formula of an amount in the reference unit of its flow."""
    formula = written.strip() if isinstance(written, str) else ""
    return formula if not formula or scale == 1 else f"({formula}) * ({scale!r})"


def _parameter(written: Record) -> Record:
    """Return a parameter with its value, or with its formula where it depends on others."""
    formula = written.get("formula")
    depends = isinstance(formula, str) and formula.strip() != ""
    is_input = written.get("isInputParameter", written.get("inputParameter", not depends))
    value = amount_of(written.get("value")) if is_input or not depends else None
    return {
        "name": str(written.get("name", "")),
        "value": value,
        "formula": str(formula or "") if value is None else "",
    }


def _spread(written: Any, scale: float) -> Record | None:
    """Return a spread in reference units; a lognormal's geometric deviation has none."""
    if not isinstance(written, dict) or written.get("distributionType") not in SPREADS:
        return None
    kind = SPREADS[written["distributionType"]]
    found: Record = {"kind": kind}
    if kind == "lognormal":
        gsd = written.get("geomSd", written.get("geometricStandardDeviation"))
        found["gsd"] = amount_of(gsd)
    elif kind == "normal":
        sd = amount_of(written.get("sd", written.get("standardDeviation")))
        found["sigma"] = None if sd is None else sd * abs(scale)
    else:
        for bound in ("minimum", "maximum"):
            edge = amount_of(written.get(bound))
            found[bound] = None if edge is None else edge * scale
    return found


def amount_of(written: Any) -> float | None:
    """Return a number of JSON; a text is none, nor is what exceeds a number of a computer."""
    is_number = isinstance(written, int | float) and not isinstance(written, bool)
    return written * 1.0 if is_number and abs(written) <= sys.float_info.max else None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def id_of(reference: Any) -> str:
    return str(reference.get("@id", "")) if isinstance(reference, dict) else ""
