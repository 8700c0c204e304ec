"""Surveillance: draws that anybody can repeat, checks of licences, and changes by holders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from scp_centre.centre.query_string import read_page
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.draws import draw_sample
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions import change_notices, surveillance
from scp_centre.roles.recognition.models import (
    Cause,
    ChangeNotice,
    Check,
    Draw,
    Licence,
)
from scp_centre.roles.recognition.queries import applications_for
from scp_centre.roles.recognition.surveillance_forms import (
    ChangeDecisionForm,
    ChangeForm,
    CheckFindingForm,
    CheckForm,
    DrawForm,
    SeedForm,
)

PAGE = 50
OF_LICENCE = ("licence__application__organisation", "licence__application__version")


def _refuse(form: Any, error: SpokenError) -> None:
    form.add_error(error.where if error.where in form.fields else None, error.in_full)


def _form_page(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/form.html", context, status=status)


@require_safe
def surveillance_desk(request: SignedInRequest) -> HttpResponse:
    """List what the label officer watches: changes to decide, open checks, draws, findings."""
    require(request.user, "watch_licences")
    checks = Check.objects.select_related(*OF_LICENCE)
    done = checks.exclude(finding="").order_by("-found")
    context = {
        "notices": ChangeNotice.objects.filter(decision="").select_related(*OF_LICENCE),
        "checks": checks.filter(finding=""),
        "draws": Draw.objects.select_related("scheme")[:PAGE],
        "page": Paginator(done, PAGE).get_page(read_page(request.GET)),
        "today": timezone.localdate(),
    }
    return render(request, "recognition/surveillance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announce_draw(request: SignedInRequest) -> HttpResponse:
    """Announce a draw before anybody knows its seed."""
    require(request.user, "watch_licences")
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = surveillance.announce_draw(**form.cleaned_data, acting_user=request.user)
        except SpokenError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("The draw has been announced on its public page."))
            return redirect("published_draw", pk=made.pk)
    lead = _("The draw is public. After the event, enter the outcome of the event as the seed.")
    context = {"form": form, "title": _("Announce a draw"), "lead": lead}
    return _form_page(request, context | {"button": _("Announce the draw")})


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Draw.objects.filter(pk=pk))
def draw_licences(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw the licences with the seed that is public now."""
    require(request.user, "watch_licences")
    found = get_object_or_404(Draw.objects.select_related("scheme"), pk=pk)
    form = SeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            surveillance.draw_licences(found, form.cleaned_data["seed"], acting_user=request.user)
        except SpokenError as error:
            _refuse(form, error)
        else:
            messages.success(
                request,
                _("The licences have been drawn, and a check has been opened for each licence."),
            )
            return redirect("published_draw", pk=pk)
    context = {"form": form, "title": _("Draw the licences"), "lead": found.seed_source}
    return _form_page(request, context | {"button": _("Draw the licences now")})


@login_not_required
@require_safe
def published_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draw to everybody: its seed, the licences that could be drawn, those that were."""
    found = get_object_or_404(Draw.objects.select_related("scheme"), pk=pk)
    drawn = draw_sample(found.seed, found.licences, found.size) if found.drawn else []
    may_watch = request.user.is_authenticated and allowed(request.user, "watch_licences")
    context = {
        "draw": found,
        "drawn": drawn,
        "example": drawn[0] if drawn else "",
        "may_draw": may_watch and not found.drawn and found.seed_day <= timezone.localdate(),
        "may_watch": may_watch,
    }
    return render(request, "recognition/published_draw.html", context)


def _seen(request: SignedInRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the checks or notices of the licences that somebody may see."""
    found = rows.select_related(*OF_LICENCE)
    return found.filter(licence__application__in=applications_for(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Check.objects.filter(pk=pk))
def licence_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a check of a licence; the label officer records what it found."""
    require(request.user, "see_recognition")
    found = get_object_or_404(_seen(request, Check.objects.all()), pk=pk)
    may_record = allowed(request.user, "watch_licences") and not found.finding
    start = {"finding": found.finding, "note": found.note}
    form = CheckFindingForm(request.POST or None, initial=start)
    if request.method == "POST":
        require(request.user, "watch_licences")
        if form.is_valid():
            said = form.cleaned_data
            try:
                surveillance.record_check(
                    found, said["finding"], said["note"], acting_user=request.user
                )
            except SpokenError as error:
                _refuse(form, error)
            else:
                messages.success(request, _("The finding has been recorded."))
                return redirect("licence_check", pk=pk)
    context = {"check": found, "form": form if may_record or form.is_bound else None}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/licence_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def open_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a check of a licence."""
    require(request.user, "watch_licences")
    licence = get_object_or_404(Licence.objects.select_related("application"), pk=pk)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = surveillance.open_check(
                licence, Cause.OTHER, said["task"], said["due"], acting_user=request.user
            )
        except SpokenError as error:
            _refuse(form, error)
        else:
            messages.success(
                request, _("The check has been opened. The holder will see what is being checked.")
            )
            return redirect("licence_check", pk=made.pk)
    context = {"form": form, "title": _("Open a licence check"), "lead": licence.about}
    context |= {"button": _("Open the check"), "application": licence.application}
    return _form_page(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give notice of a change to what a licence was awarded for."""
    licence = get_object_or_404(
        Licence.objects.select_related("application__organisation"),
        pk=pk,
        application__in=applications_for(request.user),
    )
    require(request.user, "apply_for_label", licence.application.organisation)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_notices.give_notice(
                licence, **form.cleaned_data, acting_user=request.user
            )
        except SpokenError as error:
            _refuse(form, error)
        else:
            messages.success(
                request, _("The notice has been sent. The label officer will decide on the change.")
            )
            return redirect("change_notice", pk=made.pk)
    context = {"form": form, "title": _("Give notice of a change"), "lead": licence.about}
    context |= {"button": _("Send the notice"), "application": licence.application}
    return _form_page(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: ChangeNotice.objects.filter(pk=pk))
def change_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a change by the holder; the label officer decides whether it is verified."""
    require(request.user, "see_recognition")
    found = get_object_or_404(_seen(request, ChangeNotice.objects.all()), pk=pk)
    may_decide = allowed(request.user, "watch_licences") and not found.decision
    start = {"decision": found.decision, "reason": found.reason}
    form = ChangeDecisionForm(request.POST or None, initial=start)
    if request.method == "POST":
        require(request.user, "watch_licences")
        if form.is_valid():
            said = form.cleaned_data
            try:
                change_notices.decide_on_change(
                    found,
                    said["decision"],
                    said["reason"],
                    said["due"],
                    acting_user=request.user,
                )
            except SpokenError as error:
                _refuse(form, error)
            else:
                messages.success(request, _("Decision saved."))
                return redirect("change_notice", pk=pk)
    context = {"notice": found, "form": form if may_decide or form.is_bound else None}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/change_notice.html", context, status=status)
