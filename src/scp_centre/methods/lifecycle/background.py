"""A database of processes, linked by rules that are shown, with what is wrong in it said first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.data_quality import SpreadField, lowest_of, read_sigma
from scp_centre.methods.lifecycle.matrices import Entries
from scp_centre.methods.lifecycle.spread import Kind, Spread
from scp_centre.methods.messages import _

Array = NDArray[np.float64]
# Field of a record -> which measure of spread it is
FIELDS = {
    "gsd": SpreadField.GSD,
    "gsd_squared": SpreadField.GSD_SQUARED,
    "log_variance": SpreadField.LOG_VARIANCE,
}
Row = tuple[int, int, float, Spread | None]  # row, column, amount, spread


@dataclass(frozen=True, slots=True)
class Flow:
    """kind : elementary, product or waste    compartment : from the outside in"""

    id: str
    name: str
    kind: str
    compartment: tuple[str, ...] = ()
    cas: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """One product input, or waste output, and how its provider was found.

    rule : stated, only producer, or smallest identifier
    """

    process: str
    flow: str
    provider: str
    rule: str


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong in a database, before any figure is computed.

    without_producer : inputs of a product that no process puts out: (process, flow)
    only_by_product : inputs of a product that processes put out, none as its reference
    several_producers : inputs of a product that several processes put out, without a stated one
    alike_names : names of flows that differ by blanks or capitals only
    duplicates : flows that stand several times in one compartment: (name, records)
    without_reference : processes that name no product
    without_yield : processes of whose product nothing is left after their own use
    """

    without_producer: tuple[tuple[str, str], ...]
    only_by_product: tuple[tuple[str, str], ...]
    several_producers: tuple[tuple[str, str], ...]
    alike_names: tuple[tuple[str, ...], ...]
    duplicates: tuple[tuple[str, int], ...]
    without_reference: tuple[str, ...]
    without_yield: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """A database as a square system; row and column i belong to process i.

    cut_off : exchanges of products and wastes that stay without a provider
    """

    processes: tuple[str, ...]
    flows: tuple[str, ...]
    technosphere: Entries
    biosphere: Entries
    technosphere_spreads: tuple[Spread | None, ...]
    biosphere_spreads: tuple[Spread | None, ...]
    links: tuple[Linked, ...]
    cut_off: int
    faults: Faults

    def demand(self, process: str, amount: float = 1.0) -> Array:
        """Return the demand of an amount of a process's reference product."""
        return self.demand_at(self.processes.index(process), amount)

    def demand_at(self, place: int, amount: float = 1.0) -> Array:
        """Return the same by the place of a process.

        Where a reference is written below 0, as of a waste that is taken in, its demand is too.
        """
        f = np.zeros(len(self.processes))
        f[place] = amount * self.signs[place]
        return f

    @property
    def signs(self) -> Array:
        """Return (process,) 1, or -1 where the reference stands below 0 in the technosphere."""
        own = self.technosphere.row == self.technosphere.col
        diagonal = np.zeros(len(self.processes))
        np.add.at(diagonal, self.technosphere.row[own], self.technosphere.value[own])
        return np.where(diagonal < 0, -1.0, 1.0)


def link_database(flows: Iterable[Flow], processes: Iterable[Mapping[str, Any]]) -> Background:
    """Return the square system of a database whose other outputs carry nothing.

    A product comes from the stated provider, else from the process whose reference it is, of
    several the one with the smallest identifier. What has no provider is cut off and listed. A
    waste goes to the process whose reference it is in the same way.

    processes : id, reference, exchanges with flow, amount, is_input, is_avoided, is_reference and
    provider, in the reference unit of each flow

    Raises InvalidValueError for a database without any process that makes something.
    """
    kinds = {flow.id: flow for flow in flows}
    listed = sorted(processes, key=lambda one: str(one["id"]))
    usable = [one for one in listed if one["reference"] is not None]
    if not usable:
        raise InvalidValueError(
            _("No process in the database has a reference product."),
            where="processes",
            cure=_(
                "Set the quantitative reference of each process in the source program, then "
                "export the database again."
            ),
        )
    usable, without_yield = _with_yield(usable)
    finder = _Providers(usable)
    column = {str(one["id"]): place for place, one in enumerate(usable)}
    flow_row: dict[str, int] = {}
    technical: list[Row] = []
    elementary: list[Row] = []
    links: list[Linked] = []
    cut_off = 0
    for place, process in enumerate(usable):
        for exchange in process["exchanges"]:
            kind = kinds[exchange["flow"]].kind
            spread = read_spread(exchange.get("spread"))
            given = -exchange["amount"] if exchange["is_input"] else exchange["amount"]
            if kind == "elementary":
                row = flow_row.setdefault(exchange["flow"], len(flow_row))
                elementary.append((row, place, given, spread))
            elif exchange["is_reference"]:
                technical.append((place, place, exchange["amount"], spread))
            elif exchange["is_input"] or kind == "waste" or exchange["is_avoided"]:
                link = finder.find(process, exchange)
                if link is None:
                    cut_off += 1
                    continue
                sign = 1.0 if exchange["is_avoided"] else -1.0
                amount = sign * exchange["amount"]
                technical.append((column[link.provider], place, amount, spread))
                links.append(link)
    n = len(usable)
    return Background(
        tuple(column),
        tuple(flow_row),
        _entries(technical, (n, n)),
        _entries(elementary, (len(flow_row), n)),
        tuple(row[3] for row in technical),
        tuple(row[3] for row in elementary),
        tuple(links),
        cut_off,
        replace(_find_faults(kinds, listed, finder), without_yield=without_yield),
    )


