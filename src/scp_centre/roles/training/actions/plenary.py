"""Before everybody: the order of reports, questions, dots, the action plan, the evaluation."""

import random
import uuid
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.deliveries.once_per_reader import has_gone, send_reminder
from scp_centre.centre.mail import has_mail_server, write
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.centre.translation import speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.workshops import lead, run_clock, tell_trainer
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import (
    Action,
    Agreement,
    Carried,
    Evaluation,
    Group,
    Note,
    NoteState,
    Participant,
    Poll,
    PollKind,
    Question,
    Show,
    Vote,
    Workshop,
)
from scp_centre.roles.training.room_limits import ROLE_NAMES

MOST_QUESTIONS = 30  # of one person
MOST_ACTIONS = 30
FOLLOW_UP_DAYS = 90


@transaction.atomic
def draw_order(workshop: Workshop, *, acting_user: Person, seed: int | None = None) -> list[int]:
    """Draw the order in which the groups report back; return the numbers of the groups."""
    workshop = lead(workshop, acting_user)
    groups = list(workshop.groups.all())
    if not groups:
        raise TrainingError(
            _("There are no groups."), where="groups", cure=_("Form the groups first.")
        )
    random.Random(seed).shuffle(groups)
    for turn, group in enumerate(groups, 1):
        group.turn, group.reported = turn, False
    Group.objects.bulk_update(groups, ["turn", "reported"])
    workshop.presenting = None
    workshop.save(update_fields=["presenting"])
    order = [g.number for g in groups]
    record("draw_order", workshop.title, acting_user=acting_user, after={"order": order})
    tell_screens(workshop, "stage")
    return order


def _presenting(workshop: Workshop) -> Group | None:
    """Return the group that reports back."""
    if workshop.presenting is None:
        return None
    return workshop.groups.filter(number=workshop.presenting).first()


