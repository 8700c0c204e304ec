"""Numbers as people write them: decimal sign, thousands, minus, powers of ten."""

import re
from collections.abc import Sequence
from functools import cache
from math import isfinite

from scp_centre.methods.entries.notation import COMMA, POINT, Notation, plain_signs
from scp_centre.methods.errors import InvalidValueError, UnclearEntryError
from scp_centre.methods.messages import _
from scp_centre.methods.unit_signs import write_unit

Notations = Notation | Sequence[Notation]
LONGEST = 60  # signs of a number
ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"  # that mean one thing in every language
_SIGNED = re.compile(r"(?P<before>[-+]?) ?(?P<digits>.*?) ?(?P<after>-?)")
_POWER = re.compile(r"(?P<digits>.*?)(?:[eE]| ?[x×·] ?10\^)(?P<power>[-+]?\d{1,3})")
_DIGITS = re.compile(r"\d+", re.ASCII)


def read_number(text: str, notation: Notations, *, unit: str = "") -> float:
    """Return the number that a text means in a notation, or in all of several.

    unit : of the field; it may stand behind the number

    >>> from scp_centre.methods.entries.notation import COMMA, POINT
    >>> read_number("50,000", POINT), read_number("50,000", COMMA), read_number("(1'250.5)", POINT)
    (50000.0, 50.0, -1250.5)

    Raises UnclearEntryError with the readings for what can mean two things, or what this
    language would write otherwise; InvalidValueError for what is no number.
    """
    return float(_one_reading(_without_unit(text, unit), text, notation))


def read_whole_number(text: str, notation: Notations, *, unit: str = "") -> int:
    """Return the whole number that a text means; raise as `read_number` does.

    >>> read_whole_number("1 250 000", POINT), read_whole_number("7.0", POINT)
    (1250000, 7)
    """
    plain = _one_reading(_without_unit(text, unit), text, notation)
    digits, _unused, tenths = plain.partition(".")
    if "e" not in plain and not tenths.strip("0"):
        return int(digits)
    if not float(plain).is_integer():
        raise InvalidValueError(
            _("'{strip}' is not a whole number.", strip=text.strip()[:40]),
            cure=_("Enter a whole number."),
        )
    return int(float(plain))


def number_readings(text: str, notation: Notations) -> tuple[float, ...]:
    """Return all values that a text can mean; none where it is no number."""
    try:
        return (read_number(text, notation),)
    except UnclearEntryError as error:
        return tuple(float(str(reading)) for reading in error.readings)
    except InvalidValueError:
        return ()


