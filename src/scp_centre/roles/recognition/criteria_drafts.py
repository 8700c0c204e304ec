"""Criteria that are being written: each change gives the content anew, as plain data."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from scp_centre.methods.criteria.scheme import RESERVED
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.criteria_conditions import (
    ALL,
    ANY,
    RULES,
    join_rule,
    split_rule,
    unit_of,
)
from scp_centre.roles.recognition.errors import RecognitionError

Content = dict[str, Any]
LONGEST_NAME = 40  # of a measure, made of its title


def empty_content(code: str, title: str) -> Content:
    """Return criteria of which nothing is written yet."""
    return {
        "id": code.lower(),
        "version": "1",
        "title": title,
        "measures": {},
        "criteria": [],
        "points": {"minimum": 0},
    }


def name_measure(title: str, taken: Mapping[str, Any]) -> str:
    """Return a name for formulas, made of a title: small letters, digits, underscores.

    >>> name_measure("Water used, in m³ a year", {})
    'water_used_in_m3_a_year'
    >>> name_measure("Eau utilisée", {"eau_utilisee": {}})
    'eau_utilisee_2'
    >>> name_measure("Max", {})
    'max_2'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_NAME]
    if not name or not name[0].isalpha():
        name = f"measure_{name}".strip("_")
    free, number = name, 1
    while free in taken or free in RESERVED:
        number += 1
        free = f"{name}_{number}"
    return free


def with_measure(content: Content, name: str, measure: Mapping[str, Any]) -> Content:
    """Return criteria with a measure written; limits of it are said in its unit.

    A new one that stands there word by word is the same, sent twice.
    """
    if name not in content["measures"] and dict(measure) in content["measures"].values():
        return deepcopy(dict(content))
    old = deepcopy(content)
    measures = {**old["measures"], name: dict(measure)}
    units = (old["measures"], measures)
    criteria = [_in_new_units(one, *units) for one in old["criteria"]]
    return old | {"measures": measures, "criteria": criteria}


def _in_new_units(part: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
    """Return a criterion or rule in which the limits of one measure, or a quotient, follow it."""
    if isinstance(part, list):
        return [_in_new_units(one, old, new) for one in part]
    if not isinstance(part, dict):
        return part
    if "value" in part:
        return _limit_in_new_unit(part, old, new)
    kept = (*RULES, ALL, ANY, "not")
    return {
        name: _in_new_units(one, old, new) if name in kept else one for name, one in part.items()
    }


def _limit_in_new_unit(
    limit: dict[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    names = [part.strip() for part in str(limit["value"]).split("/")]
    subject, per = names[0], names[1] if names[1:] else ""
    known = len(names) <= 2 and all(one in old for one in names)  # noqa: PLR2004
    if not known or limit.get("unit", "") != unit_of(subject, per, old):
        return limit
    unit = unit_of(subject, per, new)
    rest = {name: one for name, one in limit.items() if name != "unit"}
    return rest | ({"unit": unit} if unit else {})


def without_measure(content: Content, name: str) -> Content:
    """Return criteria without a measure."""
    left = {key: one for key, one in content["measures"].items() if key != name}
    return deepcopy(content) | {"measures": left}


def with_criterion(content: Content, place: int | None, criterion: Mapping[str, Any]) -> Content:
    """Return criteria with one written at a place; at the end where None is said."""
    made = deepcopy(content)
    if place is None:
        made["criteria"].append(dict(criterion))
    else:
        made["criteria"][place] = dict(criterion)
    return made


def without_criterion(content: Content, place: int) -> Content:
    """Return criteria without the one at a place."""
    made = deepcopy(content)
    del made["criteria"][place]
    return made


def moved_criterion(content: Content, place: int, by: int) -> Content:
    """Return criteria of which one has changed places with its neighbour; numbers stay as written.

    by : -1 to move it up, 1 to move it down; at either end nothing changes
    """
    made = deepcopy(content)
    other = place + by
    rows = made["criteria"]
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return made


def with_points(content: Content, minimum: float, groups: Mapping[str, float]) -> Content:
    """Return criteria with the points that are needed, in all and of groups; 0 asks for none."""
    needed = {name: number for name, number in groups.items() if number}
    return deepcopy(content) | {"points": {"minimum": minimum, "groups": needed}}


def groups_of(content: Mapping[str, Any]) -> list[str]:
    """Return the groups of points that criteria name, in their order."""
    named = [one.get("group", "") for one in content["criteria"]]
    return list(dict.fromkeys(one for one in named if one))


def next_id(content: Mapping[str, Any]) -> str:
    """Return a number for the next criterion: that of its place, or the next one that is free."""
    taken = {one["id"] for one in content["criteria"]}
    number = len(taken) + 1
    while str(number) in taken:
        number += 1
    return str(number)


def with_condition(
    criterion: Mapping[str, Any], rule: str, place: int | None, condition: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a criterion with a condition written in one of its rules; at the end for None.

    Further conditions of `unless` are alternatives; those of the other rules must all hold, unless
    the criterion says that one is enough. A new one that stands there already is the same.
    """
    combination, parts = split_rule(criterion.get(rule))
    if place is None and condition in parts:
        return dict(criterion)
    if place is None:
        is_first_choice = rule == "unless" and len(parts) <= 1
        combination = ANY if is_first_choice else combination
        parts.append(dict(condition))
    else:
        parts[place] = dict(condition)
    return {**criterion, rule: join_rule(combination, parts)}


def without_condition(criterion: Mapping[str, Any], rule: str, place: int) -> dict[str, Any]:
    """Return a criterion without one condition of a rule.

    Raises RecognitionError for the last condition of the rule itself.
    """
    combination, parts = split_rule(criterion.get(rule))
    del parts[place]
    if not parts and rule == "rule":
        raise RecognitionError(
            _("A criterion needs at least one condition."),
            where="condition",
            cure=_("Edit this condition, or remove the criterion."),
        )
    rest = {name: one for name, one in criterion.items() if name != rule}
    return rest | ({rule: join_rule(combination, parts)} if parts else {})


def combined(criterion: Mapping[str, Any], combination: str) -> dict[str, Any]:
    """Return a criterion of whose conditions all must hold, or one is enough."""
    _old, parts = split_rule(criterion["rule"])
    return {**criterion, "rule": join_rule(combination, parts)}


def titles_in(titles: Mapping[str, Any], entered: Mapping[str, str]) -> dict[str, str]:
    """Return titles by language with those entered; an empty one takes it away."""
    all_titles = {**titles, **entered}
    return {name: said for name, said in all_titles.items() if said}


def words_in_lines(lines: Sequence[str], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a measure for the lines of a form; one that stays keeps its titles."""
    shown = {shown_word(word, titles): word for word, titles in words.items()}
    found: dict[str, Any] = {}
    for line in dict.fromkeys(" ".join(one.split()) for one in lines):
        word = shown.get(line, line)
        if line:
            found[word] = words.get(word, {"en": line})
    return found


def shown_word(word: str, titles: Any) -> str:
    """Return a word of a measure as its English title; the word where it has none."""
    said = titles.get("en") if isinstance(titles, Mapping) else titles
    return said if isinstance(said, str) and said else word
