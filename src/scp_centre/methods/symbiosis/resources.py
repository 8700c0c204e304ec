"""What a company offers and what another needs, read once: tonnes a year, months, places."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from scp_centre.methods.errors import (
    DuplicateLabelError,
    InvalidValueError,
    MissingValueError,
    UnclearEntryError,
    UnknownLabelError,
)
from scp_centre.methods.messages import Number, _
from scp_centre.methods.symbiosis.waste_law import WasteCode

Ranges = Mapping[str, tuple[float, float]]
TONNES = {"t": 1.0, "kg": 1e-3, "g": 1e-6, "kt": 1e3}
PERIODS = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 52.0, "day": 365.0, "once": 1.0}
ALL_MONTHS = frozenset(range(1, 13))
FAR_OFF, NEAR = 100.0, 10.0  # times the usual quantity of a code


@dataclass(frozen=True, slots=True)
class Resource:
    """id : its name    partner : who offers or needs it; empty: not known

    code : of an offer    codes : two, four or six digits that a need takes
    product : code of the product that a residue is, or that a need would take
    tonnes : a year    months : 1 to 12, when it comes or is needed
    ranges : substance -> lowest and highest share; of an offer what it holds, of a need what it
    tolerates    states : of an offer the one it has, of a need those it takes
    price : money per tonne; of an offer what disposal costs now, of a need what it pays now for
    what the residue replaces    treatment : money per tonne that a need spends on it; None where
    it is not known, as a price
    place : latitude and longitude in degrees    country : ISO 3166-1 alpha-2
    permits : of a need, codes of hazardous waste it may take, as `codes`
    """

    id: str
    tonnes: float
    partner: str = ""
    text: str = ""
    code: WasteCode | None = None
    codes: tuple[str, ...] = ()
    product: str = ""
    is_hazardous: bool = False
    months: frozenset[int] = ALL_MONTHS
    ranges: Ranges = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    price: float | None = None
    treatment: float | None = 0.0
    place: tuple[float, float] | None = None
    country: str = ""
    farthest: float = math.inf
    permits: tuple[str, ...] = ()


def tonnes_a_year(name: str, quantity: float | None, unit: str, period: str, where: str) -> float:
    """Return tonnes a year of a quantity per period; what comes once counts as one year's.

    Raises MissingValueError without a quantity or period, UnknownLabelError for a unit or period
    that is not known, InvalidValueError for a quantity that is not above 0.

    >>> tonnes_a_year("ash", 500.0, "kg", "month", "")
    6.0
    """
    if quantity is None:
        raise MissingValueError(
            _("{name} has no quantity.", name=name),
            where=where,
            cure=_("Enter the number of tonnes."),
        )
    if not period:
        raise MissingValueError(
            _("{name} has a quantity but no period.", name=name),
            where=where,
            cure=_(
                "Specify whether the quantity is per year, per month, per week, per day or one-off."
            ),
        )
    for word, known in ((unit, TONNES), (period, PERIODS)):
        if word not in known:
            raise UnknownLabelError(
                _(
                    "“{word}” is not recognised. Use one of these words: {known}.",
                    word=word,
                    known=list(known),
                ),
                where=where,
                cure=_("Use one of the words listed."),
            )
    if not 0 < quantity < 1e12:
        raise InvalidValueError(
            _("The quantity of {name} must be above 0.", name=name),
            where=where,
            cure=_("Check the number."),
        )
    return quantity * TONNES[unit] * PERIODS[period]


def check_kinds(kinds: Iterable[tuple[str, str]], expected: str, where: str) -> None:
    """Raise InvalidValueError for an offer among the needs, or a need among the offers.

    kinds : name and kind of each; an empty kind is the expected one
    """
    swapped = [name for name, kind in kinds if kind not in ("", expected)]
    if swapped:
        told = (
            _("These entries are listed as offers but are needs: {names}.", names=swapped)
            if expected == "offer"
            else _("These entries are listed as needs but are offers: {names}.", names=swapped)
        )
        raise InvalidValueError(
            told,
            where=where,
            cure=_("Move these entries to the other list, or correct their type."),
        )


def check_names(resources: Iterable[Resource], where: str) -> None:
    """Raise DuplicateLabelError for a name that two have."""
    seen: set[str] = set()
    for one in resources:
        if one.id in seen:
            raise DuplicateLabelError(
                _("The name {name} is used twice.", name=one.id),
                where=where,
                cure=_("Give each offer and each need a unique name."),
            )
        seen.add(one.id)


def find_doubles(resources: Sequence[Resource]) -> list[tuple[str, str]]:
    """Return pairs of names whose entries say the same of the same partner."""
    first: dict[tuple[object, ...], str] = {}
    doubles = []
    for one in resources:
        alike = (one.partner, one.code, one.codes, one.text, one.tonnes, one.months, one.place)
        if alike in first and one.partner:
            doubles.append((first[alike], one.id))
        first.setdefault(alike, one.id)
    return doubles


def check_magnitudes(resources: Sequence[Resource], checked: frozenset[str], where: str) -> None:
    """Raise UnclearEntryError where kilograms were probably entered for tonnes, or the reverse.

    Asked is where a quantity is more than 100 times off what others of the same waste code have
    (the middle one), and a thousand times more or less would be within 10 times of it.
    checked : names whose quantity its owner has confirmed; they are no measure for others
    """
    by_code: dict[str, list[Resource]] = defaultdict(list)
    for one in resources:
        if one.code is not None:
            by_code[one.code.digits].append(one)
        for code in one.codes:
            by_code[code].append(one)
    for listed in by_code.values():
        alike = sorted((one for one in listed if one.id not in checked), key=lambda o: o.tonnes)
        for one in alike:
            others = [other.tonnes for other in alike if other.id != one.id]
            if others:
                _ask_magnitude(one, median(others), where)


def _ask_magnitude(one: Resource, usual: float, where: str) -> None:
    """Ask back where a thousand times more or less is nearer to what is usual."""
    off = abs(math.log(one.tonnes / usual))
    for factor in (1e3, 1e-3):
        other = one.tonnes * factor
        if off > math.log(FAR_OFF) and abs(math.log(other / usual)) < math.log(NEAR):
            raise UnclearEntryError(
                _(
                    "{name} has {tonnes} t a year, but other entries with its waste code have "
                    "about {usual} t.",
                    name=one.id,
                    tonnes=Number(one.tonnes, ",.6g"),
                    usual=Number(usual, ",.6g"),
                ),
                readings=(other, one.tonnes),
                where=where,
                cure=_(
                    "Check whether the quantity is in kilograms or tonnes, then correct or "
                    "confirm it."
                ),
            )
