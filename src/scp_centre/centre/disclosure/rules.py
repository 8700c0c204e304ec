"""When a sum over companies may be shown, and how it is rounded."""

from collections.abc import Mapping
from math import floor, log10

from scp_centre.methods.disclosure import Rules, reasons_against
from scp_centre.methods.messages import _

# At least 5; no one holds more than half, no two more than 80 %.
OF_A_SUM = (
    Rules(minimum_contributors=5, dominance_n=1, dominance_percent=50.0),
    Rules(minimum_contributors=5, dominance_n=2, dominance_percent=80.0),
)
FEW, LARGE, NEAR, TOLD = "few", "large", "near", "told"
UNDECIDED = "undecided"  # of a figure that a page asks for before anybody decided; never entered
WHY = {
    FEW: _("Fewer than 5 consenting organisations contribute to this sum."),
    LARGE: _(
        "One organisation contributes more than half of this sum, or two contribute more than 80 %."
    ),
    NEAR: _(
        "This sum would let two organisations together work out another organisation's figure."
    ),
    TOLD: _(
        "Combined with sums that are already public, this sum would reveal the figures of too few "
        "organisations."
    ),
    UNDECIDED: _("The centre has not yet decided whether this sum can be shown."),
}


def reason_against(parts: Mapping[str, float], rules: tuple[Rules, ...] = OF_A_SUM) -> str:
    """Return why a sum must not be shown, taken by itself: FEW or LARGE; "" when it may be.

    parts : holder -> its part

    >>> reason_against({"A": 30.0, "B": 30.0, "C": 20.0, "D": 10.0, "E": 10.0})
    ''
    >>> reason_against({"A": 60.0, "B": 10.0, "C": 10.0, "D": 10.0, "E": 10.0})
    'large'
    """
    parts = {holder: part for holder, part in parts.items() if part}  # nought hides nobody
    if len(parts) < rules[0].minimum_contributors:
        return FEW
    return LARGE if any(reasons_against(parts, one) for one in rules) else ""


def rounded(value: float) -> float:
    """Return a sum with two significant figures, as it is shown.

    >>> rounded(12_345.0), rounded(0.0), rounded(-987.0)
    (12000.0, 0.0, -990.0)
    """
    if value == 0:
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
