"""What somebody who keeps every release can work out about one company."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Array = NDArray[np.float64]


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
    names, extreme = _attacker(figures, known)
    return {
        holder: (_value(extreme(i, 1.0), i, -np.inf), _value(extreme(i, -1.0), i, np.inf))
        for i, holder in enumerate(names)
    }


def _value(point: Array | None, i: int, open_end: float) -> float:
    return open_end if point is None else float(point[i])


def _attacker(
    figures: Sequence[Published], known: Mapping[str, float] | None
) -> tuple[list[str], Callable[[int, float], Array | None]]:
    """Return the holders, and a function that gives the world in which one has least or most.

    The function takes a holder's index and 1 for least, -1 for most; None where there is no end.
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

    def extreme(i: int, sign: float) -> Array | None:
        cost = np.zeros(len(names))
        cost[i] = sign
        answer = linprog(
            cost,
            A_ub=np.vstack([A, -A]),
            b_ub=np.concatenate([value + half, half - value]),
            bounds=bounds,
            method="highs",
        )
        return np.asarray(answer.x) if answer.status == 0 else None

    return names, extreme


def holders_exposed(
    figures: Sequence[Published],
    values: Mapping[str, float],
    p_percent: float,
    *,
    known: Mapping[str, float] | None = None,
) -> list[str]:
    """Return the holders whose value an attacker can place within p % on both sides.

    Each world that the published figures allow clears every holder who is far from the truth in
    it, so that a few linear programs clear most.
    """
    names, extreme = _attacker(figures, known)
    true = np.array([values[h] for h in names])
    room = p_percent / 100 * np.abs(true)
    safe = np.array([h in (known or {}) for h in names]) | (true == 0)
    out = []
    for i, holder in enumerate(names):
        for sign in (1.0, -1.0):
            if safe[i]:
                break
            world = extreme(i, sign)
            if world is None:
                safe[i] = True
            else:  # every holder who is far enough from the truth in it is safe too
                safe |= (world <= true - room) | (world >= true + room)
        if not safe[i]:
            out.append(holder)
    return out
