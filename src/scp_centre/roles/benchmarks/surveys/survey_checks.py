"""What the rows of a survey look like to a reader: totals, and plants given twice."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from scp_centre.centre.sheets.unread_sheets import is_number
from scp_centre.methods.disclosure import likely_twins
from scp_centre.methods.messages import Message, Number, _
from scp_centre.roles.benchmarks.scores.plants import rounded
from scp_centre.roles.benchmarks.surveys.survey_columns import Amount, shown_value
from scp_centre.roles.benchmarks.surveys.survey_mapping import SurveyMapping
from scp_centre.roles.benchmarks.surveys.survey_rows import Numbered

TOTAL_WORDS = """
    average gesamt gesamtsumme mean media moyenne mittelwert promedio somme subtotal sub-total sum
    suma summe total totals totale totales totaux zwischensumme المجموع الإجمالي
"""
NO_FIGURE = frozenset(["", "-", "–", "—", "n/a", "n.a.", "na", "nd", "n.d.", "nc", "s/d", "k.a."])
TOTALS = frozenset(TOTAL_WORDS.split())
BESIDE_TOTALS = frozenset(
    ["grand", "general", "général", "sub", "sous", "all", "of", "in", "de", "du", "la", "le", "per"]
)
SUM_TOLERANCE = 1e-4  # of a sum: what rounding leaves between a total and its parts
FAR = 30.0  # times: units are apart by 100 (a share in %) or 1000, years and surveys are not
MOST_OF_A_COMPANY = 200  # plants of one company whose names are compared letter by letter
ROMAN = re.compile(r"[ivx]+")
Question = tuple[int, Message, Message]


def is_total_name(name: str) -> bool:
    """Return whether a name is that of a total, whatever stands in its row.

    >>> is_total_name("TOTAL:"), is_total_name("Sous-total"), is_total_name("Total North")
    (True, True, False)
    """
    words = _name_words(name)
    return bool(words) and bool(TOTALS & set(words)) and set(words) <= TOTALS | BESIDE_TOTALS


def find_idle(rows: Numbered, mapping: SurveyMapping) -> dict[int, str]:
    """Return the rows of plants without use or output: number -> name of the plant.

    A cell without a figure is empty, 0, a dash or n/a.
    """
    places = [mapping.columns[key] for key in ("use", "made") if key in mapping.columns]
    found: dict[int, str] = {}
    for number, row in rows:
        name = _text(row, mapping.columns.get("name"))
        if name and any(_has_no_figure(row, place) for place in places):
            found[number] = name
    return found


def find_notes(rows: Numbered) -> dict[int, str]:
    """Return the rows below the last figure that are notes: number -> how the note begins.

    Such a row has one cell and no figure: a source, a footnote, a date.
    """
    found: dict[int, str] = {}
    for number, row in reversed(rows):
        filled = [cell for cell in row if cell is not None and str(cell).strip()]
        if len(filled) == 1 and isinstance(filled[0], str) and not is_number(filled[0]):
            found[number] = filled[0].strip()[:80]
        elif filled:
            break
    return found


def _has_no_figure(row: Sequence[Any], place: int) -> bool:
    cell = row[place] if place < len(row) else None
    if isinstance(cell, str):
        return cell.strip().casefold() in NO_FIGURE
    return cell is None or (isinstance(cell, int | float) and cell == 0)


def find_totals(rows: Numbered, mapping: SurveyMapping) -> dict[int, str]:
    """Return the rows that are totals or sub-totals: number -> the name that stands there.

    A row is one by its name; by a name that holds such a word, where no company is given or its
    figures are the sums of rows above; and by its sums, where the plant or its company has no name.
    """
    sums = _Sums()
    found: dict[int, str] = {}
    for number, row in rows:
        name, company = (_text(row, mapping.columns.get(key)) for key in ("name", "company"))
        figures = _figures(row, mapping)
        label = name or company or next(filter(None, (_text(row, i) for i in range(len(row)))), "")
        in_words = bool(TOTALS & set(_name_words(label)))
        adds_up = figures is not None and sums.meets(figures)
        is_total = (
            is_total_name(label)
            or (in_words and (adds_up or not (name and company)))
            or (adds_up and not (name and company))
        )
        if is_total:
            found[number] = label
            sums.begin_block()
        elif figures is not None:
            sums.add(figures)
    return found


class _Sums:
    """The sums of figures so far: of all rows, and since the last total."""

    def __init__(self) -> None:
        self.all: list[float] = []
        self.block: list[float] = []
        self.rows = self.rows_of_all = 0

    def add(self, figures: Sequence[float]) -> None:
        self.all = _added(self.all, figures)
        self.block = _added(self.block, figures)
        self.rows += 1
        self.rows_of_all += 1

    def begin_block(self) -> None:
        self.block, self.rows = [], 0

    def meets(self, figures: Sequence[float]) -> bool:
        """Return whether figures are the sums of two rows or more."""
        return (self.rows > 1 and _same(figures, self.block)) or (
            self.rows_of_all > 1 and _same(figures, self.all)
        )


def _added(sums: list[float], figures: Sequence[float]) -> list[float]:
    return [a + b for a, b in zip(sums, figures, strict=True)] if sums else list(figures)


def _same(figures: Sequence[float], sums: Sequence[float]) -> bool:
    pairs = zip(figures, sums, strict=True)
    return all(abs(figure - total) <= SUM_TOLERANCE * abs(total) for figure, total in pairs)


def _figures(row: Sequence[Any], mapping: SurveyMapping) -> list[float] | None:
    """Return use and output of a row; None where one of them is no number."""
    places = [mapping.columns[key] for key in ("use", "made") if key in mapping.columns]
    cells = [row[place] if place < len(row) else None for place in places]
    numbers = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool)]
    return numbers if cells and len(numbers) == len(cells) else None


def _text(row: Sequence[Any], place: int | None) -> str:
    cell = row[place] if place is not None and place < len(row) else None
    return cell.strip() if isinstance(cell, str) else ""


# plants given twice


def find_repetitions(
    plants: Iterable[tuple[int, Mapping[str, Any]]], known: Iterable[str]
) -> Iterator[Question]:
    """Yield the rows that may be a plant that stands elsewhere: number, what, what to do.

    plants : row -> fields of Plant    known : names of the plants that the benchmark has already
    """
    kept = {_key(name): name for name in known}
    first: dict[Any, tuple[int, str]] = {}
    figures: dict[Any, tuple[int, str]] = {}
    companies: dict[str, dict[str, int]] = defaultdict(dict)
    for number, plant in plants:
        name, company = plant["name"], plant["company_name"]
        key = _key(name)
        same = (company, plant["use"], plant["made"])
        if key in first and first[key][1] != name:
            yield _ask(number, name, *first[key])
        elif kept.get(key, name) != name:
            yield _ask_known(number, name, kept[key])
        elif same in figures:
            yield _ask_figures(number, name, *figures[same])
        first.setdefault(key, (number, name))
        figures.setdefault(same, (number, name))
        companies[company][name] = number
    yield from _near_names(companies)


def _near_names(companies: Mapping[str, Mapping[str, int]]) -> Iterator[Question]:
    """Yield the plants of one company whose names are a letter apart."""
    for rows in companies.values():
        if 1 < len(rows) <= MOST_OF_A_COMPANY:
            for one, other in likely_twins(rows):
                if _key(one) != _key(other) and not _are_numbered(one, other):
                    earlier, later = sorted((one, other), key=lambda name: rows[name])
                    yield _ask(rows[later], later, rows[earlier], earlier)


def _are_numbered(one: str, other: str) -> bool:
    """Return whether names differ by a letter or Roman figure that tells plants apart: A and B.

    >>> _are_numbered("Works II", "Works III"), _are_numbered("Northmil", "Northmill")
    (True, False)
    """
    apart = set(_name_words(one)) ^ set(_name_words(other))
    return all(len(word) == 1 or ROMAN.fullmatch(word) for word in apart)


def _ask(number: int, name: str, row: int, other: str) -> Question:
    return (
        number,
        _(
            "“{name}” may be the same plant as “{other}” in row {row}.",
            name=name,
            other=other,
            row=row,
        ),
        _(
            "Delete one of the rows. If the rows are two different plants, choose “Import all "
            "rows”."
        ),
    )


def _ask_known(number: int, name: str, other: str) -> Question:
    return (
        number,
        _("“{name}” may be the same plant as “{other}” in this benchmark.", name=name, other=other),
        _(
            "Use the same name to correct that plant. If it is a different plant, choose “Import "
            "all rows”."
        ),
    )


def _ask_figures(number: int, name: str, row: int, other: str) -> Question:
    return (
        number,
        _(
            "“{name}” has the same company, use and output as “{other}” in row {row}.",
            name=name,
            other=other,
            row=row,
        ),
        _(
            "Delete one of the rows. If the rows are two different plants, choose “Import all "
            "rows”."
        ),
    )


# figures far from those that are known


def find_far_columns(
    plants: Iterable[Mapping[str, Any]],
    known: Iterable[Mapping[str, Any]],
    amounts: Mapping[str, Amount],
) -> Iterator[tuple[str, Message, Message]]:
    """Yield the columns whose median is far from that of plants known: key, what, what to do.

    plants, known : fields of Plant, in the units of the benchmark; zeros say nothing of a unit
    """
    rows, others = list(plants), list(known)
    for key, amount in amounts.items():
        here, there = _middle(rows, key), _middle(others, key)
        if here is None or there is None or 1 / FAR < here / there < FAR:
            continue
        said = _(
            "“{title}”: the median in the file is {here} {unit}. The median of the plants already "
            "known, in this year or others, is {there} {unit}.",
            title=amount.title,
            here=Number(rounded(here), ",.10g"),
            there=Number(rounded(there), ",.10g"),
            unit=amount.unit,
        )
        yield (
            key,
            said,
            _("Check the unit of the column. If it is correct, choose “Import all rows”."),
        )


def _middle(plants: Sequence[Mapping[str, Any]], key: str) -> float | None:
    figures = [shown_value(plant, key) for plant in plants]
    positive = [f for f in figures if isinstance(f, int | float) and f > 0]
    return median(positive) if positive else None


def _key(name: str) -> tuple[str, tuple[str, ...]]:
    """Return a name as it is compared: letters without accents, and each figure by itself."""
    words = " ".join(_name_words(name))
    return re.sub(r"[\d\s]+", "", words), tuple(re.findall(r"\d+", words))


def _name_words(name: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters.casefold()).split()
