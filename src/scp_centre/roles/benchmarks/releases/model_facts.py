"""What the published figures of a model tell of the use of plants, near the truth."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from scp_centre.methods.benchmarks import adjust_by_regression
from scp_centre.roles.benchmarks.models import Approach, Variable
from scp_centre.roles.benchmarks.releases.release_ledger import Entered, half_step
from scp_centre.roles.benchmarks.scores.plants import Given
from scp_centre.roles.benchmarks.scores.scores import Scores, regressors_of, variables_of

STEP = 1e-4  # of ln(use), for the slope of a published figure
MOST = 700  # plants: above, a coefficient in three digits tells nothing of one of them


def reached(plants: Sequence[Given], scores: Scores) -> float:
    """Return the sector's figure when each plant has come to the mark of its model."""
    wanted = sum(min(p.use, scores.frontier.get(p.name, p.use)) for p in plants)
    return wanted / sum(p.made for p in plants)


def model_facts(
    plants: Sequence[Given],
    scores: Scores,
    variables: Sequence[Variable],
    model: Mapping[str, Any],
) -> list[Entered]:
    """Return the published figures of a model as facts: coefficients, spread, what is reached.

    A coefficient is no sum over uses. Near the truth it changes as one: f(u) = f + sum of
    df/d(ln u_i) (u_i - u_i0) / u_i0.
    """
    facts = []
    if "reached" in model:
        facts.append(_reached(plants, scores, model["reached"]))
    if scores.approach in (Approach.REGRESSION, Approach.SFA) and len(plants) <= MOST:
        facts += _coefficients(plants, scores, variables, model)
    return facts


def _reached(plants: Sequence[Given], scores: Scores, value: float) -> Entered:
    """Return the fact of the sector at its frontier.

    A plant at its mark counts with its own use. Beyond it, the mark counts: of DEA it is a sum of
    its peers' uses, of a cost frontier it moves with its own, of a regression all know it.
    """
    made = sum(p.made for p in plants)
    weights = {p.name: 0.0 for p in plants}
    known = 0.0
    for p in plants:
        mark = scores.frontier.get(p.name, p.use)
        peers = scores.peers.get(p.name, {})
        if mark >= p.use:
            weights[p.name] += 1 / made
        elif peers:
            use = {q.name: q.use for q in plants}
            total = sum(w * use[n] for n, w in peers.items())
            for name, w in peers.items():
                weights[name] += w * mark / total / made
        elif scores.approach == Approach.REGRESSION:
            known += mark / made
        else:
            weights[p.name] += mark / p.use / made
    return Entered("frontier", weights, value - known, half_step(value))


def _coefficients(
    plants: Sequence[Given],
    scores: Scores,
    variables: Sequence[Variable],
    model: Mapping[str, Any],
) -> Iterator[Entered]:
    """Yield coefficients, errors, s and R2 by their slopes; a cost frontier's by least squares."""
    scored = [p for p in plants if p.name in scores.scores]
    columns = regressors_of(scored, variables_of(scores.approach, variables))
    log_use = np.log([p.use for p in scored])

    def _figures(y: np.ndarray) -> np.ndarray:
        fit = adjust_by_regression(np.exp(y), columns)
        if scores.approach == Approach.SFA:
            return np.asarray(fit.coefficients, float)
        return np.concatenate([fit.coefficients, fit.standard_errors, [fit.s, fit.r_squared]])

    base = _figures(log_use)
    slopes = np.empty((len(base), len(scored)))
    for i in range(len(scored)):
        moved = log_use.copy()
        moved[i] += STEP
        slopes[:, i] = (_figures(moved) - base) / STEP
    for k, told in enumerate(_told(scores.approach, model, len(base))):
        weights = {p.name: float(slopes[k, i]) / p.use for i, p in enumerate(scored)}
        value = float(slopes[k].sum())
        yield Entered(f"model {k}", weights, value, half_step(abs(told)))


def _told(approach: str, model: Mapping[str, Any], count: int) -> list[float]:
    terms = model.get("terms", [])
    told = [t["coefficient"] for t in terms]
    if approach == Approach.REGRESSION:
        told += [t["error"] or 0.0 for t in terms] + [model["s"], model["r2"]]
    return told[:count]
