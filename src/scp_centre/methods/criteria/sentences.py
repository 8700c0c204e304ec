"""A rule as a sentence that people read."""

import re
from collections.abc import Mapping

from scp_centre.methods.criteria.rules import All, Any_, Limit, Not, Rule, Word, Yes
from scp_centre.methods.criteria.scheme import Criterion, Measure
from scp_centre.methods.messages import Number, _, sentences

_PARTS = re.compile(r"[A-Za-z_]\w*\(?|[0-9.]+(?:[eE][+-]?[0-9]+)?|\*\*|[^\s\w]", re.ASCII)


def sentence_of(rule: Rule, measures: Mapping[str, Measure]) -> str:
    """Return what a rule asks for, in sentences."""
    return sentences(*_sentences(rule, measures))


def conditions_of(criterion: Criterion, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """Return when a criterion is asked, and when not, in sentences; () for one always asked."""
    found = []
    if criterion.when is not None:
        said = sentence_of(criterion.when, measures)
        found.append(
            _("This criterion applies only under this condition: {condition}", condition=said)
        )
    if criterion.unless is not None:
        said = sentence_of(criterion.unless, measures)
        found.append(
            _("This criterion does not apply under this condition: {condition}", condition=said)
        )
    return tuple(found)


def _sentences(rule: Rule, measures: Mapping[str, Measure]) -> list[str]:
    match rule:
        case Limit():
            return [_limit(rule, measures)]
        case Word(name, words):
            said = _words(name, words, measures)
            return [
                _(
                    "{what} is one of the following: {words}.",
                    what=_title(name, measures),
                    words=said,
                )
            ]
        case Not(Yes(name)):
            return [_("{what}: no.", what=_title(name, measures))]
        case Not(Word(name, words)):
            said = _words(name, words, measures)
            return [
                _(
                    "{what} is not one of the following: {words}.",
                    what=_title(name, measures),
                    words=said,
                )
            ]
        case Not(Not(part)):
            return _sentences(part, measures)
        case Not(part):
            return [_("The following is not true:"), *_sentences(part, measures)]
        case All(parts):
            inner = [one for part in parts for one in _sentences(part, measures)]
            return [_("All of the following are true:"), *inner]
        case Any_(parts):
            inner = [one for part in parts for one in _sentences(part, measures)]
            return [_("At least one of the following is true:"), *inner]
    return [_("{what}: yes.", what=_title(rule.name, measures))]


def _limit(rule: Limit, measures: Mapping[str, Measure]) -> str:
    what = rule.title or in_titles(rule.formula, measures)
    first, last = _amount(rule.limits[0], rule.unit), _amount(rule.limits[-1], rule.unit)
    match rule.comparison:
        case "at most":
            return _("{what}: at most {limit}.", what=what, limit=first)
        case "at least":
            return _("{what}: at least {limit}.", what=what, limit=first)
        case "below":
            return _("{what}: less than {limit}.", what=what, limit=first)
        case "above":
            return _("{what}: more than {limit}.", what=what, limit=first)
        case "between":
            return _("{what}: from {first} to {last}.", what=what, first=first, last=last)
    return _("{what}: exactly {limit}.", what=what, limit=first)


def _amount(number: float, unit: str) -> object:
    said = Number(number, ",.12g")
    return _("{number} {unit}", number=said, unit=unit) if unit else said


def in_titles(formula: str, measures: Mapping[str, Measure]) -> str:
    """Return a formula with the titles of measures in place of their names.

    >>> in_titles("1000 * water/fabric", {"water": Measure("water", "Water used")})
    '1000 × Water used / fabric'
    """
    parts = [_title(one, measures) for one in _PARTS.findall(formula)]
    text = " ".join({"*": "×"}.get(one, one) for one in parts)
    return text.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _words(name: str, words: tuple[str, ...], measures: Mapping[str, Measure]) -> tuple[str, ...]:
    found = measures.get(name)
    return tuple(found.title_of(word) if found else word for word in words)


def _title(name: str, measures: Mapping[str, Measure]) -> str:
    found = measures.get(name)
    return found.title if found else name
