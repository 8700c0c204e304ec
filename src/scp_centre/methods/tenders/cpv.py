"""The tree of the Common Procurement Vocabulary (CPV).

A code has eight digits; zeros at its end say its level: division, group, class, category and
three levels more. A ninth digit follows a hyphen. Its published rule does not reproduce the list
(03300000-2), so it is looked up and never computed. Some parents do not exist although their
children do (39250000): the parent is then the next ancestor that exists.

Source: Regulation (EC) No 213/2008.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scp_centre.methods.errors import InvalidValueError, UnknownLabelError
from scp_centre.methods.messages import _
from scp_centre.methods.product_codes import read_cpv

DIGITS = 8
DIVISION = 2  # digits
LONGEST = 20  # signs of a published code; what is longer is none
MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class CpvCode:
    """code : eight digits    check_digit : as published    labels : language -> label"""

    code: str
    check_digit: str
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """Return the label in a language, in English where there is none."""
        return self.labels.get(language) or self.labels["en"]

    def __str__(self) -> str:
        return f"{self.code}-{self.check_digit}"


def level_of(code: str) -> int:
    """Return the level of a code: 1 for a division, up to 7.

    >>> level_of("30000000"), level_of("39254000"), level_of("15540000")
    (1, 4, 3)
    """
    return max(len(code.rstrip("0")) - 1, 1)


class CpvTable:
    """All codes of the vocabulary, with the way from each to its division."""

    def __init__(self, codes: Mapping[str, CpvCode]):
        self.codes = codes
        self._published: dict[str, str] = {}  # codes as published that were read before

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> CpvCode:
        return self.codes[code]

    def chain(self, code: str) -> Iterator[str]:
        """Yield a code, if it exists, and its ancestors that exist, the nearest first."""
        for length in range(max(len(code.rstrip("0")), DIVISION), DIVISION - 1, -1):
            one = code[:length].ljust(DIGITS, "0")
            if one in self.codes:
                yield one

    def parent(self, code: str) -> str | None:
        """Return the next ancestor that exists; None for a division."""
        return next((one for one in self.chain(code) if one != code), None)

    def read(self, text: str, where: str = "cpv") -> str:
        """Return the code that somebody entered, with or without its check digit.

        Raises InvalidValueError for another number of digits or a wrong check digit,
        UnknownLabelError for a code that the vocabulary does not have.
        """
        code = read_cpv(text)
        if code not in self.codes:
            raise self._unknown(code, where)
        digit = re.sub(r"\s", "", text)[DIGITS + 1 :]
        right = self.codes[code].check_digit
        if digit and digit != right:
            raise InvalidValueError(
                _("The check digit of the CPV code {code} is wrong.", code=text.strip()),
                where=where,
                cure=_("Compare the code with the list: {code}.", code=f"{code}-{right}"),
            )
        return code

    def _unknown(self, code: str, where: str) -> UnknownLabelError:
        nearest = next(self.chain(code), None)
        shown = str(self.codes[nearest]) if nearest else ""
        return UnknownLabelError(
            _("The CPV code {code} does not exist.", code=code),
            where=where,
            cure=_("Check the digits. The nearest code that exists is {code}.", code=shown)
            if nearest
            else _("Check the digits. A zero at the start may be missing."),
        )

    def read_published(self, value: Any) -> str:
        """Return the code that a publisher meant by a value; "" where it cannot be known.

        Publishers write codes as numbers, which lose their first zero, and spreadsheets add
        ".0". The lost zero is put back only where the list has that code and no other fits.
        """
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        text = str(value)
        if len(text) > LONGEST:
            return ""
        if (known := self._published.get(text)) is None:
            known = self._read_published(text)
            if len(self._published) < MOST_KNOWN:
                self._published[text] = known
        return known

    def _read_published(self, written: str) -> str:
        text = re.sub(r"\s", "", written).removesuffix(".0")
        found = re.fullmatch(r"(\d{7,8})(?:-\d)?|(\d{8})\d", text, re.ASCII)
        if found is None:
            return ""
        digits = found.group(1) or found.group(2)
        code = digits.zfill(DIGITS)
        if code in self.codes:
            return code
        return next(self.chain(code), "") if len(digits) == DIGITS else ""
