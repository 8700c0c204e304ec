"""The trainer's screens while a workshop runs: console, groups, charts, projector, their stream."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.query_string import read_word
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import charts, plenary, room_groups, workshops
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import ActionForm
from scp_centre.roles.training.models import (
    Action,
    Group,
    Note,
    Participant,
    Photo,
    Question,
    QuizAnswer,
    Show,
    Workshop,
)
from scp_centre.roles.training.quiz_results import results_of
from scp_centre.roles.training.views.room_page import (
    address_of,
    join_address,
    led_workshop,
    qr,
    reachable,
    sent_number,
    sent_uuid,
    stage_context,
    stream_to,
)

SHOWS = {
    Show.SECTION: _("Slide or activity"),
    Show.JOIN: _("How to join"),
    Show.GROUPS: _("Groups"),
    Show.BOARD: _("Board"),
    Show.PLAN: _("Action plan"),
}


def room_context(workshop: Workshop) -> dict[str, Any]:
    """Return what console and projector show of the room."""
    groups = queries.groups_of(workshop)
    board = queries.board_of(workshop)
    presenting = next((g for g in groups if g.number == workshop.presenting), None)
    return stage_context(workshop) | {
        "groups": groups,
        "turns": sorted((g for g in groups if g.turn), key=lambda g: g.turn or 0),
        "presenting": presenting,
        "joined": workshop.participants.filter(left=False).count(),
        "organisations": queries.organisations_of(workshop),
        "board": board,
        "priorities": queries.priorities_of(workshop, board),
        "plan": queries.plan_of(workshop),
        "questions": workshop.questions.filter(hidden=False).select_related("group", "asked_by"),
        "last": workshop.last_change,
    }


@require_safe
def console(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the trainer where the workshop is, what to say, and every lever."""
    workshop = led_workshop(request, pk, "run_workshop")
    place = queries.place_of(workshop)
    _unused, results, answered = queries.evaluation_of(workshop)
    context = room_context(workshop) | {
        "slide": as_html(place.text, top=3),
        "notes": as_html(place.section.notes, top=3),
        "following": as_html(place.following, top=3),
        "number": place.slide + 1,
        "slides": len(place.slides),
        "sections": workshops.sections_of(workshop),
        "shows": [(str(value), label) for value, label in SHOWS.items()],
        "stages": ("section",),
        "form": ActionForm(auto_id="new_%s"),
        "new_id": uuid.uuid4(),
        "results": results,
        "quiz_results": results_of(workshop),
        "answered": answered,
    }
    return render(request, "training/console.html", context)


