"""Pages of a participant: join, the room, the flip chart, the board, the plan, the hand-out."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import BaseModel, Field, ValidationError

from scp_centre.centre.documents.markdown import as_html
from scp_centre.centre.query_string import read_text, read_whole_number, read_word
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.messages import _
from scp_centre.roles.training import queries
from scp_centre.roles.training.access import (
    JOIN_CODE,
    count_wrong_code,
    in_the_room,
    is_screen_of,
    participant_of,
    remember,
    require_few_guesses,
    too_many_operations,
)
from scp_centre.roles.training.actions import attendance, charts, people, plenary, room_groups
from scp_centre.roles.training.actions.certificates import certificate_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.forms import (
    ActionForm,
    CodeForm,
    JoinForm,
    MoreForm,
    NoteForm,
    answers_of,
)
from scp_centre.roles.training.models import (
    Action,
    Evaluation,
    Kind,
    Note,
    Participant,
    Photo,
    Poll,
    Workshop,
)
from scp_centre.roles.training.next_steps import next_step
from scp_centre.roles.training.quiz_results import quizzes_of
from scp_centre.roles.training.room_limits import LONGEST_NOTE, ROLES_OF_CENTRE
from scp_centre.roles.training.views.room_page import (
    MOST_NUMBER,
    sent_number,
    sent_uuid,
    stage_context,
    stream_to,
)

MOST_AT_ONCE = 50  # operations in one request
UNREADABLE = {
    "state": "refused",
    "message": _("The phone sent this note in an unreadable format. Write it again."),
    "notes": [],
}
AFTER_GROUPS = (Kind.REPORT, Kind.VOTE, Kind.PLAN, Kind.EVALUATION)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the workshop."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _to_form(request, form.cleaned_data["code"], form)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/join.html", {"form": form}, status=status)


def _to_form(request: HttpRequest, code: str, form: CodeForm) -> HttpResponse:
    try:
        require_few_guesses(request, JOIN_CODE)
    except TrainingError as error:
        form.add_error("code", error.in_full)
        return render(request, "training/join.html", {"form": form}, status=429)
    if Workshop.objects.filter(code=code).exists():
        return redirect("join_code", code=code)
    count_wrong_code(request, JOIN_CODE)
    form.add_error(
        "code", _("There is no workshop with this code. Check the code on the projector.")
    )
    return render(request, "training/join.html", {"form": form}, status=422)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody join, with what they say of themselves."""
    workshop = Workshop.objects.filter(code=code.upper()).first()
    if workshop is None or workshop.is_over:
        asked = CodeForm({"code": code})
        if workshop is None:
            return _to_form(request, code.upper(), asked)
        asked.add_error("code", _("This code is no longer valid. Ask the trainer for a new code."))
        return render(request, "training/join.html", {"form": asked}, status=422)
    if participant_of(request, workshop):
        return redirect("room", pk=workshop.pk)
    form = JoinForm(request.POST or None)
    alike = people.entry_to_ask_about(
        workshop, read_word(request.POST, "name"), read_word(request.POST, "organisation")
    )
    if alike is not None:
        form.ask_whether_that_is(alike.name)
    key = read_word(request.POST, "key")
    if request.method == "POST" and form.is_valid():
        key = key if len(key) >= len(people.new_key()) else people.new_key()
        values = form.cleaned_data
        meant = values.pop("meant", None)
        try:
            who = people.join_workshop(workshop, values, key, is_other=meant and meant == "other")
        except TrainingError as error:
            where = error.where if error.where in form.fields else None
            form.add_error(where, error.in_full)
        else:
            answer = redirect("room", pk=who.workshop_id)
            remember(answer, request, workshop, key)
            return answer
    context = {"form": form, "workshop": workshop, "key": key or people.new_key()}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/join_code.html", context, status=status)


