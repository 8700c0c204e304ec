"""Pages of a workshop for its trainer: plan it, its people and groups, how to join."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scp_centre.centre.field_choices import offer_rows
from scp_centre.centre.query_string import read_text, read_word
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.stale_forms import one_writer
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import (
    corrections,
    invitations,
    people,
    plenary,
    privacy,
    workshops,
)
from scp_centre.roles.training.actions.certificates import certificate_of, certified
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import (
    NO_MODULE,
    CombineForm,
    CorrectForm,
    FollowForm,
    ForgottenForm,
    InviteForm,
    PlanForm,
    TypeInForm,
)
from scp_centre.roles.training.models import Action, Participant, Workshop
from scp_centre.roles.training.room_limits import RENEWABLE_DAYS
from scp_centre.roles.training.views.room_page import (
    address_of,
    join_address,
    led_workshop,
    qr,
    reachable,
    sent_uuid,
    stage_context,
)


@require_http_methods(["GET", "HEAD", "POST"])
def new_workshop(request: SignedInRequest) -> HttpResponse:
    """Plan a workshop."""
    require(request.user, "run_workshop")
    hour = timezone.localtime().replace(minute=0, second=0) + timedelta(hours=1)
    start: dict[str, Any] = {"starts": hour, "dots": 3, "report_minutes": 5}
    start["module"] = read_word(request.GET, "module")
    form = PlanForm(request.POST or None, initial=start)
    offer_rows(form, "module", queries.ready_modules(), while_none=NO_MODULE)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"rooms": form.cleaned_data["rooms"].splitlines()}
        try:
            made = workshops.plan_workshop(acting_user=request.user, **values)
        except TrainingError as error:
            known = error.where if error.where in form.fields else None
            form.add_error(known, error.in_full)
        else:
            return redirect("workshop", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/new_workshop.html", {"form": form}, status=status)


@require_safe
def workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a workshop: its code, its people, and, once it has ended, what came of it."""
    return _workshop_page(request, led_workshop(request, pk))


