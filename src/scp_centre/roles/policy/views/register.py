"""Pages of the register: laws and programmes through their life, with their goals."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.query_string import read_choice
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.roles.policy import queries
from scp_centre.roles.policy.actions import register as actions
from scp_centre.roles.policy.actions.briefs import may_see
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.forms import GoalForm, RegisterForm, StepForm
from scp_centre.roles.policy.models import Goal, Instrument
from scp_centre.roles.policy.views.study_page import csv_file


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register to everybody."""
    signed = request.user.is_authenticated
    if read_choice(request.GET, "format", ("csv",)):
        return _file()
    context = {
        "instruments": queries.register(),
        "may_keep": signed and allowed(request.user, "keep_register"),
    }
    return render(request, "policy/register.html", context)


def _file() -> HttpResponse:
    head = ["title", "kind", "stage", "responsible", "goal", "unit", "base_year", "base"]
    head += ["target_year", "target", "reached_year", "reached", "source"]
    rows: list[list[Any]] = []
    for one in queries.register():
        start = [one.title, one.kind, one.stage, one.responsible]
        goals = [
            [g.indicator, g.unit, g.base_year, g.base, g.target_year, g.target]
            + [g.reached_year, g.reached, g.source]
            for g in one.goals.all()
        ]
        rows += [start + goal for goal in goals or [[""] * 9]]
    return csv_file("register.csv", head, rows)


@login_not_required
@require_safe
def instrument(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an instrument with its steps and goals."""
    return _page(request, get_object_or_404(queries.register(), pk=pk))


def _page(request: HttpRequest, found: Instrument, **forms: Any) -> HttpResponse:
    signed = request.user.is_authenticated
    context = {
        "instrument": found,
        "steps": found.steps.all(),
        "goals": found.goals.all(),
        "brief": found.brief if found.brief and may_see(found.brief, request.user) else None,
        "signed": signed,
        "may_keep": signed and allowed(request.user, "keep_register"),
        "step_form": forms.get("step") or StepForm(),
        "goal_form": forms.get("goal") or GoalForm(),
    }
    return render(request, "policy/register_entry.html", context, status=422 if forms else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk=0: Instrument.objects.filter(pk=pk))
def enter_instrument(request: SignedInRequest, pk: int = 0) -> HttpResponse:
    """Enter an instrument, or correct one."""
    require(request.user, "keep_register")
    found = get_object_or_404(Instrument, pk=pk) if pk else None
    names = ("title", "kind", "summary", "responsible", "address", "scenario", "brief")
    start = {n: getattr(found, n) for n in names} if found else {}
    log = ("keep_register", str(found)) if found else None
    form = RegisterForm(request.POST or None, initial=start, log=log)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.enter_instrument(
                form.cleaned_data, acting_user=request.user, instrument=found
            )
        except PolicyError as error:
            form.add_error("title", error.in_full)
        else:
            return redirect("register_entry", pk=kept.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "instrument": found}
    return render(request, "policy/enter_instrument.html", context, status=status)


@require_POST
def move_instrument(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note a stage that was reached."""
    require(request.user, "keep_register")
    found = get_object_or_404(Instrument, pk=pk)
    form = StepForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.move_instrument(
                found, data["stage"], data["day"], data["note"], acting_user=request.user
            )
        except PolicyError as error:
            form.add_error(error.where, error.in_full)
        else:
            return redirect("register_entry", pk=pk)
    return _page(request, found, step=form)


@require_POST
def set_goal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a goal, or say what was reached of one that is named alike."""
    require(request.user, "keep_register")
    found = get_object_or_404(Instrument, pk=pk)
    form = GoalForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        known = Goal.objects.filter(
            instrument=found, indicator=data["indicator"], target_year=data["target_year"]
        ).first()
        try:
            actions.set_goal(found, data, acting_user=request.user, goal=known)
        except PolicyError as error:
            form.add_error(error.where, error.in_full)
        else:
            return redirect("register_entry", pk=pk)
    return _page(request, found, goal=form)
