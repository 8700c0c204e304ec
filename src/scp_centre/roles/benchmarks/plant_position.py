"""Where the plants of one company stand, in physical units, money and emissions."""

from dataclasses import dataclass
from typing import Any

from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Contribution, Release
from scp_centre.roles.benchmarks.queries import own_contributions, sizes_of
from scp_centre.roles.benchmarks.releases.breakdowns import size_of
from scp_centre.roles.benchmarks.releases.release_content import Place, place_of
from scp_centre.roles.benchmarks.scores.plants import SIZES, given, rounded


@dataclass(frozen=True, slots=True)
class Gap:
    """What a plant uses a year beyond something, at its own output, in three digits.

    The auditor counts a mark as known to these digits; more would tell more of its peers.

    use : in the unit of use    money : a year, None without a price    co2e : t a year or None
    """

    to: str
    use: float
    money: float | None
    co2e: float | None


@dataclass(frozen=True, slots=True)
class Peers:
    """With whom a plant is compared, in words: share of each size; the figure of its own size."""

    shares: tuple[tuple[str, float], ...]
    own_size: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One plant of the reader's company in a release.

    order : m of the smoothed frontier by which it is scored; None: the frontier itself
    """

    pk: int
    name: str
    use: float
    made: float
    place: Place
    score: tuple[float, float, float] | None
    order: int | None
    gaps: tuple[Gap, ...]
    peers: Peers | None


QUARTILE, FRONTIER, SCORE_75 = MARKS = (
    _("the best quartile"),
    _("the frontier"),
    _("a score of 75"),
)


def standings(release: Release, person: Person) -> list[Standing]:
    """Return where the plants of a person's own companies stand in a release."""
    all_ = given(release.contributions.all())
    return [
        _standing(release, mine, place_of(given([mine])[0], all_, release.content))
        for mine in own_contributions(release, person)
    ]


def _standing(release: Release, mine: Contribution, place: Place) -> Standing:
    content, gaps = release.content, []
    if place.gap is not None:
        gaps.append(_gap(QUARTILE, place.gap, content))
    if mine.frontier is not None:
        regression = content.get("model", {}).get("approach") == "regression"
        over = max(0.0, mine.use - mine.frontier)
        gaps.append(_gap(SCORE_75 if regression else FRONTIER, over, content))
    scored = mine.score is not None and mine.low is not None and mine.high is not None
    score = (mine.score, mine.low, mine.high) if scored else None
    return Standing(
        mine.pk,
        mine.name,
        mine.use,
        mine.made,
        place,
        score,  # type: ignore[arg-type]
        mine.order,
        tuple(sorted(gaps, key=lambda g: g.use)),
        _peers(release, mine),
    )


def _gap(to: str, use: float, content: dict[str, Any]) -> Gap:
    price, emission = content.get("price"), content.get("emission")
    use = rounded(use)
    return Gap(
        to,
        use,
        rounded(use * price["value"]) if price else None,
        rounded(use * emission["value"] / 1000) if emission else None,
    )


def _peers(release: Release, mine: Contribution) -> Peers | None:
    sizes = {part["name"]: part for part in sizes_of(release)}
    if not sizes:
        return None
    own = size_of(mine.made, release.content["sizes"]["bounds"])
    shares = tuple((s, mine.peers[s]) for s in SIZES if s in mine.peers)
    return Peers(shares, own, sizes[own]["value"])
