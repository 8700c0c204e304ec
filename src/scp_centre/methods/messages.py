"""What the code says, as a value: a template, what fills its holes, its count and its context.

A message equals its English text, so errors, tests and logs read as ever; whoever shows it to a
person renders it in that person's language. The three marks are gettext's, so that its tools find
every message in the sources:

    _("There is no meter {key}.", key=key)
    n_("{count} reading is new.", "{count} readings are new.", count)
    p_("noun", "Record")
    N_("{name}, a report")    marked here, made a message where its holes are filled

What fills a hole is never translated, unless it is a message itself; numbers and days are written
as the reader writes them.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from scp_centre.methods.unit_signs import write_unit

HOLE = re.compile(r"\{(\w+)\}")
UNIT_HOLE = re.compile(r"(?:\w+_)?units?")
KEY = "_message"  # of a message within JSON
ENGLISH_COMMA = ", "


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the format it is said in; only its signs differ by language.

    >>> str(Number(1234.5, ",.1f"))
    '1,234.5'
    """

    value: float
    spec: str = ","

    def __str__(self) -> str:
        return format(self.value, self.spec)


@dataclass(frozen=True, slots=True)
class Within:
    """A sentence or label that stands within another, so that it begins with a small letter.

    >>> str(Within("Add a company"))
    'add a company'
    """

    said: str

    def __str__(self) -> str:
        return begin_small(self.said)


def begin_small(text: str) -> str:
    """Return a text that begins with a small letter."""
    return text[:1].lower() + text[1:]


class Message(str):
    """A sentence or word of the code; as a text it is the English.

    template : with holes in braces
    params : what fills each hole
    plural : the template for every count but one; empty where nothing is counted
    context : tells apart what English writes alike
    """

    __slots__ = ("context", "counted", "params", "plural", "template")

    template: str
    params: Mapping[str, Any]
    plural: str
    counted: int
    context: str

    def __new__(
        cls,
        template: str,
        params: Mapping[str, object] | None = None,
        *,
        plural: str = "",
        count: int = 1,
        context: str = "",
    ) -> Self:
        kept = {name: _parameter(value) for name, value in (params or {}).items()}
        if plural:
            kept.setdefault("count", Number(int(count)))
        _check_holes(template, plural, kept)
        english = template if count == 1 or not plural else plural
        made = super().__new__(cls, fill(english, kept, _in_english, ENGLISH_COMMA))
        made.template, made.params, made.plural = template, kept, plural
        made.counted, made.context = int(count), context
        return made

    def __str__(self) -> str:
        return self  # so that str() does not lose what it is made of

    def __html__(self) -> str:
        """Return the message as a page shows it, in the language of its reader."""
        return html.escape(_reading(self))

    def __reduce__(self) -> tuple[Callable[[Any], Any], tuple[dict[str, Any]]]:
        return from_json, (self.as_json(),)

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def as_json(self) -> dict[str, Any]:
        """Return the message as JSON holds it."""
        held: dict[str, Any] = {KEY: self.template}
        if self.params:
            held["with"] = {name: _as_json(value) for name, value in self.params.items()}
        if self.plural:
            held |= {"plural": self.plural, "count": self.counted}
        if self.context:
            held["context"] = self.context
        return held


def _(template: str, /, **params: object) -> Message:
    """Mark a sentence for translators; each hole has its parameter.

    >>> _("There is no meter {key}.", key="steam")
    'There is no meter steam.'
    """
    return Message(template, params)


def N_(template: str, /) -> str:
    """Mark a sentence whose holes are filled elsewhere: `_(TITLES[key], name=name)`."""
    return template


def n_(singular: str, plural: str, count: int, /, **params: object) -> Message:
    """Mark a sentence that counts.

    >>> n_("{count} meter", "{count} meters", 1), n_("{count} meter", "{count} meters", 1200)
    ('1 meter', '1,200 meters')
    """
    return Message(singular, params, plural=plural, count=count)


def p_(context: str, template: str, /, **params: object) -> Message:
    """Mark a word that English writes like another: its context tells translators which it is.

    >>> p_("noun", "Record")
    'Record'
    """
    return Message(template, params, context=context)


def sentences(*parts: str) -> Message:
    """Return messages that follow each other as one, each still its own; empty ones fall away.

    >>> sentences("No.", "", "Yes.")
    'No. Yes.'
    """
    said = [part for part in parts if part]
    holes = " ".join(f"{{part{i}}}" for i in range(len(said)))
    return Message(holes, {f"part{i}": part for i, part in enumerate(said)})


