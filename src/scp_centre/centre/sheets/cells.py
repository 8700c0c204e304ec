"""Read one cell: its type, its limits, and a sentence when it does not fit."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from scp_centre.centre.foreign_files.frames import PerCent, Uncomputed
from scp_centre.centre.sheets.cell_words import meanings, names_of
from scp_centre.centre.sheets.schema import Column
from scp_centre.methods.entries import FILE_NOTATIONS, Notation, read_date, read_number
from scp_centre.methods.entries.dates import is_kept_day
from scp_centre.methods.errors import InvalidValueError, MethodError, UnclearEntryError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.unit_signs import plain_unit
from scp_centre.methods.unit_spellings import unit_named

EXCEL_ERRORS = {
    *("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"),
    *("#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!"),  # as French programs write them
    *("#¡DIV/0!", "#¿NOMBRE?", "#¡NULO!", "#¡NUM!", "#¡REF!", "#¡VALOR!", "#N/D", "#VALOR!"),
    *("#WERT!", "#NV", "#BEZUG!", "#ZAHL!"),  # German
}
NOT_COMPUTED = _("This cell contains a formula without a saved result.")
SAVE_AGAIN = _("Open the file in a spreadsheet program, save it there, and import it again.")
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet programs
MIDNIGHT = time()
SMALLEST = 1e-15  # of a number that is not 0: dividing by less leaves the numbers
LONG = 10_000  # from which a limit is written with commas
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # days of 1954 to 2119
YES = {"true", "1", *names_of(_("yes"))}
NO = {"false", "0", *names_of(_("no"))}


class CellError(Exception):
    """What is wrong with one cell, and what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def is_formula_error(value: Any) -> bool:
    """Return whether a spreadsheet program writes this where a formula fails: #DIV/0!"""
    return isinstance(value, str) and value.strip().upper() in EXCEL_ERRORS


class UnclearCell(str):
    """A text of a table that can mean two things; it is asked back when its cell is read."""

    error: UnclearEntryError


def typed_cell(column: Column | None, text: str, notations: Sequence[Notation]) -> Any:
    """Return text as a spreadsheet would hold it; what does not fit stays text and is found."""
    text = text.strip()
    try:
        if column and text and column.type in ("number", "integer"):
            return read_number(text, notations, unit=column.unit)
        if column and text and column.type == "date":
            return read_date(text, notations)
    except UnclearEntryError as error:
        unclear = UnclearCell(text)
        unclear.error = error
        return unclear
    except InvalidValueError:
        return text
    return text or None


def read_cell(column: Column, value: Any) -> Any:
    """Return the value of a cell as its column wants it; None when it is empty.

    Raises CellError in the user's words. Nothing is guessed: a text is taken for a number or a
    day only where it can mean one alone, whichever country it was written in.
    """
    if isinstance(value, UnclearCell):
        raise CellError(value.error.message, value.error.cure)
    if isinstance(value, Uncomputed):
        raise CellError(NOT_COMPUTED, SAVE_AGAIN)
    if is_formula_error(value):
        raise CellError(
            _("The formula in this cell returns the error {strip}.", strip=value.strip()),
            _("Correct the formula, or type the value."),
        )
    if is_empty(value):
        if column.required:
            raise CellError(_("This cell is empty."), f"{column.help}")
        return () if column.type == "list" else None
    if isinstance(value, str):
        value = typed_cell(column, value, FILE_NOTATIONS)
        if isinstance(value, UnclearCell):
            raise CellError(value.error.message, value.error.cure)
    reader = {
        "number": _number,
        "integer": _integer,
        "date": _date,
        "choice": _choice,
        "unit": _choice,
        "yesno": _yes_no,
        "list": _list,
    }.get(column.type, _text)
    return reader(column, value)


