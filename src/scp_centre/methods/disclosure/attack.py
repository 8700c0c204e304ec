"""What somebody who keeps every release can work out about one company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure: sum over holders of weight x the holder's value, within a rounding.

    weights : holder (with the version of its value) -> weight
    value, half : the figure and half the step it was rounded to
    """

    name: str
    weights: Mapping[str, float]
    value: float
    half: float = 0.0


def bound_holders(
    figures: Sequence[Published], *, known: Mapping[str, float] | None = None
) -> dict[str, tuple[float, float]]:
    """Return the range in which each holder's value must lie, as an attacker finds it.

    min and max v_h   value - half <= sum w v <= value + half,  v >= 0
    known : values that he holds already, his own for instance
    """
    names = sorted({h for figure in figures for h in figure.weights})
    place = {h: i for i, h in enumerate(names)}
    A = np.zeros((len(figures), len(names)))
    for row, figure in zip(A, figures, strict=True):
        for holder, weight in figure.weights.items():
            row[place[holder]] = weight
    value = np.array([f.value for f in figures])
    half = np.array([f.half for f in figures]) + 1e-9 * np.maximum(np.abs(value), 1e-12)
    bounds: list[tuple[float, float | None]] = [(0.0, None)] * len(names)
    for holder, own in (known or {}).items():
        if holder in place:
            bounds[place[holder]] = (own, own)
    found = {}
    for holder, i in place.items():
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(names))
            cost[i] = sign
            answer = linprog(
                cost,
                A_ub=np.vstack([A, -A]),
                b_ub=np.concatenate([value + half, half - value]),
                bounds=bounds,
                method="highs",
            )
            ends.append(float(sign * answer.fun) if answer.status == 0 else float(sign * -np.inf))
        found[holder] = (ends[0], ends[1])
    return found


def holders_exposed(
    figures: Sequence[Published],
    values: Mapping[str, float],
    p_percent: float,
    *,
    known: Mapping[str, float] | None = None,
) -> list[str]:
    """Return the holders whose value an attacker can place within p % on both sides."""
    ranges = bound_holders(figures, known=known)
    out = []
    for holder, (low, high) in ranges.items():
        if holder in (known or {}):
            continue
        true = values[holder]
        room = p_percent / 100 * abs(true)
        if true != 0 and low > true - room and high < true + room:
            out.append(holder)
    return out
