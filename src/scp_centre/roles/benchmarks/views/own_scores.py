"""Pages on which a plant or a year outside the survey is scored, and a company's own history."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest, is_signed_in
from scp_centre.centre.sheets.csv_writer import csv_text
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks import own_history
from scp_centre.roles.benchmarks.actions import own_scores as actions
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import OwnScore, Release
from scp_centre.roles.benchmarks.own_portfolio import portfolio_of
from scp_centre.roles.benchmarks.queries import own_companies
from scp_centre.roles.benchmarks.score_form import NOW, THEN, ScoreForm
from scp_centre.roles.benchmarks.scores.outside_plants import Comparison, score_outside
from scp_centre.roles.benchmarks.views.release_page import release_at


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_plant(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Score a plant that was not in the survey; nothing is stored unless its company asks."""
    found = release_at(slug, version)
    companies = _companies(request)
    form = ScoreForm(request.POST or None, release=found, companies=companies)
    result = None
    if request.method == "POST" and form.is_valid():
        result = _scored(form, found)
        if result and form.cleaned_data.get("save") and is_signed_in(request):
            _save(request, form, found, result)
    content = found.content
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "form": form,
        "result": result,
        "price": content.get("price"),
        "emission": content.get("emission"),
        "own_price": bool(result and form.cleaned_data.get("price") is not None),
        "own_emission": bool(result and form.cleaned_data.get("emission") is not None),
        "has_history": bool(companies),
    }
    status = 422 if request.method == "POST" and not (result and form.is_valid()) else 200
    return render(request, "benchmarks/score.html", context, status=status)


def _companies(request: HttpRequest) -> list[Organisation]:
    """Return the companies of the reader for which a score may be saved."""
    if not is_signed_in(request):
        return []
    return [c for c in own_companies(request.user) if allowed(request.user, "save_own_score", c)]


def _scored(form: ScoreForm, release: Release) -> Comparison | None:
    """Return what the form asks for; where it cannot be scored, say why at its field."""
    current = form.year(NOW)
    if current is None:  # never: its use is required
        return None
    try:
        return score_outside(
            release,
            current,
            form.year(THEN),
            wanted=form.cleaned_data["wanted"],
            worth=form.worth(release),
        )
    except (BenchmarkError, MethodError) as error:
        places = {c.title: f"column{i}" for i, c in enumerate(form.columns)}
        where = places.get(str(error.where), str(error.where))
        form.add_error(where if where in form.fields else None, error.in_full)
        return None


def _save(request: SignedInRequest, form: ScoreForm, release: Release, result: Comparison) -> None:
    values = form.cleaned_data
    company = values["company"]
    if company is None:
        form.add_error("company", _("Choose the company."))
        return
    try:
        actions.save_score(
            company, release, values["plant"], result.current, acting_user=request.user
        )
    except BenchmarkError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
    else:
        messages.success(request, _("Score saved to your company’s history."))


@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """Show a company its plants at a glance, over all releases, and the scores that it saved."""
    require(request.user, "save_own_score")
    context = {
        "rows": own_history.rows_of(request.user),
        "portfolio": portfolio_of(request.user),
    }
    return render(request, "benchmarks/history.html", context)


@require_safe
def history_file(request: SignedInRequest) -> HttpResponse:
    """Send the own history as CSV."""
    require(request.user, "save_own_score")
    lines: list[list[Any]] = [row.as_line() for row in own_history.rows_of(request.user)]
    text = csv_text(list(own_history.TITLES), lines)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="benchmark-history.csv"'
    return response


@require_POST
def remove_own_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a saved score of the reader's own company."""
    require(request.user, "save_own_score")
    mine = OwnScore.objects.filter(organisation__in=own_companies(request.user))
    actions.remove_score(get_object_or_404(mine, pk=pk), acting_user=request.user)
    messages.success(request, _("Saved score deleted."))
    return redirect("benchmark_history")
