"""What the checker of an input finds, in the words of whoever wrote the input.

The checker (pydantic) speaks to programmers: "Input should be a valid number". Here each of its
findings is a sentence of ours, and its place is one in the input, without the checker's own marks.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scp_centre.methods.messages import Message, Number, _, n_

LONGEST_SHOWN = 60  # characters of what was entered
QUOTED = re.compile(r"'([^']*)'")  # as the checker lists what it expects
PLAIN = {  # type of a finding -> what to do
    "missing": _("this entry is missing"),
    "extra_forbidden": _("this entry does not exist"),
    "none_required": _("leave this entry out"),
    "int_parsing_size": _("this number is too large"),
    "string_pattern_mismatch": _("this text has the wrong format"),
}
TYPES = {  # beginning of the type of a finding -> what to enter
    "float": _("enter a number"),
    "finite_number": _("enter a number"),
    "int": _("enter a whole number"),
    "string_type": _("enter text"),
    "string_unicode": _("enter text"),
    "bool": _("enter true or false"),
    "list": _("enter a list"),
    "tuple": _("enter a list"),
    "dict": _("enter an object with named entries"),
    "mapping": _("enter an object with named entries"),
    "model": _("enter an object with named entries"),
    "dataclass": _("enter an object with named entries"),
    "union_tag_not_found": _("the type is missing"),
    "date": _("enter a date such as 2026-12-31"),
}


def _least(about: Mapping[str, Any]) -> Message:
    return _("enter {least} or more", least=_number(about["ge"]))


def _above(about: Mapping[str, Any]) -> Message:
    return _("enter a number above {least}", least=_number(about["gt"]))


def _most(about: Mapping[str, Any]) -> Message:
    return _("enter {most} or less", most=_number(about["le"]))


def _below(about: Mapping[str, Any]) -> Message:
    return _("enter a number below {most}", most=_number(about["lt"]))


def _characters(about: Mapping[str, Any]) -> Message:
    most = about["max_length"]
    return n_("use no more than {count} character", "use no more than {count} characters", most)


def _fewest_characters(about: Mapping[str, Any]) -> Message:
    least = about["min_length"]
    return n_("use at least {count} character", "use at least {count} characters", least)


def _entries(about: Mapping[str, Any]) -> Message:
    most = about["max_length"]
    return n_("provide no more than {count} entry", "provide no more than {count} entries", most)


def _fewest_entries(about: Mapping[str, Any]) -> Message:
    least = about["min_length"]
    return n_("provide at least {count} entry", "provide at least {count} entries", least)


def _choice(about: Mapping[str, Any]) -> Message:
    expected = str(about.get("expected", ""))
    return _("choose one of: {names}", names=QUOTED.findall(expected) or [expected])


def _kind(about: Mapping[str, Any]) -> Message:
    names = QUOTED.findall(about["expected_tags"])
    tag = str(about["tag"])[:LONGEST_SHOWN]
    return _("the type “{tag}” does not exist; choose one of: {names}", tag=tag, names=names)


BOUNDED: dict[str, Callable[[Mapping[str, Any]], Message]] = {
    "greater_than_equal": _least,
    "greater_than": _above,
    "less_than_equal": _most,
    "less_than": _below,
    "string_too_long": _characters,
    "string_too_short": _fewest_characters,
    "too_long": _entries,
    "too_short": _fewest_entries,
    "literal_error": _choice,
    "enum": _choice,
    "union_tag_invalid": _kind,
}


def _number(value: Any) -> Any:
    """Return a bound as a message says it; days and moments are said as they are."""
    if isinstance(value, int):
        return Number(value, ",")
    return Number(value, ",g") if isinstance(value, float) else value


def say_finding(finding: Mapping[str, Any]) -> str:
    """Return what a finding of the checker asks for, as the rest of a sentence.

    >>> str(say_finding({"type": "greater_than_equal", "ctx": {"ge": 0}}))
    'enter 0 or more'
    """
    kind, about = finding["type"], finding.get("ctx", {})
    raised = about.get("error")
    if isinstance(raised, ValueError) and raised.args:
        return raised.args[0] if isinstance(raised.args[0], str) else str(raised)
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in BOUNDED:
        return BOUNDED[kind](about)
    named = (said for begin, said in TYPES.items() if kind.startswith(begin))
    return next(named, _("this entry cannot be read"))


def place_in(data: Any, finding: Mapping[str, Any]) -> list[int | str]:
    """Return the place of a finding without the marks of the checker that are no entries.

    >>> place_in({"rows": [[1, "x"]]}, {"type": "int_type", "loc": ("rows", 0, 1, "int")})
    ['rows', 0, 1]
    """
    found: list[int | str] = []
    here, place = data, finding["loc"]
    for number, part in enumerate(place, 1):
        if isinstance(here, dict) and part in here:
            here = here[str(part)]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif number < len(place) or finding["type"] != "missing":
            continue
        found.append(part)
    return found
