"""Read one cell: its type, its limits, and a sentence when it does not fit."""

from datetime import date, datetime
from math import isfinite
from typing import Any

from scp_centre.centre.sheets.cell_words import meanings, names_of
from scp_centre.centre.sheets.schema import Column
from scp_centre.methods.messages import Number, _

EXCEL_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!"}
YES = {"true", "1", *names_of("yes")}
NO = {"false", "0", *names_of("no")}


class CellError(Exception):
    """What is wrong with one cell, and what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def typed_cell(column: Column | None, text: str) -> Any:
    """Return text as a spreadsheet would hold it; what does not fit stays text and is found."""
    text = text.strip()
    try:
        if column and text and column.type in ("number", "integer"):
            return float(text)
        if column and text and column.type == "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text or None


def read_cell(column: Column, value: Any) -> Any:
    """Return the value of a cell as its column wants it; None when it is empty.

    Raises CellError in the user's words. Nothing is guessed: text is never taken for a number.
    """
    if isinstance(value, str) and value.strip().upper() in EXCEL_ERRORS:
        raise CellError(
            _("The formula of this cell ends in the error {strip}.", strip=value.strip()),
            _("Correct the formula, or type the value."),
        )
    if is_empty(value):
        if column.required:
            raise CellError(_("This cell is empty."), f"{column.help}")
        return () if column.type == "list" else None
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
    text = str(value).strip()
    if len(text) > 2_000:
        raise CellError(
            _("The text has {len} characters.", len=Number(len(text), ",")),
            _("Shorten it to 2,000."),
        )
    return text


def _number(column: Column, value: Any) -> float:
    if isinstance(value, (bool, date, datetime)):
        raise CellError(_("{value} is not a number.", value=value), _("Type a plain number."))
    if not isinstance(value, (int, float)):
        raise CellError(
            _("'{str}' is text, not a number.", str=str(value)[:40]),
            _("Type the number alone, without unit or spaces; the unit has its own column."),
        )
    number = float(value)
    if not isfinite(number):
        raise CellError(_("{number} is not a quantity.", number=number), _("Type a plain number."))
    if column.above is not None and number <= column.above:
        raise CellError(
            _(
                "{number} is not above {above}.",
                number=Number(number, ",g"),
                above=Number(column.above, "g"),
            ),
            column.help,
        )
    if column.minimum is not None and number < column.minimum:
        if column.minimum == 0:
            raise CellError(_("{number} is negative.", number=Number(number, ",g")), column.help)
        raise CellError(
            _(
                "{number} is below {minimum}.",
                number=Number(number, ",g"),
                minimum=Number(column.minimum, "g"),
            ),
            column.help,
        )
    if column.maximum is not None and number > column.maximum:
        raise CellError(
            _(
                "{number} is above {maximum}.",
                number=Number(number, ",g"),
                maximum=Number(column.maximum, "g"),
            ),
            column.help,
        )
    return number


def _integer(column: Column, value: Any) -> int:
    number = _number(column, value)
    if not number.is_integer():
        raise CellError(
            _("{number} is not a whole number.", number=Number(number, "g")),
            _("Type a whole number."),
        )
    return int(number)


def _date(column: Column, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise CellError(
        _("'{str}' is not a date.", str=str(value)[:40]),
        _("Type the date as the spreadsheet program shows dates, for example 2025-12-31."),
    )


def _choice(column: Column, value: Any) -> str:
    text = str(value).strip()
    found = [a for a in column.allowed if a == text] or [
        a for a in column.allowed if a.lower() == text.lower()
    ]
    if len(found) == 1:
        return found[0]
    if column.type != "unit" and (meant := meanings(column.allowed).get(text.lower())):
        return meant
    shown = ", ".join(column.allowed[:12]) + (" …" if len(column.allowed) > 12 else "")
    raise CellError(
        _("'{text}' is not in the list.", text=text[:40]), _("Choose one of: {shown}.", shown=shown)
    )


def _yes_no(column: Column, value: Any) -> bool:
    text = str(value).strip().lower()
    if text in YES | NO:
        return text in YES
    raise CellError(_("'{text}' is neither yes nor no.", text=text[:40]), _("Type yes or no."))


def _list(column: Column, value: Any) -> tuple[str, ...]:
    return tuple(_choice(column, part) for part in str(value).split(",") if part.strip())
