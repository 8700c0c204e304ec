"""What a source changed of an item, and what an editor changed of it here, brought together."""

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]  # as a revision keeps it: {"item": values, "texts": {language: said}}
Place = tuple[str, str]  # language, or nothing for the item itself; name


def merge(
    heard: Content, here: Content, now: Content, left: Content | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (what is taken over, what is left open) of what a source says now.

    heard : what the source said last time, empty where it was not kept    here : as it stands
    left : what was left open last time

    What only the source changed is taken; what was changed here stays, and is left open where the
    source changed it too (an empty content where nothing is).

    >>> old = {"item": {"year": 1}, "texts": {"en": {"title": "A", "summary": "B"}}}
    >>> ours = {"item": {"year": 1}, "texts": {"en": {"title": "Ours", "summary": "B"}}}
    >>> new = {"item": {"year": 2}, "texts": {"en": {"title": "C", "summary": "D"}}}
    >>> merge(old, ours, new)[0]
    {'item': {'year': 2}, 'texts': {'en': {'summary': 'D'}}}
    >>> merge(old, ours, new)[1]
    {'item': {}, 'texts': {'en': {'title': 'C'}}}
    """
    before, ours, theirs = _flat(heard), _flat(here), _flat(now)
    otherwise = {p: v for p, v in theirs.items() if ours.get(p) != v}
    news = {p: v for p, v in otherwise.items() if p not in before or before[p] != v}
    taken = {p: v for p, v in news.items() if not before or ours.get(p) == before.get(p)}
    still = {p: v for p, v in _flat(left or {}).items() if otherwise.get(p) == v}
    still |= {p: v for p, v in news.items() if p not in taken}
    return _whole(taken), _whole(still) if still else {}


def combined(here: Content, taken: Content) -> dict[str, Any]:
    """Return a content with what is taken over put in."""
    return _whole(_flat(here) | _flat(taken))


def is_empty(content: Content) -> bool:
    return not _flat(content)


def _flat(content: Content) -> dict[Place, Any]:
    found = {("", name): value for name, value in content.get("item", {}).items()}
    for language, said in content.get("texts", {}).items():
        found |= {(language, name): value for name, value in said.items()}
    return found


def _whole(flat: Mapping[Place, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"item": {}, "texts": {}}
    for (language, name), value in flat.items():
        part = content["texts"].setdefault(language, {}) if language else content["item"]
        part[name] = value
    return content
