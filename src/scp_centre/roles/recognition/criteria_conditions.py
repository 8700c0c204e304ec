"""Single conditions of a rule, as a form holds them: a limit, a yes or no, or some words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scp_centre.methods.criteria.rules import COMPARISONS, NUMBER, WORD, YES_OR_NO

ALL, ANY = "all", "any"
BETWEEN = "between"
FORMULA = "formula"  # a number that is computed from several measures
RULES = ("rule", "when", "unless")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    kind : of a measure, or FORMULA    subject : the measure, or the formula
    per : the measure that a number is divided by; "" for none
    comparison, limit, upper, unit, title : of a number    upper : where it is between two
    is_denied : the answer must be no, or none of the words    words : of which one is asked for
    """

    kind: str
    subject: str
    per: str = ""
    comparison: str = ""
    limit: float = 0.0
    upper: float | None = None
    unit: str = ""
    title: str = ""
    is_denied: bool = False
    words: tuple[str, ...] = ()


def split_rule(rule: Any) -> tuple[str, list[Any]]:
    """Return how the parts of a rule combine, and the parts; one part is a rule by itself.

    >>> split_rule({"any": [{"is": "a"}, {"is": "b"}]})
    ('any', [{'is': 'a'}, {'is': 'b'}])
    """
    for name in (ALL, ANY):
        if isinstance(rule, Mapping) and name in rule:
            return name, list(rule[name])
    return ALL, [] if rule is None else [rule]


def join_rule(combination: str, parts: Sequence[Any]) -> Any:
    """Return the rule that some parts make; None where there is no part."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {combination: list(parts)}


def write_condition(said: Condition, titles: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a condition as the language of criteria writes it.

    titles : language -> title of a formula
    """
    if said.kind in (NUMBER, FORMULA):
        return _write_limit(said, titles or {})
    asked: dict[str, Any] = {"is": said.subject}
    if said.kind == WORD:
        asked = {"word": said.subject, "one of": list(said.words)}
    return {"not": asked} if said.is_denied else asked


def _write_limit(said: Condition, titles: Mapping[str, str]) -> dict[str, Any]:
    value = f"{said.subject} / {said.per}" if said.per else said.subject
    limit: Any = _plain(said.limit)
    if said.comparison == BETWEEN:
        limit = [limit, _plain(said.limit if said.upper is None else said.upper)]
    rule = {"value": value, said.comparison: limit, "unit": said.unit}
    if said.title:
        rule["title"] = said.title
    if said.title and titles:
        rule["titles"] = dict(titles)
    return {name: one for name, one in rule.items() if one != ""}


def _plain(number: float) -> float | int:
    """Return a number as people write it: 30, not 30.0."""
    return int(number) if number == int(number) else number


def read_condition(rule: Any, measures: Mapping[str, Any]) -> Condition | None:
    """Return a rule as a condition that a form can hold; None where it is more than one."""
    if not isinstance(rule, Mapping):
        return None
    is_denied = set(rule) == {"not"} and isinstance(rule["not"], Mapping)
    asked = rule["not"] if is_denied else rule
    if "is" in asked:
        return Condition(YES_OR_NO, asked["is"], is_denied=is_denied)
    if "word" in asked:
        return Condition(WORD, asked["word"], is_denied=is_denied, words=tuple(asked["one of"]))
    return None if is_denied or "value" not in asked else _read_limit(asked, measures)


def _read_limit(rule: Mapping[str, Any], measures: Mapping[str, Any]) -> Condition:
    comparison = next(name for name in (*COMPARISONS, BETWEEN) if name in rule)
    said = rule[comparison]
    first, last = said if comparison == BETWEEN else (said, None)
    formula = str(rule["value"])
    subject, _slash, per = (part.strip() for part in formula.partition("/"))
    is_quotient = subject in measures and (not per or per in measures)
    return Condition(
        NUMBER if is_quotient else FORMULA,
        subject if is_quotient else formula,
        per if is_quotient else "",
        comparison,
        first,
        last,
        rule.get("unit", ""),
        rule.get("title", ""),
    )


def unit_of(subject: str, per: str, measures: Mapping[str, Any]) -> str:
    """Return the unit of a measure, or of one divided by another."""
    unit = str(measures[subject].get("unit", ""))
    if not per:
        return unit
    below = str(measures[per].get("unit", ""))
    if not below:
        return unit
    return f"{unit or '1'}/{below}"
