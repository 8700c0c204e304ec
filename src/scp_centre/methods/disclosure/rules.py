"""When a figure may be published: contributors counted by company or holding, dominance, p %."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scp_centre.methods.disclosure.holders import holder_key
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

MINIMUM, DOMINANCE, P_PERCENT = "minimum_contributors", "dominance", "p_percent"
HAIR = 1e-9  # a share this near its limit stands at the limit


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one publication.

    minimum_contributors : fewer holders than this and the cell is not published
    dominance_n, dominance_percent : nor where the largest n hold more than this share (%)
    p_percent : nor where the rest beside the two largest is less than p % of the largest, so that
    the second could estimate the first within p %
    """

    minimum_contributors: int = 5
    dominance_n: int = 2
    dominance_percent: float = 85.0
    p_percent: float = 10.0

    def __post_init__(self) -> None:
        if self.minimum_contributors < 1 or self.dominance_n < 1:
            raise InvalidValueError(
                _("A rule must count at least one contributor."),
                where="minimum_contributors",
                cure=_("Enter whole numbers, starting from 1."),
            )
        if not 0 < self.dominance_percent <= 100 or not 0 <= self.p_percent <= 100:
            raise InvalidValueError(
                _("A share must be between 0 and 100 %."),
                where="dominance.percent",
                cure=_("Give percentages, for example 85 and 10."),
            )


def sum_by_holder(contributions: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return one contribution a holder: those of all plants of a company or holding added.

    A holder whose name is written in several ways is one; the first way stands.

    >>> sum_by_holder([("North Holding", 3.0), ("South", 2.0), ("NORTH HOLDING Ltd.", 1.0)])
    {'North Holding': 4.0, 'South': 2.0}
    """
    found: dict[str, float] = {}
    written: dict[str, str] = {}
    for holder, value in contributions:
        if not np.isfinite(value):
            raise InvalidValueError(
                _("The contribution of {holder} is not a number.", holder=holder),
                where=holder,
                cure=_("Exclude contributors that did not report."),
            )
        holder = written.setdefault(holder_key(holder), holder)
        found[holder] = found.get(holder, 0.0) + float(value)
    return found


def reasons_against(by_holder: Mapping[Any, float] | Sequence[float], rules: Rules) -> list[str]:
    """Return the rules that a cell breaks; an empty list means that it may be published.

    Values count by their absolute size. A cell in which everybody has 0 tells each one's figure,
    so it breaks the p % rule.

    >>> reasons_against([60, 25, 5, 4, 3, 3], Rules())
    []
    >>> reasons_against([80, 12, 2, 2, 2, 2], Rules(p_percent=15))
    ['dominance', 'p_percent']
    """
    values = by_holder.values() if isinstance(by_holder, Mapping) else by_holder
    size = np.sort(np.abs(np.asarray(list(values), float)))[::-1]
    found = []
    if len(size) < rules.minimum_contributors:
        found.append(MINIMUM)
    total = float(size.sum())
    share = 100 * size[: rules.dominance_n].sum()
    if total > 0 and share > (rules.dominance_percent + HAIR) * total:
        found.append(DOMINANCE)
    rest = float(size[2:].sum())
    needed = rules.p_percent / 100 * (float(size[0]) if len(size) else 0.0)
    if rest < needed - HAIR * total or (total == 0 and rules.p_percent > 0):
        found.append(P_PERCENT)
    return found


def protection(by_holder: Mapping[str, float], rules: Rules) -> float:
    """Return how far from its value a suppressed cell must remain possible: p % of the largest."""
    largest = max((abs(v) for v in by_holder.values()), default=0.0)
    return rules.p_percent / 100 * largest


def reveals_difference(
    before: Mapping[str, float], after: Mapping[str, float], rules: Rules
) -> list[str]:
    """Return the rules that the difference between two publications of one cell breaks.

    Who left, joined or changed stands alone in the difference; nobody at all is safe.

    >>> reveals_difference({"A": 3.0, "B": 2.0}, {"A": 3.0}, Rules())
    ['minimum_contributors', 'dominance', 'p_percent']
    """
    moved = {
        holder: after.get(holder, 0.0) - before.get(holder, 0.0)
        for holder in before.keys() | after.keys()
    }
    stirred = {
        holder: change
        for holder, change in moved.items()
        if change != 0 or (holder in before) != (holder in after)
    }
    return reasons_against(stirred, rules) if stirred else []