def _workshop_page(
    request: SignedInRequest, found: Workshop, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """Show a workshop. refused : a form that was, with what was typed, and why"""
    address = join_address(request, found)
    context = stage_context(found) | {
        "people": found.participants.select_related("group"),
        "organisations": queries.organisations_of(found),
        "address": address,
        "qr": qr(address),
        "reachable": reachable(request),
        "form": ForgottenForm() if found.ended else TypeInForm(),
        "invite": InviteForm(),
        "may_run": allowed(request.user, "run_workshop"),
        "may_certify": allowed(request.user, "certify"),
        "certified": len(certified(found)),
        "plan": queries.plan_of(found),
        "follow": FollowForm(),
    }
    context |= refused or {}
    return render(request, "training/workshop.html", context, status=422 if refused else 200)


@require_POST
def type_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add somebody without a phone."""
    found = led_workshop(request, pk, "run_workshop")
    form = ForgottenForm(request.POST) if found.ended else TypeInForm(request.POST)
    if not form.is_valid():
        return _workshop_page(request, found, {"form": form})
    values = form.cleaned_data
    try:
        if found.ended:
            more = {"whole": values.pop("whole"), "reason": values.pop("reason")}
            corrections.add_forgotten(found, values, acting_user=request.user, **more)
        else:
            people.type_in(found, values, acting_user=request.user)
    except TrainingError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return _workshop_page(request, found, {"form": form})
    return redirect("workshop", pk=pk)


@require_POST
def invite_to_workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mail invitations."""
    found = led_workshop(request, pk, "run_workshop")
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _workshop_page(request, found, {"invite": form})
    try:
        addresses = invitations.addresses_in(form.cleaned_data["addresses"])
        sent = invitations.invite_people(
            found, addresses, join_address(request, found), acting_user=request.user
        )
    except TrainingError as error:
        form.add_error(error.where if error.where in form.fields else None, error.in_full)
        return _workshop_page(request, found, {"invite": form})
    if sent:
        messages.success(
            request,
            _("Invitations being sent: {sent}. The Jobs page shows the progress.", sent=sent),
        )
    if left := len(addresses) - sent:
        messages.error(
            request,
            _(
                "Addresses left out because they have already received enough e-mails today: "
                "{left}.",
                left=left,
            ),
        )
    return redirect("workshop", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@one_writer(lambda pk: Participant.objects.filter(pk=pk))
def participant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct somebody's entry, note that they left, or let them back in with another phone."""
    require(request.user, "run_workshop")
    who = get_object_or_404(Participant.objects.select_related("workshop", "group"), pk=pk)
    act = read_word(request.POST, "act")
    names = ("name", "organisation", "sector", "experience", "language")
    form = CorrectForm(
        request.POST if act == "correct" else None,
        initial={name: getattr(who, name) for name in names},
        over=bool(who.workshop.ended),
    )
    combine = CombineForm(
        request.POST if act == "combine" else None,
        others=who.workshop.participants.exclude(pk=who.pk),
        over=bool(who.workshop.ended),
    )
    way_in = ""
    if request.method == "POST":
        if _is_done(request, who, act, form, combine):
            return redirect("workshop", pk=who.workshop_id)
        if act == "let in":
            key = people.let_back_in(who, acting_user=request.user)
            way_in = address_of(request, reverse("room_back", args=[who.workshop_id, key]))
    context = {
        "who": who,
        "form": form,
        "combine": combine,
        "way_in": way_in,
        "qr": qr(way_in) if way_in else "",
        "certificate": certificate_of(who),
        "renewable": _is_renewable(who),
    }
    status = 422 if form.is_bound or combine.is_bound else 200
    return render(request, "training/participant.html", context, status=status)


def _is_renewable(who: Participant) -> bool:
    """Return whether somebody's certificate has ended, or ends soon enough to be renewed."""
    soon = timezone.localdate() + timedelta(days=RENEWABLE_DAYS)
    return who.valid_until is not None and who.valid_until <= soon


def _is_done(
    request: SignedInRequest, who: Participant, act: str, form: CorrectForm, combine: CombineForm
) -> bool:
    """Do what a form of the page of a participant says; return whether the page is done with."""
    if act in ("left", "back"):
        people.note_leaving(who, act == "left", acting_user=request.user)
        return True
    if act == "forget":
        privacy.forget(who, acting_user=request.user)
        told = _(
            "The person's data have been deleted. What the person wrote remains, without a name."
        )
        messages.success(request, told)
        return True
    sent = {"correct": form, "combine": combine}.get(act)
    if sent is None or not sent.is_valid():
        return False
    values = sent.cleaned_data
    try:
        if act == "correct":
            reason = values.pop("reason", "")
            corrections.correct_participant(who, values, acting_user=request.user, reason=reason)
        else:
            other = get_object_or_404(Participant, workshop=who.workshop, pk=values["duplicate"])
            corrections.combine_entries(
                who, other, acting_user=request.user, reason=values.get("reason", "")
            )
    except TrainingError as error:
        sent.add_error(error.where if error.where in sent.fields else None, error.in_full)
        return False
    return True


@require_safe
def join_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the sheet for the wall: how to join, in large letters, to print."""
    found = led_workshop(request, pk)
    address = join_address(request, found)
    context = {
        "workshop": found,
        "qr": qr(address),
        "typed": address_of(request, "/join/"),
    }
    return render(request, "training/join_sheet.html", context)


@require_safe
def badges(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the badges of all participants, to print and cut."""
    found = led_workshop(request, pk)
    context = {"workshop": found, "people": found.participants.select_related("group")}
    return render(request, "training/badges.html", context)


@require_POST
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of an action."""
    require(request.user, "run_workshop")
    action = get_object_or_404(
        Action.objects.select_related("workshop"), pk=sent_uuid(request, "action")
    )
    if action.workshop_id != pk:
        raise TrainingError(
            _("This action does not exist."), where="action", cure=_("Reload the page.")
        )
    plenary.follow_action(
        action,
        read_text(request.POST, "carried"),
        read_text(request.POST, "remark"),
        acting_user=request.user,
    )
    messages.success(request, _("Recorded."))
    return redirect("workshop", pk=pk)
