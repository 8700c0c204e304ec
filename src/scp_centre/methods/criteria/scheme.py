"""A scheme: its criteria with their rules, points and sources, and what they measure."""

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scp_centre.methods.criteria.rules import (
    KINDS,
    NUMBER,
    Rule,
    kinds_in,
    read_rule,
    with_own_names,
    words_in,
)
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle.formulas import CONSTANTS, FUNCTIONS
from scp_centre.methods.messages import _

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
MOST_CRITERIA, MOST_GRADES = 1_000, 10
MANDATORY, POINTS = "mandatory", "points"
# Words that mean something in a formula or in a rule, so that no measure can have them as a name.
WORDS_OF_RULES = ("all", "any", "not", "is", "word")
RESERVED = frozenset({*CONSTANTS, *FUNCTIONS, *map(str.lower, keyword.kwlist), *WORDS_OF_RULES})


@dataclass(frozen=True, slots=True)
class Measure:
    """What evidence is asked for.

    unit : in which formulas take it; "" for a plain number    words : word -> its title
    """

    name: str
    title: str
    kind: str = NUMBER
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def title_of(self, word: str) -> str:
        """Return the title of a word; the word itself where the scheme gives none."""
        return self.words.get(word, word)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    kind : mandatory, or points    points : what it gives when it is met
    when, unless : it is asked only when, and is not asked when these hold
    source : article and text it was read in    is_read : False where nobody has read the limit at
    its source; such a criterion cannot decide
    """

    id: str
    title: str
    rule: Rule
    kind: str = MANDATORY
    points: float = 0.0
    group: str = ""
    when: Rule | None = None
    unless: Rule | None = None
    source: str = ""
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Grade:
    """How well a scheme is met.   points : from which on it is reached"""

    id: str
    title: str
    points: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of a scheme.

    minimum : points that are needed in all    groups : group -> points that are needed in it
    grades : from the lowest to the highest; () of a scheme without any
    """

    id: str
    version: str
    title: str
    measures: Mapping[str, Measure]
    criteria: tuple[Criterion, ...]
    minimum: float = 0.0
    groups: Mapping[str, float] = field(default_factory=dict)
    grades: tuple[Grade, ...] = ()


def words_of(scheme: Scheme, name: str) -> tuple[str, ...]:
    """Return the words that a measure can be, in the order of the criteria that ask for them."""
    asked: list[str] = []
    for criterion in scheme.criteria:
        rules = [r for r in (criterion.rule, criterion.when, criterion.unless) if r is not None]
        parts = [part for rule in rules for part in words_in(rule) if part.name == name]
        asked += [word for part in parts for word in part.words]
    return tuple(dict.fromkeys([*asked, *scheme.measures[name].words]))


def read_scheme(data: Any, *, is_draft: bool = False) -> Scheme:
    """Return a scheme of plain data; every name is declared, every group can be reached.

    is_draft : it is still being written, so criteria and points may be missing

    Raises InvalidValueError, naming the criterion.
    """
    measures = _measures(_part(data, "measures", dict))
    rows = _part(data, "criteria", list)
    least = 0 if is_draft else 1
    if not least <= len(rows) <= MOST_CRITERIA:
        raise _wrong(
            "criteria",
            _("A scheme must have at least one criterion, and at most {most}.", most=MOST_CRITERIA),
        )
    criteria = tuple(_criterion(row, place, measures) for place, row in enumerate(rows))
    twice = {c.id for c in criteria if sum(other.id == c.id for other in criteria) > 1}
    if twice:
        raise _wrong("criteria", _("Two criteria have the id {id}.", id=min(twice)))
    points = data.get("points") or {}
    groups = {str(g): _amount(v, f"points.{g}") for g, v in (points.get("groups") or {}).items()}
    if "" in groups:
        raise _wrong("points", _("A group of points has no name."))
    scheme = Scheme(
        _word(data, "id"),
        _word(data, "version"),
        _word(data, "title"),
        measures,
        criteria,
        _amount(points.get("minimum", 0), "points.minimum"),
        groups,
        _grades(data.get("grades") or []),
    )
    if not is_draft:
        _require_reachable(scheme)
    return scheme


def require_free_names(scheme: Scheme) -> None:
    """Refuse measures that are named as a word of the language of criteria: and, if, max, all …

    For criteria that are being written: what was published stays readable.
    """
    taken = sorted(RESERVED & {name.casefold() for name in scheme.measures})
    if taken:
        raise InvalidValueError(
            _("In criteria, the word {name} is reserved.", name=taken[0]),
            where=f"measures.{taken[0]}",
            cure=_("Choose another short name for this measure."),
        )


def _require_reachable(scheme: Scheme) -> None:
    """Refuse a scheme that nobody can meet because it asks for more points than it gives."""
    highest = max([scheme.minimum, *(one.points for one in scheme.grades)])
    wanted = {"": highest, **scheme.groups}
    for group, needed in wanted.items():
        given = sum(c.points for c in scheme.criteria if group in ("", c.group))
        if needed > given:
            raise _wrong(
                "points",
                _(
                    "The scheme requires more points than its criteria give: {needed} required, "
                    "{given} available.",
                    needed=needed,
                    given=given,
                ),
            )


