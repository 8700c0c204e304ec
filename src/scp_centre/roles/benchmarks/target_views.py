"""Pages of targets: propose, consult, adopt, and the public page that tracks them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scp_centre.centre.errors import BenchmarkError
from scp_centre.centre.registry.acts import allowed, require
from scp_centre.methods.targets import contraction_path
from scp_centre.roles.benchmarks import queries, target_actions
from scp_centre.roles.benchmarks.models import Method, Release, Status, Target, TargetComment

VERDICTS = {
    "on track": "On track",
    "off track": "Off track",
    "cannot be told": "Cannot be told",
}


class TargetForm(forms.Form):
    method = forms.ChoiceField(
        label="Method",
        choices=[
            (Method.CONTRACTION, "Contraction: the sector's figure falls each year"),
            (Method.BEST_QUARTILE, "Best quartile: all come to what the best quarter uses now"),
        ],
        widget=forms.RadioSelect,
        initial=Method.CONTRACTION,
    )
    rate = forms.FloatField(
        label="Cut a year, %",
        min_value=0.1,
        max_value=50,
        required=False,
        help_text="Share of the base, for a contraction: 4.2 for 4.2 % a year.",
    )
    target_year = forms.IntegerField(label="Target year", min_value=2000, max_value=2100)
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why so much, and why it can be reached; everybody reads it.",
    )


@require_http_methods(["GET", "POST"])
def new_target(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Propose a target that starts from a release."""
    require(request.user, "propose_target")
    release = get_object_or_404(Release, benchmark__slug=slug, version=version)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        rate = values["rate"] / 100 if values["rate"] else None
        try:
            target = target_actions.propose_target(
                release,
                values["method"],
                values["target_year"],
                rate,
                values["reason"],
                acting_user=request.user,
            )
        except BenchmarkError as error:
            where = error.where if error.where in form.fields else None
            form.add_error(where, f"{error.message} {error.cure}")
        else:
            messages.success(request, "The target is proposed; comments are open.")
            return redirect("benchmark_target", pk=target.pk)
    context = {"form": form, "release": release, "benchmark": release.benchmark}
    status = 422 if request.method == "POST" else 200
    return render(request, "benchmarks/new_target.html", context, status=status)


@login_not_required
@require_GET
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everybody a target, its path, and whether the sector keeps it."""
    found = get_object_or_404(Target.objects.select_related("release__benchmark"), pk=pk)
    progress = [(p, VERDICTS[p.verdict]) for p in queries.progress_of(found)]
    signed_in = request.user.is_authenticated
    context: dict[str, Any] = {
        "target": found,
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
    context["own"] = _own(found, request) if signed_in else []
    return render(request, "benchmarks/target.html", context)


def _own(found: Target, request: HttpRequest) -> list[tuple[str, float]]:
    """Return what the reader's own plants would have to save a year, in units of use."""
    mine = queries.own_contributions(found.release, request.user)
    return [(c.name, max(0.0, c.use - found.ceiling * c.made)) for c in mine]


@require_POST
def act_on_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a target, answer a comment, adopt or drop it."""
    require(request.user, "comment_target")
    found = get_object_or_404(Target, pk=pk)
    act, text = request.POST.get("act", ""), request.POST.get("text", "")
    if act == "comment":
        target_actions.comment_target(found, text, acting_user=request.user)
    elif act == "answer":
        comment = get_object_or_404(TargetComment, target=found, pk=request.POST.get("comment", 0))
        target_actions.answer_comment(comment, text, acting_user=request.user)
    elif act in ("adopt", "drop"):
        target_actions.decide_target(found, act == "adopt", acting_user=request.user)
    else:
        raise Http404
    return redirect("benchmark_target", pk=pk)
