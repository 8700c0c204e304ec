"""What the fields of a form offer, where it is known only when the form is made."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, ModelChoiceField


def offer_choices(form: BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let a field offer values, each with its label; raise TypeError where it offers none."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def offer_rows(form: BaseForm, name: str, rows: QuerySet[Any], *, while_none: str = "") -> None:
    """Let a field offer rows; raise TypeError where it offers none.

    while_none : what stands below the field as long as there is no row to choose
    """
    field = form.fields[name]
    if not isinstance(field, ModelChoiceField):
        raise TypeError(name)
    field.queryset = rows
    if while_none and not rows.exists():
        field.help_text = while_none
