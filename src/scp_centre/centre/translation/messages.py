"""Messages of pages, reports, pictures and the command line, and numbers as the reader writes them.

A message is a value (methods/messages.py): it is translated where somebody reads it, and then its
holes are filled. So what is stored is in no reader's way, and methods need no dictionary.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import c2py
from math import floor, isfinite, log10
from pathlib import Path
from typing import TypeGuard

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from django.utils.translation import get_language

from scp_centre.centre.translation.notations import notation_of
from scp_centre.methods.entries import Notation, write_number
from scp_centre.methods.messages import (
    HOLE,
    Message,
    Number,
    Within,
    _,
    begin_small,
    fill,
    know_former_messages,
    n_,
    read_messages_with,
)
from scp_centre.methods.unit_signs import write_unit

FOLDER = Path(__file__).parent / "locale"
# Sentences that were said in other words before, and may stand in a database.
FORMER = Path(__file__).parent / "former_messages.json"
PACKAGE = FOLDER.parents[2]
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
REPORT_LANGUAGES = ("en", "fr", "es", "ar")
RIGHT_TO_LEFT = ("ar",)
MINUS = "\u2212"
DOES_NOT_PAY_BACK = _("does not pay back")
OF_A_FRACTION = 100  # a count whose form languages use with fractions: 2.5 years
LEAST_MONTH = 1 / 24  # years; less is rounded to no month
LEFT_TO_RIGHT = "\u200e"  # keeps a sign before its number within text that runs to the left


def catalogue_files(language: str) -> list[Path]:
    """Return the PO files of a language: of the house, of the reference tables, of each role."""
    own = sorted(PACKAGE.glob(f"roles/*/locale/{language}.po"))
    return [*sorted(FOLDER.glob(f"{language}.*po")), *own]


def catalogues(language: str) -> Iterable[Catalog]:
    """Yield the catalogues of a language."""
    for path in catalogue_files(language):
        with path.open("rb") as file:
            yield read_po(file, locale=language)


@dataclass(frozen=True, slots=True)
class Translations:
    """What translators wrote in one language.

    forms : context and message -> its translations, one for each of the language's counts
    form_of : count -> which of them
    """

    forms: Mapping[tuple[str, str], tuple[str, ...]]
    form_of: Callable[[int], int]


@cache
def translations(language: str) -> Translations:
    """Return what is translated into a language; the English stands for the rest."""
    forms: dict[tuple[str, str], tuple[str, ...]] = {}
    rule = "n != 1"
    for catalogue in catalogues(language):
        rule = catalogue.plural_expr
        for m in catalogue:
            key = m.id if isinstance(m.id, str) else m.id[0]
            written = (m.string,) if isinstance(m.string, str) else tuple(m.string or ())
            if key and all(written):
                forms[m.context or "", key] = written
    return Translations(forms, c2py(rule))


EXACT, NOTHING = 1e16, 1e-12
SMALL = 1e-3  # below which scientific numbers have a power of ten
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@lru_cache(maxsize=8_192)
def _decimal(value: float, pattern: str, language: str) -> str:
    return str(format_decimal(value, pattern, locale=Locale.parse(language)))


def is_figure(value: float | None) -> TypeGuard[float]:
    """Return whether a figure could be had: neither none nor what no reader can do with."""
    return value is not None and isfinite(value)


UNIT_WORDS = {str(word): word for word in (_("people"),)}  # units of tables that are words


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language: translates messages and writes numbers, money, shares and dates."""

    language: str

    def __call__(self, text: object) -> str:
        """Return a message in this language; any other text as it stands: people wrote it."""
        if isinstance(label := getattr(text, "label", None), Message):
            text = label  # of a member of a closed list
        if not isinstance(text, Message):
            return str(text)
        if self.language == "en":
            return str.__str__(text)
        known = translations(self.language)
        forms = known.forms.get((text.context, text.template))
        if forms is None:  # two sentences after each other say nothing of their own
            joins = not any(sign.isalpha() for sign in HOLE.sub("", text.template))
            own = fill(text.template, text.params, self._written, self.comma)
            return own if joins else str.__str__(text)
        form = known.form_of(text.counted) if text.plural else 0
        return fill(forms[min(form, len(forms) - 1)], text.params, self._written, self.comma)

    def _written(self, value: object) -> str:
        """Return what fills a hole: a number or day as this language writes it, or a message."""
        match value:
            case Message():
                return self(value)
            case Within():
                return begin_small(self(value.said))
            case Number():
                return self._with_signs(str(value))
            case float():
                return self._with_signs(str(value))
            case datetime():
                return self.moment(value)
            case date():
                return self.date(value)
        return str(value)

    def _with_signs(self, english: str) -> str:
        """Return a number that is written in English with the signs of this language."""
        locale = self.locale
        signs = {
            ",": get_group_symbol(locale),
            ".": get_decimal_symbol(locale),
            "%": "\u00a0%" if self.language in ("fr", "es") else "%",
        }
        return "".join(signs.get(sign, sign) for sign in english)

    @property
    def colon(self) -> str:
        """Return the colon behind a label."""
        return "\u00a0:" if self.language == "fr" else ":"

    @property
    def comma(self) -> str:
        """Return what parts the words of a list."""
        return "، " if self.language == "ar" else ", "

    @property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    def number(self, value: float | None, digits: int = 3, *, zeros: bool = False) -> str:
        """Return a number with so many significant digits, and all digits of large numbers.

        zeros : whether zeros at its end are written, as of figures side by side: 10.0 and 9.81
        Beyond what a float holds exactly it is written as 1.5 × 10³⁰; below 10⁻¹² it is 0.

        >>> Speaker("en").number(1234.5678), Speaker("en").number(0.0123456)
        ('1,235', '0.0123')
        >>> Speaker("en").number(10.0), Speaker("en").number(10.0, zeros=True)
        ('10', '10.0')
        """
        if value is None or not isfinite(value):
            return "–"
        if abs(value) >= EXACT:
            exponent = floor(log10(abs(value)))
            raised = str(exponent).translate(SUPERSCRIPTS)
            return f"{self.number(value / 10.0**exponent, digits)}\u00a0×\u00a010{raised}"
        places = 0
        if abs(value) < NOTHING:
            value = 0.0
        if value and abs(value) < 10 ** (digits - 1):
            exponent = 0
            while abs(value) * 10**exponent < 10 ** (digits - 1):
                exponent += 1
            places = exponent
        place = "0" if zeros else "#"
        pattern = "#,##0" + ("." + place * min(places, 8) if places else "")
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

    def scientific(self, value: float | None, digits: int = 3) -> str:
        """Return a number as `number` does, and a small one as 1.23 × 10⁻⁹.

        >>> Speaker("en").scientific(0.5), Speaker("en").scientific(0.0)
        ('0.5', '0')
        """
        if value is None or not isfinite(value) or not value or abs(value) >= SMALL:
            return self.number(value, digits)
        exponent = floor(log10(abs(value)))
        raised = str(exponent).translate(SUPERSCRIPTS)
        return f"{self.number(value / 10.0**exponent, digits)}\u00a0×\u00a010{raised}"

    def amount(self, value: float | None, unit: str, digits: int = 3) -> str:
        """Return a number with its unit, which is written as people print it: 5 m³."""
        number = self.number(value, digits)
        return f"{number}\u00a0{self.unit(unit)}" if is_figure(value) and unit else number

    def unit(self, unit: object) -> str:
        """Return a unit as people print it, in this language where it is a word: m³, pieces."""
        return write_unit(self(UNIT_WORDS.get(str(unit), unit)))

    def money(self, value: float | None, currency: str) -> str:
        """Return money rounded to whole units of currency."""
        return self.amount(round(value) if is_figure(value) else None, currency, 1)

    def percent(self, value: float | None, *, sign: bool = False) -> str:
        """Return a share as per cent, with a sign when it is a change."""
        if value is None or not isfinite(value):
            return "–"
        text = self.number(100 * value, 3)
        return ("+" if sign and value > 0 else "") + text + "\u00a0%"

    def missing(self, reason: Message) -> str:
        """Return what stands where a figure cannot be had, with the reason in few words."""
        return self(_("– ({reason})", reason=Within(reason)))

    def years(self, value: float | None) -> str:
        """Return a span of years, short ones in months; none is that of what never pays back.

        >>> [Speaker("en").years(span).split() for span in (1 / 12, 1, 2.5)]
        [['1', 'month'], ['1', 'year'], ['2.5', 'years']]
        """
        if not is_figure(value):
            return self.missing(DOES_NOT_PAY_BACK)
        if value < LEAST_MONTH:
            return self(_("less than a month"))
        if value < 1:
            return self(n_("{count}\u00a0month", "{count}\u00a0months", round(12 * value)))
        text = self.number(value, 2)
        whole = round(value) if text == self.number(round(value), 2) else OF_A_FRACTION
        return self(n_("{years}\u00a0year", "{years}\u00a0years", whole, years=text))

    def date(self, value: date | None) -> str:
        """Return a date with the day first: 31 October 2026, 31 octobre 2026, 1er janvier 2027."""
        pattern = "d 'de' MMMM 'de' y" if self.language == "es" else "d MMMM y"
        if self.language == "fr" and value and value.day == 1:
            pattern = "d'er' MMMM y"
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


def _for_page(message: Message) -> str:
    return current_speaker()(message)


read_messages_with(_for_page)


def _former_messages() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for row in json.loads(FORMER.read_text("utf-8")):
        yield (row.get("context", ""), row["former"]), (row["now"], row.get("now_plural", ""))


know_former_messages(dict(_former_messages()))
