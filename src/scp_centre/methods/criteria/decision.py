"""Whether evidence meets a scheme: met, not met, or not known; deterministic, with its reasons.

What is not known stays not known: a criterion is met or not met only where no further evidence
could change it (three-valued logic after Kleene). The same of points: they are enough when those
that are certain are enough, too few when even all that are possible are too few.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scp_centre.methods.criteria.rules import (
    All,
    Any_,
    Limit,
    Not,
    Rule,
    Word,
    Yes,
    limits_in,
    names_in,
)
from scp_centre.methods.criteria.scheme import MANDATORY, Criterion, Grade, Measure, Scheme
from scp_centre.methods.criteria.sentences import conditions_of, sentence_of
from scp_centre.methods.errors import InvalidValueError, MethodError
from scp_centre.methods.lifecycle.formulas import evaluate
from scp_centre.methods.messages import N_, _
from scp_centre.methods.quantity import convert


class Result(StrEnum):
    """What was found of a criterion, or of the whole."""

    MET = N_("met")
    NOT_MET = N_("not met")
    NOT_KNOWN = N_("not known")
    NOT_ASKED = N_("not asked")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one measure.   source : where from, as a figure of the ledger"""

    value: float | bool | str | None
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of one criterion.

    asked : when it is asked, and when not, in sentences; () for one that is always asked
    value, limit : of its first limit: what was computed, and what it allows
    reasons : why it is not met, or what is missing
    """

    criterion: Criterion
    result: Result
    sentence: str
    value: float | None = None
    limit: str = ""
    sources: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision over a scheme.

    points : that are certain    possible : with all that is not known yet
    by_group : the same of each group that has a minimum
    grade : the highest that the certain points reach; None where the scheme is not met or has none
    """

    result: Result
    points: float
    possible: float
    by_group: Mapping[str, tuple[float, float]]
    outcomes: tuple[Outcome, ...]
    grade: Grade | None = None


@dataclass(slots=True)
class _Known:
    """Evidence in the units of the scheme, and what was used and missed of it."""

    measures: Mapping[str, Measure]
    values: dict[str, float | bool | str]
    faults: dict[str, str]
    reasons: list[str] = field(default_factory=list)

    def of(self, name: str) -> float | bool | str | None:
        """Return what is known of a measure; where nothing is, note what is missing."""
        if name not in self.values:
            self.miss(name)
        return self.values.get(name)

    def miss(self, name: str) -> None:
        """Note that evidence is missing, or why it cannot be used."""
        title = self.measures[name].title
        fault = self.faults.get(name) or _("Evidence for {title} is missing.", title=title)
        self.reasons.append(fault)


def decide(scheme: Scheme, evidence: Mapping[str, Evidence]) -> Decision:
    """Return the decision over a scheme for this evidence.

    evidence : measure -> what is known of it; what the scheme does not ask for is left aside
    """
    values, faults = _in_units(scheme, evidence)
    return conclude(
        scheme, tuple(_outcome(c, scheme, evidence, values, faults) for c in scheme.criteria)
    )


def conclude(scheme: Scheme, outcomes: tuple[Outcome, ...]) -> Decision:
    """Return the decision that follows from what was found of each criterion.

    outcomes : one for each criterion, computed or as a verifier decided it
    """
    mandatory = [o.result for o in outcomes if o.criterion.kind == MANDATORY]
    needed = {"": scheme.minimum, **scheme.groups}
    reached = {group: _points(outcomes, group) for group in needed}
    parts = [_of_points(*reached[group], least) for group, least in needed.items()]
    certain, possible = reached.pop("")
    result = _all([*mandatory, *parts])
    grades = [one for one in scheme.grades if result == Result.MET and one.points <= certain]
    grade = grades[-1] if grades else None
    return Decision(result, certain, possible, reached, outcomes, grade)


def _in_units(
    scheme: Scheme, evidence: Mapping[str, Evidence]
) -> tuple[dict[str, float | bool | str], dict[str, str]]:
    """Return the values in the units of the scheme, and why one cannot be used."""
    values: dict[str, float | bool | str] = {}
    faults: dict[str, str] = {}
    for name, measure in scheme.measures.items():
        found = evidence.get(name)
        if found is None or found.value is None:
            continue
        is_number = isinstance(found.value, int | float) and not isinstance(found.value, bool)
        fits = {
            "number": is_number,
            "yes or no": isinstance(found.value, bool),
            "word": isinstance(found.value, str),
        }
        if not fits[measure.kind]:
            faults[name] = _("The evidence for {title} is of the wrong type.", title=measure.title)
            continue
        try:
            values[name] = (
                convert(float(found.value), found.unit, measure.unit)
                if is_number and found.unit != measure.unit
                else found.value
            )
        except MethodError:
            faults[name] = _(
                "{title} is given in {unit}, but must be in {wanted}.",
                title=measure.title,
                unit=found.unit or "–",
                wanted=measure.unit or "–",
            )
    return values, faults


