"""What the policy role shows on the public site."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.public_site.declaration import GOVERNMENT, PUBLIC, News, Offer
from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Brief, Consultation, Standing
from scp_centre.roles.policy.queries import public_briefs

OFFERS = (
    Offer(
        GOVERNMENT,
        _(
            "Find out where the country's emissions and resource use come from, and test a "
            "measure before it becomes law."
        ),
        "published_briefs",
    ),
    Offer(
        PUBLIC,
        _("Read policy briefs in which every figure has its source, and comment on drafts."),
        "published_briefs",
    ),
)


def latest(today: date, most: int) -> Iterator[News]:
    """Yield the briefs on which one can comment, then those that are published."""
    open_now = Consultation.objects.filter(
        brief__standing=Standing.CONSULTATION, ended=None, opens__lte=today, closes__gte=today
    ).select_related("brief")
    for one in open_now[:most]:
        address = reverse("consultation", args=[one.pk])
        yield _news(_("Consultation"), one.brief, address, one.opens, until=one.closes)
    published = public_briefs().filter(standing=Standing.PUBLISHED, published__isnull=False)
    for brief in published.order_by("-published")[:most]:
        address = reverse("brief", args=[brief.slug])
        if brief.published is not None:  # so the rows are filtered
            yield _news(_("Policy brief"), brief, address, brief.published.date())


def _news(kind: str, brief: Brief, address: str, day: date, until: date | None = None) -> News:
    return News(kind, brief.title, address, day, brief.summary, brief.language, until)


LATEST = latest
