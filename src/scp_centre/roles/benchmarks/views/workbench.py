"""Pages of the statistician: define, gather, look, choose the method, release."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.pages.file_answers import XLSX
from scp_centre.centre.query_string import read_page, read_text, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.centre.stale_forms import one_writer
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import benchmarks as actions
from scp_centre.roles.benchmarks.actions import job_requests
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.forms import (
    ApproachForm,
    BenchmarkForm,
    MapForm,
    OwnerForm,
    SurveyForm,
    VariableForm,
)
from scp_centre.roles.benchmarks.kept_results import (
    METHOD_JOB,
    RELEASE_JOB,
    is_large,
    running_job,
    scores_now,
)
from scp_centre.roles.benchmarks.models import Approach, Benchmark, Plant, RegionMap, Variable
from scp_centre.roles.benchmarks.pictures import draw_models, draw_spread
from scp_centre.roles.benchmarks.releases import region_maps
from scp_centre.roles.benchmarks.scores.plants import given
from scp_centre.roles.benchmarks.scores.scores import Scores
from scp_centre.roles.benchmarks.surveys.survey_columns import write_survey
from scp_centre.roles.benchmarks.surveys.survey_queries import kept_mappings, uploads_of
from scp_centre.roles.benchmarks.views.plants_page import PER_PAGE, looked_at
from scp_centre.roles.benchmarks.views.release_page import (
    known_form,
    published_ranges,
    release_at,
    svg,
)
from scp_centre.roles.benchmarks.views.survey_uploads import take_survey

APPROACH_WORDS = {
    Approach.DISTRIBUTION: (
        _("Distribution"),
        _(
            "The share of plants that use more per unit of output. No other factors are taken "
            "into account."
        ),
    ),
    Approach.REGRESSION: (
        _("Regression"),
        _(
            "A least-squares regression of ln(use) on ln(output) and the regressors. A plant is "
            "scored by its residual."
        ),
    ),
    Approach.DEA: (
        _("Frontier by comparison (DEA)"),
        _(
            "The share of a plant's inputs that the best plants would need to make the same "
            "outputs. Returns to scale are variable, and bias is corrected by bootstrap."
        ),
    ),
    Approach.SFA: (
        _("Stochastic frontier (SFA)"),
        _("A cost frontier of ln(use) with noise and half-normal inefficiency."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new_benchmark(request: SignedInRequest) -> HttpResponse:
    """Define a benchmark."""
    require(request.user, "keep_benchmark")
    form = BenchmarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define_benchmark(form.cleaned_data, acting_user=request.user)
        except BenchmarkError as error:
            _tell(form, error)
        else:
            messages.success(request, _("The benchmark has been defined. Now import its plants."))
            return redirect("benchmark", slug=made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda slug: Benchmark.objects.filter(slug=slug))
def revise_benchmark(request: SignedInRequest, slug: str) -> HttpResponse:
    """Correct what is compared, or say what a unit of use costs and emits."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    initial = {name: getattr(found, name) for name in BenchmarkForm.base_fields}
    log = ("revise_benchmark", str(found))
    form = BenchmarkForm(request.POST or None, initial=initial, log=log)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revise_benchmark(found, form.cleaned_data, acting_user=request.user)
        except BenchmarkError as error:
            _tell(form, error)
        else:
            messages.success(
                request,
                _(
                    "The benchmark has been corrected. The next release will use the new "
                    "definition."
                ),
            )
            return redirect("benchmark", slug=slug)
    context = {"form": form, "benchmark": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/new.html", context, status=status)


def _tell(form: forms.Form, error: BenchmarkError) -> None:
    """Put an error at its field, or above the form."""
    where = error.where if error.where in form.fields else None
    form.add_error(where, error.in_full)


@require_http_methods(["GET", "HEAD", "POST"])
def benchmark(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the plants behind a benchmark; take a survey."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    form = SurveyForm(request.POST or None, request.FILES or None)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            return take_survey(request, found, form)
        except WorkbookError as error:
            findings = error.findings
    context = {
        "benchmark": found,
        "sector": actions.isic_classes().get(found.isic, ""),
        "form": form,
        "findings": findings,
        "releases": found.releases.all(),
        "changes": queries.changes_since(last) if (last := found.releases.first()) else [],
        "may_keep": allowed(request.user, "keep_benchmark"),
        "published": published_ranges(found),
        "variables": found.variables.all(),
        "approach": APPROACH_WORDS[Approach(found.approach)],
        "check_address": reverse("check_plants", args=[slug]),
        "release_job": running_job(found, RELEASE_JOB),
        "uploads": uploads_of(request.user, found).filter(imported=None),
        "layouts": kept_mappings(found),
        **looked_at(request, found),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/benchmark.html", context, status=status)


@require_safe
def survey_template(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send the survey as a workbook, with the plants that are known."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    data = write_survey(found, current_speaker().language)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="survey-{found.slug}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda slug, pk: Plant.objects.filter(pk=pk))
def plant(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Show one plant: leave it out with a reason or take it in, correct who owns it."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(
        Plant.objects.select_related("benchmark", "company", "figure"), benchmark__slug=slug, pk=pk
    )
    owned = found.holder if found.holder != found.company_name else ""
    form = OwnerForm(
        request.POST if read_word(request.POST, "act") == "own" else None,
        initial={"company": found.company_name or found.holder, "holding": owned},
        log=("set_owner", f"{found.benchmark}: {found.name}"),
    )
    if request.method == "POST" and _act_on_plant(request, found, form):
        return redirect("benchmark_plant", slug=slug, pk=pk)
    variables = [(v, found.values.get(v.key)) for v in found.benchmark.variables.all()]
    context = {
        "plant": found,
        "benchmark": found.benchmark,
        "form": form,
        "variables": variables,
        "silent": found.pk in queries.without_consent(found.benchmark),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/plant.html", context, status=status)


def _act_on_plant(request: SignedInRequest, found: Plant, form: OwnerForm) -> bool:
    """Do what the form of a plant asks; return whether it was done."""
    act, reason = read_word(request.POST, "act"), read_text(request.POST, "reason")
    if act == "own":
        if form.is_valid():
            given_ = form.cleaned_data
            actions.set_owner(found, given_["holding"], given_["company"], acting_user=request.user)
        return form.is_valid()
    if act == "exclude" and not reason.strip():
        messages.error(request, _("Enter the reason for excluding the plant."))
    else:
        actions.exclude_plant(found, reason, acting_user=request.user)
    return True


@require_POST
def gather(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the plants of reviewed assessments whose companies consent."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    try:
        count = actions.gather_plants(found, acting_user=request.user)
    except BenchmarkError as error:
        messages.error(request, error.in_full)
    else:
        messages.success(
            request,
            n_(
                "{count} plant from an assessment imported.",
                "{count} plants from assessments imported.",
                count,
            ),
        )
    return redirect("benchmark", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def variables(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the further columns of a survey; add one."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    form = VariableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_variable(found, form.cleaned_data, acting_user=request.user)
        except BenchmarkError as error:
            _tell(form, error)
        else:
            messages.success(request, _("Column added. Send out the new template."))
            return redirect("benchmark_variables", slug=slug)
    context = {"form": form, "benchmark": found, "variables": found.variables.all()}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/variables.html", context, status=status)


@require_POST
def remove_variable(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a further column."""
    require(request.user, "keep_benchmark")
    found = get_object_or_404(Variable, benchmark__slug=slug, pk=pk)
    try:
        actions.remove_variable(found, acting_user=request.user)
    except BenchmarkError as error:
        messages.error(request, error.in_full)
    return redirect("benchmark_variables", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda slug: Benchmark.objects.filter(slug=slug))
def method(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what each approach says of the plants; choose one, with the reason."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    asked = _approach(request, found)
    form = ApproachForm(
        request.POST or None,
        initial={"reason": found.approach_reason if asked == found.approach else ""},
        beside={"approach": found.approach},
        log=("choose_approach", str(found)),
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.choose_approach(found, asked, reason, acting_user=request.user)
        messages.success(request, _("Method chosen. The next release will use this method."))
        return redirect("benchmark", slug=slug)
    scores, refused, known = scores_now(found, asked)
    page = Paginator(_ranked(scores), PER_PAGE).get_page(read_page(request.GET))
    context = {
        "benchmark": found,
        "asked": asked,
        "tabs": [(a, APPROACH_WORDS[a][0]) for a in Approach],
        "approach": APPROACH_WORDS[asked],
        "scores": scores,
        "refused": refused,
        "page": page,
        "rows": _score_rows(scores, found, list(page.object_list)) if scores else [],
        "is_known": known,
        "compute_address": f"{reverse('compute_method', args=[slug])}?approach={asked}",
        "job": None if known else running_job(found, METHOD_JOB, approach=str(asked)),
        "form": form,
        "may_keep": allowed(request.user, "keep_benchmark"),
        "modelled": bool(scores and scores.expected),
        "is_drawn": bool(scores and scores.expected) and not is_large(found),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/method.html", context, status=status)


def _approach(request: HttpRequest, found: Benchmark) -> Approach:
    asked = read_word(request.GET, "approach", found.approach)
    if asked not in Approach.values:
        raise Http404
    return Approach(asked)


def _ranked(scores: Scores | None) -> list[str]:
    """Return the scored plants, the lowest score first."""
    return sorted(scores.scores, key=lambda name: scores.scores[name][0]) if scores else []


def _score_rows(scores: Scores, found: Benchmark, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the lines of a page of plants."""
    plants = {p.name: p for p in found.plants.filter(name__in=names)}
    rows = []
    for name in names:
        score, low, high = scores.scores[name]
        peers = sorted(scores.peers.get(name, {}).items(), key=lambda p: -p[1])
        row = {"plant": plants[name], "score": score, "low": low, "high": high}
        rows.append(row | {"frontier": scores.frontier.get(name), "peers": peers})
    return rows


@require_safe
def method_picture(request: SignedInRequest, slug: str, name: str, form: str) -> HttpResponse:
    """Draw how the plants are spread, or what the model expects beside what was measured."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    known_form(form)
    say = current_speaker()
    if name == "spread" and (intensities := queries.counted_intensities(found)):
        return svg(draw_spread(found, intensities, say, form))
    if is_large(found):  # so many points are no picture
        raise Http404
    scores, _refused, _known = scores_now(found, _approach(request, found))
    if name != "model" or scores is None or not scores.expected:
        raise Http404
    plants = given(queries.counted_plants(found))
    return svg(draw_models(found, plants, scores, say, form))


@require_http_methods(["GET", "HEAD", "POST"])
def region_map(request: SignedInRequest) -> HttpResponse:
    """Take the shapes of the country's regions, which the public pages then colour."""
    require(request.user, "keep_benchmark")
    form = MapForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        try:
            count = region_maps.keep_map(
                kept["map"], kept["field"], kept["source"], acting_user=request.user
            )
        except BenchmarkError as error:
            _tell(form, error)
        else:
            messages.success(
                request,
                n_("Map saved, with {count} region.", "Map saved, with {count} regions.", count),
            )
            return redirect("benchmarks")
    context = {"form": form, "now": RegionMap.objects.first()}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/map.html", context, status=status)


@require_safe
def contributions(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """Show who may see them the plants that went into a release, and their evidence."""
    require(request.user, "see_plants")
    found = release_at(slug, version)
    context = {
        "release": found,
        "benchmark": found.benchmark,
        "rows": found.contributions.select_related("figure"),
        "changes": queries.changes_since(found),
        "may_see_figure": allowed(request.user, "see_company"),
    }
    return render(request, "benchmarks/contributions.html", context)


@require_POST
def make_release(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have what the plants say now checked and released, as a job."""
    require(request.user, "release_benchmark")
    found = get_object_or_404(Benchmark, slug=slug)
    job = job_requests.request_release(found, acting_user=request.user)
    return redirect("job", pk=job.pk)


@require_POST
def compute_method(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the scores of a method computed, where the plants are too many for a page."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    job = job_requests.request_method(found, _approach(request, found), acting_user=request.user)
    return redirect("job", pk=job.pk)


@require_POST
def check_plants(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the plants checked, where they are too many for a page."""
    require(request.user, "see_plants")
    found = get_object_or_404(Benchmark, slug=slug)
    job = job_requests.request_check(found, acting_user=request.user)
    return redirect("job", pk=job.pk)
