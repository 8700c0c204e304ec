"""A survey in its sender's own layout: find the table, and what its columns are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.sheets.schema import Sheet
from scp_centre.methods.errors import MethodError
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.models import Benchmark

LOOKED_AT = 20  # rows of a sheet in which the headings may stand
NEEDED = ("name", "company", "use", "made")
# Words of headings, without accents: English, French, Spanish, German.
WORDS: Mapping[str, tuple[str, ...]] = {
    "name": ("plant", "site", "factory", "works", "mill", "usine", "planta", "fabrica", "werk"),
    "company": ("company", "firm", "enterprise", "operator", "entreprise", "societe", "empresa",
                "firma", "unternehmen", "betreiber"),
    "holding": ("holding", "group", "parent", "owner", "groupe", "grupo", "konzern"),
    "region": ("region", "province", "district", "state", "provincia", "departement"),
    "source": ("source", "remark", "note", "fuente", "quelle"),
}  # fmt: skip
UNIT = re.compile(r"^(?P<title>.*?)\s*(?:\((?P<a>[^()]+)\)|\[(?P<b>[^\[\]]+)\]|,\s*(?P<c>[^,]+))$")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands and what its columns mean.

    row : of the headings, 1 the first    columns : key of the survey -> heading as it is written
    places : key -> position    use_unit, made_unit : as the headings say
    unused : headings that mean nothing here
    """

    sheet: str
    row: int
    columns: Mapping[str, str]
    places: Mapping[str, int]
    use_unit: str
    made_unit: str
    unused: tuple[str, ...]

    def header(self, sheet: Sheet) -> list[Any]:
        """Return the headings as the template writes them; what means nothing is empty."""
        titles = {column.key: column.title for column in sheet.columns}
        found: list[Any] = [None] * (max(self.places.values()) + 1)
        for key, place in self.places.items():
            found[place] = titles[key]
        return found


def find_layout(book: Mapping[str, Sequence[Sequence[Any]]], benchmark: Benchmark) -> Layout | None:
    """Return the layout of the one table whose headings name all that a survey needs."""
    for name, rows in book.items():
        for number, row in enumerate(rows[:LOOKED_AT], start=1):
            if found := _read_headings(name, number, row, benchmark):
                return found
    return None


def _read_headings(
    sheet: str, number: int, row: Sequence[Any], benchmark: Benchmark
) -> Layout | None:
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    unused: list[str] = []
    for i, cell in enumerate(row):
        written = str(cell or "").strip(" *")
        if not written:
            continue
        key, unit = _meaning(written, benchmark)
        if key and key in places:
            return None  # two columns claim to be the same: nothing is guessed
        if key:
            places[key], units[key] = i, unit
        else:
            unused.append(written[:60])
    if any(key not in places for key in NEEDED):
        return None
    titles = {key: str(row[i]).strip(" *") for key, i in places.items()}
    return Layout(sheet, number, titles, places, units["use"], units["made"], tuple(unused))


def _meaning(written: str, benchmark: Benchmark) -> tuple[str, str]:
    """Return the key of a heading and its unit; nothing where it means nothing here."""
    match = UNIT.match(written)
    if match:
        title, unit = match["title"], match["a"] or match["b"] or match["c"] or ""
        for key, wanted in (("use", benchmark.use_unit), ("made", benchmark.output_unit)):
            if factor_between(unit.strip(), wanted) is not None:
                return key, unit.strip()
        written = title
    words = _plain(written).split()
    for key, known in WORDS.items():
        if any(word in known for word in words):
            return key, ""
    return "", ""


def factor_between(unit: str, wanted: str) -> float | None:
    """Return what one unit is in another; None where they are of two kinds or unknown."""
    if unit == wanted:
        return 1.0
    try:
        return Quantity(1.0, unit).to(wanted).value
    except MethodError:
        return None


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters.casefold())
