"""What the production role shows on the public site: what it does, and what came of it."""

from collections import defaultdict
from collections.abc import Iterator

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.public_site.declaration import COMPANIES, Offer, Total
from scp_centre.methods.messages import Message, _, n_
from scp_centre.roles.production.models import Assessment, Review, VerifiedSaving
from scp_centre.roles.production.verified_results import (
    MEASURED,
    RESULT_TITLES,
    UNITS,
    in_unit_of,
    kinds_of_flows,
)

__all__ = ["COUNTS", "OFFERS", "RESULTS", "RESULT_TITLES"]

OFFERS = (
    Offer(
        COMPANIES,
        _(
            "Find out where your plant loses materials, energy and water, what that costs, and "
            "what to do first."
        ),
    ),
    Offer(
        COMPANIES, _("Prove what you saved, with meter readings that a bank or buyer can check.")
    ),
)
Key = tuple[str, int]  # kind of a result, year


def counts() -> Iterator[Message]:
    """Yield how many assessments the centre has finished, and in how many companies."""
    done = Assessment.objects.filter(review=Review.APPROVED)
    yield n_("{count} assessment", "{count} assessments", done.count())
    companies = done.values("site__organisation").distinct().count()
    yield n_("{count} company assessed", "{count} companies assessed", companies)


def results() -> Iterator[Total]:
    """Yield verified and approved savings by the year in which their verification ended.

    Of companies that consent to this use; a saving that was not proved is not counted.
    """
    sums: dict[Key, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for figure, resource in _approved():
        for kind in MEASURED:
            value = in_unit_of(figure, kind, resource)
            if value is not None and figure.period_end and figure.owner:
                sums[kind, figure.period_end.year][figure.owner.pk] += value
    for (kind, year), by_organisation in sums.items():
        yield Total(kind, RESULT_TITLES[kind], year, UNITS[kind], dict(by_organisation))


def _approved() -> Iterator[tuple[Observation, str]]:
    """Yield the approved figures of savings that were proved and still stand, each with its flow.

    The flow is what the meter counts: a cubic metre may be of water or of gas.
    """
    proved = VerifiedSaving.objects.filter(current=True, verdict="proved").select_related("meter")
    saved = {one.origin: one for one in proved}
    flows = kinds_of_flows(one.meter for one in saved.values())
    indicators = {indicator for indicator, _unused in MEASURED.values()}
    for figure in shared_figures(Use.RESULTS).filter(indicator__in=indicators):
        if one := saved.get(figure.origin):
            yield figure, flows.get((one.meter.site_id, one.meter.flow), "")


COUNTS = counts
RESULTS = results
