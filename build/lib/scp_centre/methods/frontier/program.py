"""The linear program of a frontier: rows for inputs, outputs and returns to scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.frontier.simplex import RELAXATION, Array, Columns, Ints

RETURNS = ("crs", "vrs", "nirs", "ndrs")


@dataclass(frozen=True, slots=True)
class Program:
    """What all units share, each row divided by its mean over the reference units.

    columns  : reference columns first, then one slack a row, then those of returns to scale
    scale    : (row,)   what a row was divided by
    references : number of reference columns; `copies` of them stand for the same unit (weak
    disposability has two)
    equal    : (row,)   rows that no slack may relax
    """

    columns: Columns
    scale: Array
    references: int
    units: int
    equal: NDArray[np.bool_]

    @property
    def rows(self) -> int:
        return len(self.scale)

    @property
    def convexity(self) -> int:
        """The row sum lambda (=, <=, >=) 1 is the last."""
        return self.rows - 1

    @property
    def slack(self) -> Ints:
        """Ids of the slack of each row."""
        return self.references + np.arange(self.rows)

    def relaxed(self, b: Array) -> Array:
        """Return b with each inequality relaxed by a tiny amount of its own (see simplex.py)."""
        share = np.random.default_rng(20_24).uniform(0.5, 1.0, b.shape)
        room: Array = RELAXATION * np.maximum(np.abs(b), 1e-3) * share
        room[:, self.equal] = 0.0
        return b + room


def build_program(
    X: Array,
    Y: Array,
    *,
    rts: str,
    bad: Array | None = None,
    weak: bool = True,
) -> Program:
    """Return the program of the reference units.

    X lambda + s = x,   -Y lambda + s = -y,   B lambda (= weakly, <= strongly disposable) b,
    sum lambda = 1 (vrs), <= 1 (nirs), >= 1 (ndrs), free (crs)

    X, Y, bad : (unit, kind)
    Weak disposability under variable returns has a second column a unit that keeps its inputs and
    makes nothing (Kuosmanen 2005, American Journal of Agricultural Economics 87, recalled).
    """
    n = len(X)
    parts = [X, -Y] + ([bad] if bad is not None else [])
    data = np.hstack(parts)
    scale = np.abs(data).mean(axis=0)
    scale[scale == 0] = 1.0
    main = np.vstack([(data / scale).T, np.ones(n)])
    m = len(main)
    equal = np.zeros(m, bool)
    equal[-1] = True
    if bad is not None and weak:
        equal[X.shape[1] + Y.shape[1] : -1] = True
        if rts != "crs":
            idle = main.copy()
            idle[X.shape[1] : -1] = 0.0
            main = np.hstack([main, idle])
    ends = np.zeros((m, 2))
    ends[-1] = 1.0, -1.0
    every = np.hstack([main, np.eye(m), ends])
    references = main.shape[1]
    slack = references + np.flatnonzero(~equal)
    plus, minus = references + m, references + m + 1
    free = {"crs": [plus, minus], "vrs": [], "nirs": [plus], "ndrs": [minus]}[rts]
    fixed = np.zeros(every.shape[1], bool)
    fixed[references + np.flatnonzero(equal)] = True
    usable = np.concatenate([np.arange(references), slack, np.array(free, int)])
    return Program(Columns(every, usable, fixed), np.append(scale, 1.0), references, n, equal)


def right_sides(program: Program, X: Array, Y: Array, bad: Array | None = None) -> Array:
    """Return b (unit, row) of the units whose distance to the frontier is asked."""
    parts = [X, -Y] + ([bad] if bad is not None else []) + [np.ones((len(X), 1))]
    b: Array = np.hstack(parts) / program.scale
    return b


def directions(program: Program, gx: Array, gy: Array, bad: Array | None = None) -> Array:
    """Return g (unit, row): inputs fall by gx, outputs rise by gy, undesirable ones fall."""
    parts = [gx, gy] + ([bad] if bad is not None else []) + [np.zeros((len(gx), 1))]
    g: Array = np.hstack(parts) / program.scale
    return g
