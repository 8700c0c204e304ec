"""Fields of forms that take days, moments and rows, within what can be kept and reckoned with.

Django's own take the year 9999, a day after which there is none, and keys that no column of the
database holds, which end in an error of the server.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from scp_centre.centre.query_string import is_kept_day, parse_whole_number

OUTSIDE = "Give a day from 1900 to 2199."


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # What a browser takes in any language.
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A day that the centre can keep."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """Return the day, or nothing where none is given; refuse one at the end of time."""
        day = super().to_python(value)
        if day is not None and not is_kept_day(day):
            raise ValidationError(OUTSIDE, code="outside")
        return day


class MomentField(forms.DateTimeField):
    """A moment of a day that the centre can keep."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; a time zone cannot carry it beyond the end of time."""
        try:
            moment = super().to_python(value)
        except OverflowError:
            raise ValidationError(OUTSIDE, code="outside") from None
        if moment is not None and not is_kept_day(moment.date()):
            raise ValidationError(OUTSIDE, code="outside")
        return moment


class RowField(forms.ModelChoiceField):
    """One row, by its number."""

    def to_python(self, value: Any) -> Model | None:
        """Return the row; refuse what is no number of one."""
        if not isinstance(value, Model) and value not in self.empty_values:
            _require_number(self, value, "invalid_choice")
        row: Model | None = super().to_python(value)
        return row


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows, by their numbers."""

    def clean(self, value: Any) -> Any:
        """Return the rows; refuse what is no number of one."""
        for key in value if isinstance(value, list | tuple) else ():
            _require_number(self, key, "invalid_choice")
        return super().clean(value)


def _require_number(field: forms.Field, value: Any, code: str) -> None:
    # SQLite raises on a number beyond 64 bits in a list; PostgreSQL on a NUL.
    if parse_whole_number(str(value)) is None:
        raise ValidationError(field.error_messages[code], code, {"value": str(value)[:40]})