@login_not_required
@require_safe
def back(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Let somebody back in with another phone, by the link of their trainer."""
    workshop = get_object_or_404(Workshop, pk=pk)
    answer = redirect("room", pk=pk)
    if workshop.participants.filter(digest=people.digest_of(key)).exists():
        remember(answer, request, workshop, key)
    return answer


def room_page(who: Participant, page: str) -> dict[str, Any]:
    """Return what every page of a participant shows."""
    workshop = who.workshop
    section, quizzes = queries.place_of(workshop).section, quizzes_of(workshop)[::-1]
    later = section.kind in AFTER_GROUPS or bool(workshop.ended)
    return stage_context(workshop) | {
        "who": who,
        "page": page,
        "group": who.group,
        "last": workshop.last_change,
        "board_is_open": later,
        "over": bool(workshop.ended),
        "may_check_in": who.checked_in is None and attendance.doors_are_open(workshop),
        "quizzes": quizzes,
        "asked_poll": workshop.asked,
        "next_step": next_step(who, section, quizzes),
    }


@in_the_room
@require_safe
def room(request: HttpRequest, who: Participant) -> HttpResponse:
    """Show somebody where the workshop is: slide or task, group, room, clock."""
    context = room_page(who, "room")
    groups = {g.pk: g for g in queries.groups_of(who.workshop)}
    mine = groups.get(who.group_id or 0)
    if mine:
        context["group"] = mine
        context["members"] = [p for p in mine.members.all() if not p.left]
    activity = queries.activity_of(who.workshop)
    if context["kind"] == Kind.ACTIVITY and activity:
        context |= queries.work_of(activity)
        context["task_html"] = as_html(activity.task, top=3)
    presenting = who.workshop.presenting
    context["slide"] = as_html(queries.place_of(who.workshop).text, top=2)
    context["presenting"] = next((g for g in groups.values() if g.number == presenting), None)
    context["may_ask"] = not context["over"]
    return render(request, "training/room.html", context)


@in_the_room
@require_POST
def check_in(request: HttpRequest, who: Participant) -> HttpResponse:
    """Let somebody say that they are in the room."""
    attendance.check_in(who)
    return redirect("room", pk=who.workshop_id)


@in_the_room
@require_POST
def name_spokesperson(request: HttpRequest, who: Participant) -> HttpResponse:
    """Name the spokesperson of one's group."""
    other = get_object_or_404(Participant, workshop=who.workshop, pk=sent_number(request, "who"))
    if who.group is None:
        raise Http404
    room_groups.name_spokesperson(who.group, other, by=who)
    return redirect("room", pk=who.workshop_id)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def chart(request: HttpRequest, who: Participant) -> HttpResponse:
    """Show the group's flip chart; take what comes from a page without a script."""
    problem = ""
    if request.method == "POST":
        form = NoteForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            asked = charts.Operation(
                values["id"],
                values["kind"],
                values["note"],
                values["sheet"] or 0,
                values["text"],
                values["role"],
                values["base"] or 0,
            )
            done = charts.do_operations(who, [asked])[0]
            if done["state"] != "refused":
                return redirect("room_chart", pk=who.workshop_id)
            problem = done["message"]
    context = room_page(who, "chart") | {"problem": problem, "longest": LONGEST_NOTE}
    if activity := queries.activity_of(who.workshop):
        context |= queries.work_of(activity)
    if who.group:
        sheets = queries.chart_of(who.group, who)
        context |= {
            "sheets": [(sheet, notes, uuid.uuid4(), uuid.uuid4()) for sheet, notes in sheets],
            "photos": who.group.photos.filter(hidden=False).select_related("owner"),
            "roles": list(ROLES_OF_CENTRE.items()),
            "closed": who.workshop.charts_closed or who.group.locked,
            "photo_id": uuid.uuid4(),
            "state": {
                "me": who.pk,
                "notes": [charts.as_note(n) for _unused, notes in sheets for n in notes],
            },
        }
    status = 422 if problem else 200
    return render(request, "training/chart.html", context, status=status)


class _Operation(BaseModel):
    id: uuid.UUID
    kind: str = Field(pattern="^(write|withdraw|take|give)$")
    note: uuid.UUID
    sheet: int = Field(0, ge=0, le=MOST_NUMBER)
    text: str = Field("", max_length=4 * LONGEST_NOTE)
    role: int | None = None
    base: int = Field(0, ge=0, le=MOST_NUMBER)


@in_the_room
@require_POST
def operations(request: HttpRequest, who: Participant) -> HttpResponse:
    """Do what a phone kept while it had no line, or sends as somebody types.

    What cannot be read of it is refused by itself, in its place, so that the rest is done.
    """
    say = current_speaker()
    try:
        sent = read_json(request.body)["operations"]
        asked = [_operation_in(row) for row in sent[:MOST_AT_ONCE]]
    except (ValueError, KeyError, TypeError, RawPostDataException):
        error = say(_("The data sent are not a list of operations."))
        return JsonResponse({"error": error}, status=400)
    if too_many_operations(who, len(asked)):
        return JsonResponse({"error": "slower"}, status=429, headers={"Retry-After": "5"})
    done = iter(charts.do_operations(who, [one for one in asked if one is not None]))
    results = [next(done) if one is not None else dict(UNREADABLE) for one in asked]
    told = [one | {"message": say(one["message"])} if "message" in one else one for one in results]
    return JsonResponse({"results": told})


def _operation_in(row: Any) -> charts.Operation | None:
    """Return the operation that a phone sent; None where it cannot be read."""
    try:
        return charts.Operation(**_Operation.model_validate(row).model_dump())
    except ValidationError:
        return None


@in_the_room
@require_safe
def stream(request: HttpRequest, who: Participant) -> HttpResponseBase:
    """Keep a line to a phone."""
    group = who.group.number if who.group else None
    return stream_to(request, who.workshop, group, False, holder=f"participant {who.pk}")


@in_the_room
@require_POST
def add_photo(request: HttpRequest, who: Participant) -> HttpResponse:
    """Put a picture of paper on the chart."""
    file = request.FILES.get("photo")
    id_ = sent_uuid(request, "id")
    if file is None:
        raise TrainingError(
            _("No picture was sent."), where="photo", cure=_("Choose a picture first.")
        )
    charts.add_photo(who, id_, file)
    return redirect("room_chart", pk=who.workshop_id)


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int, photo: uuid.UUID) -> FileResponse:
    """Hand a picture out to the people of its workshop and to the trainer."""
    found = get_object_or_404(Photo.objects.select_related("group__workshop"), pk=photo)
    if found.group.workshop_id != pk:
        raise Http404
    trains = request.user.is_authenticated and allowed(request.user, "see_workshops")
    workshop = found.group.workshop
    who = participant_of(request, workshop)
    projected = workshop.presenting == found.group.number and is_screen_of(request, workshop)
    if not trains and (found.hidden or (who is None and not projected)):
        raise Http404
    answer = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@in_the_room
