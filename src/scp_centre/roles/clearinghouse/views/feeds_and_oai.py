"""For machines: OAI-PMH, feeds, calendar, catalogue, site map."""

from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.public_files import public_file, set_last_modified
from scp_centre.centre.query_string import read_whole_number
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.translation import current_speaker
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.criteria import (
    criteria_of,
    filters_of,
    question_of,
    text_for,
    title_of,
)
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.publication.addresses import page_of
from scp_centre.roles.clearinghouse.publication.linked_data import catalogue as as_graph
from scp_centre.roles.clearinghouse.publication.linked_data import event_days
from scp_centre.roles.clearinghouse.publication.oai import answer as answer_harvester
from scp_centre.roles.clearinghouse.publication.xml import clean, written
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.vocabulary import LISTS, label

FEED_ITEMS = 50
CATALOGUE_PAGE = 100
EVENTS = 500
FORMS = {"ttl": ("turtle", "text/turtle"), "jsonld": ("json-ld", "application/ld+json")}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester."""
    given = request.POST if request.method == "POST" else request.GET
    base = f"{base_of(request)}/clearinghouse"
    root = answer_harvester(base, {name: given.getlist(name) for name in given})
    return HttpResponse(written(root), content_type="text/xml; charset=utf-8")


@login_not_required
@require_safe
@public_file
def item_schema(request: HttpRequest) -> HttpResponse:
    """Give the schema of the richer format of OAI-PMH."""
    text = files("scp_centre.roles.clearinghouse.publication").joinpath("item.xsd.txt").read_text()
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@login_not_required
@require_safe
@public_file
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """Give the newest items of a search as Atom or RSS."""
    kinds = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
    if form not in kinds:
        raise Http404
    question, filters = question_of(request.GET), filters_of(request.GET)
    language = current_speaker().language
    base = base_of(request)
    criteria = criteria_of(question, filters)
    about = title_of(question, filters, language)
    name = str(Centre.objects.first() or "scp-centre")
    made = kinds[form](
        title=f"{name}: {about}" if about else name,
        link=f"{base}{reverse('clearinghouse')}?{criteria}",
        description=about or name,
        language=language,
        feed_url=base + request.get_full_path(),
        feed_guid=f"{base}{reverse('clearinghouse')}?{criteria}",
    )
    for one in _newest(question, filters, language):
        said = text_for(one, language)
        made.add_item(
            title=clean(said.title),
            link=page_of(one, base),
            description=clean(said.summary),
            unique_id=f"urn:uuid:{one.key}",
            unique_id_is_permalink=False,
            pubdate=one.published,
            updateddate=one.stamp,
            categories=[
                label(LISTS[n], c, language) for n in ("topics", "sectors") for c in getattr(one, n)
            ],
        )
    kind = made.content_type  # type: ignore[attr-defined]  # Rss and Atom have it, their base not
    answer = HttpResponse(made.writeString("utf-8"), content_type=kind)
    set_last_modified(answer, queries.last_change())
    return answer


def _newest(question: str, filters: dict[str, set[str]], language: str) -> list[Item]:
    """Return the newest of what a search finds, whatever ranks it."""
    count = 2_000 if question else FEED_ITEMS
    found = search(question, filters, language=language, count=count, facets=False).items
    if not question:
        return queries.in_order(found)
    return list(queries.public_items().filter(pk__in=found)[:FEED_ITEMS])


@login_not_required
@require_safe
@public_file
def events(request: HttpRequest) -> HttpResponse:
    """Give the events of a search as a calendar that anybody's program subscribes to."""
    question, filters = question_of(request.GET), filters_of(request.GET) | {"type": {"event"}}
    language = current_speaker().language
    found = search(question, filters, language=language, count=EVENTS, facets=False).items
    return _calendar(request, queries.in_order(found))


@login_not_required
@require_safe
@public_file
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one event for anybody's calendar."""
    return _calendar(request, [get_object_or_404(queries.public_items(), pk=pk, type="event")])


def _calendar(request: HttpRequest, items: list[Item]) -> HttpResponse:
    base, language = base_of(request), current_speaker().language
    made = Calendar()
    made.add("prodid", "-//scp-centre//clearinghouse//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", str(Centre.objects.first() or "scp-centre"))
    for one in items:
        days = event_days(one)
        if days is None:
            continue
        said = text_for(one, language)
        entry = Event()
        entry.add("uid", f"{one.key}@scp-centre")
        entry.add("dtstamp", one.stamp)
        entry.add("last-modified", one.stamp)
        entry.add("dtstart", days[0])
        entry.add("dtend", days[1] + timedelta(days=1))
        entry.add("summary", said.title)
        entry.add("description", said.summary)
        entry.add("url", page_of(one, base))
        if one.details.get("place"):
            entry.add("location", one.details["place"])
        made.add_component(entry)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    set_last_modified(answer, queries.last_change())
    return answer


@login_not_required
@require_safe
@public_file
def catalogue(request: HttpRequest, form: str = "ttl") -> HttpResponse:
    """Give the catalogue in DCAT-AP, in pages."""
    if form not in FORMS:
        raise Http404
    after = read_whole_number(request.GET, "after") or 0
    base = base_of(request)
    rows = list(queries.public_items().filter(pk__gt=after).order_by("pk")[: CATALOGUE_PAGE + 1])
    page = rows[:CATALOGUE_PAGE]
    here = f"{base}{reverse('data_catalogue_form', args=[form])}"
    onward = f"{here}?after={page[-1].pk}" if len(rows) > CATALOGUE_PAGE else ""
    total = queries.public_items().count()
    graph = as_graph(page, base, f"{here}?after={after}" if after else here, onward, total)
    written_as, kind = FORMS[form]
    made = HttpResponse(graph.serialize(format=written_as), content_type=f"{kind}; charset=utf-8")
    set_last_modified(made, queries.last_change())
    if onward:
        made["Link"] = f'<{onward}>; rel="next"'
    return made


class ItemsMap(Sitemap[Item]):
    """The public items, for search engines."""

    limit = 5_000
    changefreq = "monthly"

    def items(self) -> Any:
        return queries.public_items().prefetch_related(None).order_by("pk")

    def lastmod(self, item: Item) -> datetime:
        return item.stamp

    def location(self, item: Item) -> str:
        return reverse("item", args=[item.pk])
