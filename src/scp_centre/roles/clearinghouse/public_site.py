"""What the clearinghouse role shows on the public site."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from scp_centre.centre.public_site.declaration import COMPANIES, PUBLIC, News, Offer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.publication.linked_data import event_days
from scp_centre.roles.clearinghouse.queries import public_items

KIND_TITLES = {"case_study": _("Case study"), "event": _("Event"), "training": _("Course")}
EVENTS_READ = 200  # of which those to come are few

OFFERS = (
    Offer(
        COMPANIES,
        _(
            "Learn from companies that have already made savings: case studies, technologies "
            "and guides."
        ),
        "clearinghouse",
    ),
    Offer(
        PUBLIC,
        _(
            "Search everything the centre has collected on cleaner production, and get news on the "
            "topics you choose."
        ),
        "clearinghouse",
    ),
)


def latest(today: date, most: int) -> Iterator[News]:
    """Yield events to come, the next one first, then case studies and courses, the newest first."""
    events = public_items().filter(type="event")[:EVENTS_READ]
    dated = [(days, item) for item in events if (days := event_days(item)) and days[1] >= today]
    dated.sort(key=lambda one: (one[0], one[1].pk))
    for (first, last), item in dated[:most]:
        yield _news(item, first, until=last)
    others = public_items().filter(type__in=("case_study", "training"), published__isnull=False)
    for item in others.order_by("-published")[: 2 * most]:
        if item.published is not None:  # so the rows are filtered
            yield _news(item, item.published.date())


def _news(item: Item, day: date, until: date | None = None) -> News:
    """Return an item in the reader's language where it has a text in it."""
    texts = {text.language: text for text in item.texts.all()}
    language = current_speaker().language
    text = texts.get(language) or texts.get(item.language) or next(iter(texts.values()), None)
    title = text.title if text else item.title
    summary = text.summary if text else ""
    said_in = text.language if text else item.language
    address = reverse("item", args=[item.pk])
    return News(KIND_TITLES[item.type], title, address, day, summary, said_in, until)


LATEST = latest
