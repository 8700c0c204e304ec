"""The public pages: search, item, citation."""

import json
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.kept_pages import do_not_keep, keep_for_strangers
from scp_centre.centre.public_files import public_file
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.search.highlights import marked, marked_label, passage
from scp_centre.centre.translation import current_speaker
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.criteria import (
    NAMES,
    criteria_of,
    filters_of,
    question_of,
    text_for,
    title_of,
)
from scp_centre.roles.clearinghouse.fields import DETAIL_LABELS, DETAIL_SORTS, DETAILS
from scp_centre.roles.clearinghouse.forms import FollowForm
from scp_centre.roles.clearinghouse.item_readers.citations import as_bibtex, as_csl, as_ris
from scp_centre.roles.clearinghouse.models import Item, Standing
from scp_centre.roles.clearinghouse.publication.addresses import page_of
from scp_centre.roles.clearinghouse.publication.linked_data import (
    FORMS,
    schema_org,
    signposts,
)
from scp_centre.roles.clearinghouse.publication.search_json import as_data
from scp_centre.roles.clearinghouse.search.item_search import PAGE, Answer, search
from scp_centre.roles.clearinghouse.search.listed_items import listed_items
from scp_centre.roles.clearinghouse.search.memory_index import index_version
from scp_centre.roles.clearinghouse.search.neighbours import find_similar
from scp_centre.roles.clearinghouse.search.search_log import note
from scp_centre.roles.clearinghouse.views.request_limits import page_number
from scp_centre.roles.clearinghouse.vocabulary import FACETS, LISTS, label

MOST_PAGES = 500
SHOWN_CODES, MOST_CODES = 8, 60
ROW = '<li><a href="%s"%s>%s</a> <span class="soft">%s</span></li>'
CURRENT = ' aria-current="true"'
TAGS = ("topics", "sectors", "technologies", "option_kinds")


def _list_values(request: HttpRequest) -> tuple[int, str]:
    """Return the page and the filters of an address, as the list reads them."""
    return page_number(request, MOST_PAGES), criteria_of("", filters_of(request.GET))


# Lists are kept for readers who are not signed in; answers to questions, which are counted, not.
kept_list = keep_for_strangers(
    index_version, names=frozenset({"page", "language", *NAMES.values()}), values=_list_values
)
kept_item = keep_for_strangers(
    index_version,
    names=frozenset({"language"}),
    values=lambda request: read_word(request.GET, "language"),
)


@login_not_required
@require_safe
@kept_list
def clearinghouse(request: HttpRequest) -> HttpResponse:
    """Search the clearinghouse; without a question, show what is new."""
    question, filters = question_of(request.GET), filters_of(request.GET)
    language = current_speaker().language
    page = page_number(request, MOST_PAGES)
    start = (page - 1) * PAGE
    answer = search(question, filters, language=language, start=start, nearest=True)
    if question and page == 1:
        note(question, language, 0 if answer.nearest else answer.total)
    edits = _edits(request)
    criteria = criteria_of(question, filters)
    pages = Paginator(range(min(answer.total, MOST_PAGES * PAGE)), PAGE)
    context = {
        "question": question,
        "results": results(answer, language),
        "total": answer.total,
        "nearest": answer.nearest,
        "facets": _facets(answer, filters, question, language),
        "chosen": _chosen(filters, question, language),
        "understood": _understood(answer, filters, question, language),
        "corrected": answer.asked.corrected,
        "page": pages.get_page(page),
        "criteria": criteria,
        "title": title_of(question, filters, language),
        "follow_fields": _follow_fields(language),
        "may_edit": edits,
        "waiting": sum(queries.queue_counts().values()) if edits else 0,
    }
    return render(request, "clearinghouse/search.html", context)


@lru_cache(maxsize=64)
def _follow_fields(language: str) -> str:
    """Return the fields to follow a search, in the language that is spoken; the same each time."""
    form = FollowForm()
    del form.fields["criteria"]  # the page writes its own
    return render_to_string("clearinghouse/follow_fields.html", {"form": form})


def _edits(request: HttpRequest) -> bool:
    return request.user.is_authenticated and allowed(request.user, "edit_item")


