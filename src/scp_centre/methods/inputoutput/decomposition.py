"""Structural decomposition: how much of a change each cause brought about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.errors import InvalidValueError, LabelMismatchError
from scp_centre.methods.inputoutput.solvers import Array, System
from scp_centre.methods.messages import _

MOST_CAUSES = 8  # 2^8 evaluations for the full average


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change by its causes; their sum is the change, exactly.

    effects : stressor, one a cause    spread : the least and most that an order of changes gives
    """

    causes: tuple[str, ...]
    effects: tuple[float, ...]
    spread: tuple[tuple[float, float], ...]
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


def decompose(
    causes: Sequence[str], value: Callable[[tuple[bool, ...]], float], *, average: str = "full"
) -> Decomposition:
    """Return the additive decomposition of a change by its causes.

    value : the total with those causes as they are after (True) and the others as before
    average : "full", the mean of all n! orders; "polar", of one order and its reverse

    The full average needs 2^n evaluations, since an order matters only by what has changed before.

    Raises InvalidValueError for more than eight causes with the full average.
    Source: Dietzenbacher and Los (1998), as docs/methods/inputoutput.md says.

    >>> found = decompose(["a", "b"], lambda after: (3 if after[0] else 2) * (5 if after[1] else 4))
    >>> found.effects
    (4.5, 2.5)
    """
    n = len(causes)
    known = cache(value)
    start, end = (False,) * n, (True,) * n
    if average == "polar":
        orders = [tuple(range(n)), tuple(range(n))[::-1]]
        steps = [[_step(known, order, i, n) for order in orders] for i in range(n)]
        effects = [sum(each) / len(each) for each in steps]
    else:
        if n > MOST_CAUSES:
            raise InvalidValueError(
                _("There are too many causes ({n}) for a full average.", n=n),
                where="causes",
                cure=_(
                    "Combine causes so that no more than {_CAUSES} remain, or use the polar "
                    "average.",
                    _CAUSES=MOST_CAUSES,
                ),
            )
        pairs = [_shapley(known, i, n) for i in range(n)]
        effects, steps = [e for e, _unused in pairs], [s for _unused, s in pairs]
    spread = tuple((min(each), max(each)) for each in steps)
    return Decomposition(tuple(causes), tuple(effects), spread, known(start), known(end))


def _step(
    value: Callable[[tuple[bool, ...]], float], order: tuple[int, ...], i: int, n: int
) -> float:
    """Return what cause i brings when causes change in this order."""
    earlier = set(order[: order.index(i)])
    without = tuple(j in earlier for j in range(n))
    return value(tuple(j in earlier or j == i for j in range(n))) - value(without)


def _shapley(
    value: Callable[[tuple[bool, ...]], float], i: int, n: int
) -> tuple[float, list[float]]:
    others = [j for j in range(n) if j != i]
    total, steps = 0.0, []
    for mask in range(2 ** (n - 1)):
        earlier = {j for b, j in enumerate(others) if mask >> b & 1}
        without = tuple(j in earlier for j in range(n))
        step = value(tuple(j in earlier or j == i for j in range(n))) - value(without)
        steps.append(step)
        total += step * factorial(len(earlier)) * factorial(n - len(earlier) - 1) / factorial(n)
    return total, steps


def decompose_account(
    before: Sequence[ArrayLike], after: Sequence[ArrayLike], *, average: str = "full"
) -> Decomposition:
    """Return how intensity, technology, the mix and the volume of demand changed an account.

    total = s L b v    v = sum of y, b = y / v

    before, after : s (sector,) stressor / money, A (sector, sector) 1, y (sector,) money; money of
        both in the prices of one year
    → : causes "intensity", "technology", "mix of demand", "volume of demand"

    Raises LabelMismatchError where the two years have other sectors, InvalidValueError without
    final demand.
    """
    years = []
    for s, A, y in (before, after):
        demand = np.asarray(y, float)
        if not demand.sum() > 0:
            raise InvalidValueError(
                _("Final demand is missing for one of the years."),
                where="y",
                cure=_("Enter the final demand for both years."),
            )
        years.append(
            (np.asarray(s, float), np.asarray(A, float), demand / demand.sum(), demand.sum())
        )
    if years[0][0].shape != years[1][0].shape:
        raise LabelMismatchError(
            _(
                "The two years have different numbers of sectors: {size} and {size2}.",
                size=years[0][0].size,
                size2=years[1][0].size,
            ),
            where="before, after",
            cure=_("Aggregate both years to the same sectors first."),
        )
    systems = [System.of_coefficients(A) for _unused, A, _unused, _unused in years]

    @cache
    def multiplied(technology: bool, intensity: bool) -> tuple[float, ...]:
        found = systems[technology].solve(years[intensity][0], transposed=True)
        return tuple(found.tolist())

    def value(changed: tuple[bool, ...]) -> float:
        m: Array = np.asarray(multiplied(changed[1], changed[0]))
        return float(m @ years[changed[2]][2] * years[changed[3]][3])

    causes = (_("intensity"), _("technology"), _("mix of demand"), _("volume of demand"))
    return decompose(causes, value, average=average)
