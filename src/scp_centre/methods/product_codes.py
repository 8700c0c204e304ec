"""Codes of products: read as people write them, checked, returned in one spelling.

GTIN: GS1 General Specifications, section 7.9 (check digit). HS: six digits, World Customs
Organization. CPV: eight digits, Regulation (EC) No 213/2008; its ninth digit is left off, since
how it is computed was never published.
"""

import re

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

GTIN_LENGTHS = (8, 12, 13, 14)
HS_LENGTHS = (4, 6)


def gtin_check_digit(body: str) -> int:
    """Return the last digit of a GTIN whose other digits are given.

    From the right, digits count three times and once in turn; the check digit fills the sum up to
    the next ten.

    >>> gtin_check_digit("629104150021")
    3
    """
    weighted = sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(reversed(body)))
    return -weighted % 10


def read_gtin(text: str) -> str:
    """Return a GTIN in its shortest spelling; raise InvalidValueError where it cannot be one.

    Zeros before a GTIN only fill it up to a longer field: all spellings are one product's.

    >>> read_gtin("6 291041 500213"), read_gtin("06291041500213")
    ('6291041500213', '6291041500213')
    """
    digits = re.sub(r"[\s-]", "", text)
    if not _is_number(digits) or len(digits) not in GTIN_LENGTHS:
        raise InvalidValueError(
            _("'{text}' is not a GTIN.", text=text),
            where="gtin",
            cure=_("Enter the 8, 12, 13 or 14 digits below the barcode."),
        )
    if gtin_check_digit(digits[:-1]) != int(digits[-1]):
        raise InvalidValueError(
            _("The check digit of the GTIN '{text}' is wrong.", text=text),
            where="gtin",
            cure=_("Compare the GTIN with the digits under the barcode."),
        )
    short = digits.lstrip("0")
    return short.zfill(next(length for length in GTIN_LENGTHS if length >= len(short)))


def gtin_of_14_digits(gtin: str) -> str:
    """Return a GTIN as a GS1 Digital Link writes it: with zeros before it to 14 digits.

    >>> gtin_of_14_digits("9520123456788")
    '09520123456788'
    """
    return read_gtin(gtin).zfill(max(GTIN_LENGTHS))


def read_hs(text: str) -> str:
    """Return a code of the Harmonized System; raise InvalidValueError for anything else.

    >>> read_hs("0406.90")
    '040690'
    """
    digits = re.sub(r"[\s.]", "", text)
    if not _is_number(digits) or len(digits) not in HS_LENGTHS:
        raise InvalidValueError(
            _("'{text}' is not a Harmonized System code.", text=text),
            where="hs",
            cure=_("Enter the first 4 or 6 digits of the customs tariff number."),
        )
    return digits


def read_cpv(text: str) -> str:
    """Return a code of the Common Procurement Vocabulary, without its ninth digit.

    >>> read_cpv("15540000-5")
    '15540000'
    """
    found = re.fullmatch(r"(\d{8})(-\d)?", re.sub(r"\s", "", text), re.ASCII)
    if found is None:
        raise InvalidValueError(
            _("'{text}' is not a Common Procurement Vocabulary code.", text=text),
            where="cpv",
            cure=_("Enter 8 digits, for example 15540000 or 15540000-5."),
        )
    return found.group(1)


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()
