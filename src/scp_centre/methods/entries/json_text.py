"""JSON that somebody else wrote."""

import json
import re
from typing import Any


class RepeatedNameError(ValueError):
    """A name that stands twice in one object, of which readers take either."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name[:80]!r} stands twice in one object")
        self.name = name[:80]


def read_json(text: str | bytes) -> Any:
    """Return what a JSON text says.

    Raises ValueError for a text that is no JSON, for NaN and Infinity, which JSON does not know,
    for a name that stands twice in one object, of which readers take either, and for a text nested
    too deep to be read: Python's own reader ends in RecursionError there.

    >>> read_json('{"mass": 1.5}')
    {'mass': 1.5}
    >>> read_json('{"mass": 1.5, "mass": 2}')
    Traceback (most recent call last):
    scp_centre.methods.entries.json_text.RepeatedNameError: 'mass' stands twice in one object
    >>> read_json("[" * 100_000)
    Traceback (most recent call last):
    ValueError: nested too deep
    """
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedNameError(name)
        found[name] = value
    return found


def require_storable(data: Any) -> None:
    """Raise ValueError where a text of a JSON value can be kept in no database.

    That is a zero sign, and half of a pair of signs, which UTF-8 does not know.

    >>> require_storable({"title": ["a", "b"]})
    >>> require_storable({"title": ["a" + chr(0)]})
    Traceback (most recent call last):
    ValueError: a text holds a sign that cannot be kept
    """
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and re.search("[\0\ud800-\udfff]", one):
            raise ValueError("a text holds a sign that cannot be kept")
