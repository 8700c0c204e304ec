"""Columns of messages, in migrations: back to the plain English that older versions kept."""

from typing import Any

from django.db.models import Model

from scp_centre.methods.messages import Message, plain

BATCH = 500


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
