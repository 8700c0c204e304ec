"""Released benchmarks in the API, and scores against them. Nothing that is sent is stored."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema
from ninja.pagination import paginate

from scp_centre.centre.api.field_types import Key, Name, Word
from scp_centre.centre.api.requests import Pages, need
from scp_centre.centre.translation import current_speaker
from scp_centre.roles.benchmarks.queries import latest_releases
from scp_centre.roles.benchmarks.scores.outside_plants import (
    LARGEST,
    LARGEST_PRICE,
    SMALLEST,
    PlantYear,
    Worth,
    columns_of,
    score_outside,
)
from scp_centre.roles.benchmarks.views.release_page import release_at

router = Router()
Amount = Annotated[float, Field(ge=SMALLEST, le=LARGEST)]
Figure = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
MOST_COLUMNS = 100


class ReleaseOut(Schema):
    """A released benchmark, and what a plant has to state to be scored against it."""

    benchmark: str
    version: int
    title: str
    year: int
    use: str
    use_unit: str
    output: str
    output_unit: str
    columns: list[str] = Field(description="columns of the published model, by title")
    fictional: bool


class YearIn(Schema):
    """A plant in a year, in the units of the benchmark."""

    use: Amount
    made: Amount
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    values: dict[Name, Figure] = Field(
        default_factory=dict, max_length=MOST_COLUMNS, description="column of the model -> figure"
    )

    def as_plant(self) -> PlantYear:
        """Return the year as the scoring takes it."""
        return PlantYear(self.use, self.made, self.year, dict(self.values))


class ScoreIn(YearIn):
    """The current year; if wanted, a baseline year, a score to reach, and what use is worth."""

    baseline: YearIn | None = None
    wanted_score: Annotated[float, Field(ge=1, le=99)] | None = None
    price: Annotated[float, Field(ge=0, le=LARGEST_PRICE)] | None = Field(
        None, description="money per unit of use; without it that of the release"
    )
    emission_factor: Annotated[float, Field(ge=0, le=LARGEST_PRICE)] | None = Field(
        None, description="kg CO2e per unit of use; without it that of the release"
    )


class ScoreOut(Schema):
    """score, low, high from 0 to 100; what the published figures leave open lies between."""

    score: float
    low: float
    high: float
    expected: float | None = Field(description="use that the model expects")
    is_beyond: bool = Field(description="beyond all published points: only low and high are known")


class YearOut(Schema):
    """The scores of a year: by the published model, and by the published points of the curve."""

    intensity: float
    model: ScoreOut | None
    curve: ScoreOut | None
    reliable: bool = Field(
        description="false where the figures are far from the survey: do not use the score"
    )
    warnings: list[str] = Field(description="what to check, with the published range")


class WantedOut(Schema):
    """What the wanted score asks for, at the current output."""

    score: float
    use: float
    saving: float
    money: float | None
    co2e: float | None = Field(description="t CO2e a year")


class ScoredOut(Schema):
    """The current year beside the baseline year."""

    release: str
    unit: str
    current: YearOut
    baseline: YearOut | None
    saved: float | None = Field(
        description="use a year less than as in the baseline year; none where a year is unreliable"
    )
    wanted: WantedOut | None = Field(description="none where the current year is unreliable")


@router.get("/benchmarks", response=list[ReleaseOut], tags=["benchmarks"])
@paginate(Pages)
def list_benchmarks(request: HttpRequest) -> Any:
    """List the latest release of each benchmark."""
    need(request, "read")
    return [
        {
            "benchmark": r.benchmark.slug,
            "version": r.version,
            "title": r.benchmark.title,
            "year": r.benchmark.year,
            "use": str(r.benchmark.use),
            "use_unit": r.benchmark.use_unit,
            "output": r.benchmark.output,
            "output_unit": r.benchmark.output_unit,
            "columns": [column.title for column in columns_of(r)],
            "fictional": r.benchmark.is_sample,
        }
        for r in latest_releases()
    ]


@router.post("/benchmarks/{slug}/{version}/score", response=ScoredOut, tags=["benchmarks"])
def score_plant(
    request: HttpRequest,
    slug: Annotated[Word, Path()],
    version: Annotated[Key, Path()],
    body: ScoreIn,
) -> Any:
    """Score a plant that was not in the survey against a release. Nothing is stored."""
    need(request, "read")
    release = release_at(slug, version)
    content = release.content
    price, emission = body.price, body.emission_factor
    if price is None:
        price = content.get("price", {}).get("value")
    if emission is None:
        emission = content.get("emission", {}).get("value")
    found = score_outside(
        release,
        body.as_plant(),
        None if body.baseline is None else body.baseline.as_plant(),
        wanted=body.wanted_score,
        worth=Worth(price, emission),
    )
    return {
        "release": release.number,
        "unit": release.benchmark.unit,
        "current": _year(found.current),
        "baseline": None if found.baseline is None else _year(found.baseline),
        "saved": found.saved,
        "wanted": found.wanted,
    }


def _year(scored: Any) -> dict[str, Any]:
    say = current_speaker()
    return {
        "intensity": scored.plant.intensity,
        "model": scored.model,
        "curve": scored.curve,
        "reliable": scored.is_reliable,
        "warnings": [say(one) for one in (*scored.doubts, *scored.checks)],
    }
