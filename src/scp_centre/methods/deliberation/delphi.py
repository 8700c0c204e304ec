"""Delphi rounds: estimates of experts, and whether they come together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class Round:
    """median, quartiles of the estimates of n experts; outer : who lies beyond the quartiles"""

    median: float
    quartiles: tuple[float, float]
    n: int
    outer: tuple[str, ...]

    @property
    def width(self) -> float:
        return self.quartiles[1] - self.quartiles[0]


@dataclass(frozen=True, slots=True)
class Delphi:
    """convergence : 1 - width of the last round / width of the first; None where it has none

    moved : distance of the last two medians in widths of the round before; None with one round
    changed : (round, experts who are new in it, experts who left since the round before) of each
        round that others answered: what moved may then be who answers, and not their opinion
    """

    rounds: tuple[Round, ...]
    convergence: float | None
    moved: float | None
    changed: tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...] = ()


def summarise_rounds(rounds: Sequence[Mapping[str, float]]) -> Delphi:
    """Return each round's median and quartiles, and how far the rounds have come together.

    Quartiles are those of linear interpolation (Hyndman and Fan, type 7). What an expert outside
    the quartiles says as a reason is shown without the name.
    Raises InvalidValueError for no round, an empty one, or an estimate that is not a finite number.
    """
    if not rounds:
        raise InvalidValueError(
            _("There are no rounds."), where="rounds", cure=_("Enter at least one round.")
        )
    found = tuple(_round(number, one) for number, one in enumerate(rounds, 1))
    first, last = found[0], found[-1]
    convergence = 1 - last.width / first.width if first.width > 0 else None
    moved = None
    if len(found) > 1 and found[-2].width > 0:
        moved = abs(last.median - found[-2].median) / found[-2].width
    return Delphi(found, convergence, moved, tuple(_changes(rounds)))


def _changes(
    rounds: Sequence[Mapping[str, float]],
) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield each round whose experts are others than those of the round before."""
    for number, (before, now) in enumerate(pairwise(rounds), 2):
        if new_or_gone := before.keys() ^ now.keys():
            new, gone = new_or_gone & now.keys(), new_or_gone & before.keys()
            yield number, tuple(sorted(new)), tuple(sorted(gone))


def _round(number: int, estimates: Mapping[str, float]) -> Round:
    values = np.array(list(estimates.values()), float)
    if not len(values):
        raise InvalidValueError(
            _("Round {number} has no estimates.", number=Number(number)),
            where=f"rounds.{number - 1}",
            cure=_("Enter the estimate of at least one expert, or leave out the round."),
        )
    if not np.isfinite(values).all():
        raise InvalidValueError(
            _("In round {number}, an estimate is not a finite number.", number=Number(number)),
            where=f"rounds.{number - 1}",
            cure=_("Enter a number, or leave the expert out of the round."),
        )
    low, median, high = (float(v) for v in np.percentile(values, (25, 50, 75)))
    outer = tuple(sorted(who for who, value in estimates.items() if not low <= value <= high))
    return Round(median, (low, high), len(values), outer)
