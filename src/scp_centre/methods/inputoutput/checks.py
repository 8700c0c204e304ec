"""What is to be seen in a table before it is trusted, in plain words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from scp_centre.methods.inputoutput.solvers import Array

BALANCE = 0.005  # share of output from which rows and columns count as unbalanced
NAMED = 5  # sectors that a finding names


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    level : "wrong" when nothing can be computed, "attention" when results need care, "good"
    sectors : labels concerned, the worst first
    """

    code: str
    level: Literal["wrong", "attention", "good"]
    sectors: tuple[str, ...]
    count: int
    worst: float | None = None


def check_table(
    labels: Sequence[str],
    Z: ArrayLike,
    Y: ArrayLike,
    V: ArrayLike,
    F: ArrayLike,
    x: ArrayLike | None = None,
    *,
    accounting: Collection[str] = (),
) -> list[Finding]:
    """Return the findings on a table, what is wrong first.

    labels : of the sectors    Z : (sector, sector)  money    Y : (sector, category)  money
    V : (input, sector)  money, value added, taxes and imports    F : (stressor, sector)
    x : (sector,)  money, where the table states it
    accounting : labels of sectors that only balance the accounts: their output may be of any sign,
        and their columns need not agree

    Codes: balance (rows and columns differ), negative_flow, negative_output, column_over_one,
    output_missing (inputs and no output), no_stressor, no_value_added, stated_output.
    """
    flows, demand, inputs, stressors = (np.atleast_2d(np.asarray(a, float)) for a in (Z, Y, V, F))
    output = flows.sum(axis=1) + demand.sum(axis=1)
    size = np.maximum(np.abs(output), 1e-300)
    real = np.array([label not in accounting for label in labels], bool)
    found = [
        _finding("output_missing", "wrong", labels, (output == 0) & (flows != 0).any(axis=0)),
        _finding("negative_output", "wrong", labels, real & (output < 0), -output),
        _finding("negative_flow", "attention", labels, (flows < 0).any(axis=1), -flows.min(axis=1)),
    ]
    columns = flows.sum(axis=0) / size
    active = real & (output > 0)
    found.append(
        _finding("column_over_one", "attention", labels, active & (columns > 1 + 1e-9), columns)
    )
    if inputs.size:
        gap = np.abs(flows.sum(axis=0) + inputs.sum(axis=0) - output) / size
        found.append(_finding("balance", "attention", labels, active & (gap > BALANCE), gap))
    else:
        found.append(Finding("no_value_added", "attention", (), 1))
    if x is not None:
        away = np.abs(np.asarray(x, float) - output) / size
        found.append(
            _finding("stated_output", "attention", labels, active & (away > BALANCE), away)
        )
    found.append(
        _finding("no_stressor", "attention", labels, active & (stressors == 0).all(axis=0))
    )
    kept = [f for f in found if f.count]
    kept.sort(key=lambda f: f.level != "wrong")
    return kept or [Finding("all_good", "good", (), 0)]


def _finding(
    code: str,
    level: Literal["wrong", "attention", "good"],
    labels: Sequence[str],
    which: ArrayLike,
    size: Array | None = None,
) -> Finding:
    places = np.flatnonzero(which)
    if size is None or not len(places):
        return Finding(code, level, tuple(labels[i] for i in places[:NAMED]), len(places))
    ranked = places[np.argsort(-size[places], kind="stable")]
    return Finding(
        code, level, tuple(labels[i] for i in ranked[:NAMED]), len(places), float(size[ranked[0]])
    )
