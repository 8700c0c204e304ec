"""What people search for, and the synonyms that help them find it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.registry.acts import require
from scp_centre.roles.clearinghouse import queries
from scp_centre.roles.clearinghouse.actions import vocabulary as actions
from scp_centre.roles.clearinghouse.forms import SynonymsForm
from scp_centre.roles.clearinghouse.models import Synonyms
from scp_centre.roles.clearinghouse.search.counting import write


@require_http_methods(["GET", "POST"])
def searches(request: HttpRequest) -> HttpResponse:
    """Show what was searched and not found; add words that mean the same."""
    require(request.user, "keep_search")
    form = SynonymsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_synonyms(data["language"], data["words"], acting_user=request.user)
        except ClearinghouseError as error:
            form.add_error("words", f"{error.message} {error.cure}")
        else:
            return redirect("clearinghouse_searches")
    write()
    most, nothing = queries.questions()
    context = {
        "form": form,
        "most": most,
        "nothing": nothing,
        "synonyms": Synonyms.objects.all(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clearinghouse/searches.html", context, status=status)


@require_POST
def remove_synonyms(request: HttpRequest, pk: int) -> HttpResponse:
    """Take synonyms out."""
    require(request.user, "keep_search")
    actions.remove_synonyms(get_object_or_404(Synonyms, pk=pk), acting_user=request.user)
    return redirect("clearinghouse_searches")
