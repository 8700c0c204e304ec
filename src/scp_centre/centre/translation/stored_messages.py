"""Columns of messages, in migrations: from the plain English that older versions kept, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from scp_centre.centre.translation.messages import translations
from scp_centre.methods.messages import HOLE, Message, as_written_today, plain

BATCH = 500


def to_messages(model: type[Model], columns: Mapping[str, Iterable[str]]) -> None:
    """Make messages of the texts of a table that surely are such: column -> its templates."""
    for row in model._default_manager.only("pk", *columns).iterator(BATCH):
        told = {
            name: found
            for name, templates in columns.items()
            if (found := as_message(getattr(row, name), templates)) is not getattr(row, name)
        }
        if told:
            model._default_manager.filter(pk=row.pk).update(**told)


def as_message(text: str, templates: Iterable[str] = ()) -> str:
    """Return the message that a text surely is: one that we translate, or a template filled.

    templates : each begins with words and ends with its only hole, or has none
    """
    if not text or isinstance(text, Message):
        return text
    for template in templates:
        today, _plural = as_written_today(template)
        for words in dict.fromkeys((template, today)):
            start, hole, _end = words.partition("{")
            if hole and text.startswith(start):
                return Message(today, {HOLE.findall(words)[0]: text[len(start) :]})
    today, _plural = as_written_today(text)
    whole = not HOLE.search(text) and ("", today) in translations("fr").forms
    return Message(today) if whole or text in templates else text


def in_english(model: type[Model], lengths: dict[str, int | None]) -> None:
    """Write the English of all messages of a table: column -> its length; None for JSON."""
    for row in model._default_manager.only("pk", *lengths).iterator(BATCH):
        told: dict[str, Any] = {}
        for name, length in lengths.items():
            value = getattr(row, name)
            if length is None:
                told[name] = plain(value)
            elif isinstance(value, Message) or len(value or "") > length:
                told[name] = plain(value)[:length]
        model._default_manager.filter(pk=row.pk).update(**told)