@transaction.atomic
def present_group(workshop: Workshop, number: int | None, *, acting_user: Person) -> None:
    """Let a group report back, its chart on the projector and the clock running; None ends it."""
    workshop = lead(workshop, acting_user)
    before = _presenting(workshop)
    if before and before.number != number:
        before.reported = True
        before.save(update_fields=["reported"])
    if number is not None and not workshop.groups.filter(number=number).exists():
        raise TrainingError(
            _("There is no group {number}.", number=number),
            where="group",
            cure=_("Choose one of the groups."),
        )
    workshop.presenting, workshop.show = number, Show.SECTION
    workshop.page, workshop.raised, workshop.questions_shown = 0, None, True
    run_clock(workshop, "stop")
    if number is not None:
        run_clock(workshop, "start", workshop.report_minutes)
    save_row(workshop)
    after = {"presenting": number}
    record("present_group", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")


@transaction.atomic
def ask_question(who: Participant, text: str, poll: Poll | None = None) -> Question:
    """Ask the group that reports back, or everybody.

    poll : where the trainer asks for questions, and people vote on them
    """
    claim_form()
    workshop = _open_room(who)
    text = _words(text, 500, _("The question"))
    if who.questions.count() >= MOST_QUESTIONS:
        raise TrainingError(
            _(
                "You have asked {_QUESTIONS} questions, which is the maximum.",
                _QUESTIONS=MOST_QUESTIONS,
            ),
            where="text",
            cure=_("Ask your question aloud."),
        )
    if poll is not None and (poll.workshop_id, poll.kind) == (workshop.pk, PollKind.QUESTIONS):
        question = Question.objects.create(workshop=workshop, poll=poll, asked_by=who, text=text)
        tell_screens(workshop, "poll")
        return question
    group = _presenting(workshop)
    question = Question.objects.create(workshop=workshop, group=group, asked_by=who, text=text)
    tell_trainer(workshop, "question")
    return question


def _open_room(who: Participant) -> Workshop:
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    if workshop.ended:
        raise TrainingError(
            _("The workshop has ended."),
            where="workshop",
            cure=_("See the workshop record for what was said."),
        )
    return workshop


def _words(text: str, longest: int, what: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise TrainingError(
            _("{what} is empty.", what=what), where="text", cure=_("Enter some text.")
        )
    if len(text) > longest:
        raise TrainingError(
            _(
                "{what} has {len} characters. The limit is {_LONGEST}.",
                what=what,
                len=len(text),
                _LONGEST=longest,
            ),
            where="text",
            cure=_("Shorten the text."),
        )
    return text


@transaction.atomic
def settle_question(question: Question, what: str, *, acting_user: Person) -> None:
    """Note that a question was answered, or hide it."""
    workshop = lead(question.workshop, acting_user)
    question.answered = question.answered or what == "answered"
    question.hidden = what == "hide"
    question.save(update_fields=["answered", "hidden"])
    after = {"question": question.text[:100], "as": what}
    record("settle_question", workshop.title, acting_user=acting_user, after=after)
    if question.poll_id:
        tell_screens(workshop, "poll")
    else:
        tell_trainer(workshop, "question")


@transaction.atomic
def agree(workshop: Workshop, text: str, *, acting_user: Person) -> Agreement:
    """Write down what the room agrees on, before everybody; about the group that reports back."""
    claim_form()
    workshop = lead(workshop, acting_user)
    if workshop.agreements.filter(struck=False).count() >= MOST_ACTIONS:
        raise TrainingError(
            _(
                "{most} points have already been agreed, so no more can be added.",
                most=MOST_ACTIONS,
            ),
            where="text",
            cure=_("Remove a less important point."),
        )
    made = Agreement.objects.create(
        workshop=workshop, group=_presenting(workshop), text=_words(text, 500, _("The agreement"))
    )
    record("agree", workshop.title, acting_user=acting_user, after={"text": made.text[:100]})
    tell_screens(workshop, "stage")
    return made


@transaction.atomic
def strike_agreement(agreement: Agreement, *, acting_user: Person) -> None:
    """Take what the room agreed on off its list."""
    workshop = lead(agreement.workshop, acting_user)
    agreement.struck = True
    agreement.save(update_fields=["struck"])
    after = {"struck": agreement.text[:100]}
    record("agree", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")


@transaction.atomic
def open_votes(workshop: Workshop, is_open: bool, *, acting_user: Person) -> None:
    """Open the dots, or close them."""
    workshop = lead(workshop, acting_user)
    workshop.votes_open = is_open
    workshop.save(update_fields=["votes_open"])
    record("open_votes", workshop.title, acting_user=acting_user, after={"open": is_open})
    tell_screens(workshop, "stage")


@transaction.atomic
def give_dots(who: Participant, note: Note, dots: int) -> int:
    """Give so many dots to a note of the board, in all; return how many are left.

    A merged note is one, whichever of its parts is named.

    Raises TrainingError when the vote is closed, or more dots are given than somebody has.
    """
    workshop = _open_room(who)
    if not workshop.votes_open:
        raise TrainingError(
            _("The vote is not open."),
            where="dots",
            cure=_("Wait until the trainer opens the vote."),
        )
    if note.sheet.group.workshop_id != workshop.pk or note.state != NoteState.SHOWN:
        raise TrainingError(
            _("This note does not exist."), where="dots", cure=_("Reload the page.")
        )
    # The parts of a merged note are one: what was given to any of them is given to it.
    theme = note.theme
    parts = [note.pk]
    if theme is not None and theme.merged:
        parts = [part.pk for part in theme.notes.all()]
    elsewhere = who.votes.exclude(note__in=parts).aggregate(sum=Sum("dots"))["sum"] or 0
    if dots < 0 or elsewhere + dots > workshop.dots:
        raise TrainingError(
            n_(
                "You have {count} dot, and {elsewhere} of your dots are already used elsewhere.",
                "You have {count} dots, and {elsewhere} of them are already used elsewhere.",
                workshop.dots,
                elsewhere=elsewhere,
            ),
            where="dots",
            cure=_("Remove a dot elsewhere first."),
        )
    who.votes.filter(note__in=parts).exclude(note=note).delete()
    if dots:
        Vote.objects.update_or_create(participant=who, note=note, defaults={"dots": dots})
    else:
        who.votes.filter(note=note).delete()
    tell_trainer(workshop, "vote")
    return workshop.dots - elsewhere - dots


@transaction.atomic
def propose_action(
    by: Participant | Person, workshop: Workshop, values: dict[str, Any], id_: uuid.UUID
) -> Action:
    """Put an action on the plan: what, who, by when, with whom; sent twice, it is there once."""
    workshop = _open_room(by) if isinstance(by, Participant) else lead(workshop, by)
    if known := Action.objects.filter(pk=id_).first():
        if known.workshop_id == workshop.pk:
            return known
        raise TrainingError(
            _("This action is in another workshop's plan."),
            where="what",
            cure=_("Reload the page and enter the action again."),
        )
    if workshop.actions.count() >= MOST_ACTIONS * 10 or (
        isinstance(by, Participant) and by.actions.count() >= MOST_ACTIONS
    ):
        raise TrainingError(
            _("The plan is full."),
            where="what",
            cure=_("A plan this long will not be carried out. Choose what matters most."),
        )
    action = Action.objects.create(
        pk=id_,
        workshop=workshop,
        proposed_by=by if isinstance(by, Participant) else None,
        what=_words(values.get("what", ""), 300, _("The action")),
        who=_words(values.get("who", ""), 150, _("The name")),
        due=_later(values.get("due")),
        with_whom=values.get("with_whom", "").strip()[:200],
        role=values.get("role") if values.get("role") in ROLE_NAMES else None,
    )
    after = {"what": action.what}
    person = None if isinstance(by, Participant) else by
    record("propose_action", workshop.title, acting_user=person, after=after)
    tell_screens(workshop, "action")
    return action


def _later(due: date | None) -> date | None:
    if due and due < timezone.localdate():
        raise TrainingError(
            _("{due} is in the past.", due=due),
            where="due",
            cure=_("Enter a date in the future."),
        )
    return due


@transaction.atomic
def change_action(by: Participant | Person, action: Action, values: dict[str, Any]) -> Action:
    """Change an action: the trainer any, a participant their own; hidden takes it off the plan."""
    if isinstance(by, Participant):
        workshop = _open_room(by)
        if action.proposed_by_id != by.pk:
            raise TrainingError(
                _("Somebody else added this action to the plan."),
                where="action",
                cure=_("Ask that person or the trainer to edit the action."),
            )
    else:
        workshop = lead(action.workshop, by)
    before = {name: str(getattr(action, name)) for name in values}
    for name, value in values.items():
        setattr(action, name, value)
    action.save(update_fields=list(values))
    after = {name: str(value) for name, value in values.items()}
    person = None if isinstance(by, Participant) else by
    record("change_action", workshop.title, acting_user=person, before=before, after=after)
    tell_screens(workshop, "action")
    return action


@transaction.atomic
def follow_action(action: Action, carried: str, remark: str, *, acting_user: Person) -> None:
    """Say, some time after the workshop, what became of an action."""
    require(acting_user, "run_workshop")
    if carried not in Carried.values:
        raise TrainingError(
            _("'{carried}' is not a valid state for an action.", carried=carried),
            where="carried",
            cure=_("Choose from the list."),
        )
    before = {"carried": str(action.carried)}
    action.carried, action.remark = Carried(carried), remark.strip()[:500]
    action.followed = timezone.localdate()
    action.save(update_fields=["carried", "remark", "followed"])
    record(
        "follow_action",
        str(action.workshop),
        acting_user=acting_user,
        before=before,
        after={"what": action.what, "carried": carried},
    )


def remind_follow_up(today: date) -> int:
    """Mail each trainer, once, the actions of a workshop of three months ago; return how many.

    Whom no letter reached, since the mail server refused it, the next run asks.
    """
    if not has_mail_server():
        return 0
    due = Workshop.objects.filter(
        ended__date__lte=today - timedelta(days=FOLLOW_UP_DAYS),
        follow_up_asked__isnull=True,
        trainer__is_active=True,
    ).select_related("trainer")
    sent = 0
    for workshop in due:
        letter, name = _open_actions(workshop), f"follow-up of workshop {workshop.pk}"
        if letter is not None:
            sent += send_reminder(name, letter, "follow_up")
            if not has_gone(name, workshop.trainer.email):
                continue
        mine = Workshop.objects.filter(pk=workshop.pk, follow_up_asked=None)
        mine.update(follow_up_asked=today)
    return sent


def _open_actions(workshop: Workshop) -> EmailMessage | None:
    """Return the letter on the actions that nobody has followed up; none when there are none."""
    actions = workshop.actions.filter(hidden=False, followed__isnull=True)
    lines = [f"- {a.what} ({a.who})" for a in actions]
    if not lines:
        return None
    say = speaker(workshop.trainer.language or "en")
    opening = say(
        _(
            "These actions were agreed three months ago in the workshop {title}. Ask about their "
            "progress, and record it on the workshop's page.",
            title=workshop.title,
        )
    )
    subject = say(_("Outcome: {title}", title=workshop.title))
    return write(workshop.trainer.email, subject, "\n".join([opening, "", *lines]))


@transaction.atomic
def evaluate(who: Participant, answers: list[Any]) -> Evaluation:
    """Keep what somebody thought of the workshop; sent again, it replaces the first."""
    evaluation, _unused = Evaluation.objects.update_or_create(
        participant=who, defaults={"answers": answers}
    )
    tell_trainer(who.workshop, "evaluation")
    return evaluation
