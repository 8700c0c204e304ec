"""What the benchmarks role shows on the public site."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.public_site.declaration import COMPANIES, GOVERNMENT, News, Offer
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.queries import latest_releases

OFFERS = (
    Offer(
        COMPANIES,
        _(
            "See how much energy and water your plant uses compared with others in your sector. "
            "Nobody sees your figures."
        ),
        "published_benchmarks",
    ),
    Offer(
        GOVERNMENT,
        _("Set targets for a sector based on figures that companies trust."),
        "published_benchmarks",
    ),
)


def latest(today: date, most: int) -> Iterator[News]:
    """Yield the released benchmarks, the newest first."""
    releases = sorted(latest_releases(), key=lambda one: one.released, reverse=True)
    for one in releases[:most]:
        address = reverse("benchmark_release", args=[one.benchmark.slug, one.version])
        yield News(_("Benchmark"), str(one.benchmark), address, one.released.date())


LATEST = latest
