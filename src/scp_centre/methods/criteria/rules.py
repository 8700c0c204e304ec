"""Rules of a criterion: what must hold of the evidence, as a tree that is read once.

A rule is one of

    {"value": formula, "at most": 20, "unit": "l/kg"}    also at least, below, above, equal to
    {"value": formula, "between": [6, 9], "unit": "pH"}   both ends count
    {"is": name}                                          a yes
    {"word": name, "one of": ["A", "B"]}                  one of the words
A limit may have a `title` that says in words what its formula computes.
    {"all": [rule, …]}  {"any": [rule, …]}  {"not": rule}

A formula is a number, or a text of names, numbers, + - * / ^ and functions (methods/lifecycle).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.formulas import evaluate, names_of
from scp_centre.methods.messages import _

KINDS = NUMBER, YES_OR_NO, WORD = ("number", "yes or no", "word")
COMPARISONS = ("at most", "at least", "below", "above", "equal to")
NAME_IN_FORMULA = re.compile(r"\b[a-z_][a-z0-9_]*", re.ASCII)  # not the e of 1e5
DEEPEST, MOST_PARTS = 12, 50
LARGEST = 1e300  # beyond which a limit is none
CLOSE = 1e-12  # of a limit: what two ways of computing the same value may differ by


@dataclass(frozen=True, slots=True)
class Limit:
    """A computed value against a limit.

    limits : the end, or both ends, that are allowed    title : of what the formula computes
    names : of evidence that the formula needs; found when the rule is read, since a decision asks
        for them several times
    """

    formula: str
    comparison: str
    limits: tuple[float, ...]
    unit: str
    title: str = ""
    names: frozenset[str] = frozenset()

    @property
    def said(self) -> str:
        """The numbers and the unit, as a program reads them."""
        return f"{' and '.join(f'{one:.15g}' for one in self.limits)} {self.unit}".strip()

    def holds(self, value: float) -> bool:
        """Return whether a value keeps the limit; one at the limit is neither above nor below."""
        first, last = self.limits[0], self.limits[-1]
        below = value < first - CLOSE * abs(first)
        above = value > last + CLOSE * abs(last)
        match self.comparison:
            case "at most":
                return not above
            case "at least":
                return not below
            case "below":
                return below
            case "above":
                return above
        return not below and not above


@dataclass(frozen=True, slots=True)
class Yes:
    """Evidence that says yes or no."""

    name: str


@dataclass(frozen=True, slots=True)
class Word:
    """Evidence that is one of some words."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of these must hold."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """One of these must hold."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite must hold."""

    part: "Rule"


Rule = Limit | Yes | Word | All | Any_ | Not


def read_rule(data: Any, where: str, level: int = 0) -> Rule:
    """Return a rule of plain data.

    Raises InvalidValueError for what is no rule, naming the place.
    """
    if not isinstance(data, Mapping) or level > DEEPEST:
        raise _no_rule(where)
    for name, kind in (("all", All), ("any", Any_)):
        if name in data:
            parts = data[name]
            if set(data) != {name} or not _is_list(parts):
                raise _no_rule(where)
            return kind(tuple(read_rule(p, f"{where}.{name}", level + 1) for p in parts))
    if "not" in data and set(data) == {"not"}:
        return Not(read_rule(data["not"], f"{where}.not", level + 1))
    if "is" in data and set(data) == {"is"}:
        return Yes(_text(data["is"], where))
    if "word" in data and set(data) == {"word", "one of"} and _is_list(data["one of"]):
        return Word(_text(data["word"], where), tuple(_text(w, where) for w in data["one of"]))
    return _limit(data, where)


def names_in(rule: Rule) -> frozenset[str]:
    """Return all names of evidence that a rule asks for."""
    match rule:
        case Limit():
            return rule.names
        case Yes() | Word():
            return frozenset({rule.name})
        case Not():
            return names_in(rule.part)
    return frozenset().union(*(names_in(part) for part in rule.parts))