def write_number(value: float, notation: Notation) -> str:
    """Return a number with all its digits and no thousands, as a field of a form shows it.

    >>> write_number(1234.5, COMMA), write_number(50000, POINT), write_number(1e-7, COMMA)
    ('1234,5', '50000', '1E-7')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    digits, power, exponent = repr(value).partition("e")
    text = digits.replace(".", notation.decimal)
    return text + (f"E{int(exponent)}" if power else "")


def _one_reading(text: str, written: str, notation: Notations) -> str:
    notations = (notation,) if isinstance(notation, Notation) else tuple(notation)
    if text.endswith("%"):
        raise _per_cent(text, written, notations)
    found = _readings(text, notations)
    if len(found) == 1:
        return found[0]
    if found:
        raise _unclear(written, found, notations[0])
    return _foreign_reading(text, written, notations)


def _readings(text: str, notations: Sequence[Notation]) -> list[str]:
    """Return the different numbers that a text means, as plain text; one for each value."""
    found: dict[float, str] = {}
    for one in notations:
        plain = _plain_number(text, one.decimal, one.group)
        if plain is not None:
            found.setdefault(float(plain), plain)
    return list(found.values())


def _foreign_reading(text: str, written: str, notations: Sequence[Notation]) -> str:
    """Return the number of a text in the one notation that fits, where its signs are free.

    A point in French parts nothing else, so 4.5 is taken; a comma in English parts thousands, so
    4,5 is asked back, as is 50.000 in French, which can be 50 and 50 000.
    """
    found = _readings(text, (POINT, COMMA))
    if not found:
        raise InvalidValueError(
            _("'{strip}' is not a number.", strip=written.strip()[:40]),
            cure=_("Enter a plain number."),
        )
    used = {sign for one in notations for sign in (one.decimal, one.group)}
    if len(found) == 1 and not used & (set(text) & {",", "."}):
        return found[0]
    raise _unclear(written, found, notations[0])


def _unclear(written: str, found: Sequence[str], notation: Notation) -> UnclearEntryError:
    values = tuple(float(plain) for plain in found)
    shown = [write_number(value, notation) for value in values]
    text = written.strip()[:40]
    if len(shown) == 1:
        return UnclearEntryError(
            _("'{text}' is not a valid number format in this language.", text=text),
            readings=values,
            cure=_("Enter {shown} if that is the number you mean.", shown=shown[0]),
        )
    return UnclearEntryError(
        _("'{text}' could mean {shown} or {shown3}.", text=text, shown=shown[0], shown3=shown[1]),
        readings=values,
        cure=_(
            "Enter {shown} or {shown2}, without thousands separators.",
            shown=shown[0],
            shown2=shown[1],
        ),
    )


def _per_cent(text: str, written: str, notations: Sequence[Notation]) -> InvalidValueError:
    """Return the error of a per cent sign where no percentage is asked for."""
    found = _readings(text[:-1].strip(), notations)
    if not found:
        return InvalidValueError(
            _("'{strip}' is not a number.", strip=written.strip()[:40]),
            cure=_("Enter a plain number."),
        )
    return _unclear(written, (found[0], repr(float(found[0]) / 100)), notations[0])


def _without_unit(text: str, unit: str) -> str:
    plain = plain_signs(text[: LONGEST + 1])
    if len(plain) > LONGEST:
        return ""  # which is no number
    if not unit:
        return plain
    if unit == "%" and plain.startswith("%"):  # as Turkish and Arabic may write it
        return plain[1:].strip()
    own = plain_signs(unit)
    for written in (own, write_unit(own)):  # m3 and m³
        plain = plain.removesuffix(written)
    return plain.strip()


def _plain_number(text: str, decimal: str, group: str) -> str | None:
    """Return a number as `float` reads it, or None where the notation does not write it so."""
    negative = text.startswith("(") and text.endswith(")")  # as accountants write it
    signed = _SIGNED.fullmatch(text[1:-1].strip() if negative else text)
    if not signed or negative + (signed["before"] != "") + (signed["after"] != "") > 1:
        return None
    powered = _POWER.fullmatch(signed["digits"])
    digits = powered["digits"] if powered else signed["digits"]
    plain = _plain_digits(digits.strip(), decimal, group)
    if plain is None:
        return None
    minus = "-" if negative or "-" in (signed["before"], signed["after"]) else ""
    plain = minus + plain + (f"e{powered['power']}" if powered else "")
    return plain if isfinite(float(plain)) else None


def _plain_digits(text: str, decimal: str, group: str) -> str | None:
    if _DIGITS.fullmatch(text):
        return text
    if ARABIC_DECIMAL in text or ARABIC_GROUP in text:
        decimal, group = ARABIC_DECIMAL, ARABIC_GROUP
    whole, _unused, tenths = text.partition(decimal)
    if not (whole or tenths) or (tenths and not _DIGITS.fullmatch(tenths)):
        return None
    joined = _joined(whole, group) if whole else "0"
    if joined is None or not tenths:
        return joined
    return f"{joined}.{tenths}"


def _joined(whole: str, group: str) -> str | None:
    """Return the digits before the tenths, where their groups are whole."""
    if _DIGITS.fullmatch(whole):
        return whole
    for sign in (group, " ", "'"):
        if sign and sign in whole:
            return whole.replace(sign, "") if _grouped(sign).fullmatch(whole) else None
    return None


@cache
def _grouped(sign: str) -> re.Pattern[str]:
    """Return what digits in groups look like: by three, or as in India (12,34,567).

    The first group begins with no 0: 0,125 is no thousand.
    """
    mark = re.escape(sign)
    by_three = rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
    indian = rf"[1-9]\d?(?:{mark}\d{{2}})+{mark}\d{{3}}" if sign == "," else by_three
    return re.compile(f"{by_three}|{indian}", re.ASCII)
