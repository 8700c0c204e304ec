"""The rows of a table become items; what is wrong with a row is told by its number and heading."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.centre.foreign_files.plain_text import plain
from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.messages import _, n_
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import TEXT, clean
from scp_centre.roles.clearinghouse.harvest.harvested_items import Collected
from scp_centre.roles.clearinghouse.harvest.tables import Table, items_sheet, rows_of
from scp_centre.roles.clearinghouse.item_readers.draft import YEAR, Draft, guess, language_code
from scp_centre.roles.clearinghouse.vocabulary import LISTS, choices, code_named

HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]+|#\d+);")
NAMES_ITEM = ("identifier", "doi", "address")  # fields that tell one item from another
FROM_LIST = _("Use a word from the list in the template.")
TWO_ROWS = _("Correct or delete one of the two rows.")


@dataclass(slots=True)
class Leniency:
    """What is forgiven in a table of others.

    kind : type of a row that names none of ours; without it such a row is wrong
    left_out : (field, word) -> how often a word was left out since our lists do not have it; None
        where such a word is a mistake
    """

    kind: str = ""
    left_out: Counter[tuple[str, str]] | None = None

    def notes(self, headings: Mapping[str, str]) -> list[Finding]:
        """Return which words were left out, the most frequent first.

        headings : field -> the heading that the file has for it
        """
        return [
            Finding(
                "",
                0,
                headings.get(field, field),
                n_(
                    "“{word}” is not in the list and was omitted from {count} row.",
                    "“{word}” is not in the list and was omitted from {count} rows.",
                    n,
                    word=word,
                ),
                "",
            )
            for (field, word), n in (self.left_out or Counter()).most_common()
        ]


def collected(
    table: Table,
    mapping: Mapping[str, str],
    findings: list[Finding],
    leniency: Leniency | None = None,
) -> Iterator[Collected]:
    """Yield the items of a table; what is wrong is added to the findings, and left out."""
    leniency = leniency or Leniency()
    seen: dict[str, int] = {}
    titles = headings_of(mapping)
    cells_of = dict(table.rows)
    width = len(table.headings)
    for number, row in rows_of(table, mapping):
        wrong: list[tuple[str, str, str]] = []
        made = _item(row, wrong, leniency)
        known_by = next((name for name in NAMES_ITEM if row.get(name)), "title")
        origin = row.get(known_by, "")
        wrong += _too_wide(cells_of[number], width)
        if origin and origin in seen:
            _note(wrong, known_by, _same_as(known_by, seen[origin]), TWO_ROWS)
        seen.setdefault(origin, number)
        for key, message, cure in wrong:
            findings.append(Finding(table.sheet, number, titles.get(key, key), message, cure))
        if not wrong and made is not None:
            yield Collected(origin, made, row=number, known_by=known_by)


def headings_of(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return field -> heading as it stands in the file; the field's title where it has none."""
    titles = {c.key: c.title for c in items_sheet().columns}
    return titles | {key: heading for heading, key in mapping.items() if key}


def _same_as(known_by: str, row: int) -> str:
    return {
        "identifier": _("This row has the same identifier as row {row}.", row=row),
        "doi": _("This row has the same DOI as row {row}.", row=row),
        "address": _("This row has the same link as row {row}.", row=row),
    }.get(known_by, _("This row has the same title as row {row}.", row=row))


def _too_wide(cells: Sequence[str], width: int) -> list[tuple[str, str, str]]:
    """Return what is wrong with a row that has more cells than there are headings."""
    if not any(cells[width:]):
        return []
    return [
        (
            "",
            _(
                "The number of cells in the row ({len}) does not match the number of headings "
                "({width}).",
                len=len(cells),
                width=width,
            ),
            _("Put quotation marks around text that contains the separator."),
        )
    ]


def _item(
    row: Mapping[str, str], wrong: list[tuple[str, str, str]], leniency: Leniency
) -> Draft | None:
    values: dict[str, Any] = {}
    if not row.get("title"):
        _note(wrong, "title", _("The title is missing."), _("Enter the title."))
    said = row.get("type", "")
    kind = code_named("type", said) or leniency.kind
    if said and kind and not code_named("type", said) and leniency.left_out is not None:
        leniency.left_out["type", said[:80]] += 1
    if not kind:
        _note(wrong, "type", _no_type(said), _types())
    values |= {"type": kind, "language": language_code(row.get("language", ""))}
    for name, scheme in LISTS.items():
        codes = [
            _code(scheme, n, name, wrong, leniency) for n in _labels(scheme, row.get(name, ""))
        ]
        values[name] = [code for code in codes if code]
    if cost := row.get("cost"):
        values["cost"] = _code("cost", cost, "cost", wrong, leniency)
    if leniency.left_out is not None:
        for name, codes in guess(
            f"{row.get('title', '')}. {row.get('summary', '')}", values["language"]
        ).items():
            values[name] = values[name] or codes
    year = row.get("year", "")
    if found := YEAR.search(year):
        year = found.group()
    if year and not (year.isdigit() and len(year) == 4):
        _note(
            wrong,
            "year",
            _("“{row}” is not a year.", row=row["year"][:40]),
            _("Enter four digits."),
        )
    elif year:
        values["year"] = int(year)
    values["authors"] = [a.strip() for a in row.get("authors", "").split(";") if a.strip()]
    for name in ("address", "doi", "publisher", "licence", "contact"):
        values[name] = row.get(name, "")
    if wrong:
        return None
    try:
        clean(values)
    except ClearinghouseError as error:
        _note(wrong, error.where, error.message, error.cure)
        return None
    texts = {name: row.get("cost_said" if name == "cost" else name, "") for name in TEXT}
    texts |= {name: _without_tags(texts[name]) for name in ("title", "summary")}
    return Draft(values, texts)


def _note(wrong: list[tuple[str, str, str]], field: str, message: str, cure: str) -> None:
    """Add what is wrong with a field of a row, and what to do."""
    wrong.append((field, message, cure))


def _no_type(said: str) -> str:
    return (
        _("“{said}” is not in the list of types.", said=said[:40])
        if said
        else _("The type is missing.")
    )


def _types() -> str:
    """Return what to do about a type, with the whole list: it is short."""
    named = [name for _unused, name in choices("type")]
    return _("Use one of these types, in English, French or Spanish: {named}.", named=named)


def _without_tags(text: str) -> str:
    """Return a text without the HTML that a website's own export leaves in it."""
    return " ".join(html.unescape(plain(text)).split()) if HTML.search(text) else text


def _parts(text: str) -> list[str]:
    """Return what is divided by commas, or by semicolons or bars where there are such."""
    for mark in ("|", ";"):
        if mark in text:
            return [p.strip() for p in text.split(mark) if p.strip()]
    return [p.strip() for p in text.split(",") if p.strip()]


def _labels(scheme: str, text: str) -> Iterator[str]:
    """Yield the labels of a cell; a part that is none may hold several with commas between."""
    for part in _parts(text):
        if "," in part and not code_named(scheme, part):
            yield from (p.strip() for p in part.split(",") if p.strip())
        else:
            yield part


def _code(
    scheme: str,
    name: str,
    field: str,
    wrong: list[tuple[str, str, str]],
    leniency: Leniency,
) -> str:
    code = code_named(scheme, name)
    if not code and leniency.left_out is not None:
        leniency.left_out[field, name[:80]] += 1
    elif not code:
        _note(wrong, field, _("“{name}” is not in the list.", name=name[:40]), FROM_LIST)
    return code
