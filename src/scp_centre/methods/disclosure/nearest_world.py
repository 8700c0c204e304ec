"""The world next to the truth: the least change of the figures that clears one before attackers.

One linear program serves a whole part of a ledger. From question to question only the figure that
is sought, the figures that are held, and what an attacker was told change, and the solver goes on
from the answer before.
"""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack, vstack

from scp_centre.methods.disclosure.ledger import Array, Rows

TOUCHED = 1e-7  # of a figure: a change this small is none
OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible


class NearestWorld:
    """min sum |d| / u   low <= A d <= high,  -down <= d <= up,  toward d >= p t u.

    d : (unknown,) change of each figure u that may move; a figure of 0 counts as 1
    columns : (moving,) which unknowns may move    public, told : facts of all, of one holder
    """

    def __init__(
        self,
        columns: NDArray[np.int64],
        true: Array,
        room: tuple[Array, Array],
        public: Rows,
        told: Mapping[int, Rows],
    ) -> None:
        self.columns, self.unknowns = columns, len(true)
        self.size = np.where(true[columns] == 0, 1.0, np.abs(true[columns]))
        self.down, self.up = room[0][columns] / self.size, room[1][columns] / self.size
        self.place = {int(c): k for k, c in enumerate(columns)}
        rows = [public, *told.values()]
        A = csc_array(vstack([r.A[:, columns] for r in rows])) * self.size
        longest = np.asarray(abs(A).max(axis=1).todense()).ravel() if A.nnz else np.ones(A.shape[0])
        norm = np.maximum(longest, 1e-300)
        self.low = np.concatenate([r.low for r in rows]) / norm
        self.high = np.concatenate([r.high for r in rows]) / norm
        self.aim = A.shape[0]  # the last row: how far the figure that is sought has moved
        self.told: dict[int, range] = {}
        start = len(public.low)
        for holder, own in told.items():
            self.told[holder] = range(start, start + len(own.low))
            start += len(own.low)
        self.aimed: list[int] = []
        self.heard: list[int] = []
        self.solver = self._program(csc_array(A.multiply(1 / norm[:, None])), len(public.low))

    def _program(self, A: csc_array, public: int) -> highspy.Highs:
        """Return the solver with the facts of all; what one holder was told binds nobody yet."""
        n = len(self.columns)
        low, high = np.append(self.low, -np.inf), np.append(self.high, np.inf)
        low[public:], high[public:] = -np.inf, np.inf
        both = csc_array(vstack([hstack([A, -A]), csc_array((1, 2 * n))]))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * n, self.aim + 1
        program.col_cost_ = np.ones(2 * n)
        program.col_lower_ = np.zeros(2 * n)
        program.col_upper_ = np.concatenate([self.up, self.down])
        program.row_lower_, program.row_upper_ = low, high
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = both.indptr, both.indices
        program.a_matrix_.value_ = both.data
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("presolve", "off")  # it costs more than it saves in one this small
        solver.passModel(program)
        return solver

    def find(
        self,
        members: NDArray[np.int64],
        wanted: float,
        held: NDArray[np.bool_],
        attackers: Sequence[int],
    ) -> Array | None:
        """Return the change of all unknowns that moves the sum of some by `wanted`, if one does.

        members : unknowns that are sought    held : (unknown,) those that may not move
        wanted : not 0; below 0 for a lower sum
        """
        self._hold(held, attackers)
        self._seek(members, wanted)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status not in {OPTIMAL, INFEASIBLE}:  # the answer before was no good place to go on from
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
        if status != OPTIMAL:
            return None
        n = len(self.columns)
        value = np.array(self.solver.getSolution().col_value)
        x = value[:n] - value[n:]
        world = np.zeros(self.unknowns)
        world[self.columns] = np.where(np.abs(x) > TOUCHED, x, 0.0) * self.size
        return world

    def _hold(self, held: NDArray[np.bool_], attackers: Sequence[int]) -> None:
        """Hold some figures where they are, and bind the world to what the attackers were told."""
        n = len(self.columns)
        fixed = np.tile(held[self.columns], 2)
        most = np.where(fixed, 0.0, np.concatenate([self.up, self.down]))
        self.solver.changeColsBounds(2 * n, np.arange(2 * n, dtype=np.int32), np.zeros(2 * n), most)
        for row in self.heard:
            self.solver.changeRowBounds(row, -np.inf, np.inf)
        self.heard = [row for a in attackers for row in self.told.get(a, ())]
        for row in self.heard:
            self.solver.changeRowBounds(row, self.low[row], self.high[row])

    def _seek(self, members: NDArray[np.int64], wanted: float) -> None:
        """Ask that the sum of some figures moves by as much as wanted, at least."""
        n = len(self.columns)
        weights = dict.fromkeys(self.aimed, 0.0)
        self.aimed = [self.place[m] for m in members.tolist()]
        weights |= {k: float(self.size[k] / wanted) for k in self.aimed}
        for k, weight in weights.items():
            self.solver.changeCoeff(self.aim, k, weight)
            self.solver.changeCoeff(self.aim, k + n, -weight)
        self.solver.changeRowBounds(self.aim, 1.0, np.inf)