@require_POST
def ask(request: HttpRequest, who: Participant) -> HttpResponse:
    """Ask the group that reports back."""
    asked_in = read_whole_number(request.POST, "poll")
    poll = Poll.objects.filter(workshop=who.workshop, pk=asked_in).first() if asked_in else None
    plenary.ask_question(who, read_text(request.POST, "text"), poll)
    messages.success(request, _("Your question has reached the trainer."))
    if poll is not None:
        return redirect("room_poll", pk=who.workshop_id, poll=poll.pk)
    return redirect("room", pk=who.workshop_id)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, who: Participant) -> HttpResponse:
    """Show what all groups wrote of the nine roles, and let people give their dots."""
    context = room_page(who, "board")
    if not context["board_is_open"]:
        return redirect("room", pk=who.workshop_id)
    if request.method == "POST":
        note = get_object_or_404(
            Note.objects.select_related("sheet__group"), pk=sent_uuid(request, "note")
        )
        plenary.give_dots(who, note, sent_number(request, "dots"))
        return redirect("room_board", pk=who.workshop_id)
    context |= {
        "board": queries.board_of(who.workshop, who),
        "dots_left": queries.dots_left(who),
        "votes": who.workshop.votes_open,
    }
    return render(request, "training/board.html", context)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, who: Participant) -> HttpResponse:
    """Show the action plan, and let people put on it what they take on."""
    context = room_page(who, "plan")
    if not context["board_is_open"]:
        return redirect("room", pk=who.workshop_id)
    form = ActionForm(request.POST or None)
    if request.method == "POST":
        if read_word(request.POST, "act") == "strike":
            own = get_object_or_404(Action, workshop=who.workshop, pk=sent_uuid(request, "action"))
            plenary.change_action(who, own, {"hidden": True})
            return redirect("room_plan", pk=who.workshop_id)
        if form.is_valid():
            id_ = sent_uuid(request, "id")
            try:
                plenary.propose_action(who, who.workshop, form.cleaned_data, id_)
            except TrainingError as error:
                where = error.where if error.where in form.fields else None
                form.add_error(where, error.in_full)
            else:
                return redirect("room_plan", pk=who.workshop_id)
    context |= {
        "plan": queries.plan_of(who.workshop),
        "agreed": queries.agreed_in(who.workshop),
        "priorities": [] if who.workshop.votes_open else queries.priorities_of(who.workshop)[:10],
        "form": form,
        "new_id": read_word(request.POST, "id") or uuid.uuid4(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "training/plan.html", context, status=status)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, who: Participant) -> HttpResponse:
    """Ask what somebody thought of the workshop."""
    section = queries.evaluation_of(who.workshop)[0]
    context = room_page(who, "evaluation")
    if section is None or not context["board_is_open"]:
        return redirect("room", pk=who.workshop_id)
    if request.method == "POST":
        plenary.evaluate(who, answers_of(section.questions, request.POST))
        messages.success(request, _("Thank you. Your answers are saved."))
        return redirect("room_evaluation", pk=who.workshop_id)
    given = Evaluation.objects.filter(participant=who).first()
    answers = given.answers if given else []
    answers += [None] * (len(section.questions) - len(answers))
    context["questions"] = list(zip(section.questions, answers, strict=False))
    context["given"] = given is not None
    return render(request, "training/evaluation.html", context)


@in_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def take_home(request: HttpRequest, who: Participant) -> HttpResponse:
    """Show what a participant takes home: hand-out, contacts by consent, their own actions."""
    names = ("language", "gender", "email", "shares_contact")
    form = MoreForm(request.POST or None, initial={n: getattr(who, n) for n in names})
    if request.method == "POST" and form.is_valid():
        people.add_to_oneself(who, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("room_take_home", pk=who.workshop_id)
    sections = who.workshop.module.sections.exclude(handout="")
    contacts = who.workshop.participants.filter(shares_contact=True).exclude(email="")
    context = room_page(who, "take_home") | {
        "handouts": [(s, as_html(s.handout, top=3)) for s in sections],
        "contacts": contacts if who.shares_contact else contacts.none(),
        "shares": who.shares_contact,
        "certificate": certificate_of(who),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/take_home.html", context, status=status)