def _grades(rows: Any) -> tuple[Grade, ...]:
    """Return the grades of a scheme, each with more points than the one before."""
    if not isinstance(rows, list) or len(rows) > MOST_GRADES:
        raise _wrong("grades", _("The grades of the scheme cannot be read."))
    found: list[Grade] = []
    for place, row in enumerate(rows):
        where = f"grades[{place}]"
        if not isinstance(row, Mapping):
            raise _wrong(where, _("The grades of the scheme cannot be read."))
        grade = Grade(
            _word(row, "id", where), _word(row, "title", where), _amount(row.get("points"), where)
        )
        if found and grade.points <= found[-1].points:
            raise _wrong(where, _("Each grade needs more points than the one before it."))
        found.append(grade)
    if len({one.id for one in found}) < len(found):
        raise _wrong("grades", _("Two grades have the same id."))
    return tuple(found)


def _measures(data: Mapping[str, Any]) -> dict[str, Measure]:
    found = {}
    for name, said in data.items():
        where = f"measures.{name}"
        if not NAME.fullmatch(name) or not isinstance(said, Mapping):
            raise _wrong(
                where,
                _(
                    "Use only lower-case letters, digits and underscores for the name {name}.",
                    name=name[:80],
                ),
            )
        kind = said.get("kind", NUMBER)
        if kind not in KINDS:
            raise _wrong(
                where,
                _(
                    "The kind of {name} must be one of the following: {kinds}.",
                    name=name,
                    kinds=KINDS,
                ),
            )
        title, unit = _word(said, "title", where), str(said.get("unit", ""))
        found[name] = Measure(name, title, kind, unit, _titles_of_words(said, where))
    return found


def _titles_of_words(said: Mapping[str, Any], where: str) -> dict[str, str]:
    """Return word -> title, of titles by language the English one."""
    words = said.get("words", {})
    if not isinstance(words, Mapping):
        raise _wrong(where, _("The words of {where} are not an object.", where=where))
    found = {}
    for word, title in words.items():
        said_so = title.get("en", word) if isinstance(title, Mapping) else title
        if not isinstance(said_so, str) or not said_so.strip():
            raise _wrong(
                where, _("The word {word} of {where} has no title.", word=word, where=where)
            )
        found[word] = said_so.strip()
    return found


def _criterion(row: Any, place: int, measures: Mapping[str, Measure]) -> Criterion:
    where = f"criteria[{place}]"
    if not isinstance(row, Mapping):
        raise _wrong(where, _("A criterion is not an object."))
    id_ = _word(row, "id", where)
    kind = row.get("kind", MANDATORY)
    if kind not in (MANDATORY, POINTS):
        raise _wrong(id_, _("Criterion {id} is neither mandatory nor worth points.", id=id_))
    points = _amount(row.get("points", 0), id_)
    if (kind == POINTS) != (points > 0):
        raise _wrong(
            id_,
            _("Criterion {id} cannot give points, because it is not of the kind “points”.", id=id_),
        )
    rules = {
        name: read_rule(row[name], id_) for name in ("rule", "when", "unless") if row.get(name)
    }
    if "rule" not in rules:
        raise _wrong(id_, _("Criterion {id} has no rule.", id=id_))
    # Published long ago, a measure may be named as a constant (e, pi): there it is the measure.
    if own := frozenset(measures) & CONSTANTS.keys():
        rules = {name: with_own_names(rule, own) for name, rule in rules.items()}
    for rule in rules.values():
        _require_measures(id_, rule, measures)
    return Criterion(
        id_,
        _word(row, "title", id_),
        rules["rule"],
        kind,
        points,
        str(row.get("group", "")),
        rules.get("when"),
        rules.get("unless"),
        str(row.get("source", "")),
        row.get("check", "read") == "read",
    )


def _require_measures(id_: str, rule: Rule, measures: Mapping[str, Measure]) -> None:
    """Refuse a rule over something that is not measured, or of another kind than the rule needs."""
    for name, kind in sorted(kinds_in(rule)):
        if name not in measures:
            raise _wrong(
                id_,
                _(
                    "Criterion {id} uses {name}, which is not among the measures.",
                    id=id_,
                    name=name,
                ),
            )
        if measures[name].kind != kind:
            raise _wrong(
                id_,
                _(
                    "Criterion {id} uses {name} as {kind}, but the measure is of type {own}.",
                    id=id_,
                    name=name,
                    kind=kind,
                    own=measures[name].kind,
                ),
            )


def _part(data: Any, name: str, kind: type) -> Any:
    found = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(found, kind):
        raise _wrong(name, _("The scheme has no {name}.", name=name))
    return found


def _word(data: Mapping[str, Any], name: str, where: str = "scheme") -> str:
    found = data.get(name)
    if not isinstance(found, str) or not found.strip():
        raise _wrong(where, _("{where} has no {name}.", where=where, name=name))
    return found.strip()


def _amount(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:  # noqa: PLR2004
        raise _wrong(where, _("The points of {where} must be a number, 0 or more.", where=where))
    return float(value)


def _wrong(where: str, said: str) -> InvalidValueError:
    return InvalidValueError(said, where=where, cure=_("Correct this part of the scheme."))
