"""Fields of forms that take rows by their numbers.

Django's own take keys that no column of the database holds, which end in an error of the server.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator

from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.translation.sorting import in_name_order


class _ByName(ModelChoiceIterator):  # type: ignore[type-arg]  # plain when it runs
    """Rows as the reader looks for them: by name, in the order of the page's language."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        offered = list(super().__iter__())
        empty = [pair for pair in offered if pair[0] == ""]
        rows = [pair for pair in offered if pair[0] != ""]
        yield from empty
        yield from in_name_order(rows, lambda pair: pair[1])


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # plain at run time
    """One row, by its number."""

    iterator = _ByName

    def to_python(self, value: Any) -> Model | None:
        """Return the row; refuse what is no number of one."""
        if not isinstance(value, Model) and value not in self.empty_values:
            _require_number(self, value, "invalid_choice")
        row: Model | None = super().to_python(value)
        return row


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Several rows, by their numbers."""

    iterator = _ByName

    def clean(self, value: Any) -> Any:
        """Return the rows; refuse what is no number of one."""
        for key in value if isinstance(value, list | tuple) else ():
            _require_number(self, key, "invalid_choice")
        return super().clean(value)


def _require_number(field: forms.Field, value: Any, code: str) -> None:
    # SQLite raises on a number beyond 64 bits in a list; PostgreSQL on a NUL.
    if parse_whole_number(str(value)) is None:
        raise ValidationError(field.error_messages[code], code, {"value": str(value)[:40]})
