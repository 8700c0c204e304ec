"""The one next thing that somebody does with their phone, in each phase of a workshop."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from scp_centre.methods.messages import Message, _, n_
from scp_centre.roles.training import queries
from scp_centre.roles.training.models import (
    Evaluation,
    Kind,
    Participant,
    Poll,
    PollKind,
    QuizAnswer,
    Section,
    Show,
)
from scp_centre.roles.training.poll_results import has_answered


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence, and one button that leads to it; none where the phone can wait."""

    said: Message
    button: Message | None = None
    address: str = ""


def next_step(who: Participant, section: Section, quizzes: list[Section]) -> NextStep:
    """Return what comes next for somebody; checking in has its own button before it."""
    if who.workshop.ended:
        return _after_the_end(who)
    if (asked := _open_poll(who)) is not None:
        return _asked(who, asked)
    step = {
        Kind.QUIZ: lambda: _quiz(who, quizzes),
        Kind.ACTIVITY: lambda: _activity(who),
        Kind.REPORT: lambda: _report(who),
        Kind.VOTE: lambda: _vote(who),
        Kind.PLAN: lambda: _to(
            who,
            "room_plan",
            _("Add the actions you will carry out to the plan."),
            _("Open the action plan"),
        ),
        Kind.EVALUATION: lambda: _evaluation(who),
        Kind.BREAK: lambda: NextStep(_("Break. This page shows when the workshop continues.")),
    }.get(Kind(section.kind))
    return step() if step else _listen(who)


def _open_poll(who: Participant) -> Poll | None:
    """Return what the room is asked now, until somebody has answered.

    Once the trainer has gone on, the work of the section comes first again; the tab stays.
    """
    asked = who.workshop.asked
    if asked is None or not asked.is_open or who.workshop.show != Show.ASKED:
        return None
    return None if has_answered(who, asked) else asked


def _asked(who: Participant, poll: Poll) -> NextStep:
    if poll.kind == PollKind.QUESTIONS:
        said = _("Ask your question, or vote for other people's questions.")
        button = _("See the questions")
    elif poll.kind == PollKind.WORDS:
        said, button = _("The trainer asks you for one to three words."), _("Enter your words")
    else:
        said, button = _("The trainer asks you a question."), _("Answer the poll")
    return _to(who, "room_poll", said, button, poll=poll.pk)


def _to(who: Participant, name: str, said: Message, button: Message, **more: Any) -> NextStep:
    return NextStep(said, button, reverse(name, args=[who.workshop_id, *more.values()]))


def _listen(who: Participant) -> NextStep:
    ask = reverse("room", args=[who.workshop_id]) + "#ask"
    return NextStep(_("Follow the projector. Ask questions at any time."), _("Ask a question"), ask)


def _quiz(who: Participant, quizzes: list[Section]) -> NextStep:
    if not quizzes or QuizAnswer.objects.filter(participant=who, section=quizzes[0]).exists():
        return NextStep(_("Your answers are saved. Wait for the others."))
    said, button = (
        _("Answer the questions, then submit your answers. You can submit only once."),
        _("Answer the quiz"),
    )
    return _to(who, "room_quiz", said, button, place=quizzes[0].place)


def _activity(who: Participant) -> NextStep:
    if who.group is None:
        return NextStep(_("The groups are being formed. Your group will appear here."))
    said = _("Go to group {number} and write what you find.", number=who.group.number)
    if who.group.room:
        said = _(
            "Go to group {number} ({room}) and write what you find.",
            number=who.group.number,
            room=who.group.room,
        )
    return _to(who, "room_chart", said, _("Write on the flip chart"))


def _report(who: Participant) -> NextStep:
    number = who.workshop.presenting
    if number is None:
        return _listen(who)
    if who.group and who.group.number == number:
        return NextStep(_("Your group is reporting back now."))
    ask = reverse("room", args=[who.workshop_id]) + "#ask"
    return NextStep(_("Group {number} is reporting back.", number=number), _("Ask a question"), ask)


def _vote(who: Participant) -> NextStep:
    left = queries.dots_left(who)
    if not who.workshop.votes_open:
        said, button = _("The vote is closed. See the result."), _("Open the board")
    elif left:
        said = n_("Give your {count} dot.", "Give your {count} dots.", left)
        button = _("Open the board")
    else:
        return NextStep(_("You have given all your dots. Wait for the result."))
    return _to(who, "room_board", said, button)


def _evaluation(who: Participant) -> NextStep:
    if Evaluation.objects.filter(participant=who).exists():
        return NextStep(_("Thank you. Your answers are saved."))
    said = _("Say what was useful. Your name is not shown.")
    return _to(who, "room_evaluation", said, _("Answer the evaluation"))


def _after_the_end(who: Participant) -> NextStep:
    section, _results, _answered = queries.evaluation_of(who.workshop)
    if section is not None and not Evaluation.objects.filter(participant=who).exists():
        return _evaluation(who)
    said = _("The workshop has ended. Take the workshop record and your certificate home.")
    return _to(who, "room_take_home", said, _("Take home"))