@require_safe
def projector(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the room what it works on."""
    workshop = led_workshop(request, pk, "run_workshop")
    address = join_address(request, workshop)
    context = room_context(workshop) | {
        "qr": qr(address),
        "typed": address_of(request, reverse("join")),
        "reachable": reachable(request),
    }
    if activity := queries.activity_of(workshop):
        context["task"] = as_html(activity.task)
    if context["presenting"]:
        context["chart"] = queries.chart_of(context["presenting"])
        context["photos"] = context["presenting"].photos.filter(hidden=False)
        asked = context["questions"].filter(answered=False, group=context["presenting"])
        context["asked"] = asked
    context["answered"] = queries.evaluation_of(workshop)[-1]
    answers = QuizAnswer.objects.filter(section=context["section"], participant__workshop=workshop)
    context["quizzed"] = answers.values("participant").distinct().count()
    return render(request, "training/projector.html", context)


@require_safe
def groups(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the groups, why each person sits where, and how to change it."""
    workshop = led_workshop(request, pk, "run_workshop")
    found = queries.groups_of(workshop)
    why = queries.why_placed(found) if found else {}
    for who in (who for group in found for who in group.members.all()):
        who.why = why.get(who.pk, "")  # type: ignore[attr-defined]  # for the template
    context = stage_context(workshop) | {
        "groups": found,
        "pairs": queries.same_organisation_pairs(found),
        "unseated": workshop.participants.filter(group=None, left=False),
        "people": workshop.participants.filter(left=False),
        "numbers": [*(g.number for g in found), len(found) + 1],
        "last": workshop.last_change,
        "started": Note.objects.filter(sheet__group__workshop=workshop).exists(),
    }
    return render(request, "training/groups.html", context)


@require_safe
def charts_of_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the flip charts of all groups, with what the trainer can hide or lock."""
    workshop = led_workshop(request, pk, "run_workshop")
    found = queries.groups_of(workshop)
    context = stage_context(workshop) | {
        "charts": [
            (g, queries.chart_of(g, all_=True), g.photos.select_related("owner")) for g in found
        ],
        "last": workshop.last_change,
    }
    return render(request, "training/charts.html", context)


@require_safe
def stream(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Keep a line to a screen of the trainer."""
    workshop = led_workshop(request, pk, "run_workshop")
    return stream_to(request, workshop, None, True, holder=f"person {request.user.pk}")


Act = Callable[[SignedInRequest, Workshop], object]


def _of(workshop: Workshop, request: HttpRequest, name: str = "who") -> Participant:
    return get_object_or_404(Participant, workshop=workshop, pk=sent_number(request, name))


def _group(workshop: Workshop, request: HttpRequest) -> Group:
    return get_object_or_404(Group, workshop=workshop, number=sent_number(request, "group"))


def _minutes(request: HttpRequest) -> int:
    return sent_number(request, "minutes", 0)


def _note(workshop: Workshop, request: HttpRequest) -> Note:
    return get_object_or_404(
        Note.objects.select_related("sheet__group__workshop", "owner"),
        sheet__group__workshop=workshop,
        pk=sent_uuid(request, "note"),
    )


def _action(workshop: Workshop, request: HttpRequest) -> Action:
    return get_object_or_404(Action, workshop=workshop, pk=sent_uuid(request, "action"))


def _propose(request: SignedInRequest, workshop: Workshop) -> object:
    form = ActionForm(request.POST)
    if not form.is_valid():
        raise TrainingError(
            _("An action needs a description of what is to be done, and one name."),
            where="what",
            cure=_("Write both."),
        )
    return plenary.propose_action(
        request.user, workshop, form.cleaned_data, sent_uuid(request, "id")
    )


def _present(request: SignedInRequest, workshop: Workshop) -> object:
    number = read_word(request.POST, "group")
    return plenary.present_group(
        workshop, sent_number(request, "group") if number else None, acting_user=request.user
    )


def _clock(act: str) -> Act:
    return lambda r, w: workshops.set_clock(w, act, _minutes(r), acting_user=r.user)


ACTS: dict[str, Act] = {
    "next": lambda r, w: workshops.step(w, 1, acting_user=r.user),
    "back": lambda r, w: workshops.step(w, -1, acting_user=r.user),
    "go": lambda r, w: workshops.go_to(w, sent_number(r, "section"), acting_user=r.user),
    "show": lambda r, w: workshops.show(w, read_word(r.POST, "what"), acting_user=r.user),
    **{f"clock {act}": _clock(act) for act in ("start", "pause", "go on", "extend", "stop")},
    "close charts": lambda r, w: workshops.close_charts(w, True, acting_user=r.user),
    "open charts": lambda r, w: workshops.close_charts(w, False, acting_user=r.user),
    "new code": lambda r, w: workshops.renew_code(w, acting_user=r.user),
    "end": lambda r, w: workshops.end_workshop(w, acting_user=r.user),
    "form groups": lambda r, w: room_groups.form_room_groups(
        w,
        together=bool(read_word(r.POST, "together")),
        seed=sent_number(r, "seed", 0),
        acting_user=r.user,
    ),
    "move": lambda r, w: room_groups.move_to(_of(w, r), sent_number(r, "to"), acting_user=r.user),
    "swap": lambda r, w: room_groups.swap(_of(w, r), _of(w, r, "other"), acting_user=r.user),
    "pin": lambda r, w: room_groups.pin(_of(w, r), True, acting_user=r.user),
    "free": lambda r, w: room_groups.pin(_of(w, r), False, acting_user=r.user),
    "room": lambda r, w: room_groups.name_room(
        _group(w, r), read_word(r.POST, "room"), acting_user=r.user
    ),
    "spokesperson": lambda r, w: room_groups.name_spokesperson(_group(w, r), _of(w, r), by=r.user),
    "lock": lambda r, w: charts.lock_chart(_group(w, r), True, acting_user=r.user),
    "unlock": lambda r, w: charts.lock_chart(_group(w, r), False, acting_user=r.user),
    "hide note": lambda r, w: charts.hide_note(_note(w, r), True, acting_user=r.user),
    "show note": lambda r, w: charts.hide_note(_note(w, r), False, acting_user=r.user),
    "hide photo": lambda r, w: charts.hide_photo(_photo(w, r), True, acting_user=r.user),
    "show photo": lambda r, w: charts.hide_photo(_photo(w, r), False, acting_user=r.user),
    "draw order": lambda r, w: plenary.draw_order(w, acting_user=r.user),
    "present": _present,
    "answered": lambda r, w: plenary.settle_question(
        _question(w, r), "answered", acting_user=r.user
    ),
    "hide question": lambda r, w: plenary.settle_question(
        _question(w, r), "hide", acting_user=r.user
    ),
    "open votes": lambda r, w: plenary.open_votes(w, True, acting_user=r.user),
    "close votes": lambda r, w: plenary.open_votes(w, False, acting_user=r.user),
    "propose": _propose,
    "strike": lambda r, w: plenary.change_action(r.user, _action(w, r), {"hidden": True}),
}


def _photo(workshop: Workshop, request: HttpRequest) -> Photo:
    return get_object_or_404(Photo, group__workshop=workshop, pk=sent_uuid(request, "photo"))


def _question(workshop: Workshop, request: HttpRequest) -> Question:
    return get_object_or_404(Question, workshop=workshop, pk=sent_number(request, "question"))


@require_POST
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do what a button of the trainer's screens says, and return to the screen."""
    workshop = led_workshop(request, pk, "run_workshop")
    done = ACTS.get(read_word(request.POST, "act"))
    if done is None:
        raise Http404
    done(request, workshop)
    page = read_word(request.POST, "page")
    names = ("workshop_console", "workshop_groups", "workshop_charts", "workshop")
    return redirect(page if page in names else names[0], pk=pk)
