"""Messages of pages, reports, pictures and the command line, and numbers as the reader writes them.

The code speaks English; what it says is translated where somebody reads it. So what is stored (the
message of a job, the name of a figure) is in no reader's way, and methods need no dictionary.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from django.utils.translation import get_language

from scp_centre.centre.translation.notations import notation_of
from scp_centre.methods.entries import Notation, write_number

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
REPORT_LANGUAGES = ("en", "fr", "es")
RIGHT_TO_LEFT = ("ar",)
MINUS = "\u2212"
LEFT_TO_RIGHT = "\u200e"  # keeps a sign before its number within text that runs to the left
NO_LETTERS = re.compile(r"[\W\d_]")
FEWEST_LETTERS = 8  # of a pattern: with fewer ("{a} to {b}") it would fit what people wrote
AS_WRITTEN = {"sheet", "column"}  # holes whose value stands in a file of the reader
HOLE = re.compile(r"\{(\w+)\}")


def catalogues(language: str) -> Iterable[Catalog]:
    """Yield the catalogues of a language: fr.po (said by the code), fr.catalogue.po (reference)."""
    for path in sorted(FOLDER.glob(f"{language}.*po")):
        with path.open("rb") as file:
            yield read_po(file, locale=language)


@cache
def _messages(language: str) -> dict[str, str]:
    """Return the messages of a language that have one form for every number."""
    return {
        m.id: m.string
        for catalogue in catalogues(language)
        for m in catalogue
        if m.id and m.string and isinstance(m.id, str) and isinstance(m.string, str)
    }


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the messages with holes as patterns of what the code says; the most exact first."""
    found = []
    for message, translation in _messages(language).items():
        if not HOLE.search(message):
            continue
        seen: set[str] = set()
        parts = HOLE.split(message)
        literal = sum(len(NO_LETTERS.sub("", part)) for part in parts[::2])
        pattern = "".join(
            re.escape(part) if i % 2 == 0 else _hole(part, seen) for i, part in enumerate(parts)
        )
        if literal >= FEWEST_LETTERS:
            found.append((literal, re.compile(pattern, re.DOTALL), translation))
    found.sort(key=lambda row: -row[0])
    return tuple((pattern, translation) for _, pattern, translation in found)


def _hole(name: str, seen: set[str]) -> str:
    if name in seen:
        return f"(?P=v{name})"
    seen.add(name)
    return f"(?P<v{name}>.+?)"


@lru_cache(maxsize=8_192)
def _spoken(language: str, text: str) -> str:
    """Return what the code said, in a language: by its message, or by the pattern that it fits."""
    known = _messages(language)
    if text in known:
        return known[text]
    if lower := known.get(text.lower()):  # a state with a capital, as a form writes it
        return lower[:1].upper() + lower[1:]
    for pattern, translation in _patterns(language):
        if fit := pattern.fullmatch(text):
            return _filled(
                translation,
                {
                    name[1:]: value if name[1:] in AS_WRITTEN else _word(known, value)
                    for name, value in fit.groupdict().items()
                },
            )
    return text


def _filled(translation: str, values: dict[str, str]) -> str:
    return HOLE.sub(lambda hole: values.get(hole[1], hole[0]), translation)


def _word(known: dict[str, str], text: str) -> str:
    """Return the translation of a word within a sentence, which may have lost its capital."""
    if text in known:
        return known[text]
    found = known.get(text[:1].upper() + text[1:])
    return found[:1].lower() + found[1:] if found else text


@lru_cache(maxsize=8_192)
def _decimal(value: float, pattern: str, language: str) -> str:
    return str(format_decimal(value, pattern, locale=Locale.parse(language)))


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language: translates messages and writes numbers, money, shares and dates."""

    language: str

    def __call__(self, message: str, **values: object) -> str:
        """Return the message in this language; the English stands where none is known."""
        text = _messages(self.language).get(message, message)
        return text.format(**values) if values else text

    def spoken(self, text: object) -> str:
        """Return what the code said in English, values filled in, in this language."""
        plain = str(text)
        return plain if self.language == "en" or not plain else _spoken(self.language, plain)

    @property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    def number(self, value: float | None, digits: int = 3) -> str:
        """Return a number with so many significant digits, and all digits of large numbers.

        >>> Speaker("en").number(1234.5678), Speaker("en").number(0.0123456)
        ('1,235', '0.0123')
        """
        if value is None:
            return "–"
        places = 0
        if value and abs(value) < 10 ** (digits - 1):
            exponent = 0
            while abs(value) * 10**exponent < 10 ** (digits - 1):
                exponent += 1
            places = exponent
        pattern = "#,##0" + ("." + "#" * min(places, 8) if places else "")
        text = _decimal(round(value, places), pattern, self.language)
        sign = LEFT_TO_RIGHT + MINUS if self.language in RIGHT_TO_LEFT else MINUS
        return text.replace("-", sign) if text != "-0" else "0"

    @property
    def notation(self) -> Notation:
        """How this language writes; what is entered on its pages is read by it."""
        return notation_of(self.language)

    def plain(self, value: float) -> str:
        """Return a number as it was entered: no thousands, all its digits; a year stays a year."""
        return write_number(value, self.notation).replace("-", MINUS)

    def amount(self, value: float | None, unit: str, digits: int = 3) -> str:
        """Return a number with its unit."""
        return self.number(value, digits) + (f"\u00a0{unit}" if value is not None and unit else "")

    def money(self, value: float | None, currency: str) -> str:
        """Return money rounded to whole units of currency."""
        return self.amount(None if value is None else round(value), currency, 1)

    def percent(self, value: float | None, *, sign: bool = False) -> str:
        """Return a share as per cent, with a sign when it is a change."""
        if value is None:
            return "–"
        text = self.number(100 * value, 3)
        return ("+" if sign and value > 0 else "") + text + "\u00a0%"

    def years(self, value: float | None) -> str:
        if value is None:
            return self("never")
        if value < 1:
            return self.amount(round(12 * value), self("months"), 2)
        unit = self("year") if self.number(value, 2) == "1" else self("years")
        return self.amount(value, unit, 2)

    def date(self, value: date | None) -> str:
        """Return a date with the day first: 31 October 2026, 31 octobre 2026."""
        pattern = "d 'de' MMMM 'de' y" if self.language == "es" else "d MMMM y"
        return format_date(value, pattern, locale=self.locale) if value else "–"

    def moment(self, value: datetime | None) -> str:
        """Return a day and time: 31 Oct 2026, 14:05 UTC."""
        if value is None:
            return "–"
        return format_datetime(value, "d MMM y, HH:mm", locale=self.locale) + " UTC"


def speaker(language: str) -> Speaker:
    return Speaker(language if language in LANGUAGES else "en")


def report_language() -> str:
    """Return the language of this page if reports are written in it, else English."""
    language = current_speaker().language
    return language if language in REPORT_LANGUAGES else "en"


def current_speaker() -> Speaker:
    """Return the speaker of the language that this page is read in."""
    return speaker((get_language() or "en").split("-")[0])
