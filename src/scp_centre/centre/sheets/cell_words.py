"""Titles and words of the workbook in every language: written in one, read in any."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.schema import Column, Sheet
from scp_centre.centre.translation import LANGUAGES, speaker
from scp_centre.methods.messages import Message
from scp_centre.methods.unit_signs import plain_unit


def names_of(text: str) -> frozenset[str]:
    """Return a title or word as each language writes it, in small letters."""
    if isinstance(text, Message):
        return _in_all_languages(text.template)
    return frozenset({text.lower()})


@cache
def _in_all_languages(template: str) -> frozenset[str]:
    """With both apostrophes and both signs of units, m³ and m3.

    Keyboards have the straight apostrophe and the plain sign, and so had our templates once.
    """
    said = Message(template)
    names = {speaker(language)(said).lower() for language in LANGUAGES}
    names |= {name.replace("’", "'") for name in names}
    return frozenset(names | {plain_unit(name) for name in names})


def columns_by_title(sheet: Sheet, titles: Iterable[str]) -> dict[str, Column]:
    """Return the columns that titles of a file mean, whatever their language: title -> column."""
    named = {name: c for c in sheet.columns for name in names_of(c.title)}
    named |= {c.title.lower(): c for c in sheet.columns}
    return {title: named[title.lower()] for title in titles if title.lower() in named}


@cache
def meanings(allowed: tuple[str, ...]) -> Mapping[str, str]:
    """Return what each word of a list means: a word in any language -> the word of the list."""
    found = {name: word for word in allowed for name in names_of(word)}
    return found | {word.lower(): word for word in allowed}


def as_in_file(
    findings: Iterable[Finding], titles: Mapping[str, Mapping[str, Any]]
) -> list[Finding]:
    """Return findings with the titles that stand in the file: sheet -> title -> as written."""
    return [
        replace(f, column=str(titles.get(f.sheet, {}).get(f.column, f.column))) for f in findings
    ]
