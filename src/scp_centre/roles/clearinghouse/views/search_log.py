"""What people search for, and the synonyms that help them find it."""

import math
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.translation import current_speaker
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions import vocabulary as actions
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.forms import SynonymsForm
from scp_centre.roles.clearinghouse.models import Synonyms
from scp_centre.roles.clearinghouse.search.search_log import write
from scp_centre.roles.clearinghouse.vocabulary import choices

SHADES = 7  # of a table of counts


@require_http_methods(["GET", "HEAD", "POST"])
def searches(request: SignedInRequest) -> HttpResponse:
    """Show what was searched and not found; add words that mean the same."""
    require(request.user, "keep_search")
    form = SynonymsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_synonyms(data["language"], data["words"], acting_user=request.user)
        except ClearinghouseError as error:
            form.add_error("words", error.in_full)
        else:
            return redirect("clearinghouse_searches")
    write()
    language = current_speaker().language
    most, nothing = queries.questions()
    context = {
        "form": form,
        "most": most,
        "nothing": nothing,
        "synonyms": Synonyms.objects.all(),
        "types": choices("type", language),
        "holdings": _holdings(language),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/searches.html", context, status=status)


def _holdings(language: str) -> list[tuple[str, list[tuple[int, int, str]], int]]:
    """Return what the collection holds by topic: (topic, its cells, all of them).

    A cell is (items, shade from 0 to 7 by the largest, the search that shows them), one a type.
    """
    counted = queries.holdings()
    largest = max(counted.values(), default=1)
    rows = []
    for topic, name in choices("topic", language):
        cells = []
        for kind, _ in choices("type", language):
            count = counted.get((topic, kind), 0)
            shade = math.ceil(SHADES * count / largest)
            cells.append((count, shade, urlencode({"type": kind, "topic": topic})))
        rows.append((name, cells, sum(count for count, _, _ in cells)))
    return rows


@require_POST
def remove_synonyms(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take synonyms out."""
    require(request.user, "keep_search")
    actions.remove_synonyms(get_object_or_404(Synonyms, pk=pk), acting_user=request.user)
    return redirect("clearinghouse_searches")
