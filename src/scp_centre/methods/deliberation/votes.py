"""Votes on short statements: who agrees, passes, disagrees, and who has not voted."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _

Cells = NDArray[np.int8]
Array = NDArray[np.float64]
Places = NDArray[np.int64]
AGREE, PASS, DISAGREE, MISSING = 1, 0, -1, -2
MOST_STATEMENTS, MOST_CELLS = 2_000, 100_000_000
LEAST_VOTES = 7  # of a person who is counted, or of all statements where there are fewer


@dataclass(frozen=True, slots=True)
class Votes:
    """cells : (person, statement) 1 agree, 0 pass, -1 disagree, -2 no vote

    people, statements : their names, sorted, so that the order of the votes changes nothing
    """

    people: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    cells: Cells

    @property
    def given(self) -> Places:
        """Return (person,): how many votes each has given."""
        counted: Places = (self.cells != MISSING).sum(axis=1)
        return counted

    def without(self, statements: Iterable[Hashable]) -> NDArray[np.bool_]:
        """Return (statement,): whether each stays when some are moderated out.

        Raises InvalidValueError for a statement that nobody has voted on.
        """
        out = set(statements)
        if unknown := out - set(self.statements):
            raise InvalidValueError(
                _("Statement {name} has no votes.", name=str(min(map(str, unknown)))),
                where="moderated",
                cure=_("List only statements that appear in the votes."),
            )
        if out >= set(self.statements):
            raise InvalidValueError(
                _("There are no statements left."),
                where="moderated",
                cure=_("Keep at least one statement."),
            )
        return np.array([s not in out for s in self.statements], bool)


def read_votes(votes: Iterable[tuple[Hashable, Hashable, Any]]) -> Votes:
    """Return votes as a table; of two votes of a person on a statement the later one counts.

    votes : (person, statement, 1 agree | 0 pass | -1 disagree)
    Raises InvalidValueError for another value, and where there is no vote.
    """
    listed = list(votes)
    if not listed:
        raise InvalidValueError(
            _("There are no votes."), where="votes", cure=_("Enter at least one vote.")
        )
    people = _sorted({who for who, _what, _vote in listed})
    statements = _sorted({what for _who, what, _vote in listed})
    if len(statements) > MOST_STATEMENTS or len(people) * len(statements) > MOST_CELLS:
        raise InvalidValueError(
            _(
                "There are too many participants ({people}) or statements ({statements}).",
                people=len(people),
                statements=len(statements),
            ),
            where="votes",
            cure=_("Leave out statements that few participants have voted on."),
        )
    row = {who: i for i, who in enumerate(people)}
    column = {what: j for j, what in enumerate(statements)}
    cells = np.full((len(people), len(statements)), MISSING, np.int8)
    for number, (who, what, vote) in enumerate(listed, 1):
        if isinstance(vote, bool) or vote not in (AGREE, PASS, DISAGREE):
            raise InvalidValueError(
                _("Vote {number} is {value}.", number=Number(number), value=str(vote)),
                where=f"votes.{number - 1}",
                cure=_("Use 1 for agree, -1 for disagree and 0 for pass."),
            )
        cells[row[who], column[what]] = vote
    return Votes(tuple(people), tuple(statements), cells)


def _sorted(names: Iterable[Hashable]) -> Sequence[Hashable]:
    """Return names in an order of their own: numbers by size, then texts."""
    return sorted(names, key=lambda n: (0, n, "") if isinstance(n, int | float) else (1, 0, str(n)))


def counted_people(votes: Votes, least: int = LEAST_VOTES, fewest: int = 15) -> NDArray[np.bool_]:
    """Return (person,): who is counted: whoever has given `least` votes, or on all statements.

    Where these are fewer than `fewest`, the most active others are counted, too.
    Source: compdemocracy/polis, math/src/polismath/math/conversation.clj
    """
    given = votes.given
    counted: NDArray[np.bool_] = given >= min(least, len(votes.statements))
    if counted.sum() < fewest:
        most_active = np.lexsort((np.arange(len(given)), -given))
        counted[most_active[:fewest]] = True
    return counted


def require_votes(cells: Cells) -> None:
    """Raise InvalidValueError where nothing is left to draw groups from.

    cells : (person who is counted, statement that is left)
    """
    if not (cells != MISSING).any():
        raise InvalidValueError(
            _("None of the participants counted has voted on the remaining statements."),
            where="moderated",
            cure=_("Exclude fewer statements, or wait for more votes."),
        )
