"""Pages of targets: propose, consult, adopt, and the public page that tracks them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.entry_fields import NumberField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.query_string import read_text, read_whole_number, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest, is_signed_in
from scp_centre.methods.messages import _, word_of
from scp_centre.methods.targets import contraction_path
from scp_centre.roles.benchmarks import queries
from scp_centre.roles.benchmarks.actions import targets
from scp_centre.roles.benchmarks.errors import BenchmarkError
from scp_centre.roles.benchmarks.models import Method, Release, Status, Target, TargetComment
from scp_centre.roles.benchmarks.scores.plants import SIZES, rounded
from scp_centre.roles.benchmarks.targets.target_values import own_target

VERDICTS = {
    "on track": _("On track"),
    "off track": _("Off track"),
    "cannot be told": _("Cannot be determined"),
}


class TargetForm(HouseForm):
    method = forms.ChoiceField(
        label=_("Method"),
        choices=[
            (Method.CONTRACTION, _("Contraction: the sector's figure falls each year")),
            (
                Method.CLASSES,
                _("Contraction by size: small, medium and large plants, each at their own rate"),
            ),
            (Method.CONVERGENCE, _("Convergence: all plants reach one figure by a later year")),
            (
                Method.BEST_QUARTILE,
                _("Best quartile: every plant reaches the published best quartile"),
            ),
            (
                Method.BEST_TENTH,
                _("Best tenth: every plant reaches the published mean of the best tenth"),
            ),
            (
                Method.FRONTIER,
                _(
                    "Frontier: each plant reaches the use that the released method calculates for "
                    "the plant"
                ),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Method.CONTRACTION,
    )
    rate = NumberField(
        label=_("Annual reduction, %"),
        unit="%",
        min_value=0.1,
        max_value=50,
        required=False,
        help_text=_(
            "For a contraction, as a percentage of the base. For example, enter 4.2 for 4.2 % a "
            "year."
        ),
    )
    rate_small = NumberField(
        label=_("Annual reduction for small plants, %"),
        unit="%",
        min_value=0,
        max_value=50,
        required=False,
    )
    rate_medium = NumberField(
        label=_("Annual reduction for medium plants, %"),
        unit="%",
        min_value=0,
        max_value=50,
        required=False,
    )
    rate_large = NumberField(
        label=_("Annual reduction for large plants, %"),
        unit="%",
        min_value=0,
        max_value=50,
        required=False,
    )
    end_value = NumberField(
        label=_("Figure that all plants reach"),
        min_value=0,
        required=False,
        help_text=_(
            "In the unit of the benchmark, for example from a published road map. Cite the road "
            "map in the reason."
        ),
    )
    end_year = WholeNumberField(
        label=_("Year by which all plants reach this figure"),
        min_value=2000,
        max_value=2150,
        required=False,
    )
    target_year = WholeNumberField(label=_("Target year"), min_value=2000, max_value=2100)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Explain why you propose this target and why it is achievable. The text is public."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_target(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """Propose a target that starts from a release."""
    require(request.user, "propose_target")
    release = get_object_or_404(Release, benchmark__slug=slug, version=version)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        rate = values["rate"] / 100 if values["rate"] else None
        rates = {str(s): v / 100 for s in SIZES if (v := values[f"rate_{s}"]) is not None}
        try:
            target = targets.propose_target(
                release,
                values["method"],
                values["target_year"],
                values["reason"],
                acting_user=request.user,
                rate=rate,
                rates=rates,
                end_value=values["end_value"],
                end_year=values["end_year"],
            )
        except BenchmarkError as error:
            where = error.where if error.where in form.fields else None
            form.add_error(where, error.in_full)
        else:
            messages.success(request, _("Target proposed. Comments are open."))
            return redirect("benchmark_target", pk=target.pk)
    context = {"form": form, "release": release, "benchmark": release.benchmark}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/new_target.html", context, status=status)


@login_not_required
@require_safe
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody a target, its path, and whether the sector keeps it."""
    found = get_object_or_404(Target.objects.select_related("release__benchmark"), pk=pk)
    progress = [(p, VERDICTS[p.verdict]) for p in queries.progress_of(found)]
    signed_in = request.user.is_authenticated
    context: dict[str, Any] = {
        "target": found,
        "rates": [(word_of(size, SIZES), rate) for size, rate in found.rates.items()],
        "benchmark": found.release.benchmark,
        "path": contraction_path(found.base, found.base_year, found.value, found.target_year),
        "progress": progress,
        "latest_of": progress[-1:],
        "open": found.status == Status.CONSULTED,
        "comments": found.comments.select_related("author") if signed_in else [],
        "may_comment": signed_in and allowed(request.user, "comment_target"),
        "may_answer": signed_in and allowed(request.user, "propose_target"),
        "may_decide": signed_in and allowed(request.user, "adopt_target"),
    }
    context["own"] = _own(found, request) if is_signed_in(request) else []
    return render(request, "benchmarks/target.html", context)


def _own(found: Target, request: SignedInRequest) -> list[tuple[str, float | None, float]]:
    """Return the reader's own plants: name, target, and use to save a year at their output.

    Three digits, as the auditor counts them: more would tell more of those behind a mark.
    """
    rows: list[tuple[str, float | None, float]] = []
    for c in queries.own_contributions(found.release, request.user):
        exact = own_target(found, c)
        aim = None if exact is None else rounded(exact)
        saving = 0.0 if aim is None else max(0.0, c.use - aim * c.made)
        rows.append((c.name, aim, rounded(saving)))
    return rows


@require_POST
def act_on_target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Comment on a target, answer a comment, adopt or drop it."""
    require(request.user, "comment_target")
    found = get_object_or_404(Target, pk=pk)
    act, text = read_word(request.POST, "act"), read_text(request.POST, "text")
    if act == "comment":
        targets.comment_target(found, text, acting_user=request.user)
    elif act == "answer":
        number = read_whole_number(request.POST, "comment")
        comment = get_object_or_404(TargetComment, target=found, pk=number)
        targets.answer_comment(comment, text, acting_user=request.user)
    elif act in ("adopt", "drop"):
        targets.decide_target(found, act == "adopt", acting_user=request.user)
    else:
        raise Http404
    return redirect("benchmark_target", pk=pk)
