"""What the readers of life-cycle formats gather: flows, processes and findings, as `olca` has them.

Amounts are converted to the unit of the flow; that of a product is the unit in which it is made.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Record = dict[str, Any]

# Symbol in small letters -> dimension and size in its first unit: SI, and the international pound.
UNITS: dict[str, tuple[str, float]] = {
    "kg": ("mass", 1.0),
    "g": ("mass", 1e-3),
    "mg": ("mass", 1e-6),
    "µg": ("mass", 1e-9),
    "ug": ("mass", 1e-9),
    "ng": ("mass", 1e-12),
    "t": ("mass", 1e3),
    "lb": ("mass", 0.45359237),
    "mj": ("energy", 1.0),
    "kj": ("energy", 1e-3),
    "gj": ("energy", 1e3),
    "tj": ("energy", 1e6),
    "kwh": ("energy", 3.6),
    "mwh": ("energy", 3600.0),
    "wh": ("energy", 3.6e-3),
    "m3": ("volume", 1.0),
    "l": ("volume", 1e-3),
    "litre": ("volume", 1e-3),
    "dm3": ("volume", 1e-3),
    "cm3": ("volume", 1e-6),
    "m2": ("area", 1.0),
    "cm2": ("area", 1e-4),
    "ha": ("area", 1e4),
    "km2": ("area", 1e6),
    "m": ("length", 1.0),
    "km": ("length", 1e3),
    "cm": ("length", 1e-2),
    "mm": ("length", 1e-3),
    "m2a": ("area in use", 1.0),
    "m2*year": ("area in use", 1.0),
    "ha a": ("area in use", 1e4),
    "m3a": ("volume in use", 1.0),
    "m3*year": ("volume in use", 1.0),
    "tkm": ("goods moved", 1.0),
    "t*km": ("goods moved", 1.0),
    "metric ton*km": ("goods moved", 1.0),
    "kgkm": ("goods moved", 1e-3),
    "pkm": ("people moved", 1.0),
    "personkm": ("people moved", 1.0),
    "person*km": ("people moved", 1.0),
    "h": ("time", 1.0),
    "hr": ("time", 1.0),
    "hour": ("time", 1.0),
    "min": ("time", 1 / 60),
    "s": ("time", 1 / 3600),
    "d": ("time", 24.0),
    "day": ("time", 24.0),
    "kbq": ("activity", 1.0),
    "bq": ("activity", 1e-3),
    "p": ("count", 1.0),
    "unit": ("count", 1.0),
    "item(s)": ("count", 1.0),
}
# As they are written -> dimension whose amounts to and from nature stand in it
FIRST_UNITS = {
    "kg": "mass",
    "MJ": "energy",
    "m3": "volume",
    "m2": "area",
    "m2a": "area in use",
    "m3a": "volume in use",
    "kBq": "activity",
}
SUM_TOLERANCE = 2e-3  # of allocation shares, which formats round to a tenth of a per cent
YEARS = range(1950, 2100)
LONGEST = 200  # signs of a name in a finding


class Records:
    """Gathers what a file holds, and converts its amounts when all of it is known.

    units : symbol in small letters -> dimension and size, where the file has its own
    """

    def __init__(self) -> None:
        self.findings: list[Record] = []
        self.units = dict(UNITS)
        self.parameters: list[Record] = []
        self._flows: dict[str, Record] = {}
        self._processes: dict[str, Record] = {}

    def find(self, kind: str, name: object, about: object = "") -> None:
        """Note what could not be taken as it stands."""
        self.findings.append(
            {"kind": kind, "name": str(name)[:LONGEST], "about": str(about)[:LONGEST]}
        )

    def flow(
        self,
        key: str,
        name: str,
        kind: str,
        unit: str,
        *,
        compartment: Iterable[str] = (),
        cas: str = "",
    ) -> str:
        """Return the identifier of a flow, which is noted when it is new; waste stays waste.

        An elementary flow stands in the first unit of its dimension, so that no order of data sets
        changes it.
        """
        known = self._flows.setdefault(
            key,
            {
                "id": key,
                "name": name,
                "kind": kind,
                "compartment": [part for part in compartment if part],
                "cas": cas.strip().lstrip("0"),
                "unit": self._first_unit(unit) if kind == "elementary" else unit,
            },
        )
        if kind == "waste":
            known["kind"] = kind
        return key

    def elementary(self, name: str, unit: str, compartment: Iterable[str], *, cas: str = "") -> str:
        """Return the identifier of an elementary flow of a format that gives it none."""
        places = [part.strip() for part in compartment]
        key = identifier("elementary", plain(name), *map(plain, places), self._unit(unit)[0])
        return self.flow(key, name.strip(), "elementary", unit, compartment=places, cas=cas)

    def product(self, name: str, unit: str, *, kind: str = "product", location: str = "") -> str:
        """Return the identifier of a product of a format that knows it by name and place."""
        key = identifier("product", plain(name), plain(location))
        return self.flow(key, name.strip(), kind, unit)

    def add(self, process: Record) -> None:
        """Keep a process; what stands twice is taken once."""
        if process["id"] in self._processes:
            self.find("duplicate_process", process["name"], process["location"])
            return
        reference = next((e for e in process["exchanges"] if e["is_reference"]), None)
        if reference and self._flows[reference["flow"]]["kind"] == "elementary":
            reference = None
        process["reference"] = reference["flow"] if reference else None
        if reference is None:
            self.find("no_reference", process["name"], process["id"])
        else:
            flow = self._flows[reference["flow"]]
            flow["unit"] = reference["unit"]
            if reference["amount"] is not None and reference["amount"] < 0:
                flow["kind"] = "waste"  # the treatment, written as in EcoSpold 2
        self._processes[process["id"]] = process

    def add_allocated(self, process: Record, shares: Mapping[int, Mapping[int, float]]) -> None:
        """Keep a process with several products as one process a product.

        shares : place of a product among the exchanges -> place of an exchange -> its share

        Shares of an exchange that do not sum to 1 are a finding, and the process is not taken.
        """
        places = range(len(process["exchanges"]))
        for place in places:
            total = math.fsum(of_product.get(place, 0.0) for of_product in shares.values())
            if place not in shares and abs(total - 1) > SUM_TOLERANCE:
                self.find("allocation_sum", process["name"], f"{100 * total:.6g} %")
                return
        for product, of_product in shares.items():
            made = process["exchanges"][product]
            exchanges = [made | {"is_reference": True}]
            exchanges += [
                part_of(process["exchanges"][place], of_product[place])
                for place in places
                if place not in shares and of_product.get(place)
            ]
            key = identifier("allocated", process["id"], made["flow"])
            name, product_name = process["name"], self._flows[made["flow"]]["name"]
            whole = name if product_name == name else f"{name}, {product_name}"
            self.add(process | {"id": key, "name": whole, "exchanges": exchanges})

    def result(self) -> Iterator[Record]:
        """Yield flows, processes, parameters of the whole file, and findings."""
        done = [self._in_flow_units(process) for process in self._processes.values()]
        for flow in self._flows.values():
            yield {"flow": flow}
        for process in done:
            yield {"process": process}
        yield {"parameters": self.parameters}
        yield {"findings": self.findings}

    def _in_flow_units(self, process: Record) -> Record:
        kept = []
        for exchange in process["exchanges"]:
            flow = self._flows[exchange["flow"]]
            of_exchange, of_flow = self._unit(exchange["unit"]), self._unit(flow["unit"])
            if of_exchange[0] != of_flow[0]:
                self.find("no_conversion", process["name"], flow["name"])
            elif exchange["amount"] is None and not exchange["formula"]:
                self.find("no_amount", process["name"], flow["name"])
            else:
                kept.append(self._scaled(process, exchange, flow, of_exchange[1] / of_flow[1]))
        return _with_reference(process | {"exchanges": kept}, self.find)

    def _scaled(self, process: Record, exchange: Record, flow: Record, scale: float) -> Record:
        amount = exchange["amount"]
        turns = exchange["is_input"] or exchange["is_reference"]
        if flow["kind"] == "waste" and turns and amount is not None and amount < 0:
            # A negative input of a waste is an output of it; a negative reference takes it in.
            scale = -scale
            exchange = exchange | {"is_input": exchange["is_reference"]}
        found = part_of(exchange, scale)
        del found["unit"]
        if _is_outside(found):
            self.find("outside_bounds", process["name"], flow["name"])
            found["spread"] = None
        return found

    def _first_unit(self, unit: str) -> str:
        dimension, _size = self._unit(unit)
        return next((one for one, of in FIRST_UNITS.items() if of == dimension), unit)

    def _unit(self, unit: str) -> tuple[str, float]:
        symbol = plain(unit)
        return self.units.get(symbol, (symbol, 1.0))


def _with_reference(process: Record, find: Callable[[str, object, object], None]) -> Record:
    """Return a process; one whose reference was left out has none."""
    if process["reference"] and not any(one["is_reference"] for one in process["exchanges"]):
        find("no_reference", process["name"], process["id"])
        return process | {"reference": None}
    return process


def exchange(flow: str, amount: float | None, unit: str, **more: Any) -> Record:
    """Return an exchange with what every exchange has.

    formula : of the amount, in the unit of the exchange; used where the amount is None
    """
    found: Record = {
        "flow": flow,
        "amount": amount,
        "unit": unit,
        "is_input": False,
        "is_avoided": False,
        "is_reference": False,
        "provider": None,
        "spread": None,
        "formula": "",
        "location": "",
    }
    return found | more


def part_of(exchange: Record, factor: float) -> Record:
    """Return an exchange times a factor, with its formula and its spread."""
    found = dict(exchange)
    if factor == 1:
        return found
    if found["amount"] is not None:
        found["amount"] *= factor
    if found["formula"]:
        found["formula"] = f"({found['formula']}) * ({factor!r})"
    if found["spread"]:
        spread = dict(found["spread"])
        for part, size in (("sigma", abs(factor)), ("minimum", factor), ("maximum", factor)):
            if spread.get(part) is not None:
                spread[part] *= size
        found["spread"] = spread
    return found


def _is_outside(exchange: Record) -> bool:
    spread, amount = exchange["spread"], exchange["amount"]
    if not spread or spread["kind"] != "triangular" or amount is None:
        return False
    bounds = sorted((spread["minimum"], spread["maximum"]))
    return not bounds[0] <= amount <= bounds[1]


def spread_of(kind: str, **parts: float | None) -> Record | None:
    """Return a spread whose parts are all known, else none."""
    if not parts or any(part is None for part in parts.values()):
        return None
    return {"kind": kind, **parts}


def spread_of_95(
    kind: str, wide: float | None, minimum: float | None, maximum: float | None
) -> Record | None:
    """Return a spread as formats write it that give an interval of 95 %; none of another kind.

    wide : the squared geometric standard deviation of a lognormal, twice the deviation of a normal
    """
    match kind:
        case "lognormal":
            return spread_of(kind, gsd_squared=wide)
        case "normal":
            return spread_of(kind, sigma=None if wide is None else wide / 2)
        case "triangular" | "uniform":
            return spread_of(kind, minimum=minimum, maximum=maximum)
    return None


def number(written: str | None) -> float | None:
    """Return a number with a decimal point; anything else, and what is not finite, is none."""
    try:
        found = float(written or "")
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def year_of(*written: str) -> int | None:
    """Return the year of the first date that has one which data can be of, or none.

    Programs write 9999 or 2100 for data without an end.
    """
    for one in written:
        year = number(one.strip()[:4])
        if year is not None and year in YEARS:
            return round(year)
    return None


def plain(name: str) -> str:
    """Return a name without outer or double blanks, in small letters."""
    return " ".join(name.split()).lower()


def identifier(*parts: str) -> str:
    """Return an identifier that is the same for the same parts in every file."""
    return str(uuid5(NAMESPACE_URL, "\n".join(parts)))
