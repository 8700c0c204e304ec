"""What is wrong with the forms of a page, as the page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, FileField
from django.forms.boundfield import BoundField

from scp_centre.centre.translation import current_speaker


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary. place : of the field on the page; empty where it is of the whole"""

    text: str
    place: str = ""


def errors_of(form: BaseForm) -> list[FormError]:
    """Return what is wrong with a form, in the order of its fields; one line for each field."""
    if not form.is_bound:
        return []
    say = current_speaker()
    of_fields = [_error_of(field) for field in form if field.errors]
    return [FormError(say(error)) for error in form.non_field_errors()] + of_fields


def _error_of(field: BoundField) -> FormError:
    say = current_speaker()
    text = " ".join(say(error) for error in field.errors)
    label = say(field.label)
    if label.lower() not in text.lower():
        text = f"{label}: {text}"
    place = field.id_for_label or field.auto_id
    return FormError(text, "" if field.is_hidden else place)


def lost_file(field: BoundField) -> str:
    """Return the name of a file that was sent with a form which is refused for another reason.

    No browser fills in a file again, so that the person must be asked for it.
    """
    if not isinstance(field.field, FileField) or not field.form.errors or field.errors:
        return ""
    sent = field.form.files.get(field.html_name)
    return str(sent.name) if sent else ""


def is_refused(context: Mapping[str, Any]) -> bool:
    """Return whether any form that a page holds was sent and is refused."""
    return any(form.is_bound and form.errors for form in _forms_in(context.values()))


def _forms_in(values: Iterable[Any]) -> Iterable[BaseForm]:
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif isinstance(value, dict):
            yield from _forms_in(value.values())
        elif isinstance(value, list | tuple):
            yield from _forms_in(value)
