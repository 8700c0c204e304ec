"""When a sum over organisations may be shown to everybody.

Who knows all parts of a sum but one knows that one. A sum of few, or of one large part, comes near
to it; so does the difference between a sum and the sum that was shown before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.disclosure import Rules, reasons_against, reveals_difference
from scp_centre.methods.messages import _

# At least 5; no one holds more than half, no two more than 80 %.
OF_A_SUM = (
    Rules(minimum_contributors=5, dominance_n=1, dominance_percent=50.0),
    Rules(minimum_contributors=5, dominance_n=2, dominance_percent=80.0),
)
# What is new since the last sum is a sum itself: of 3 at least, for it is seen rounded twice.
OF_A_CHANGE = (
    Rules(minimum_contributors=3, dominance_n=1, dominance_percent=50.0),
    Rules(minimum_contributors=3, dominance_n=2, dominance_percent=80.0),
)
# So many sums are put together by an attacker at most; of many known sums only pairs are.
TOGETHER, PAIR = 4, 2
MANY = 14
HAIR = 1e-9  # of a figure, by which two sums of floating point may differ and are the same
FEW, LARGE, CHANGE, TOLD = "few", "large", "change", "told"
WHY = {
    FEW: _("Fewer than 5 consenting organisations contribute to this sum."),
    LARGE: _(
        "One organisation contributes more than half of this sum, or two contribute more than 80 %."
    ),
    CHANGE: _(
        "Since the last publication too few organisations were added: the difference between the "
        "two sums would show their figures."
    ),
    TOLD: _(
        "Combined with sums that are already public, this sum would reveal the figures of too few "
        "organisations."
    ),
}


def reason_against(
    parts: Mapping[str, float], shown_before: Mapping[str, float] | None = None
) -> str:
    """Return why a sum must not be shown: FEW, LARGE or CHANGE; "" when it may be.

    parts : organisation -> its part    shown_before : the same of the sum that people know already

    >>> reason_against({"A": 30.0, "B": 30.0, "C": 20.0, "D": 10.0, "E": 10.0})
    ''
    >>> reason_against({"A": 60.0, "B": 10.0, "C": 10.0, "D": 10.0, "E": 10.0})
    'large'
    """
    parts = {holder: part for holder, part in parts.items() if part}  # nought hides nobody
    if len(parts) < OF_A_SUM[0].minimum_contributors:
        return FEW
    if any(reasons_against(parts, rules) for rules in OF_A_SUM):
        return LARGE
    if shown_before is not None and _is_seen_through(shown_before, parts):
        return CHANGE
    return ""


def is_told_together(parts: Mapping[str, float], known: Iterable[Mapping[str, float]]) -> bool:
    """Return whether a sum, added to or taken from others that are known, shows too few.

    All are sums of the same figures of organisations, over different ones of them: of loans asked
    for, granted and refused, say. Up to three known sums are put together with this one.

    >>> asked = {"A": 1.0, "B": 1.0, "C": 1.0, "D": 1.0, "E": 1.0, "F": 1.0}
    >>> granted = {holder: 1.0 for holder in "ABCDE"}
    >>> is_told_together(granted, [asked])
    True
    >>> is_told_together(granted, [granted])
    False
    """
    rows = _rows([parts, *known])
    own, others = rows[0], rows[1:]
    if not len(others):
        return False
    room = HAIR * np.abs(rows).max()
    for signs, chosen in _mixtures(len(others)):
        left = own + np.asarray(signs) @ others[list(chosen)]
        size = np.abs(left)[np.abs(left) > room]
        if len(size) and any(reasons_against(size.tolist(), rules) for rules in OF_A_CHANGE):
            return True
    return False


def _rows(sums: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Return (sum, holder): the parts of each sum, the same sum once."""
    holders = sorted({holder for parts in sums for holder in parts})
    rows = dict.fromkeys(tuple(parts.get(h, 0.0) for h in holders) for parts in sums)
    return np.array(list(rows), float).reshape(len(rows), len(holders))


def _mixtures(count: int) -> Iterator[tuple[tuple[float, ...], tuple[int, ...]]]:
    """Yield the ways to add and subtract a few of the known sums: signs, and which."""
    most = TOGETHER if count <= MANY else PAIR
    for size in range(1, min(count, most - 1) + 1):
        for chosen in combinations(range(count), size):
            for signs in product((1.0, -1.0), repeat=size):
                yield signs, chosen


def _is_seen_through(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    """Return whether the two sums together show what single organisations added."""
    if before == after:
        return False
    came_in = len(after.keys() - before.keys())
    if came_in < OF_A_CHANGE[0].minimum_contributors:
        return True
    return any(reveals_difference(before, after, rules) for rules in OF_A_CHANGE)


def rounded(value: float) -> float:
    """Return a sum with two significant figures, as it is shown.

    >>> rounded(12_345.0), rounded(0.0), rounded(-987.0)
    (12000.0, 0.0, -990.0)
    """
    if value == 0:
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
