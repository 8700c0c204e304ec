"""A rule as a sentence that people read."""

from collections.abc import Mapping

from scp_centre.methods.criteria.rules import All, Any_, Limit, Not, Rule, Word, Yes
from scp_centre.methods.criteria.scheme import Measure
from scp_centre.methods.messages import Number, _, sentences


def sentence_of(rule: Rule, measures: Mapping[str, Measure]) -> str:
    """Return what a rule asks for, in sentences."""
    return sentences(*_sentences(rule, measures))


def _sentences(rule: Rule, measures: Mapping[str, Measure]) -> list[str]:
    match rule:
        case Limit():
            return [_limit(rule, measures)]
        case Word(name, words):
            return [_("{what} is one of: {words}.", what=_title(name, measures), words=words)]
        case Not(Yes(name)):
            return [_("{what}: no.", what=_title(name, measures))]
        case Not(Word(name, words)):
            return [_("{what} is none of: {words}.", what=_title(name, measures), words=words)]
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
    what = _title(rule.formula, measures)
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


def _title(name: str, measures: Mapping[str, Measure]) -> str:
    found = measures.get(name)
    return found.title if found else name
