"""Data envelopment analysis: how far each unit is from the best practice of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scp_centre.methods.frontier.program import Program, build_program, directions, right_sides
from scp_centre.methods.frontier.program_solver import Run, Solution, raise_slacks, solve
from scp_centre.methods.frontier.simplex import BETA, Array, Ints
from scp_centre.methods.frontier.units import Observed, read_observed, require_choice
from scp_centre.methods.labels import require_known

NIL = 1e-7  # a weight or a share this small is none


@dataclass(frozen=True, slots=True)
class Efficiency:
    """The scores of all units, with what an expert needs to defend them.

    efficiency    : (unit,)           in (0, 1]; for output orientation 1 / phi
    peers, lambdas : (unit, place)    index of a reference unit (-1: none) and its weight
    input_slacks, output_slacks : (unit, kind)   beyond the proportional change, own unit
    input_targets, output_targets : (unit, kind) the point on the frontier, own unit
    input_prices, output_prices : (unit, kind)   dual values (shadow prices) per own unit
    violation     : (unit,)           how far the dual is from certifying the score (0: proved)
    by_highs      : units that the general solver had to take over
    """

    observed: Observed
    orientation: str
    rts: str
    efficiency: Array
    peers: Ints
    lambdas: Array
    input_slacks: Array
    output_slacks: Array
    input_targets: Array
    output_targets: Array
    input_prices: Array
    output_prices: Array
    violation: Array
    by_highs: int

    def peers_of(self, index: int) -> dict[str, float]:
        """Return the reference units of one unit, by name, with their weights."""
        found: dict[str, float] = {}
        for peer, weight in zip(self.peers[index], self.lambdas[index], strict=True):
            if peer >= 0:
                name = self.observed.units[peer]
                found[name] = found.get(name, 0.0) + float(weight)
        return found

    @property
    def classes(self) -> list[str]:
        """efficient, weakly efficient (score 1 with a slack), or inefficient; one a unit."""
        size = np.hstack([self.observed.X.mean(axis=0), self.observed.Y.mean(axis=0)])
        slack = np.hstack([self.input_slacks, self.output_slacks]) / size
        has_slack = (slack > NIL).any(axis=1)
        full = self.efficiency > 1 - NIL
        of_full_score = np.where(has_slack, "weakly efficient", "efficient")
        return [str(name) for name in np.where(full, of_full_score, "inefficient")]


def measure_efficiency(
    units: Sequence[str],
    X: Sequence[Sequence[float]] | Array,
    Y: Sequence[Sequence[float]] | Array,
    *,
    orientation: str = "input",
    rts: str = "vrs",
    slack_weights: str = "sum",
    run: Run = map,
) -> Efficiency:
    """Return the radial efficiency of each unit with slacks, peers and targets.

    input:  min theta   X lambda <= theta x_o,  Y lambda >= y_o
    output: max phi     X lambda <= x_o,        Y lambda >= phi y_o
    with sum lambda = 1 (vrs), <= 1 (nirs), >= 1 (ndrs), free (crs), lambda >= 0.
    Second stage: the sum of slacks is raised while theta (phi) keeps its value; `slack_weights`
    "sum" adds them in the units given, as most programs do, "range" divides each by its mean
    first, so that the choice of units does not matter.

    X : (unit, input)   Y : (unit, output)   any unit each, not negative
    Raises MethodError in the user's words (units.py).
    Source: Charnes, Cooper, Rhodes (1978); Banker, Charnes, Cooper (1984), both recalled; the
    figures of shared textbooks and of PFT1981 are in the tests.

    >>> stores = measure_efficiency("ABC", [[2], [3], [4]], [[1], [3], [3]], rts="crs")
    >>> [round(float(e), 4) for e in stores.efficiency]
    [0.5, 1.0, 0.75]
    """
    require_choice(orientation, rts)
    require_known(slack_weights, ("sum", "range"), what="slack weights", where="slack_weights")
    observed = read_observed(units, X, Y)
    program, b, g = ask_frontier(observed, orientation, rts)
    solution = solve(program, b, g, run=run)
    worth = program.scale if slack_weights == "sum" else np.ones(program.rows)
    bases = raise_slacks(program, solution, b, g, worth, run=run)
    columns, values = bases.columns, np.maximum(bases.values, 0.0)
    return _result(observed, orientation, rts, program, solution, columns, values)


def score_units(
    observed: Observed, *, orientation: str, rts: str, run: Run = map
) -> tuple[Array, Solution]:
    """Return the scores only, in (0, 1], and the solution they come from."""
    program, b, g = ask_frontier(observed, orientation, rts)
    solution = solve(program, b, g, run=run)
    return _score(solution.beta, orientation), solution


def ask_frontier(observed: Observed, orientation: str, rts: str) -> tuple[Program, Array, Array]:
    """Return the program of the units, and the right side and direction of each."""
    X, Y = observed.X, observed.Y
    program = build_program(X, Y, rts=rts)
    g = (
        directions(program, X, np.zeros_like(Y))
        if orientation == "input"
        else directions(program, np.zeros_like(X), Y)
    )
    return program, right_sides(program, X, Y), g


def _score(beta: Array, orientation: str) -> Array:
    score = 1 - beta if orientation == "input" else 1 / (1 + beta)
    return np.clip(np.where(np.abs(score - 1) < 1e-10, 1.0, score), None, 1.0)


def _result(
    observed: Observed,
    orientation: str,
    rts: str,
    program: Program,
    solution: Solution,
    columns: Ints,
    values: Array,
) -> Efficiency:
    n, m = columns.shape
    inputs = observed.X.shape[1]
    own = (columns != BETA) & (columns < program.references) & (values > NIL)
    slacks = np.zeros((n, m))
    first = program.references
    is_slack = (columns >= first) & (columns < first + m)
    unit, place = np.nonzero(is_slack)
    slacks[unit, columns[unit, place] - first] = values[unit, place]
    slacks[slacks < 1e-9] = 0.0
    slacks = slacks * program.scale
    score = _score(solution.beta, orientation)
    shrunk = observed.X * score[:, None] if orientation == "input" else observed.X
    raised = observed.Y if orientation == "input" else observed.Y / score[:, None]
    size = program.scale
    return Efficiency(
        observed=observed,
        orientation=orientation,
        rts=rts,
        efficiency=score,
        peers=np.where(own, columns, -1),
        lambdas=np.where(own, values, 0.0),
        input_slacks=slacks[:, :inputs],
        output_slacks=slacks[:, inputs:-1],
        input_targets=shrunk - slacks[:, :inputs],
        output_targets=raised + slacks[:, inputs:-1],
        input_prices=solution.prices[:, :inputs] / size[:inputs],
        output_prices=solution.prices[:, inputs:-1] / size[inputs:-1],
        violation=solution.violation,
        by_highs=solution.by_highs,
    )