def with_own_names(rule: Rule, own: frozenset[str]) -> Rule:
    """Return a rule whose formulas ask for evidence also by names that are constants elsewhere.

    own : such names, as the measures of the scheme have them
    """
    match rule:
        case Limit():
            said = frozenset(NAME_IN_FORMULA.findall(rule.formula.lower()))
            return replace(rule, names=rule.names | (said & own))
        case Not():
            return Not(with_own_names(rule.part, own))
        case All() | Any_():
            return type(rule)(tuple(with_own_names(part, own) for part in rule.parts))
    return rule


def kinds_in(rule: Rule) -> set[tuple[str, str]]:
    """Return each name of evidence with the kind of measure that the rule needs of it."""
    match rule:
        case Limit():
            return {(name, NUMBER) for name in rule.names}
        case Yes(name):
            return {(name, YES_OR_NO)}
        case Word(name):
            return {(name, WORD)}
        case Not(part):
            return kinds_in(part)
    return {pair for part in rule.parts for pair in kinds_in(part)}


def limits_in(rule: Rule) -> list[Limit]:
    """Return the limits of a rule, from left to right."""
    match rule:
        case Limit():
            return [rule]
        case Not():
            return limits_in(rule.part)
        case All() | Any_():
            return [limit for part in rule.parts for limit in limits_in(part)]
    return []


def words_in(rule: Rule) -> list[Word]:
    """Return the parts of a rule that ask for one of some words, from left to right."""
    match rule:
        case Word():
            return [rule]
        case Not():
            return words_in(rule.part)
        case All() | Any_():
            return [word for part in rule.parts for word in words_in(part)]
    return []


def require_computable(rule: Rule, where: str) -> None:
    """Refuse formulas that give a number for none of some evidence, as 1 / 0 or a list.

    For rules that are being written: what was published stays readable.
    """
    match rule:
        case Not():
            require_computable(rule.part, where)
        case All() | Any_():
            for part in rule.parts:
                require_computable(part, where)
        case Limit():
            _try_formula(rule, where)


def _try_formula(limit: Limit, where: str) -> None:
    failed: InvalidValueError | None = None
    for step in (1.0, 0.25, -1.0):
        numbers = {name: 2.0 + step * i for i, name in enumerate(sorted(limit.names))}
        try:
            evaluate(limit.formula, numbers, where=where)
        except InvalidValueError as error:
            failed = failed or error
        else:
            return
    if failed is not None:
        raise failed


def _limit(data: Mapping[str, Any], where: str) -> Limit:
    found = [name for name in (*COMPARISONS, "between") if name in data]
    if (
        len(found) != 1
        or not set(data) <= {"value", "unit", "title", "titles", found[0]}
        or "value" not in data
    ):
        raise _no_rule(where)
    comparison = found[0]
    said = data[comparison] if comparison == "between" else [data[comparison]]
    if not _is_list(said) or len(said) != (2 if comparison == "between" else 1):
        raise _no_rule(where)
    limits = tuple(_number(one, where) for one in said)
    if limits[0] > limits[-1]:
        raise InvalidValueError(
            _("The lower limit for {where} is above the upper limit.", where=where),
            where=where,
            cure=_("Enter the smaller number first."),
        )
    formula = data["value"]
    formula = str(formula) if isinstance(formula, int | float) else _text(formula, where)
    names = names_of(formula, where=where)  # refuses what is no formula
    title = _text(data["title"], where) if "title" in data else ""
    return Limit(formula, comparison, limits, str(data.get("unit", ""))[:80], title, names)


def _number(value: Any, where: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not -LARGEST <= value <= LARGEST:
        raise InvalidValueError(
            _("The limit for {where} is not a number.", where=where),
            where=where,
            cure=_("Enter a number without its unit."),
        )
    return float(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _no_rule(where)
    return value.strip()


def _is_list(value: Any) -> bool:
    return (
        isinstance(value, Sequence) and not isinstance(value, str) and 0 < len(value) <= MOST_PARTS
    )


def _no_rule(where: str) -> InvalidValueError:
    return InvalidValueError(
        _("The rule for {where} cannot be read.", where=where),
        where=where,
        cure=_(
            "A rule uses one of these words: value (with at most, at least, below, above, equal "
            "to or between), is, word (with one of), all, any or not."
        ),
    )