def word_of(text: str, words: Iterable[str]) -> str:
    """Return the message of a closed list that a stored word stands for; other text as it is."""
    return next((word for word in words if word == text), text)


def as_written(text: str) -> str:
    """Return the English of a message as plain text, where it names what stands in a file."""
    return str.__str__(text)


def fill(template: str, params: Mapping[str, Any], write: Callable[[Any], str], comma: str) -> str:
    """Return a template with its holes filled, once: what fills a hole is not looked into.

    A hole that is named unit, units, use_unit … holds units, which are written as people print
    them; what is stored keeps the plain signs.
    """

    def written(value: Any) -> str:
        if isinstance(value, list):
            return comma.join(written(part) for part in value)
        if isinstance(value, str) and not isinstance(value, Message):
            return value
        return write(value)

    def filled(hole: re.Match[str]) -> str:
        text = written(params[hole[1]])
        return write_unit(text) if UNIT_HOLE.fullmatch(hole[1]) else text

    return HOLE.sub(filled, template)


def read_messages_with(reading: Callable[[Message], str]) -> None:
    """Let pages show messages as this function renders them."""
    global _reading
    _reading = reading


def _in_english(value: object) -> str:
    """Return what fills a hole in English, the language of errors and logs."""
    match value:
        case Message():
            return as_written(value)
        case datetime():
            return f"{value.day} {value:%b} {value.year}, {value:%H:%M} UTC"
        case date():
            return f"{value.day} {value:%B} {value.year}"
    return str(value)


_reading: Callable[[Message], str] = _in_english


def _parameter(value: object) -> Any:
    """Return what fills a hole, as it is kept: texts, numbers, days, messages, lists of these."""
    if isinstance(value, Message | Number | Within | date) or type(value) in (str, int, float):
        return value
    if isinstance(label := getattr(value, "label", None), Message):
        return label  # a member of a closed list
    if isinstance(value, list | tuple | set | frozenset):
        return [_parameter(part) for part in value]
    return str(value)


def _check_holes(template: str, plural: str, params: Mapping[str, object]) -> None:
    """Raise ValueError unless each hole has its parameter and each parameter its hole."""
    holes = set(HOLE.findall(template)) | set(HOLE.findall(plural))
    given = set(params) - ({"count"} if plural else set())
    if not (given <= holes <= set(params)):
        raise ValueError(f"{template!r} has the holes {holes}, filled are {set(params)}")


def _as_json(value: Any) -> Any:
    match value:
        case Message():
            return value.as_json()
        case Number():
            return {
                "number": getattr(value.value, "item", lambda: value.value)(),
                "spec": value.spec,
            }
        case Within():
            return {"within": _as_json(value.said)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case list():
            return [_as_json(part) for part in value]
    return value


_FORMER: dict[tuple[str, str], tuple[str, str]] = {}


def know_former_messages(former: Mapping[tuple[str, str], tuple[str, str]]) -> None:
    """Set how sentences that older versions kept are written today.

    former : (context, former template) -> (template, plural template), with the same holes
    """
    _FORMER.update(former)


def as_written_today(template: str, plural: str = "", context: str = "") -> tuple[str, str]:
    """Return a template and its plural as the code writes them today; as they are if it does."""
    return _FORMER.get((context, template), (template, plural))


def from_json(held: Any) -> Any:
    """Return what `as_json` wrote: a message, or what fills a hole of one."""
    match held:
        case {"_message": str(template)}:
            context = held.get("context", "")
            # Older versions kept messages with m3 and CO2e, and other words.
            kept = write_unit(template), write_unit(held.get("plural", ""))
            template, plural = as_written_today(*kept, context)
            filled = {name: from_json(value) for name, value in held.get("with", {}).items()}
            return Message(
                template, filled, plural=plural, count=held.get("count", 1), context=context
            )
        case {"number": value, "spec": spec}:
            return Number(value, spec)
        case {"within": said}:
            return Within(from_json(said))
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case list():
            return [from_json(part) for part in held]
    return held


def pack(value: Any) -> Any:
    """Return JSON in which each message is kept as such."""
    if isinstance(value, Message):
        return value.as_json()
    if isinstance(value, Mapping):
        return {key: pack(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [pack(part) for part in value]
    return value


def plain(value: Any) -> Any:
    """Return JSON in which each message is its English."""
    if isinstance(value, Message):
        return as_written(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


def unpack(value: Any) -> Any:
    """Return JSON with its messages alive again."""
    if isinstance(value, dict):
        if isinstance(value.get(KEY), str):
            return from_json(value)
        return {key: unpack(part) for key, part in value.items()}
    if isinstance(value, list):
        return [unpack(part) for part in value]
    return value
