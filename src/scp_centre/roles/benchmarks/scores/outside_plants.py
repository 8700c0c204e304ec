"""Score a plant or a year that was not in the survey, by the published figures of a release.

Nothing but what the release has published is used, so that no number of questions finds a plant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scp_centre.methods.benchmarks import (
    FrozenFrontier,
    FrozenPoints,
    FrozenRegression,
    FrozenScore,
)
from scp_centre.methods.messages import Message, Number, _
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Approach, Release
from scp_centre.roles.benchmarks.scores.extrapolation import find_doubts, find_unlikely_shares
from scp_centre.roles.benchmarks.scores.scores import OUTPUT

INTERCEPT = "intercept"
LARGEST, SMALLEST = 1e15, 1e-9  # of use and output: what is beyond is no plant's
LARGEST_PRICE = 1e9  # money, or kg CO2e, per unit of use


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """A circumstance that the model of a release allows for.   term : its name in the model"""

    term: str
    title: str
    unit: str
    logarithm: bool


@dataclass(frozen=True, slots=True)
class PlantYear:
    """What a plant used and made in a year, in the units of the benchmark.

    values : title of a column of the model -> figure
    """

    use: float
    made: float
    year: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def intensity(self) -> float:
        return self.use / self.made


@dataclass(frozen=True, slots=True)
class YearScore:
    """A year and its scores.

    model, curve : None where the release publishes none
    doubts : why the scores are not to be relied on    checks : what else to look at
    """

    plant: PlantYear
    model: FrozenScore | None
    curve: FrozenScore | None
    doubts: tuple[Message, ...] = ()
    checks: tuple[Message, ...] = ()

    @property
    def is_reliable(self) -> bool:
        """Whether the figures are like those of the survey, as far as it is published."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a score asks of the current year.

    use : at the plant's output    saving : use less that, 0 where it is reached already
    money, co2e : of the saving a year, t CO2e; None without a price or factor
    """

    score: float
    use: float
    saving: float
    money: float | None
    co2e: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """saved : use of the baseline year at the current output and conditions, less current use

    saved, wanted : None also where a year that they rest on is not to be relied on
    """

    current: YearScore
    baseline: YearScore | None
    saved: float | None
    wanted: Wanted | None

    @property
    def warnings(self) -> list[Message]:
        """What to check in the figures of the years, each once."""
        years = [year for year in (self.current, self.baseline) if year is not None]
        return list(dict.fromkeys(one for y in years for one in (*y.doubts, *y.checks)))

    @property
    def is_reliable(self) -> bool:
        """Whether the scores of all years are to be relied on."""
        return self.current.is_reliable and (self.baseline is None or self.baseline.is_reliable)

    @property
    def more(self) -> float | None:
        """What the plant uses more than in its baseline year."""
        return None if self.saved is None else -self.saved


@dataclass(frozen=True, slots=True)
class Worth:
    """What a unit of use costs and emits, where somebody has said it.   emission : kg CO2e"""

    price: float | None = None
    emission: float | None = None


def columns_of(release: Release) -> list[ModelColumn]:
    """Return the columns that the published model of a release needs beside use and output."""
    known = {v.title: v.unit for v in release.benchmark.variables.all()}
    found = []
    for term in release.content.get("model", {}).get("terms", []):
        name = str(term["name"])
        if name in (INTERCEPT, OUTPUT):
            continue
        logarithm = name.startswith("ln(") and name.endswith(")") and name not in known
        title = name[3:-1] if logarithm else name
        found.append(ModelColumn(name, title, known.get(title, ""), logarithm))
    return found


def score_outside(
    release: Release,
    current: PlantYear,
    baseline: PlantYear | None = None,
    *,
    wanted: float | None = None,
    worth: Worth | None = None,
) -> Comparison:
    """Return how a plant scores against a frozen release, beside a baseline year if there is one.

    Raises BenchmarkError where the release publishes nothing to score against, or a figure is
    missing or not above 0; MethodError where no plant can have the score that is wanted.
    """
    scored = _score(release, current)
    before = None if baseline is None else _score(release, baseline)
    saved = asked = None
    if before is not None and scored.is_reliable and before.is_reliable:
        saved = _adjusted_baseline(scored, before) - current.use
    if wanted is not None:
        found = _wanted(release, current, wanted, worth or Worth())  # raises for what is not there
        asked = found if scored.is_reliable else None
    return Comparison(scored, before, saved, asked)


def _score(release: Release, plant: PlantYear) -> YearScore:
    for where, value in (("use", plant.use), ("made", plant.made), *plant.values.items()):
        positive = where in ("use", "made")
        beyond = not np.isfinite(value) or abs(value) > LARGEST
        if beyond or (positive and value < SMALLEST):
            raise BenchmarkError(
                _("No score can be calculated from {value}.", value=Number(value, "g")),
                where=where,
                cure=_("Enter a number above 0.") if positive else _("Enter a number."),
            )
    model, curve = _model(release), _curve(release)
    if model is None and curve is None:
        raise BenchmarkError(
            _("This release publishes neither a curve nor a model."),
            where="release",
            cure=_("Compare the plant with the sector figure."),
        )
    terms = _terms(release, plant) if model else {}
    by_model = model.score(plant.use, terms) if model else None
    benchmark = release.benchmark
    doubts = find_doubts(
        release.content,
        (benchmark.use_unit, benchmark.output_unit),
        plant.use,
        plant.made,
        by_model.expected if by_model else None,
    )
    given = [(c.title, c.unit, plant.values[c.title]) for c in columns_of(release)]
    return YearScore(
        plant,
        by_model,
        curve.score(plant.intensity) if curve else None,
        tuple(doubts),
        tuple(find_unlikely_shares(given)),
    )


def _model(release: Release) -> FrozenRegression | FrozenFrontier | None:
    model = release.content.get("model", {})
    coefficients = {str(t["name"]): t["coefficient"] for t in model.get("terms", [])}
    if not coefficients:
        return None
    if model.get("approach") == Approach.SFA:
        return FrozenFrontier(coefficients, model["sigma2"], model["gamma"])
    return FrozenRegression(coefficients, model["s"])


def _curve(release: Release) -> FrozenPoints | None:
    points = sorted(release.content["points"], key=lambda p: p["share"])
    if len(points) < 2:
        return None
    return FrozenPoints([p["share"] for p in points], [p["value"] for p in points])


def _terms(release: Release, plant: PlantYear) -> dict[str, float]:
    """Return the terms of the model for a plant. Raises BenchmarkError where one is missing."""
    terms = {OUTPUT: float(np.log(plant.made))}
    for column in columns_of(release):
        value = plant.values.get(column.title)
        if value is None or (column.logarithm and value <= 0):
            raise BenchmarkError(
                _("{name} is missing.", name=column.title),
                where=column.title,
                cure=_("Enter this value. The model of this release needs it."),
            )
        terms[column.term] = float(np.log(value)) if column.logarithm else value
    return terms


def _adjusted_baseline(current: YearScore, baseline: YearScore) -> float:
    """Return what the plant would use today if it ran as in its baseline year.

    With a model: expected use today x use / expected use of the baseline year. Else: output today x
    use / output of the baseline year.
    """
    then, now = baseline.model, current.model
    if then is not None and now is not None and then.expected and now.expected:
        return now.expected * baseline.plant.use / then.expected
    return current.plant.made * baseline.plant.intensity


def _wanted(release: Release, plant: PlantYear, score: float, worth: Worth) -> Wanted:
    model, curve = _model(release), _curve(release)
    if model is not None:
        use = model.use_at(score, _terms(release, plant))
    elif curve is not None:
        use = curve.value_at(score) * plant.made
    else:  # never: it was scored before
        use = plant.use
    saving = max(0.0, plant.use - use)
    return Wanted(
        score,
        use,
        saving,
        None if worth.price is None else saving * worth.price,
        None if worth.emission is None else saving * worth.emission / 1000,
    )
