"""A survey in its sender's own layout: find the table, and propose what its columns are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.sheets.cell_words import columns_by_title, names_of
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.xlsx_writer import xl_col_to_name
from scp_centre.methods.entries import FILE_NOTATIONS, number_readings
from scp_centre.methods.messages import Message, _, as_written
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.surveys.survey_columns import Amount, amounts_of, survey_sheet
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    Book,
    Cells,
    SurveyMapping,
    heading_text,
    is_findings_title,
)
from scp_centre.roles.benchmarks.surveys.survey_units import factor_between, read_unit

LOOKED_AT = 60  # rows of a sheet in which the headings may stand
MOST_COLUMNS = 60  # of a table that is looked at
# Words of headings, without accents: English, French, Spanish, German, Arabic.
WORDS: Mapping[str, tuple[str, ...]] = {
    "name": ("plant", "site", "factory", "works", "mill", "facility", "usine", "etablissement",
             "planta", "fabrica", "werk", "standort", "anlage", "مصنع", "المصنع", "المنشاة"),
    "company": ("company", "firm", "enterprise", "operator", "entreprise", "societe", "empresa",
                "compania", "firma", "unternehmen", "betreiber", "شركة", "الشركة"),
    "holding": ("holding", "group", "parent", "owner", "groupe", "grupo", "konzern",
                "proprietaire", "propietario"),
    "region": ("region", "province", "district", "county", "provincia", "departement",
               "bundesland", "المنطقة"),
    "source": ("source", "remark", "remarks", "note", "notes", "fuente", "quelle", "remarque"),
    "use_unit": ("unit", "unite", "unidad", "einheit"),
}  # fmt: skip
USED = {"use", "used", "consumption", "consommation", "consumo", "verbrauch"}
MADE = {"output", "production", "produced", "produccion", "produktion", "ausstoss"}
NAMES = {"name", "nom", "nombre"}  # of a plant, where nothing else is named
MONTHLY = {"monthly", "mensuel", "mensuelle", "mensual", "monatlich", "monatliche"}
UNIT = re.compile(r"^(?P<title>.*?)\s*(?:\((?P<a>[^()]+)\)|\[(?P<b>[^\[\]]+)\]|,\s*(?P<c>[^,]+))$")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TEMPLATE, WORD, GENERIC, BY_UNIT = 9, 4, 1, 2  # how sure a heading is of its meaning


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a table may be read.   doubts : what a person has to decide or should look at"""

    mapping: SurveyMapping
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a column may be, and how sure that is.   unit : as it is written; empty where none is"""

    key: str
    strength: int
    unit: str = ""


def propose_mapping(
    book: Book, benchmark: Benchmark, sheet: str | None = None, heading_row: int = 0
) -> Proposal:
    """Return how a file may be read, from the first rows of its sheets.

    sheet, heading_row : where somebody says that the headings are; else the best place is found
    """
    reader = _HeadingReader(benchmark)
    places = [
        (name, number)
        for name, rows in book.items()
        if sheet in (None, name)
        for number in range(1, min(len(rows), LOOKED_AT) + 1)
        if heading_row in (0, number)
    ]
    if not places:
        return Proposal(SurveyMapping(sheet or next(iter(book), ""), 1, 2, {}))
    read = {place: reader.read(book[place[0]], *place) for place in places}
    best = max(places, key=lambda place: reader.worth(read[place].mapping))
    found = read[best]
    others = {
        name
        for (name, _row), other in read.items()
        if name != best[0] and not reader.missing(other.mapping)
    }
    if others and not reader.missing(found.mapping):
        said = _(
            "Other sheets look like surveys too: {sheets}. Import the file again for each sheet.",
            sheets=[as_written(name) for name in book if name in others],
        )
        return Proposal(found.mapping, (*found.doubts, said))
    return found


def missing_titles(mapping: SurveyMapping, sheet: Sheet) -> list[str]:
    """Return the titles of the columns that a survey needs and a mapping lacks."""
    return [
        column.title
        for column in sheet.columns
        if column.required and column.key not in mapping.columns and column.key != "use_unit"
    ]


def unit_of_heading(text: str) -> str:
    """Return the unit that a heading shows, as it is written there; empty where there is none.

    >>> unit_of_heading("Energy (MWh)"), unit_of_heading("Energy")
    ('MWh', '')
    """
    return _split(text)[1]


def other_years(headings: Sequence[str], year: int) -> list[str]:
    """Return the years that headings name and that are not the benchmark's.

    >>> other_years(["Energy 2024 (MWh)", "Milk 2025"], 2025)
    ['2024']
    """
    named = {found for text in headings for found in YEAR.findall(text)}
    return sorted(named - {str(year)})


class _HeadingReader:
    """Reads rows of headings for one benchmark."""

    def __init__(self, benchmark: Benchmark) -> None:
        self.sheet = survey_sheet(benchmark)
        self.amounts = amounts_of(benchmark)
        self.year = benchmark.year
        self.words = {key: self._words_of(key, amount) for key, amount in self.amounts.items()}
        self.words["use"] |= {w for name in names_of(benchmark.use) for w in _words(name)}

    def _words_of(self, key: str, amount: Amount) -> set[str]:
        return {word for word in _words(amount.title) if len(word) > 1}

    def missing(self, mapping: SurveyMapping) -> list[str]:
        return missing_titles(mapping, self.sheet)

    def worth(self, mapping: SurveyMapping) -> int:
        """Return how well a row does as the headings: one that has all comes first."""
        return len(mapping.columns) + (0 if self.missing(mapping) else 100)

    def read(self, rows: Sequence[Cells], sheet: str, number: int) -> Proposal:
        """Return what a row proposes, were it the headings."""
        headings = [heading_text(cell) for cell in rows[number - 1][:MOST_COLUMNS]]
        below = rows[number] if len(rows) > number else []
        units = self._units_below(below, rows[number - 1])
        first_row = number + (2 if units else 1)
        claims = self._claims(headings, units)
        body = rows[first_row - 1 :]
        columns, doubts = _assign(claims, body, self.sheet)
        by_key = {key: _claim_at(claims[place], key) for key, place in columns.items()}
        written = {key: by_key[key].unit for key in columns if key in self.amounts}
        mapping = SurveyMapping(sheet, number, first_row, columns, self._units(written))
        doubts += self._doubts(mapping, headings)
        return Proposal(mapping, tuple(doubts))

    def _units_below(self, row: Cells, headings: Cells) -> dict[int, str]:
        """Return the units that stand in a row of their own: position -> as written.

        A heading that is merged over both rows is in each of them.
        """
        above = dict(enumerate(headings))
        texts = {i: heading_text(c) for i, c in enumerate(row[:MOST_COLUMNS]) if c != above.get(i)}
        texts = {i: text for i, text in texts.items() if text}
        if any(not isinstance(row[i], str) or _is_number(t) for i, t in texts.items()):
            return {}
        found = {i: text.strip("()[] ") for i, text in texts.items()}
        units = {i: text for i, text in found.items() if self._fits(text)}
        return units if len(units) * 2 >= len(texts) else {}

    def _fits(self, unit: str) -> bool:
        return any(factor_between(unit, a.unit) is not None for a in self.amounts.values())

    def _claims(self, headings: Sequence[str], units: Mapping[int, str]) -> list[list[_Claim]]:
        known = columns_by_title(self.sheet, headings)
        claims: list[list[_Claim]] = []
        for i, text in enumerate(headings):
            if not text or is_findings_title(text):
                claims.append([])
            elif text in known:
                claims.append([self._of_template(known[text].key, units.get(i, ""))])
            else:
                claims.append(list(self._of_own(text, units.get(i, ""))))
        return claims

    def _of_template(self, key: str, unit: str) -> _Claim:
        amount = self.amounts.get(key)
        if amount and not unit and key not in ("use", "made"):
            unit = amount.unit  # which stands in the title
        return _Claim(key, TEMPLATE, unit)

    def _of_own(self, text: str, unit_below: str) -> Iterator[_Claim]:
        title, unit = _split(text)
        unit = unit_below or unit
        if not unit:
            title, unit = self._unit_at_end(title)
        words = set(_words(title))
        if unit and words & MONTHLY and read_unit(unit):
            unit = f"{unit}/month"
        for key, amount in self.amounts.items():
            strength = self._strength(key, amount, words, unit)
            if strength:
                fits = bool(unit) and factor_between(unit, amount.unit) is not None
                yield _Claim(key, strength, unit if fits else "")
        if not unit or not self._fits(unit):
            for key, meaning in WORDS.items():
                if words & set(meaning):
                    yield _Claim(key, WORD)
            if words & NAMES:
                yield _Claim("name", GENERIC)

    def _strength(self, key: str, amount: Amount, words: set[str], unit: str) -> int:
        fits = bool(unit) and factor_between(unit, amount.unit) is not None
        own = self.words[key]
        named = own <= words if key not in ("use", "made") else bool(own & words)
        generic = bool(words & {"use": USED, "made": MADE}.get(key, set()))
        if unit and not fits:
            return GENERIC if named else 0
        if key not in ("use", "made") and not named:
            return 0  # a further column is recognised by its name alone
        return BY_UNIT * fits + WORD * named + GENERIC * generic

    def _unit_at_end(self, title: str) -> tuple[str, str]:
        """Return a title and the unit at its end: Energy MWh, Énergie en MWh."""
        words = title.replace("_", " ").split()
        if len(words) > 1 and self._fits(words[-1]):
            return " ".join(words[:-1]), words[-1]
        return title, ""

    def _units(self, written: Mapping[str, str]) -> dict[str, str]:
        """Return the units of columns as our lists have them, where they are known."""
        units = {}
        for key, text in written.items():
            wanted = self.amounts[key].unit
            read = read_unit(text, own=wanted) if text else None
            if text == wanted or read:
                units[key] = str(read or text)
        return units

    def _doubts(self, mapping: SurveyMapping, headings: Sequence[str]) -> list[Message]:
        doubts: list[Message] = []
        if titles := self.missing(mapping):
            doubts.append(
                _("No column was found for: {titles}. Choose the columns.", titles=titles)
            )
        without = [
            headings[place]
            for key, place in mapping.columns.items()
            if key in self.amounts and key not in mapping.units
            if not (key == "use" and "use_unit" in mapping.columns)
        ]
        if without:
            doubts.append(
                _(
                    "These columns do not show their unit: {columns}. Choose the units.",
                    columns=without,
                )
            )
        used = [headings[place] for place in mapping.columns.values()]
        if years := other_years(used, self.year):
            doubts.append(
                _(
                    "The headings mention {years}, but the benchmark is for {year}. Check that "
                    "these are the right columns.",
                    year=str(self.year),
                    years=years,
                )
            )
        return doubts


def _assign(
    claims: Sequence[Sequence[_Claim]], body: Sequence[Cells], sheet: Sheet
) -> tuple[dict[str, int], list[Message]]:
    """Return which column each key is, and what is in doubt: of two that claim the same, none.

    Where the first rows of two columns say the same, the second is a repetition.
    """
    titles = {column.key: column.title for column in sheet.columns}
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    doubts: list[Message] = []
    for place, own in enumerate(claims):
        best = max((claim.strength for claim in own), default=0)
        keys = [claim.key for claim in own if claim.strength == best]
        if len(keys) == 1:
            wanted[keys[0]].append((best, place))
        elif keys:
            letter, named = xl_col_to_name(place), [titles[key] for key in keys]
            said = _(
                "Several titles match column {column}: {titles}. Choose one title.",
                column=letter,
                titles=named,
            )
            doubts.append(said)
    columns: dict[str, int] = {}
    for key, found in wanted.items():
        best = max(strength for strength, _place in found)
        places = [place for strength, place in found if strength == best]
        letters = [xl_col_to_name(place) for place in places]
        same = all(_cells(body, p) == _cells(body, places[0]) for p in places)
        if same:
            columns[key] = places[0]
        if len(places) > 1:
            hole = {"columns": letters, "title": titles[key]}
            doubts.append(
                _(
                    "Columns {columns} all contain “{title}”. The first of these columns is used.",
                    **hole,
                )
                if same
                else _(
                    "Several columns could contain “{title}”: {columns}. Choose one of these "
                    "columns.",
                    **hole,
                )
            )
    return columns, doubts


def _cells(rows: Sequence[Cells], place: int) -> list[Any]:
    return [row[place] if place < len(row) else None for row in rows]


def _claim_at(claims: Sequence[_Claim], key: str) -> _Claim:
    return next(claim for claim in claims if claim.key == key)


def _split(text: str) -> tuple[str, str]:
    """Return the title and the unit of a heading: Energy (MWh), Energy [MWh], Energy, MWh."""
    match = UNIT.match(text)
    if not match:
        return text, ""
    return match["title"], (match["a"] or match["b"] or match["c"] or "").strip()


def _is_number(text: str) -> bool:
    return bool(number_readings(text, FILE_NOTATIONS))


def _words(text: str) -> list[str]:
    """Return the words of a heading in small letters, without accents."""
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters.casefold()).split()
