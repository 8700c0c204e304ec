"""How many groups of which size a class makes."""

from dataclasses import dataclass

from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.messages import Message, _, n_

SMALL, LARGE = 4, 5


@dataclass(frozen=True, slots=True)
class Split:
    """sizes : of the groups, largest first    note : where the rule of 4 or 5 cannot be kept"""

    sizes: tuple[int, ...]
    note: str = ""


def split_class(n: int, groups: int | None = None) -> Split:
    """Return groups of 4 or 5, as few as there can be, or the nearest fair split.

    n = 4 a + 5 b has a solution for 4, 5, 8, 9, 10 and all n from 12 on. For 6, 7 and 11 the
    groups nearest to 4 are taken, as even as can be; fewer than 4 people are one group.

    groups : a number of groups to take instead, where each then has 4 or 5
    Raises MissingValueError for an empty class.

    >>> split_class(23).sizes
    (5, 5, 5, 4, 4)
    >>> split_class(11).sizes
    (4, 4, 3)
    """
    if n < 1:
        raise MissingValueError(
            _("There are no people to assign to groups."),
            where="participants",
            cure=_("Add at least one person."),
        )
    choices = group_counts(n)
    if groups in choices:
        return Split(_even(n, groups))
    if choices:
        return Split(_even(n, choices[0]))
    if n < SMALL:
        return Split((n,), _one_group(n))
    sizes = _even(n, round(n / SMALL))
    return Split(
        sizes,
        _(
            "A class of {n} cannot be split into groups of 4 or 5. The nearest split is {parts}.",
            n=n,
            parts=list(sizes),
        ),
    )


def group_counts(n: int) -> list[int]:
    """Return the numbers of groups with which every group has 4 or 5, fewest first.

    >>> group_counts(20), group_counts(11)
    ([4, 5], [])
    """
    return list(range(-(-n // LARGE), n // SMALL + 1))


def _even(n: int, groups: int) -> tuple[int, ...]:
    return tuple(n // groups + (i < n % groups) for i in range(groups))


def _one_group(n: int) -> Message:
    return n_(
        "{n} person makes one group, but a group must have 4 or 5 people.",
        "{n} people make one group, but a group must have 4 or 5 people.",
        n,
        n=n,
    )
