"""Messages of reports, pictures and the command line, and numbers as the reader writes them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "fr": "Français"}
MINUS = "\u2212"


@cache
def _messages(language: str) -> dict[str, str]:
    """Return the messages of every file of the language: fr.po, fr.catalogue.po."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"{language}.*po")):
        with path.open("rb") as file:
            found |= {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}
    return found


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language: translates messages and writes numbers, money, shares and dates."""

    language: str

    def __call__(self, message: str, **values: object) -> str:
        """Return the message in this language; the English stands where none is known."""
        text = _messages(self.language).get(message, message)
        return text.format(**values) if values else text

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
        text = format_decimal(round(value, places), pattern, locale=self.locale)
        return text.replace("-", MINUS) if text != "-0" else "0"

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
        return format_date(value, "d MMMM y", locale=self.locale) if value else "–"


def speaker(language: str) -> Speaker:
    return Speaker(language if language in LANGUAGES else "en")