def results(answer: Answer, language: str) -> list[dict[str, Any]]:
    """Return what the list shows of each item, with the words of the question marked."""
    stems = answer.asked.stems
    found = []
    for item in listed_items(answer.items):
        text = item.said(language)
        said = passage(f"{text.summary} {text.body}", stems, text.language)
        found.append(
            {
                "item": item,
                "text": text,
                "title": marked(text.title, stems, text.language),
                "passage": marked(said, stems, text.language),
                "type": label("type", item.type, language),
                "why": _why(item, stems, language),
            }
        )
    return found


def _why(item: queries.Listed, stems: frozenset[str], language: str) -> list[Any]:
    """Return the labels of an item, those that fit the question marked and first."""
    codes = [(LISTS[name], code) for name in TAGS for code in getattr(item, name)]
    codes += [("cost", item.cost)] if item.cost else []
    named = [label(scheme, code, language) for scheme, code in codes]
    shown = [marked_label(name, stems, language) for name in named]
    return sorted(shown, key=lambda html: "<mark>" not in html)[:6]


def _facets(
    answer: Answer, filters: dict[str, set[str]], question: str, language: str
) -> list[dict[str, Any]]:
    """Return the facets with their codes as they are listed: the chosen first, then the most."""
    found = []
    here = criteria_of(question, filters)
    here = escape(f"?{here}&" if here else "?")
    speaker = current_speaker()
    for name, title in FACETS.items():
        counted = answer.facets.get(name, [])
        if not counted:
            continue
        chosen = filters.get(name, set())
        rows = sorted(counted, key=lambda pair: pair[0] not in chosen)[:MOST_CODES]
        shown = []
        for code, count in rows:
            address, current = f"{here}{NAMES[name]}={quote(code)}", ""
            if code in chosen:
                address, current = escape(_toggled(name, code, filters, question)), CURRENT
            said = escape(label(name, code, language))
            shown.append(ROW % (address, current, said, speaker.number(count)))
        kept = max(SHOWN_CODES, sum(code in chosen for code, _ in rows))
        found.append(
            {
                "title": title,
                "rows": mark_safe("".join(shown[:kept])),  # noqa: S308 -- escaped above
                "more": mark_safe("".join(shown[kept:])),  # noqa: S308
                "open": name in filters or name in ("type", "topic", "sector", "cost"),
            }
        )
    return found


def _toggled(name: str, code: str, filters: dict[str, set[str]], question: str) -> str:
    changed = {k: set(v) for k, v in filters.items()}
    changed.setdefault(name, set()).symmetric_difference_update({code})
    return "?" + criteria_of(question, changed)


def _chosen(filters: dict[str, set[str]], question: str, language: str) -> list[tuple[str, str]]:
    return [
        (label(name, code, language), _toggled(name, code, filters, question))
        for name in FACETS
        for code in sorted(filters.get(name, ()))
    ]


def _understood(
    answer: Answer, filters: dict[str, set[str]], question: str, language: str
) -> list[tuple[str, str, str]]:
    """Return what the question seems to name, as filters that one may choose."""
    return [
        (FACETS[name], label(name, code, language), _toggled(name, code, filters, question))
        for name, code in answer.asked.understood
        if code not in filters.get(name, set()) and dict(answer.facets.get(name, [])).get(code)
    ]


@login_not_required
@require_safe
@kept_item
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item; one that was retired says so, with the reason."""
    found = get_object_or_404(Item.objects.prefetch_related("texts"), pk=pk)
    edits = _edits(request)
    if not edits and not (found.is_public or _was_public(found)):
        raise Http404
    language = read_word(request.GET, "language") or current_speaker().language
    gone = found.standing == Standing.RETIRED
    if gone and found.company_id and not edits:  # a company took its consent back
        return render(request, "clearinghouse/withdrawn.html", {"item": found}, status=410)
    text = text_for(found, language)
    base = base_of(request)
    context = {
        "item": found,
        "text": text,
        "others": [t for t in found.texts.all() if t.language != text.language],
        "body": as_html(text.body, top=2),
        "facts": facts(found, current_speaker().language),
        "tags": _tags(found, current_speaker().language),
        "page": page_of(found, base),
        "linked": _script(schema_org(found, text, base)) if found.is_public else "",
        "similar": _similar(found, text, language) if found.is_public else [],
        "may_edit": edits,
        "gone": gone,
        "cost_label": label("cost", found.cost, current_speaker().language),
        "figures": queries.figures_of(found),
    }
    answer = render(request, "clearinghouse/item.html", context, status=410 if gone else 200)
    if found.is_public:
        answer["Link"] = signposts(found, base)
    if found.company_id:  # its figures are those of the ledger, and change with it
        do_not_keep(answer)
    return answer


def _was_public(found: Item) -> bool:
    return found.standing == Standing.RETIRED and found.published is not None


def _script(data: dict[str, Any]) -> str:
    """Return JSON that cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def facts(found: Item, language: str) -> list[tuple[str, str]]:
    """Return the few fields of an item's type that are filled in, days as people write them."""
    one_day = found.details.get("ends") in (None, found.details.get("starts"))
    rows = []
    for name in DETAILS.get(found.type, ()):
        value, title = found.details.get(name), DETAIL_LABELS[name]
        if not value or (one_day and name == "ends"):
            continue
        if name == "maturity":
            value = label("maturity", value, language)
        elif DETAIL_SORTS.get(name) == "date":
            value = _day(value)
        rows.append(("Day" if one_day and name == "starts" else title, value))
    return rows


