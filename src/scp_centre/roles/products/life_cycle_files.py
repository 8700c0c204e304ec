"""Life-cycle databases of other programs: read, linked, and what is wrong in them said first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from scp_centre.centre.foreign_files import Allowance, FileRefusal, stream
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    Background,
    Database,
    Flow,
    Inventory,
    build_model,
    collect_database,
    link_database,
    solve_model,
)
from scp_centre.methods.messages import Message, _
from scp_centre.roles.products.csv_template import row_finding
from scp_centre.roles.products.errors import ProductError

MINUTE = Allowance(seconds=60.0, output=1024**3, patience=10.0)
GB = 1024**3
LONG = Allowance(seconds=1800.0, output=8 * GB, patience=120.0, memory=3 * GB)  # of a job
HOUR = Allowance(seconds=3600.0, output=8 * GB, patience=10.0, memory=3 * GB)  # of a command
LARGEST_CHECKED = 25 * 1024**2  # bytes of a file that a page checks while somebody waits
MOST_PROCESSES, MOST_EXCHANGES = 30_000, 2_000_000  # of a database that a job or a page reads
FORMATS = (
    "openLCA JSON-LD (olca-schema 1, 2)",
    "EcoSpold 1",
    "EcoSpold 2",
    "ILCD 1.1",
    "SimaPro CSV (7, 8, 9)",
    "CSV template",
)
EXAMPLES = 3  # names beside a finding
# Kind of a finding -> what there is too much of, and what was done with it
TITLES = {
    "unreadable_file": _("Files left out because they cannot be read"),
    "other_format": _("Files left out because they are in another format"),
    "duplicate_process": _("Processes that appear more than once (only the first is used)"),
    "no_reference": _("Processes not calculated because they have no reference product"),
    "allocation_sum": _(
        "Processes left out because their allocation shares do not add up to 100 %"
    ),
    "by_product": _("Co-products that carry no burden because they have no allocation shares"),
    "declaration": _(
        "Environmental product declarations left out because they contain results but no flows"
    ),
    "reminder_flow": _("Reminder flows left out because they are not meant for calculation"),
    "part_not_read": _("Parts of the file that were ignored"),
    "no_unit": _("Flows with a unit that is not in the file"),
    "unknown_flow": _("Exchanges left out because their flow is not in the file"),
    "unknown_group": _("Exchanges left out because they are marked neither as input nor as output"),
    "no_amount": _(
        "Exchanges left out because their amount is not a number or cannot be calculated"
    ),
    "no_conversion": _(
        "Exchanges left out because their unit cannot be converted to the unit of the flow"
    ),
    "formula_unread": _("Formulas that cannot be calculated (the stated amounts were used)"),
    "formula_differs": _(
        "Formulas that do not give the stated amount (the stated amount was used)"
    ),
    "no_spread": _("Uncertainties that cannot be read (the amounts are treated as exact)"),
    "outside_bounds": _("Amounts outside their stated range (treated as exact)"),
}
WITHOUT_YIELD = _(
    "Processes not calculated because they make no product, or use as much of their own product "
    "as they make"
)
WITHOUT_PRODUCER = _("Inputs cut off because no process in the file produces them")
ONLY_BY_PRODUCT = _("Inputs cut off because they are produced only as a co-product")
SEVERAL_PRODUCERS = _(
    "Inputs with several possible producers, none of them named (the producer with the smallest "
    "identifier was used)"
)
ALIKE_NAMES = _("Elementary flows whose names differ only in spaces or capitals")
DUPLICATES = _("Elementary flows listed more than once in the same compartment")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a database, how often, and where first."""

    title: Message
    count: int
    examples: tuple[Message | str, ...]


@dataclass(frozen=True, slots=True)
class ReadDatabase:
    """A database as it was read, and as it is linked."""

    database: Database
    linked: Background

    @property
    def recognised(self) -> Message:
        """Return which format the file was recognised as."""
        return _(
            "Format recognised: {format} {version}.",
            format=self.database.format,
            version=self.database.version,
        )

    @property
    def flows(self) -> dict[str, Flow]:
        return {flow.id: flow for flow in self.database.flows}

    @property
    def names(self) -> dict[str, str]:
        """Return the processes that have a reference product: identifier -> name."""
        known = {str(one["id"]): str(one["name"]) for one in self.database.processes}
        return {key: known[key] for key in self.linked.processes}

    def faults(self) -> list[Fault]:
        """Return what is wrong in the database, faults of the file before those of its links."""
        return _of_file(self.database) + _of_links(self)

    def find(self, words: str) -> str:
        """Return the process with this identifier or name.

        Raises ProductError where there is none, or several have the name.
        """
        named = [key for key, name in self.names.items() if words in (key, name)]
        if len(named) == 1:
            return named[0]
        alike = [
            f"{key} {name}" for key, name in self.names.items() if words.lower() in name.lower()
        ]
        raise ProductError(
            _("Several processes are called {words}.", words=words)
            if named
            else _("No process is called {words}.", words=words),
            where="process",
            cure=_("Enter one of these identifiers: {names}.", names=alike[:20])
            if alike
            else _("Enter the name or identifier of a process in the file."),
        )

    def inventory(self, process: str, amount: float) -> Inventory:
        """Return what an amount of a process's reference product causes, before any factor.

        amount : in the unit of the product
        """
        linked = self.linked
        model = build_model(
            linked.technosphere.matrix(), linked.biosphere.matrix(), [0.0] * len(linked.flows)
        )
        try:
            return solve_model(model, linked.demand(process, amount))
        except InvalidValueError as error:
            raise self._with_names(error) from None

    def _with_names(self, error: InvalidValueError) -> InvalidValueError:
        """Return an error of the engine, which knows processes by places, with their names."""
        names = list(self.names.values())
        said = error.message
        if not isinstance(said, Message) or not isinstance(said.params.get("names"), list):
            return error
        params = dict(said.params) | {
            "names": [names[int(place)] for place in said.params["names"]]
        }
        message = Message(said.template, params)
        return InvalidValueError(message, where="process", cure=error.cure)


