"""The trainer's screens while a workshop runs: console, groups, charts, projector, their stream."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.query_string import parse_whole_number, read_text, read_word, read_words
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.actions import board as board_acts
from scp_centre.roles.training.actions import (
    charts,
    plenary,
    polls,
    projection,
    room_groups,
    workshops,
)
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import ActionForm, PollForm
from scp_centre.roles.training.models import (
    Action,
    Agreement,
    Group,
    Note,
    Participant,
    Photo,
    Poll,
    Question,
    Show,
    Theme,
    Workshop,
)
from scp_centre.roles.training.poll_results import result_of, results_of_polls
from scp_centre.roles.training.quiz_results import results_of
from scp_centre.roles.training.room_limits import ROLE_NAMES
from scp_centre.roles.training.views.room_page import (
    MOST_NUMBER,
    address_of,
    led_workshop,
    sent_number,
    sent_uuid,
    stage_context,
    stream_to,
)

# As the house's own, but this page shows another of this centre: the projector, in small.
FRAMING_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "connect-src 'self'; manifest-src 'self'; frame-src 'self'"
)
CONSOLE = "workshop_console"
PAGES = ("workshop_groups", "workshop_charts", "workshop_board", "workshop")
SHOWS = {
    Show.SECTION: _("Slide or activity"),
    Show.JOIN: _("How to join"),
    Show.GROUPS: _("Groups"),
    Show.BOARD: _("Board"),
    Show.PLAN: _("Action plan"),
    Show.ASKED: _("What you asked"),
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
        "joined": queries.in_the_room_of(workshop).count(),
        "organisations": queries.organisations_of(workshop),
        "board": board,
        "priorities": queries.priorities_of(workshop, board),
        "plan": queries.plan_of(workshop),
        "asked_result": result_of(workshop.asked, workshop) if workshop.asked else None,
        "agreed": queries.agreed_in(workshop),
        "questions": workshop.questions.filter(hidden=False, poll=None).select_related(
            "group", "asked_by"
        ),
        "last": workshop.last_change,
    }


@require_safe
def console(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the trainer where the workshop is, what to say, and every lever."""
    return _console(request, led_workshop(request, pk, "run_workshop"))


