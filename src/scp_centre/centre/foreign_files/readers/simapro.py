"""SimaPro CSV: a header in braces, then blocks that end with `End`, made of sections of rows.

A lognormal's number is the squared geometric standard deviation; of its normal one half is taken,
where other programs differ. Amounts may be formulas of parameters. A process with several products
has a share for each, in per cent; waste treatment takes in the waste that others hand over.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from scp_centre.centre.foreign_files.readers.lca_records import (
    Record,
    Records,
    exchange,
    identifier,
    number,
    plain,
    spread_of,
)
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.centre.foreign_files.text_encoding import detect_encoding

BEGINNING = "{SimaPro "
VERSIONS = ("7.", "8.", "9.")  # of the CSV format
SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
MOST_ROWS = 5_000_000
# Section of elementary flows in a process -> compartment
COMPARTMENTS = {
    "resources": "resource",
    "emissions to air": "air",
    "emissions to water": "water",
    "emissions to soil": "soil",
    "final waste flows": "final waste",
    "non material emissions": "non-material",
    "social issues": "social",
    "economic issues": "economic",
}
# Block of the whole file that lists elementary flows with their CAS numbers -> section
SUBSTANCES = {
    "raw materials": "resources",
    "airborne emissions": "emissions to air",
    "waterborne emissions": "emissions to water",
    "emissions to soil": "emissions to soil",
    "final waste flows": "final waste flows",
    "non material emissions": "non material emissions",
    "social issues": "social issues",
    "economic issues": "economic issues",
}
INPUTS = ("materials/fuels", "electricity/heat")
AVOIDED, WASTE, PRODUCTS, TREATMENT = (
    "avoided products",
    "waste to treatment",
    "products",
    "waste treatment",
)
NOT_READ = ("waste scenario", "separated waste", "remaining waste")
GIVEN, COMPUTED = "input parameters", "calculated parameters"
WHOLE_FILE = {
    f"{level} {kind}": kind for level in ("database", "project") for kind in (GIVEN, COMPUTED)
}
SINGLE = ("process name", "process identifier", "geography", "category type")
SECTIONS = {
    *COMPARTMENTS,
    *INPUTS,
    *NOT_READ,
    *SINGLE,
    AVOIDED,
    WASTE,
    PRODUCTS,
    TREATMENT,
    GIVEN,
    COMPUTED,
}
Rows = list[list[str]]


def version_of(text: str) -> str:
    """Return the version of the CSV format; raise FileRefusal for one that is not known."""
    version = _header(text).get("csv format version", "")
    if not version.startswith(VERSIONS):
        raise FileRefusal(
            "unreadable", "unknown schema version", version=f"SimaPro CSV {version or '?'}"
        )
    return version


def decoded(content: bytes) -> str:
    """Return the text of a file as it was written; what others lost in its comments stays lost."""
    return content.decode(detect_encoding(content)).lstrip("\ufeff")


def take(text: str, records: Records) -> None:
    """Add the processes of a file to the records.

    The first words of a file say how it is written: separator and sign of decimals.
    """
    header = _header(text)
    reader = _Reader(records, header.get("decimal separator", "."))
    separator = SEPARATORS.get(header.get("csv separator", "").lower(), ";")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for title, block in _blocks(rows):
        reader.take(title, block)
    reader.finish()


def _header(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines()[:60]:
        words = line.strip().strip('"')
        if not words.startswith("{"):
            break
        name, _colon, value = words.strip("{}").partition(":")
        found[name.strip().lower()] = value.strip()
    return found


def _blocks(rows: Iterator[list[str]]) -> Iterator[tuple[str, Rows]]:
    """Yield the title of each block in small letters, and its rows; empty rows count."""
    title, block = "", Rows()
    try:
        for count, row in enumerate(rows):
            if count > MOST_ROWS:
                raise FileRefusal("too_many", rows=count)
            first = row[0].strip() if row else ""
            if not title:
                title = "" if first.startswith("{") else first.lower()
            elif first.lower() == "end":
                yield title, block
                title, block = "", []
            else:
                block.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise FileRefusal("unreadable", str(error)) from None
    if title:
        raise FileRefusal("unreadable", "no end")


class _Reader:
    """Keeps processes until units, substances and parameters, which stand behind them, are known.

    decimal : the sign before decimals
    """

    def __init__(self, records: Records, decimal: str) -> None:
        self._records = records
        self._decimal = decimal
        self._processes: list[dict[str, Rows]] = []
        self._cas: dict[tuple[str, str], str] = {}

    def take(self, title: str, block: Rows) -> None:
        """Keep one block."""
        filled = [row for row in block if any(row)]
        if title == "process":
            self._processes.append(_sections(block))
        elif title == "units":
            for row in filled:
                size = self._number(_cell(row, 2))
                own = (plain(_cell(row, 1)), 1.0)
                dimension, base = self._records.units.get(plain(_cell(row, 3)), own)
                if size:
                    self._records.units[plain(row[0])] = (dimension, size * base)
        elif title in WHOLE_FILE:
            self._records.parameters += self._parameters(filled, WHOLE_FILE[title])
        elif title in SUBSTANCES:
            for row in filled:
                self._cas[SUBSTANCES[title], plain(row[0])] = _cell(row, 2)
        elif title in ("method", "product stage"):
            self._records.find("part_not_read", title)

    def finish(self) -> None:
        """Add the processes."""
        for sections in self._processes:
            self._add(sections)

    def _add(self, sections: dict[str, Rows]) -> None:
        products, treatment = sections.get(PRODUCTS, []), sections.get(TREATMENT, [])
        made = [self._made(row, is_waste=False) for row in products]
        made += [self._made(row, is_waste=True) for row in treatment]
        name = _single(sections, "process name") or _cell((products + treatment + [[""]])[0], 0)
        for part in NOT_READ:
            if sections.get(part):
                self._records.find("part_not_read", name, part)
        if not made:
            return
        place = _single(sections, "geography")
        process: Record = {
            "id": identifier("SimaPro", _single(sections, "process identifier"), plain(name)),
            "name": name,
            "location": "" if place.lower() == "unspecified" else place,
            "exchanges": made + self._exchanges(sections, name),
            "parameters": self._parameters(sections.get(GIVEN, []), GIVEN)
            + self._parameters(sections.get(COMPUTED, []), COMPUTED),
        }
        if len(made) == 1:
            made[0]["is_reference"] = True
            self._records.add(process)
            return
        places = range(len(made), len(process["exchanges"]))
        shares = [(self._number(_cell(row, 3)) or 0.0) / 100 for row in products]
        self._records.add_allocated(
            process, {n: dict.fromkeys(places, share) for n, share in enumerate(shares)}
        )

    def _made(self, row: list[str], *, is_waste: bool) -> Record:
        name, unit = _cell(row, 0), _cell(row, 1)
        flow = self._records.product(name, unit, kind="waste" if is_waste else "product")
        amount, formula = self._amount(_cell(row, 2))
        return exchange(flow, amount, unit, formula=formula, is_input=is_waste)

    def _exchanges(self, sections: dict[str, Rows], process: str) -> list[Record]:
        found = []
        for title, rows in sections.items():
            for row in rows:
                if title in COMPARTMENTS:
                    found.append(self._elementary(title, row, process))
                elif title in INPUTS or title in (AVOIDED, WASTE):
                    found.append(self._technical(title, row, process))
        return found

    def _technical(self, title: str, row: list[str], process: str) -> Record:
        name, unit = _cell(row, 0), _cell(row, 1)
        kind = "waste" if title == WASTE else "product"
        flow = self._records.product(name, unit, kind=kind)
        amount, formula = self._amount(_cell(row, 2))
        return exchange(
            flow,
            amount,
            unit,
            formula=formula,
            is_input=title != WASTE,
            is_avoided=title == AVOIDED,
            spread=self._spread(row[3:7], process, name),
        )

    def _elementary(self, title: str, row: list[str], process: str) -> Record:
        name, unit = _cell(row, 0), _cell(row, 2)
        flow = self._records.elementary(
            name,
            unit,
            (COMPARTMENTS[title], _cell(row, 1)),
            cas=self._cas.get((title, plain(name)), ""),
        )
        amount, formula = self._amount(_cell(row, 3))
        return exchange(
            flow,
            amount,
            unit,
            formula=formula,
            is_input=title == "resources",
            spread=self._spread(row[4:8], process, name),
        )

    def _amount(self, written: str) -> tuple[float | None, str]:
        """Return an amount as a number, else as a formula."""
        found = self._number(written)
        return found, "" if found is not None else self._with_points(written)

    def _number(self, written: str) -> float | None:
        return number(self._with_points(written))

    def _with_points(self, written: str) -> str:
        return written.replace(self._decimal, ".") if self._decimal == "," else written

    def _parameters(self, rows: Rows, kind: str) -> list[Record]:
        return [
            {
                "name": row[0],
                "value": self._number(_cell(row, 1)) if kind == GIVEN else None,
                "formula": self._with_points(_cell(row, 1)),
            }
            for row in rows
            if row and row[0]
        ]

    def _spread(self, cells: Sequence[str], process: str, name: str) -> Record | None:
        kind, *sizes = [*cells, "", "", "", ""][:4]
        wide, low, high = (self._number(one) for one in sizes)
        match kind.lower():
            case "" | "undefined":
                return None
            case "lognormal":
                found = spread_of("lognormal", gsd_squared=wide)
            case "normal":
                found = spread_of("normal", sigma=None if wide is None else wide / 2)
            case "triangle" | "triangular":
                found = spread_of("triangular", minimum=low, maximum=high)
            case "uniform":
                found = spread_of("uniform", minimum=low, maximum=high)
            case _:
                found = None
        if found is None:
            self._records.find("no_spread", process, name)
        return found


def _sections(block: Rows) -> dict[str, Rows]:
    """Return the rows of each known section of a process; an empty row ends a section."""
    found: dict[str, Rows] = {}
    title = ""
    is_new = True
    for row in block:
        if not any(row):
            is_new = True
        elif is_new:
            title, is_new = row[0].lower(), False
            if title in SECTIONS:
                found.setdefault(title, [])
        elif title in found:
            found[title].append(row)
    return found


def _single(sections: dict[str, Rows], title: str) -> str:
    rows = sections.get(title) or [[""]]
    return _cell(rows[0], 0)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
