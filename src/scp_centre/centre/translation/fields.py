"""Columns that keep messages as such, so that each reader reads them in the own language."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db import models

from scp_centre.methods.messages import KEY, Message, from_json, pack, unpack

BEGINNING = '{"' + KEY + '"'  # of a message in a column of text


class MessageField(models.TextField):  # type: ignore[type-arg]
    """A message, or plain text: what people wrote, or what older versions kept in English.

    Text that would look like a message is kept within one, as what fills its only hole.
    """

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Message):
            if not value.startswith(BEGINNING):
                return super().get_prep_value(value)
            value = Message("{text}", {"text": value})
        if isinstance(value, Message):
            return json.dumps(value.as_json(), ensure_ascii=False)
        return super().get_prep_value(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is not None and value.startswith(BEGINNING):
            return from_json(json.loads(value))
        return value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Message) else super().to_python(value)


class MessageJSONField(models.JSONField):
    """JSON that may hold messages anywhere."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(pack(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return unpack(super().from_db_value(value, expression, connection))


class WordField(models.CharField):  # type: ignore[type-arg]
    """One word of a closed list; what is read from the database is the word's message.

    The message equals the word, so code compares it as ever; pages show it in their language.

    words : further pairs of word and message; a list may still grow until the centre has started
    """

    def __init__(self, *args: Any, words: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return self._messages.get(value, value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str.__str__(value) if isinstance(value, Message) else value

    def deconstruct(self) -> Any:
        """Return the field as migrations know it: text, whose words are the code's affair."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs

    @cached_property
    def _messages(self) -> dict[str, Message]:
        words = (label for _value, label in (*self.flatchoices, *self.words))
        return {str.__str__(word): word for word in words if isinstance(word, Message)}