def _outcome(
    criterion: Criterion,
    scheme: Scheme,
    evidence: Mapping[str, Evidence],
    values: dict[str, float | bool | str],
    faults: dict[str, str],
) -> Outcome:
    known = _Known(scheme.measures, values, faults)
    sentence = sentence_of(criterion.rule, scheme.measures)
    when_asked = conditions_of(criterion, scheme.measures)
    asked = _all_of(
        [
            True if criterion.when is None else _holds(criterion.when, known),
            True if criterion.unless is None else _negated(_holds(criterion.unless, known)),
        ]
    )
    if asked is False and criterion.is_read:
        return Outcome(criterion, Result.NOT_ASKED, sentence, asked=when_asked)
    held = _holds(criterion.rule, known)
    result = _result_of(criterion, asked, held)
    if not criterion.is_read:
        result = Result.NOT_KNOWN
        known.reasons.append(
            _(
                "This limit has not been checked against its source, so the criterion cannot be "
                "assessed."
            )
        )
    limits = limits_in(criterion.rule)
    value = _value(limits[0], known) if limits else None
    used = sorted(name for name in _names(criterion) if name in values)
    sources = tuple(dict.fromkeys(evidence[n].source for n in used if evidence[n].source))
    reasons = () if result == Result.MET else tuple(dict.fromkeys(known.reasons))
    limit = f"{limits[0].comparison} {limits[0].said}" if limits else ""
    return Outcome(criterion, result, sentence, value, limit, sources, reasons, when_asked)


def _names(criterion: Criterion) -> set[str]:
    rules = [r for r in (criterion.rule, criterion.when, criterion.unless) if r is not None]
    return {name for rule in rules for name in names_in(rule)}


def _result_of(criterion: Criterion, asked: bool | None, held: bool | None) -> Result:
    """Return the result of a criterion that is asked, or perhaps asked."""
    if held is True and (asked or criterion.kind == MANDATORY):
        return Result.MET  # a mandatory one that holds stands in nobody's way, asked or not
    if asked is None or held is None:
        return Result.NOT_KNOWN
    return Result.NOT_MET


def _holds(rule: Rule, known: _Known) -> bool | None:
    match rule:
        case Limit():
            value = _value(rule, known)
            return None if value is None else rule.holds(value)
        case Yes(name):
            said = known.of(name)
            return None if said is None else bool(said)
        case Word(name, words):
            said = known.of(name)
            return None if said is None else said in words
        case Not(part):
            return _negated(_holds(part, known))
        case All(parts):
            return _all_of([_holds(part, known) for part in parts])
        case Any_(parts):
            return _negated(_all_of([_negated(_holds(part, known)) for part in parts]))


def _value(limit: Limit, known: _Known) -> float | None:
    names = sorted(limit.names)
    missing = [name for name in names if name not in known.values]
    for name in missing:
        known.miss(name)
    if missing:
        return None
    numbers = {name: float(known.values[name]) for name in names}
    try:
        return evaluate(limit.formula, numbers, where=limit.formula)
    except InvalidValueError as error:
        known.reasons.append(error.message)
        return None


def _negated(held: bool | None) -> bool | None:
    return None if held is None else not held


def _all_of(parts: list[bool | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _points(outcomes: tuple[Outcome, ...], group: str) -> tuple[float, float]:
    """Return the points of a group that are certain, and those that are possible."""
    own = [o for o in outcomes if group in ("", o.criterion.group)]
    certain = sum(o.criterion.points for o in own if o.result == Result.MET)
    open_ = sum(o.criterion.points for o in own if o.result == Result.NOT_KNOWN)
    return certain, certain + open_


def _of_points(certain: float, possible: float, least: float) -> Result:
    if certain >= least:
        return Result.MET
    return Result.NOT_MET if possible < least else Result.NOT_KNOWN


def _all(results: list[Result]) -> Result:
    if Result.NOT_MET in results:
        return Result.NOT_MET
    return Result.NOT_KNOWN if Result.NOT_KNOWN in results else Result.MET
