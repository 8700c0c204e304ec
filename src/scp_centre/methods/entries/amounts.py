"""A number with its unit or its currency, as people write the two together."""

import re

from scp_centre.methods.entries.notation import Notation, plain_signs
from scp_centre.methods.entries.numbers import Notations, read_number
from scp_centre.methods.errors import CurrencyError, InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Money, Quantity
from scp_centre.methods.unit_signs import plain_unit
from scp_centre.methods.unit_spellings import unit_named

# A number, with its signs and powers, and whatever comes behind it.
_AMOUNT = re.compile(
    r"(?P<number>[-+(]{0,2} ?[\d.,'\u066b\u066c ]*\d[.,]?"
    r"(?:[eE][-+]?\d{1,3}(?!\w)| ?[x×·] ?10\^[-+]?\d{1,3})? ?[-)]?)(?P<unit>.*)"
)
LONGEST = 100  # signs of a number with its unit


def read_amount(text: str, notation: Notations) -> tuple[float, str]:
    """Return the number that a text begins with, and the unit behind it in plain signs.

    >>> from scp_centre.methods.entries.notation import COMMA
    >>> read_amount("1 250,5 m³/h", COMMA), read_amount("0,25", COMMA)
    ((1250.5, 'm3/h'), (0.25, ''))

    Raises as `read_number` does.
    """
    found = _AMOUNT.fullmatch(plain_signs(text[:LONGEST]))
    if not found:
        raise InvalidValueError(
            _("'{strip}' does not begin with a number.", strip=text.strip()[:30]),
            where="answer",
            cure=_("Enter the number first, then its unit."),
        )
    return read_number(found["number"], notation), plain_unit(found["unit"].strip())


def read_quantity(text: str, notation: Notations, *, unit: str = "") -> Quantity:
    """Return a number with its unit. unit : the one that is meant where none is written

    >>> from scp_centre.methods.entries.notation import POINT
    >>> read_quantity("1,200 m³", POINT), read_quantity("10 %", POINT)
    (Quantity(value=1200.0, unit='m3'), Quantity(value=10.0, unit='%'))

    Raises UnitError for a unit that is not known, UnclearEntryError for one that can mean several,
    and as `read_number` does.
    """
    value, written = read_amount(text, notation)
    return Quantity(value, unit_named(written) if written else unit)


def read_money(text: str, notation: Notation, *, year: int, currency: str = "") -> Money:
    """Return an amount with the currency whose code or sign stands before or behind it.

    currency : the one that is meant where none is written, and the only one that then may be

    Raises UnclearEntryError for a sign of several currencies, and as `read_number` does.
    """
    number, sign = _parted(plain_signs(text[:LONGEST]))
    code = _code(sign, notation, currency, text) if sign else currency
    if not code:
        raise CurrencyError(
            _("Unknown currency: '{strip}'.", strip=text.strip()[:40]),
            cure=_("Enter the currency code after the amount."),
        )
    return Money(read_number(number, notation), code, year)


def _parted(text: str) -> tuple[str, str]:
    """Return number and sign of an amount: -€5, € -5, 5 €, (€5) and 5 EUR are of one form."""
    signs = re.findall(r"[^\W\d]+\.?[^\W\d]*\$?|[^\w\s.,'()+\-\u066b\u066c]+", text)
    sign = max(signs, key=len, default="")
    if not sign or sign in ("e", "E"):
        return text, ""
    return text.replace(sign, " ", 1).strip().replace("- ", "-").replace("( ", "("), sign


def _code(sign: str, notation: Notation, currency: str, text: str) -> str:
    codes = notation.currencies.get(sign, notation.currencies.get(sign.upper(), ()))
    if currency and (currency in codes or sign.upper() == currency):
        return currency
    if currency or not codes:
        raise CurrencyError(
            _("The currency '{sign}' cannot be used here.", sign=sign[:10]),
            cure=_("Enter the amount in {currency}.", currency=currency)
            if currency
            else _("Enter the currency code, for example EUR."),
        )
    if len(codes) > 1:
        raise UnclearEntryError(
            _(
                "The symbol '{sign}' in '{strip}' is used for several currencies.",
                sign=sign,
                strip=text.strip()[:40],
            ),
            readings=codes,
            cure=_("After the amount, enter one of these codes: {join}.", join=list(codes[:4])),
        )
    return codes[0]
