"""What the clearinghouse did in some months, for the report on the centre's year."""

from collections.abc import Iterator

from django.db.models import Sum
from django.urls import reverse

from scp_centre.centre.translation import current_speaker
from scp_centre.centre.year_report.declaration import Counted, Section, YearFigure
from scp_centre.centre.year_report.months import Months
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Asked, Brought, Follower, Item, Newsletter
from scp_centre.roles.clearinghouse.queries import known_items

PAGE = "clearinghouse"


def figures_of(months: Months) -> Iterator[YearFigure]:
    """Yield items published, searches, newsletters with their readers, and new followers."""
    begin, end = months.moments
    published = known_items().filter(published__gte=begin, published__lt=end)
    yield YearFigure(
        "items_published",
        Section.KNOWLEDGE,
        _("Items published"),
        _("Case studies, technologies, guides, events and other items published in this period."),
        published.count(),
        public_page=PAGE,
        headline=True,
        rows=lambda: map(_item, published.order_by("published")),
    )
    yield from _use(months)
    yield from _newsletters(months)


def _item(one: Item) -> Counted:
    day = one.published.date() if one.published else None
    return Counted(one.title, reverse("item", args=[one.pk]), day=day)


def _use(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    asked = Asked.objects.filter(day__range=(months.first, months.last)).order_by("-times", "text")
    brought = Brought.objects.filter(brought__gte=begin, brought__lt=end)
    yield YearFigure(
        "searches",
        Section.KNOWLEDGE,
        _("Searches"),
        _("Searches in the clearinghouse in this period. No names are recorded."),
        asked.aggregate(n=Sum("times"))["n"] or 0,
        public_page=PAGE,
        rows=lambda: (
            Counted(one.text, reverse("clearinghouse"), one.times, one.day) for one in asked
        ),
    )
    yield YearFigure(
        "visits",
        Section.KNOWLEDGE,
        _("Visits"),
        _("Visits to the pages of the clearinghouse."),
        None,
        reason=_("The system does not count visits."),
    )
    yield YearFigure(
        "items_brought",
        Section.KNOWLEDGE,
        _("Items suggested to companies"),
        _("Items suggested to a company in this period because they match losses at that company."),
        brought.count(),
        rows=lambda: map(_brought, brought.select_related("organisation", "item")),
    )


def _brought(one: Brought) -> Counted:
    address = reverse("item", args=[one.item_id])
    return Counted(one.item.title, address, day=one.brought.date(), about=one.organisation.name)


def _newsletters(months: Months) -> Iterator[YearFigure]:
    begin, end = months.moments
    sent = Newsletter.objects.filter(sent__gte=begin, sent__lt=end).order_by("sent")
    followers = Follower.objects.filter(confirmed__gte=begin, confirmed__lt=end)
    yield YearFigure(
        "newsletters",
        Section.KNOWLEDGE,
        _("Newsletters sent"),
        _("Newsletters sent in this period."),
        sent.count(),
        rows=lambda: (_newsletter(one, 1.0) for one in sent),
    )
    yield YearFigure(
        "newsletter_letters",
        Section.KNOWLEDGE,
        _("Newsletter copies sent"),
        _(
            "Number of newsletters multiplied by number of recipients. The system does not "
            "record whether a copy was read."
        ),
        sent.aggregate(n=Sum("sent_to"))["n"] or 0,
        rows=lambda: (_newsletter(one, one.sent_to) for one in sent),
    )
    yield YearFigure(
        "followers",
        Section.KNOWLEDGE,
        _("New followers of topics"),
        _("E-mail addresses that confirmed a subscription to a topic in this period."),
        followers.count(),
        rows=lambda: _topics(months),
    )


def _newsletter(one: Newsletter, value: float) -> Counted:
    day = one.sent.date() if one.sent else None
    return Counted(one.title, reverse("newsletter", args=[one.pk]), value, day)


def _topics(months: Months) -> Iterator[Counted]:
    """Yield what is followed; who follows it is not shown."""
    begin, end = months.moments
    followers = Follower.objects.filter(confirmed__gte=begin, confirmed__lt=end)
    for one in followers.order_by("confirmed"):
        day = one.confirmed.date() if one.confirmed else None
        address = f"{reverse('clearinghouse')}?{one.criteria}"
        yield Counted(one.title or current_speaker()(_("Everything")), address, day=day)
