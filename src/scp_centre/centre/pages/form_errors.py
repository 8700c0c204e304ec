"""What is wrong with the forms of a page, as the page shows it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseForm, BaseFormSet, FileField
from django.forms.boundfield import BoundField

from scp_centre.centre.translation import current_speaker


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary.

    place : of the field on the page; empty where it is of the whole
    part : title of the form among several on the page, where it has one
    """

    text: str
    place: str = ""
    part: str = ""


def errors_of(form: BaseForm) -> list[FormError]:
    """Return what is wrong with a form, in the order of its fields; one line for each field."""
    if not form.is_bound:
        return []
    say = current_speaker()
    part = say(getattr(form, "part", ""))
    of_fields = [_error_of(field, part) for field in form if field.errors]
    return [FormError(say(error), part=part) for error in form.non_field_errors()] + of_fields


def told_apart(errors: Sequence[FormError]) -> list[FormError]:
    """Return errors of which no two read alike: "Flows: Enter the name." where two names lack."""
    colon = current_speaker().colon
    often = Counter(error.text for error in errors)
    return [
        replace(error, text=f"{error.part}{colon} {error.text}")
        if error.part and often[error.text] > 1
        else error
        for error in errors
    ]


def _error_of(field: BoundField, part: str) -> FormError:
    say = current_speaker()
    text = " ".join(say(error) for error in field.errors)
    label = say(field.label)
    nouns = getattr(field.form, "nouns", {})
    names = [label, say(nouns[field.name])] if field.name in nouns else [label]
    if not any(name.lower() in text.lower() for name in names):
        text = f"{label}: {text}"
    place = field.id_for_label or field.auto_id
    return FormError(text, "" if field.is_hidden else place, part)


def lost_file(field: BoundField) -> str:
    """Return the name of a file that was sent with a form which is refused for another reason.

    No browser fills in a file again, so that the person must be asked for it.
    """
    if not isinstance(field.field, FileField) or not field.form.errors or field.errors:
        return ""
    sent = field.form.files.get(field.html_name)
    return str(sent.name) if sent else ""


def refused_forms(context: Mapping[str, Any]) -> list[BaseForm]:
    """Return the forms of a page that were sent and are refused, each once."""
    found = {id(form): form for form in _forms_in(context.values()) if form.is_bound}
    return [form for form in found.values() if form.errors]


def _forms_in(values: Iterable[Any]) -> Iterable[BaseForm]:
    for value in values:
        # By its own type: whoever asks a lazy value for its class makes it, and a cookie with it.
        kind = type(value)
        if issubclass(kind, BaseForm):
            yield value
        elif issubclass(kind, BaseFormSet):
            yield from value.forms
        elif issubclass(kind, dict):
            yield from _forms_in(value.values())
        elif issubclass(kind, list | tuple):
            yield from _forms_in(value)
