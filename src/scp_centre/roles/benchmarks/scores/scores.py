"""Score plants by the approach that a benchmark has chosen, with what an expert asks of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scp_centre.methods.benchmarks import (
    PERCENTILES_FROM,
    adjust_by_regression,
    quantile_regression,
    stand,
)
from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.frontier import (
    bootstrap_efficiency,
    classify_scale,
    fit_frontier,
    judge_residuals,
    measure_efficiency,
)
from scp_centre.methods.messages import Number, _
from scp_centre.roles.benchmarks.models import Approach, Part, Variable
from scp_centre.roles.benchmarks.scores.frontier_carrier import Carrier, find_carrier
from scp_centre.roles.benchmarks.scores.plants import Given, rounded

REPLICATIONS, WORK = 1000, 400_000  # of the bootstrap; plants x replications at most
OUTPUT = "ln(output)"
Score = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Term:
    """A coefficient: error and p None where nothing is known; median from median regression."""

    name: str
    coefficient: float
    error: float | None = None
    p: float | None = None
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One diagnostic: what, its value (a number, or words), what it says, whether it is well."""

    name: str
    value: Any
    says: str = ""
    good: bool = True


@dataclass(frozen=True, slots=True)
class Scores:
    """What an approach says of the plants.

    scores   : plant -> (score, low, high), 0 to 100
    frontier : plant -> use on the frontier, or at score 75
    expected : plant -> use that the model expects
    peers    : plant -> peer -> weight, where the approach names them
    missing  : plant -> titles of the columns that it did not report; such plants are not scored
    public   : what a release tells of the model
    """

    approach: str
    scores: dict[str, Score]
    frontier: dict[str, float] = field(default_factory=dict)
    expected: dict[str, float] = field(default_factory=dict)
    peers: dict[str, dict[str, float]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    facts: tuple[Fact, ...] = ()
    public: dict[str, Any] = field(default_factory=dict)


def score_plants(approach: str, plants: Sequence[Given], variables: Sequence[Variable]) -> Scores:
    """Return the scores of one approach. Raises MethodError where the plants do not carry it."""
    if not plants:
        raise MissingValueError(
            _("No plants are included yet."), where="plants", cure=_("Import plants first.")
        )
    needed = variables_of(approach, variables)
    missing = {p.name: [v.title for v in needed if not _usable(p, v)] for p in plants}
    missing = {name: titles for name, titles in missing.items() if titles}
    whole = [p for p in plants if p.name not in missing]
    if not whole:
        raise MissingValueError(
            _("No plant has reported all the columns that this method needs."),
            where="plants",
            cure=_("To collect these columns, send the plants the survey template."),
        )
    found = WAYS[approach](whole, needed)
    return Scores(**{**{n: getattr(found, n) for n in Scores.__slots__}, "missing": missing})


def variables_of(approach: str, variables: Sequence[Variable]) -> list[Variable]:
    """Return the columns that an approach uses."""
    parts: Mapping[str, tuple[str, ...]] = {
        Approach.REGRESSION: (Part.REGRESSOR,),
        Approach.SFA: (Part.REGRESSOR,),
        Approach.DEA: (Part.INPUT, Part.OUTPUT),
    }
    return [v for v in variables if v.part in parts.get(approach, ())]


def _usable(plant: Given, variable: Variable) -> bool:
    value = plant.values.get(variable.key)
    return value is not None and not (variable.logarithm and value <= 0)


def _distribution(plants: Sequence[Given], _unused: Sequence[Variable]) -> Scores:
    values = [p.intensity for p in plants]
    found = {}
    if len(plants) >= PERCENTILES_FROM:
        for p in plants:
            place = stand(values, p.intensity)
            found[p.name] = (place.percentile or 0.0, place.low, place.high)
    return Scores(Approach.DISTRIBUTION, found)


def regressors_of(plants: Sequence[Given], variables: Sequence[Variable]) -> dict[str, list[float]]:
    """Return the columns of a model of ln(use): ln(output), then each regressor."""
    found = {OUTPUT: np.log([p.made for p in plants]).tolist()}
    for v in variables:
        column = [p.values[v.key] for p in plants]
        if v.logarithm:
            found[f"ln({v.title})"] = np.log(column).tolist()
        else:
            found[v.title] = column
    return found


def _regression(plants: Sequence[Given], variables: Sequence[Variable]) -> Scores:
    use, columns = [p.use for p in plants], regressors_of(plants, variables)
    found = adjust_by_regression(use, columns)
    median = quantile_regression(use, columns)
    terms = tuple(
        Term(*map(float_or_name, row))
        for row in zip(
            found.names,
            found.coefficients,
            found.standard_errors,
            found.p,
            median,
            strict=True,
        )
    )
    worst = int(np.argmax(found.cooks))
    facts = (
        Fact(_("Plants scored"), len(plants)),
        Fact("R2", found.r_squared, _("Share of the spread explained by the columns.")),
        Fact("s", found.s, _("Remaining spread, on a logarithmic scale.")),
        Fact(
            _("Equal variance (Breusch-Pagan), p"),
            found.breusch_pagan_p,
            _("The variance is the same across plants.")
            if found.breusch_pagan_p >= 0.05
            else _(
                "The variance differs across plants. The standard errors (HC3) take this into "
                "account."
            ),
            found.breusch_pagan_p >= 0.05,
        ),
        Fact(
            _("Normal residuals (Jarque-Bera), p"),
            found.jarque_bera_p,
            _("The residuals look normal, so the scores can be interpreted as shares.")
            if found.jarque_bera_p >= 0.05
            else _("The residuals are not normal, so scores near 1 and 100 are less certain."),
            found.jarque_bera_p >= 0.05,
        ),
        Fact(
            _("Condition number of the regressors"),
            found.condition,
            _("The columns are not redundant.")
            if found.condition < 30
            else _(
                "Some columns contain nearly the same information. Exclude one of these columns."
            ),
            found.condition < 30,
        ),
        Fact(
            _("Largest Cook's distance"),
            float(found.cooks[worst]),
            _("{name} has the greatest influence on the coefficients.", name=plants[worst].name),
            float(found.cooks[worst]) < 1,
        ),
    )
    return Scores(
        Approach.REGRESSION,
        {
            p.name: (float(found.scores[i]), float(found.low[i]), float(found.high[i]))
            for i, p in enumerate(plants)
        },
        {p.name: found.value_at_score(i, 75) for i, p in enumerate(plants)},
        {p.name: float(np.exp(found.fitted[i])) for i, p in enumerate(plants)},
        terms=terms,
        facts=facts,
        public={"terms": _public(terms), "s": rounded(found.s), "r2": rounded(found.r_squared)},
    )


def float_or_name(value: Any) -> Any:
    """Return a name as it is, and what NumPy holds as a plain number."""
    return value if isinstance(value, str) else float(value)


def _public(terms: Sequence[Term]) -> list[dict[str, Any]]:
    return [
        {
            "name": t.name,
            "coefficient": rounded(t.coefficient),
            "error": None if t.error is None else rounded(t.error),
        }
        for t in terms
    ]


def _sfa(plants: Sequence[Given], variables: Sequence[Variable]) -> Scores:
    columns = regressors_of(plants, variables)
    y = np.log([p.use for p in plants])
    X = np.column_stack(list(columns.values()))
    found = fit_frontier(y, X, kind="cost")
    errors = found.standard_errors
    terms = tuple(
        Term(name, float(b), None if errors is None else float(errors[i]))
        for i, (name, b) in enumerate(zip(("intercept", *columns), found.coefficients, strict=True))
    )
    told = found.identified and 0 < found.gamma < 1
    facts = [
        Fact(_("Plants scored"), len(plants) if told else 0),
        Fact(
            _("Skewness of the least-squares residuals"),
            found.skewness,
            _("The skewness has the sign expected if there is inefficiency.")
            if found.identified
            else _(
                "The skewness has the wrong sign, so inefficiency cannot be separated from noise. "
                "Use the regression to score the plants instead."
            ),
            found.identified,
        ),
    ]
    if not told:
        return Scores(Approach.SFA, {}, terms=terms, facts=tuple(facts))
    facts += [
        Fact(_("Log likelihood"), found.log_likelihood),
        Fact(
            _("gamma"),
            found.gamma,
            _("Share of the spread due to inefficiency."),
            found.gamma < 0.9999,
        ),
        Fact(
            _("Comparison with least squares, p"),
            found.p_value,
            _("There is inefficiency as well as noise.")
            if found.p_value < 0.05
            else _("Noise alone explains the spread, so the frontier adds nothing."),
            found.p_value < 0.05,
        ),
        Fact(_("Mean efficiency"), found.mean_efficiency),
        *(Fact(_("Note"), note, good=False) for note in found.notes),
    ]
    fitted = np.column_stack([np.ones(len(y)), X]) @ found.coefficients
    judged = judge_residuals(y - fitted, found.sigma_squared, found.gamma)
    return Scores(
        Approach.SFA,
        {
            p.name: (
                float(judged.score[i]),
                float(judged.score_low[i]),
                float(judged.score_high[i]),
            )
            for i, p in enumerate(plants)
        },
        {p.name: p.use * float(judged.efficiency[i]) for i, p in enumerate(plants)},
        {p.name: float(np.exp(fitted[i])) for i, p in enumerate(plants)},
        terms=terms,
        facts=tuple(facts),
        public={
            "terms": _public(terms),
            "gamma": rounded(found.gamma),
            "sigma2": rounded(found.sigma_squared),
            "mean": rounded(found.mean_efficiency),
        },
    )


def _dea(plants: Sequence[Given], variables: Sequence[Variable]) -> Scores:
    inputs = [v.key for v in variables if v.part == Part.INPUT]
    outputs = [v.key for v in variables if v.part == Part.OUTPUT]
    names = [p.name for p in plants]
    X = np.array([[p.use, *(p.values[k] for k in inputs)] for p in plants])
    Y = np.array([[p.made, *(p.values[k] for k in outputs)] for p in plants])
    found = measure_efficiency(names, X, Y)
    again = bootstrap_efficiency(
        names,
        X,
        Y,
        rng=np.random.default_rng(1),  # so that a release can be computed again
        replications=max(100, min(REPLICATIONS, WORK // len(plants))),
    )
    scale = classify_scale(names, X, Y)
    classes, kinds = found.classes, X.shape[1] + Y.shape[1]
    on = sum(c == "efficient" for c in classes)
    facts = (
        Fact(_("Plants scored"), len(plants)),
        Fact(
            _("On the frontier"),
            on,
            _(
                "There are enough plants ({len}) for the number of inputs and outputs ({kinds}).",
                len=len(plants),
                kinds=kinds,
            )
            if len(plants) >= 3 * kinds
            else _(
                "There are few plants ({len}) for the number of inputs and outputs ({kinds}). "
                "Many look efficient only because there are too few plants to compare them with.",
                len=len(plants),
                kinds=kinds,
            ),
            len(plants) >= 3 * kinds,
        ),
        Fact(_("Efficient but with slack"), sum(c == "weakly efficient" for c in classes)),
        Fact(_("Mean efficiency"), float(found.efficiency.mean())),
        Fact(_("Mean efficiency, corrected for bias"), float(again.corrected.mean())),
        Fact(
            _("Plants with a corrected score"),
            int(again.helps.sum()),
            _(
                "The other plants keep their measured score, because a correction would make the "
                "score less precise."
            )
            if not again.helps.all()
            else "",
        ),
        Fact(_("Mean scale efficiency"), float(scale.efficiency.mean())),
        Fact(
            _("Too small to be efficient (increasing returns)"),
            sum(c == "increasing" for c in scale.classes),
        ),
        Fact(
            _("Largest violation of a dual constraint"),
            float(found.violation.max()),
            _("A value of 0 confirms the scores."),
            float(found.violation.max()) < 1e-6,
        ),
        *_carrier_facts(find_carrier(names, X, Y, found)),
    )
    return Scores(
        Approach.DEA,
        {
            n: (
                100 * float(again.corrected[i]),
                100 * float(again.low[i]),
                100 * float(again.high[i]),
            )
            for i, n in enumerate(names)
        },
        {p.name: p.use * float(again.corrected[i]) for i, p in enumerate(plants)},
        peers={n: found.peers_of(i) for i, n in enumerate(names) if classes[i] == "inefficient"},
        facts=facts,
        public={"mean": rounded(float(again.corrected.mean())), "kinds": kinds},
    )


def _carrier_facts(carrier: Carrier | None) -> tuple[Fact, ...]:
    """Return what the plant that carries the frontier does to the scores, and what to do."""
    if carrier is None:
        return ()
    name, good = carrier.name, not carrier.is_notable
    return (
        Fact(
            _("Share of plants measured against {name}", name=name),
            carrier.share,
            _(
                "{name} carries most of the frontier. Without this plant, the mean efficiency of "
                "the other plants is {after} instead of {before}.",
                name=name,
                after=Number(carrier.after, ".3g"),
                before=Number(carrier.before, ".3g"),
            ),
            good,
        ),
        Fact(
            _("Scores that rise by 5 points or more without {name}", name=name),
            carrier.risen,
            ""
            if good
            else _("Check the figures of {name} before you choose this method.", name=name),
            good,
        ),
    )


WAYS: dict[str, Callable[[Sequence[Given], Sequence[Variable]], Scores]] = {
    Approach.DISTRIBUTION: _distribution,
    Approach.REGRESSION: _regression,
    Approach.DEA: _dea,
    Approach.SFA: _sfa,
}
