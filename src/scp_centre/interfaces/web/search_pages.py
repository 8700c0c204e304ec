"""Search across everything that the reader may open, and suggestions while they type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from scp_centre.centre.query_string import read_choice, read_page, read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.search.everything import (
    PAGE,
    Found,
    FoundKind,
    FoundPage,
    search_everything,
    suggest,
)
from scp_centre.centre.search.highlights import best_passage, mark_words
from scp_centre.centre.search.question_parser import MOST_SIGNS, Question
from scp_centre.centre.search.sources import search_sources
from scp_centre.centre.search.terms import keys_of_word
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import n_
from scp_centre.methods.retrieval.analysis import WORD

MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class ShownResult:
    """One result as the page shows it: the words that were asked for are marked."""

    title: SafeString
    address: str
    organisation: str
    about: SafeString
    passage: SafeString


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, by kind; of one kind, page by page."""
    language = current_speaker().language
    asked = read_word(request.GET, "q")[:MOST_SIGNS]
    kind = read_choice(request.GET, "kind", search_sources())
    number = read_page(request.GET, most=MOST_PAGES)
    found = search_everything(
        asked, request.user, language=language, kind=kind, start=(number - 1) * PAGE
    )
    context = {
        "asked": asked,
        "found": found,
        "kinds": _kinds(found.kinds, asked, found.kind),
        "groups": [_group(one, found.question, asked) for one in found.kinds if one.rows],
        "rows": _shown(found.rows, found.question),
        "page": _page(found, number),
    }
    return render(request, "search.html", context)


@require_safe
def suggestions(request: SignedInRequest) -> HttpResponse:
    """Answer what is still being typed with the best few results, by kind."""
    say = current_speaker()
    asked = read_word(request.GET, "q")[:MOST_SIGNS]
    kinds = suggest(asked, request.user, language=say.language) if asked else []
    count = sum(one.count for one in kinds)
    groups = [
        {"title": say(one.title), "rows": [_suggestion(row) for row in one.rows]} for one in kinds
    ]
    said = say(n_("{count} suggestion", "{count} suggestions", count)) if asked else ""
    answer = JsonResponse({"groups": groups, "said": said})
    answer["Cache-Control"] = "no-store"
    return answer


def _suggestion(row: Found) -> dict[str, str]:
    say = current_speaker()
    title = say(row.title)
    known = [row.organisation if row.organisation not in title else "", say(row.about)]
    about = " · ".join(text for text in known if text)
    return {"title": title, "about": about, "address": row.address}


def _kinds(kinds: tuple[FoundKind, ...], asked: str, kind: str) -> list[dict[str, Any]]:
    """Return the kinds as links that choose one, the first of all kinds together."""
    links = [{"title": "", "count": sum(k.count for k in kinds), "address": _address(asked)}]
    links += [
        {"title": one.title, "count": one.count, "address": _address(asked, one.key)}
        for one in kinds
    ]
    chosen = ["", *(one.key for one in kinds)]
    return [link | {"on": key == kind} for link, key in zip(links, chosen, strict=True)]


def _group(one: FoundKind, question: Question, asked: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "count": one.count,
        "rows": _shown(one.rows, question),
        "more": _address(asked, one.key) if one.others else "",
    }


def _address(asked: str, kind: str = "") -> str:
    values = {"q": asked} | ({"kind": kind} if kind else {})
    return f"{reverse('search')}?{urlencode(values)}"


def _page(found: FoundPage, number: int) -> Any:
    """Return where one is in the results of one kind; nothing where all kinds are shown."""
    count = next((one.count for one in found.kinds if one.key == found.kind), 0)
    return Paginator(range(count), PAGE).get_page(number) if found.kind else None


def _shown(rows: tuple[Found, ...], question: Question) -> list[ShownResult]:
    is_asked = _marker(question)
    return [_result(row, is_asked) for row in rows]


def _result(row: Found, is_asked: Callable[[str], bool]) -> ShownResult:
    say = current_speaker()
    title = say(row.title)
    return ShownResult(
        mark_words(title, is_asked),
        row.address,
        row.organisation if row.organisation not in title else "",
        mark_words(say(row.about), is_asked),
        mark_words(_passage([say(text) for text in row.texts], is_asked), is_asked),
    )


def _passage(texts: list[str], is_asked: Callable[[str], bool]) -> str:
    """Return the part of the text that has most of the words; nothing where none has any."""

    def weigh(text: str) -> int:
        return sum(is_asked(found.group()) for found in WORD.finditer(text))

    best = max(texts, key=weigh, default="")
    return best_passage(best, weigh) if best and weigh(best) else ""


def _marker(question: Question) -> Callable[[str], bool]:
    """Return whether a word of a text is one of the question, in any of its forms."""
    keys = {key for group in question.groups for key in group}
    keys |= {key for word in question.words for key in keys_of_word(word)}
    return lambda word: not keys.isdisjoint(keys_of_word(word.lower()))