def _with_yield(
    processes: list[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], tuple[str, ...]]:
    """Return the processes that make something of their product, and the names of the others.

    A process whose reference is 0, or that uses as much of its own product as it makes, makes
    nothing; a negative net amount would be taken for a waste that is treated.
    """
    finder = _Providers(processes)
    kept, names = [], []
    for one in processes:
        made = sum(e["amount"] for e in one["exchanges"] if e["is_reference"])
        used = sum(
            e["amount"]
            for e in one["exchanges"]
            if e["is_input"]
            and not (e["is_reference"] or e["is_avoided"])
            and e["flow"] == one["reference"]
            and (link := finder.find(one, e)) is not None
            and link.provider == str(one["id"])
        )
        if made == 0 or (made > 0 and used >= made):
            names.append(str(one["name"]))
        else:
            kept.append(one)
    if not kept:
        raise InvalidValueError(
            _("No process in the database makes any of its reference product."),
            where="processes",
            cure=_("Correct the reference amounts in the source program, then export again."),
        )
    return kept, tuple(names)


class _Providers:
    """Who puts out each product, and whose reference it is."""

    def __init__(self, processes: Sequence[Mapping[str, Any]]) -> None:
        self.by_reference: dict[str, list[str]] = defaultdict(list)
        self.by_output: dict[str, list[str]] = defaultdict(list)
        self._known = {str(one["id"]): str(one["reference"]) for one in processes}
        for one in processes:
            self.by_reference[str(one["reference"])].append(str(one["id"]))
            for exchange in one["exchanges"]:
                if exchange["is_reference"] or not exchange["is_input"]:
                    self.by_output[exchange["flow"]].append(str(one["id"]))

    def find(self, process: Mapping[str, Any], exchange: Mapping[str, Any]) -> Linked | None:
        flow, stated = str(exchange["flow"]), exchange["provider"]
        user = str(process["id"])
        if stated is not None and self._known.get(stated) == flow:
            return Linked(user, flow, stated, "stated")
        makers = self.by_reference.get(flow, [])
        if not makers:
            return None
        rule = "only producer" if len(makers) == 1 else "smallest identifier"
        return Linked(user, flow, min(makers), rule)


def _find_faults(
    flows: Mapping[str, Flow], processes: Sequence[Mapping[str, Any]], finder: _Providers
) -> Faults:
    without, by_product, several = [], [], []
    for process in processes:
        for exchange in process["exchanges"]:
            flow = exchange["flow"]
            is_taken = exchange["is_input"] and not exchange["is_reference"]
            if not is_taken or flows[flow].kind == "elementary":
                continue
            place = str(process["id"]), flow
            makers = finder.by_output.get(flow, [])
            if not makers:
                without.append(place)
            elif flow not in finder.by_reference:
                by_product.append(place)
            if len(set(makers)) > 1 and exchange["provider"] is None:
                several.append(place)
    nameless = tuple(str(one["name"]) for one in processes if one["reference"] is None)
    return Faults(
        tuple(without),
        tuple(by_product),
        tuple(several),
        _alike(flows),
        _duplicates(flows),
        nameless,
    )


def _alike(flows: Mapping[str, Flow]) -> tuple[tuple[str, ...], ...]:
    """Return the names that only blanks or capitals tell apart."""
    spelled: dict[str, set[str]] = defaultdict(set)
    for flow in flows.values():
        if flow.kind == "elementary":
            spelled[plain_name(flow.name)].add(flow.name)
    return tuple(sorted(tuple(sorted(names)) for names in spelled.values() if len(names) > 1))


def _duplicates(flows: Mapping[str, Flow]) -> tuple[tuple[str, int], ...]:
    """Return the flows that have several records in one compartment, most records first."""
    records: Counter[tuple[str, tuple[str, ...]]] = Counter(
        (plain_name(flow.name), flow.compartment)
        for flow in flows.values()
        if flow.kind == "elementary"
    )
    found = [(name, count) for (name, _place), count in records.items() if count > 1]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def plain_name(name: str) -> str:
    """Return a name without outer or double blanks, in small letters."""
    return " ".join(name.split()).lower()


def read_spread(record: Mapping[str, Any] | None) -> Spread | None:
    """Return the spread of an imported exchange; what no lognormal can have is missing.

    record : of a lognormal, one field of FIELDS, as its format has it
    """
    if record is None:
        return None
    sigma = record.get("sigma")
    if record["kind"] == Kind.LOGNORMAL:
        sigma = None
        for name, field in FIELDS.items():
            written = record.get(name)
            if written is not None and written >= lowest_of(field):
                sigma = read_sigma(written, field)
    return Spread(Kind(record["kind"]), sigma, record.get("minimum"), record.get("maximum"))


def _entries(rows: list[Row], shape: tuple[int, int]) -> Entries:
    row, col, value = (np.array([one[part] for one in rows]) for part in range(3))
    return Entries(shape, row.astype(np.intp), col.astype(np.intp), value.astype(float))
