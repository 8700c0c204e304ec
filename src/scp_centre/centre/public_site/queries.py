"""Every read of the public site: what roles offer and have published, pages, results, requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

from django.db.models import QuerySet
from django.utils import timezone

from scp_centre.centre.disclosure.gate import Figure, Gate
from scp_centre.centre.disclosure.rules import FEW, rounded
from scp_centre.centre.public_site.declaration import AUDIENCES, News, Offer, Total
from scp_centre.centre.public_site.models import (
    AssessmentRequest,
    PageKey,
    PublishedResult,
    RequestState,
    SitePage,
)
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.roles.discovery import offered
from scp_centre.methods.messages import Message, _

MOST_NEWS = 6
OF_A_KIND = 2  # news that stand on the front page, so that one busy role leaves room for others
FIRST_YEAR = 1994  # when the first of these centres began


def offers() -> dict[str, list[Offer]]:
    """Return what the roles do for each audience, in the order of the roles."""
    said = [one for _app, module in offered("public_site") for one in getattr(module, "OFFERS", ())]
    return {who: [one for one in said if one.audience == who] for who in AUDIENCES}


def latest(today: date) -> list[News]:
    """Return the latest that was published: first where one can still take part, then by day."""
    found: list[News] = []
    for _app, module in offered("public_site"):
        if hasattr(module, "LATEST"):
            found += module.LATEST(today, MOST_NEWS)
    found.sort(key=lambda one: (one.kind, *_order(one, today)))
    few: list[News] = []
    for _kind, of_a_kind in groupby(found, lambda one: one.kind):
        few += islice(of_a_kind, OF_A_KIND)
    few.sort(key=lambda one: _order(one, today))
    return few[:MOST_NEWS]


def _order(one: News, today: date) -> tuple[bool, int]:
    """Return what sorts news: what is still open by its last day, then the newest first."""
    if one.until is not None and one.until >= today:
        return False, one.until.toordinal()
    return True, -one.day.toordinal()


def counts() -> list[Message]:
    """Return how much the centre has done, as its roles count it; nothing is left out but noughts.

    Numbers of assessments, workshops and people say nothing of any company's figures.
    """
    found = [
        one
        for _app, module in offered("public_site")
        if hasattr(module, "COUNTS")
        for one in module.COUNTS()
    ]
    return [one for one in found if one.counted > 0]


def totals() -> Iterator[Total]:
    """Yield the sums over organisations that the roles know, of years that are over."""
    this_year = timezone.localdate().year
    for _app, module in offered("public_site"):
        if hasattr(module, "RESULTS"):
            yield from (t for t in module.RESULTS() if FIRST_YEAR <= t.year < this_year)


def titles_of_results() -> dict[str, str]:
    """Return what each kind of result is called."""
    return {
        kind: title
        for _app, module in offered("public_site")
        for kind, title in getattr(module, "RESULT_TITLES", {}).items()
    }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sum that could be published, the row that is published now, and what speaks against it.

    reason : of disclosure/rules.WHY, "" for none    is_new : it differs from what is published
    """

    total: Total
    published: PublishedResult | None
    reason: str
    is_new: bool

    @property
    def organisations(self) -> int:
        return len(self.total.by_organisation)


def proposals() -> list[Proposal]:
    """Return what could be published, the latest year first."""
    rows = {(row.kind, row.year): row for row in PublishedResult.objects.filter(withdrawn=None)}
    gate = Gate()
    found = [_proposal(total, rows.get((total.kind, total.year)), gate) for total in totals()]
    known = {(one.total.kind, one.total.year) for one in found}
    found += [_left_over(row) for row in shown_results() if (row.kind, row.year) not in known]
    return sorted(found, key=lambda one: (-one.total.year, one.total.title))


def _left_over(row: PublishedResult) -> Proposal:
    """Return a published sum behind which no saving stands any longer: it can be withdrawn."""
    title = titles_of_results().get(row.kind, row.kind)
    return Proposal(Total(row.kind, title, row.year, row.unit), row, FEW, is_new=True)


def proposal_of(kind: str, year: int) -> Proposal | None:
    """Return what could be published of one kind and year; None where there is nothing."""
    for total in totals():
        if total.kind == kind and total.year == year:
            shown = PublishedResult.objects.filter(kind=kind, year=year, withdrawn=None).first()
            return _proposal(total, shown, Gate())
    return None


def _proposal(total: Total, shown: PublishedResult | None, gate: Gate) -> Proposal:
    """Compare a sum with all that was ever shown: people remember each."""
    parts = {str(key): value for key, value in total.by_organisation.items()}
    is_new = shown is None or shown.by_organisation != parts
    return Proposal(total, shown, gate.reason_against(figure_of_total(total)), is_new)


def figure_of_total(total: Total) -> Figure:
    """Return a sum that could be published as the gate needs it."""
    parts = {str(key): value for key, value in total.by_organisation.items()}
    return figure_of_sum("results", total.kind, total, parts)


def figure_of_sum(place: str, figure_class: str, of: Total, parts: Mapping[str, float]) -> Figure:
    """Return a sum of one year as the gate needs it, with the value that is shown.

    parts : key of an organisation -> its part
    It is entered as if it were shown in full: so nothing that fewer than five companies add or
    change is ever seen in it, not even by the rounding.
    """
    cells = {(organisation, of.year): part for organisation, part in parts.items() if part}
    value = rounded(sum(parts.values()))
    title = _("{title}, {year}", title=of.title, year=str(of.year))
    name = f"{of.kind} {of.year}"
    return Figure(place, name, figure_class, of.unit, cells, value, half=0.0, title=title)


def shown_results() -> list[PublishedResult]:
    """Return the published sums of the last year that has any, one of each kind."""
    found: dict[str, PublishedResult] = {}
    for row in PublishedResult.objects.filter(withdrawn=None):  # the newest first
        found.setdefault(row.kind, row)
    last = max((row.year for row in found.values()), default=0)
    return [row for row in found.values() if row.year == last]


def page_in(key: str, language: str) -> SitePage | None:
    """Return a page in a language; else in that of the centre, in English, or in any."""
    rows = {row.language: row for row in SitePage.objects.filter(key=key)}
    own = Centre.objects.filter(pk=1).values_list("language", flat=True).first() or "en"
    for choice in (language, own, "en", *rows):
        if choice in rows:
            return rows[choice]
    return None


def written_pages() -> list[PageKey]:
    """Return the pages that have a text in some language, in their order; not the welcome."""
    there = set(SitePage.objects.values_list("key", flat=True).distinct())
    return [key for key in PageKey if key in there and key != PageKey.WELCOME]


def open_requests() -> QuerySet[AssessmentRequest]:
    """Return the requests for an assessment that wait for an answer, the oldest first."""
    return AssessmentRequest.objects.filter(state=RequestState.OPEN)


def answered_requests() -> QuerySet[AssessmentRequest]:
    """Return the requests that were answered, the last first; tidy forgets them in time."""
    found = AssessmentRequest.objects.exclude(state=RequestState.OPEN)
    return found.select_related("organisation", "answered_by").order_by("-answered")