def _day(value: str) -> str:
    try:
        return current_speaker().date(date.fromisoformat(value))
    except ValueError:
        return value  # as somebody else's harvest has it


def _tags(found: Item, language: str) -> list[tuple[str, str]]:
    return [
        (label(LISTS[n], code, language), f"{reverse('clearinghouse')}?{LISTS[n]}={code}")
        for n in ("topics", "sectors", "technologies", "option_kinds", "countries")
        for code in getattr(found, n)
    ]


def _similar(found: Item, text: Any, language: str) -> list[tuple[Item, str]]:
    near = find_similar(found.pk, text.title, text.language, 4)
    return [(one, text_for(one, language).title) for one in queries.in_order(near)]


@login_not_required
@require_safe
def item_by_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead from the lasting identifier of an item to its page, or to what a program asks for."""
    found = get_object_or_404(queries.known_items(), key=key)
    wanted = request.get_preferred_type(["text/html", *FORMS])
    if found.is_public and wanted in FORMS:
        answer = redirect("citation", pk=found.pk, form=FORMS[wanted])
    else:
        answer = redirect("item", pk=found.pk)
    answer["Vary"] = "Accept"
    return answer


@login_not_required
@require_safe
@public_file
def citation(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give the citation of an item as BibTeX, RIS or CSL-JSON, or all it is in schema.org."""
    found = get_object_or_404(queries.public_items(), pk=pk)
    address = page_of(found, base_of(request))
    match form:
        case "bib":
            answer = HttpResponse(as_bibtex(found, address), content_type="application/x-bibtex")
        case "ris":
            kind = "application/x-research-info-systems"
            answer = HttpResponse(as_ris(found, address), content_type=kind)
        case "json":
            answer = HttpResponse(
                json.dumps([as_csl(found, address)], ensure_ascii=False, indent=1),
                content_type="application/vnd.citationstyles.csl+json",
            )
        case "jsonld":
            text = text_for(found, current_speaker().language)
            answer = HttpResponse(
                json.dumps(schema_org(found, text, base_of(request)), ensure_ascii=False, indent=1),
                content_type="application/ld+json",
            )
        case _:
            raise Http404
    answer["Content-Disposition"] = f'attachment; filename="item-{pk}.{form}"'
    return answer


@login_not_required
@require_safe
@public_file
def search_json(request: HttpRequest) -> HttpResponse:
    """Answer a search for programs: the same search, with counts of all facets."""
    question, filters = question_of(request.GET), filters_of(request.GET)
    language = current_speaker().language
    page = page_number(request, MOST_PAGES)
    answer = search(question, filters, language=language, start=(page - 1) * PAGE)
    made = JsonResponse(as_data(answer, language, base_of(request)))
    made["Access-Control-Allow-Origin"] = "*"
    return made


@login_not_required
@require_safe
@xframe_options_exempt
@kept_list
def embedded(request: HttpRequest) -> HttpResponse:
    """Show a list that partner sites may put into their pages."""
    question, filters = question_of(request.GET), filters_of(request.GET)
    language = current_speaker().language
    answer = search(question, filters, language=language, count=10, facets=False)
    base = base_of(request)
    context = {
        "title": title_of(question, filters, language),
        "rows": [
            (text_for(one, language), page_of(one, base), label("type", one.type, language))
            for one in queries.in_order(answer.items)
        ],
        "all": f"{base}{reverse('clearinghouse')}?{criteria_of(question, filters)}",
    }
    made = render(request, "clearinghouse/embedded.html", context)
    made["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'"
    )
    return made
