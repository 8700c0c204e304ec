"""When a sum over organisations may be shown to everybody.

Who knows all parts of a sum but one knows that one. A sum of few, or of one large part, comes near
to it; so does the difference between a sum and the sum that was shown before.
"""

from collections.abc import Mapping
from math import floor, log10

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
FEW, LARGE, CHANGE = "few", "large", "change"
WHY = {
    FEW: _("Fewer than 5 consenting organisations contribute to this sum."),
    LARGE: _(
        "One organisation contributes more than half of this sum, or two contribute more than 80 %."
    ),
    CHANGE: _(
        "Since the last publication too few organisations were added: the difference between the "
        "two sums would show their figures."
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
    if len(parts) < OF_A_SUM[0].minimum_contributors:
        return FEW
    if any(reasons_against(parts, rules) for rules in OF_A_SUM):
        return LARGE
    if shown_before is not None and _is_seen_through(shown_before, parts):
        return CHANGE
    return ""


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