def _text(column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        value = value.date()
    text = str(value).strip()
    if len(text) > 2_000:
        raise CellError(
            _("The text is too long ({len} characters).", len=Number(len(text), ",")),
            _("Shorten the text to 2,000 characters or fewer."),
        )
    return text


def _number(column: Column, value: Any) -> float:
    if isinstance(value, (bool, date, datetime)):
        raise CellError(_("{value} is not a number.", value=value), _("Enter a plain number."))
    if not isinstance(value, (int, float)):
        raise CellError(
            _("'{str}' is text, not a number.", str=str(value)[:40]),
            _("Enter only the number, without a unit or spaces. The unit has its own column."),
        )
    number = shown_number(value, column.unit)
    if not isfinite(number):
        raise CellError(
            _("{number} is not a valid quantity.", number=number), _("Enter a plain number.")
        )
    is_tiny = 0 < abs(number) < SMALLEST
    if column.above is not None and (number <= column.above or is_tiny):
        raise CellError(
            _("{number} is too small.", number=Number(number, ",g")),
            _("Enter a number above {above}.", above=_limit(column.above)),
        )
    if column.minimum is not None and number < column.minimum:
        cure = _("Enter {minimum} or more.", minimum=_limit(column.minimum))
        if column.minimum == 0:
            raise CellError(_("{number} is negative.", number=Number(number, ",g")), cure)
        raise CellError(_("{number} is too small.", number=Number(number, ",g")), cure)
    if column.maximum is not None and number > column.maximum:
        raise CellError(
            _("{number} is too large.", number=Number(number, ",g")),
            _("Enter {maximum} or less.", maximum=_limit(column.maximum)),
        )
    if is_tiny:
        raise CellError(
            _("{number} is too small.", number=Number(number, ",g")),
            _("Enter 0, or check the unit."),
        )
    return number


def _limit(value: float) -> Number:
    """Return a limit as it is said: a year without commas, a large number without an exponent."""
    whole = ",.0f" if float(value).is_integer() else ",.16g"
    return Number(value, whole if abs(value) >= LONG else "g")


def shown_number(value: float, unit: str) -> float:
    """Return a number as its cell shows it: 0.1 in a cell of per cent is 10 where % is asked for.

    >>> shown_number(PerCent(0.1), "%"), shown_number(PerCent(0.1), ""), shown_number(0.1, "%")
    (10.0, 0.1, 0.1)
    """
    plain = float(value)
    if unit != "%" or not isinstance(value, PerCent):
        return plain
    return float(f"{100 * plain:.15g}")  # 0.07 is 7 %, not 7.000000000000001 %


def _integer(column: Column, value: Any) -> int:
    number = _number(column, value)
    if not number.is_integer():
        raise CellError(
            _("{number} is not a whole number.", number=Number(number, "g")),
            _("Enter a whole number."),
        )
    return int(number)


def _date(column: Column, value: Any) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date):
        if is_kept_day(day):
            return day
        raise CellError(
            _("The year in {day} cannot be right.", day=day),
            _("Enter a date between 1900 and 2199."),
        )
    if isinstance(value, int | float) and FIRST_SERIAL <= value < LAST_SERIAL:
        meant = EPOCH + timedelta(days=int(value))
        raise CellError(
            _(
                "{value} is a number. Read as a date, it would be {meant}.",
                value=Number(value, "g"),
                meant=meant,
            ),
            _("Format the cell as a date, and check the day."),
        )
    raise CellError(
        _("“{str}” is not a date.", str=str(value)[:40]),
        _("Enter the date in your spreadsheet program's date format, for example 2025-12-31."),
    )


def _choice(column: Column, value: Any) -> str:
    text = str(value).strip()
    if column.type == "unit":
        text = plain_unit(text)
    exact = [word for word in column.allowed if word == text]
    found = exact or [word for word in column.allowed if word.lower() == text.lower()]
    if len(found) == 1:
        return found[0]
    if column.type != "unit" and (meant := meanings(column.allowed).get(text.lower())):
        return meant
    if column.type == "unit":
        return _unit(column, text)
    shown = ", ".join(column.allowed[:12]) + (" …" if len(column.allowed) > 12 else "")
    raise CellError(
        _("'{text}' is not in the list.", text=text[:40]),
        _("Choose one of these values: {shown}.", shown=shown),
    )


def _unit(column: Column, text: str) -> str:
    """Return the unit of a column that a text means in any spelling."""
    try:
        unit = unit_named(text)
    except MethodError as error:
        raise CellError(error.message, error.cure) from None
    if unit in column.allowed:
        return unit
    shown = ", ".join(column.allowed[:12]) + (" …" if len(column.allowed) > 12 else "")
    raise CellError(
        _("'{text}' is not in the list.", text=text[:40]),
        _("Choose one of these values: {shown}.", shown=shown),
    )


def _yes_no(column: Column, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in YES | NO:
        return text in YES
    raise CellError(_("'{text}' is neither yes nor no.", text=text[:40]), _("Enter yes or no."))


def _list(column: Column, value: Any) -> tuple[str, ...]:
    return tuple(_choice(column, part) for part in str(value).split(",") if part.strip())