def read_life_cycle_file(
    file: IO[bytes],
    allowance: Allowance = MINUTE,
    tell: Callable[[float], None] | None = None,
) -> ReadDatabase:
    """Return the database in a file of any format in FORMATS, linked by rules that are shown.

    tell : is told now and then which share of the file has been read

    Raises ProductError for what is none, WorkbookError for rows of the CSV template that cannot be
    read, InvalidValueError where nothing has a reference product.
    """
    try:
        records = stream("lca", file, allowance, progress=tell is not None)
        if allowance != HOUR:  # whoever runs the command line has the machine to themselves
            records = _within_bounds(records)
        database = collect_database(_without_progress(records, tell))
    except FileRefusal as refusal:
        raise _refused(refusal) from None
    try:
        return ReadDatabase(database, link_database(database.flows, database.processes))
    except InvalidValueError as error:
        raise _unlinked(database, error) from None


def _without_progress(
    records: Iterable[dict[str, Any]], tell: Callable[[float], None] | None
) -> Iterator[dict[str, Any]]:
    """Yield records of the database; those about the reading itself are told."""
    for record in records:
        if "read" not in record:
            yield record
        elif tell is not None:
            tell(record["read"])


def _unlinked(database: Database, error: InvalidValueError) -> InvalidValueError | ProductError:
    """Return why nothing in a database can be calculated: the first fault of the file, if any."""
    faults = [one for one in _of_file(database) if one.title != TITLES["no_reference"]]
    if not faults:
        return error
    return ProductError(
        _(
            "Nothing in the file can be calculated. {problem}: {example}.",
            problem=faults[0].title,
            example=faults[0].examples[0],
        ),
        where="file",
        cure=error.cure,
    )


def _within_bounds(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield records; raise ProductError as soon as they are more than one database may have."""
    processes = exchanges = 0
    for record in records:
        if "process" in record:
            processes += 1
            exchanges += len(record["process"]["exchanges"])
        if processes > MOST_PROCESSES or exchanges > MOST_EXCHANGES:
            raise ProductError(
                _("The database is too large."),
                where="file",
                cure=_(
                    "Export fewer processes. Most processes: {processes}. Most inputs and "
                    "outputs: {exchanges}.",
                    processes=MOST_PROCESSES,
                    exchanges=MOST_EXCHANGES,
                ),
            )
        yield record


def _refused(refusal: FileRefusal) -> ProductError | WorkbookError:
    if refusal.why == "rows":
        return WorkbookError([row_finding(one) for one in refusal.about["rows"]])
    if sentences := refusal_sentences(refusal):
        return ProductError(sentences[0], where="file", cure=sentences[1])
    cure = _("Export the data again in one of these formats: {formats}.", formats=list(FORMATS))
    if "version" in refusal.about:
        said = _(
            "The file uses the schema {version}, which is not supported.",
            version=str(refusal.about["version"]),
        )
    elif refusal.why == "declaration":
        said = _(
            "The file is an environmental product declaration. It contains results but no flows, "
            "so nothing can be calculated from it."
        )
        cure = _("Import the declaration on the Environmental product declarations page.")
    elif refusal.kind == "empty":
        said = _("The file contains no process.")
    elif refusal.kind in ("too_large", "too_many"):
        said = _("The file is too large when unpacked.")
        cure = _("Export fewer processes.")
    elif refusal.why == "unknown format":
        said = _("The format of the file is not recognised.")
    else:
        said = _("The file is damaged or incomplete.")
    return ProductError(said, where="file", cure=cure)


def _of_file(database: Database) -> list[Fault]:
    found = []
    for kind, title in TITLES.items():
        named = [
            _("{about} ({name})", about=one.about, name=one.name) if one.about else one.name
            for one in database.findings
            if one.kind == kind
        ]
        if named:
            found.append(_fault(title, named))
    return found


def _of_links(read: ReadDatabase) -> list[Fault]:
    faults, flows = read.linked.faults, read.flows
    names = {str(one["id"]): str(one["name"]) for one in read.database.processes}

    def placed(pairs: Sequence[tuple[str, str]]) -> list[Any]:
        return [_("{about} ({name})", about=flows[f].name, name=names[p]) for p, f in pairs]

    listed: tuple[tuple[Message, list[Any]], ...] = (
        (WITHOUT_YIELD, list(faults.without_yield)),
        (WITHOUT_PRODUCER, placed(faults.without_producer)),
        (ONLY_BY_PRODUCT, placed(faults.only_by_product)),
        (SEVERAL_PRODUCERS, placed(faults.several_producers)),
        (ALIKE_NAMES, [f"“{'”, “'.join(group)}”" for group in faults.alike_names]),
        (DUPLICATES, [name for name, _records in faults.duplicates]),
    )
    return [_fault(title, named) for title, named in listed if named]


def _fault(title: Message, named: list[Any]) -> Fault:
    return Fault(title, len(named), tuple(dict.fromkeys(named))[:EXAMPLES])