def _console(
    request: SignedInRequest, workshop: Workshop, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the console. refused : a form that was, with what was typed, and why"""
    place = queries.place_of(workshop)
    _unused, results, answered = queries.evaluation_of(workshop)
    context = room_context(workshop) | {
        "notes": as_html(place.section.notes, top=3),
        "following": as_html(place.following, top=3),
        "number": place.slide + 1,
        "slides": len(place.slides),
        "sections": workshops.sections_of(workshop),
        "raised": queries.question_shown(workshop)[0],
        **queries.what_comes_next(workshop),
        **_screens(request, workshop),
        "shows": [
            (str(value), label)
            for value, label in SHOWS.items()
            if value != Show.ASKED or workshop.asked
        ],
        "stages": ("section",),
        "polls": results_of_polls(workshop),
        "form": ActionForm(auto_id="new_%s"),
        "poll_form": PollForm(auto_id="poll_%s"),
        "new_id": uuid.uuid4(),
        "results": results,
        "quiz_results": results_of(workshop),
        "answered": answered,
    }
    context |= refused or {}
    status = 422 if refused else 200
    answer = render(request, "training/console.html", context, status=status)
    answer["Content-Security-Policy"] = FRAMING_POLICY
    return answer


def _screens(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """Return the code for projectors without an account, while it serves, and their number."""
    serves = workshop.screen_code_ends and workshop.screen_code_ends > timezone.now()
    return {
        "screen_code": workshop.screen_code if serves else "",
        "screen_code_ends": workshop.screen_code_ends,
        "screen_address": address_of(request, reverse("enter_screen")),
        "screens": workshop.screens.filter(until__gt=timezone.now()).count(),
    }


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
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the board to the trainer, who moves notes and puts them together under themes."""
    workshop = led_workshop(request, pk, "run_workshop")
    rows = queries.board_of(workshop)
    context = stage_context(workshop) | {
        "board": rows,
        "is_bare": not any(row.notes or row.theme for row in rows),
        "themes": workshop.themes.all(),
        "roles": list(ROLE_NAMES.items()),
        "last": workshop.last_change,
    }
    return render(request, "training/arrange_board.html", context)


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


def _pages(request: HttpRequest) -> int | None:
    """Return how many pages the projector has, as far as the trainer's screen knows."""
    return sent_number(request, "pages", 0) or None


def _note(workshop: Workshop, request: HttpRequest) -> Note:
    return get_object_or_404(
        Note.objects.select_related("sheet__group__workshop", "owner"),
        sheet__group__workshop=workshop,
        pk=sent_uuid(request, "note"),
    )


def _action(workshop: Workshop, request: HttpRequest) -> Action:
    return get_object_or_404(Action, workshop=workshop, pk=sent_uuid(request, "action"))


def _propose(request: SignedInRequest, workshop: Workshop) -> dict[str, Any] | None:
    """Put an action on the plan; return the form with what was typed where it is refused."""
    form = ActionForm(request.POST, auto_id="new_%s")
    id_ = sent_uuid(request, "id")
    if form.is_valid():
        try:
            plenary.propose_action(request.user, workshop, form.cleaned_data, id_)
        except TrainingError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
    return {"form": form, "new_id": id_} if form.errors else None


def _raise_poll(request: SignedInRequest, workshop: Workshop) -> dict[str, Any] | None:
    """Ask the room; return the form with what was typed where it is refused."""
    form = PollForm(request.POST, auto_id="poll_%s")
    if form.is_valid():
        given = form.cleaned_data
        options = given["options"].splitlines()
        try:
            polls.raise_poll(
                workshop, given["kind"], given["text"], options, acting_user=request.user
            )
        except TrainingError as error:
            form.add_error(error.where if error.where in form.fields else None, error.in_full)
    return {"poll_form": form} if form.errors else None


def _poll(workshop: Workshop, request: HttpRequest) -> Poll:
    return get_object_or_404(Poll, workshop=workshop, pk=sent_number(request, "poll"))


def _theme(workshop: Workshop, request: HttpRequest) -> Theme:
    return get_object_or_404(Theme, workshop=workshop, pk=sent_number(request, "theme"))


def _move(request: SignedInRequest, workshop: Workshop) -> object:
    """Move the notes that were ticked: to "role 2", "theme 7", "new", or "" for their own place."""
    kind, _space, number = read_word(request.POST, "to").partition(" ")
    place = parse_whole_number(number, most=MOST_NUMBER)
    title = read_word(request.POST, "title")
    if kind == "new" and not title:
        raise TrainingError(
            _("The new theme has no title."), where="title", cure=_("Enter a short title.")
        )
    theme = get_object_or_404(Theme, workshop=workshop, pk=place) if kind == "theme" else None
    return board_acts.move_notes(
        workshop,
        _ticked(request),
        role=place if kind == "role" else None,
        theme=theme,
        title=title if kind == "new" else "",
        acting_user=request.user,
    )


def _ticked(request: HttpRequest) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in read_words(request.POST, "note")]
    except ValueError as error:
        raise Http404 from error


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
    "start": lambda r, w: workshops.start_workshop(w, acting_user=r.user),
    "page on": lambda r, w: projection.turn_page(w, 1, _pages(r), acting_user=r.user),
    "page back": lambda r, w: projection.turn_page(w, -1, _pages(r), acting_user=r.user),
    "larger": lambda r, w: projection.enlarge(w, 1, acting_user=r.user),
    "smaller": lambda r, w: projection.enlarge(w, -1, acting_user=r.user),
    "own size": lambda r, w: projection.enlarge(w, 0, acting_user=r.user),
    "turn by itself": lambda r, w: projection.let_turn(w, True, acting_user=r.user),
    "turn by hand": lambda r, w: projection.let_turn(w, False, acting_user=r.user),
    "raise question": lambda r, w: projection.raise_question(
        w, _question(w, r), acting_user=r.user
    ),
    "lower questions": lambda r, w: projection.raise_question(w, None, acting_user=r.user),
    "screen code": lambda r, w: projection.give_screen_code(w, acting_user=r.user),
    "close screens": lambda r, w: projection.close_screens(w, acting_user=r.user),
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
    "agree": lambda r, w: plenary.agree(w, read_text(r.POST, "text"), acting_user=r.user),
    "strike agreement": lambda r, w: plenary.strike_agreement(
        get_object_or_404(Agreement, workshop=w, pk=sent_number(r, "agreement")),
        acting_user=r.user,
    ),
    "open votes": lambda r, w: plenary.open_votes(w, True, acting_user=r.user),
    "close votes": lambda r, w: plenary.open_votes(w, False, acting_user=r.user),
    "close poll": lambda r, w: polls.open_poll(_poll(w, r), False, acting_user=r.user),
    "open poll": lambda r, w: polls.open_poll(_poll(w, r), True, acting_user=r.user),
    "show poll": lambda r, w: polls.show_poll(_poll(w, r), acting_user=r.user),
    "hide word": lambda r, w: polls.block_word(
        w, read_word(r.POST, "word"), True, acting_user=r.user
    ),
    "show word": lambda r, w: polls.block_word(
        w, read_word(r.POST, "word"), False, acting_user=r.user
    ),
    "move notes": _move,
    "merge theme": lambda r, w: board_acts.merge_theme(_theme(w, r), True, acting_user=r.user),
    "part theme": lambda r, w: board_acts.merge_theme(_theme(w, r), False, acting_user=r.user),
    "dissolve theme": lambda r, w: board_acts.dissolve_theme(_theme(w, r), acting_user=r.user),
    "name theme": lambda r, w: board_acts.name_theme(
        _theme(w, r), read_word(r.POST, "title"), acting_user=r.user
    ),
    "strike": lambda r, w: plenary.change_action(r.user, _action(w, r), {"hidden": True}),
}


# Acts with a form that holds what somebody typed: refused, it is shown again with that.
FORMED = {"propose": _propose, "raise poll": _raise_poll}


def _photo(workshop: Workshop, request: HttpRequest) -> Photo:
    return get_object_or_404(Photo, group__workshop=workshop, pk=sent_uuid(request, "photo"))


def _question(workshop: Workshop, request: HttpRequest) -> Question:
    return get_object_or_404(Question, workshop=workshop, pk=sent_number(request, "question"))


@require_POST
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do what a button of the trainer's screens says, and return to the screen."""
    workshop = led_workshop(request, pk, "run_workshop")
    asked = read_word(request.POST, "act")
    if asked in FORMED:
        refused = FORMED[asked](request, workshop)
        return _console(request, workshop, refused) if refused else redirect(CONSOLE, pk=pk)
    done = ACTS.get(asked)
    if done is None:
        raise Http404
    done(request, workshop)
    page = read_word(request.POST, "page")
    return redirect(page if page in PAGES else CONSOLE, pk=pk)
