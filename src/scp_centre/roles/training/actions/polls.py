"""Ask the room at any moment: a poll, a word cloud, questions with votes; answered on phones.

One thing is asked at a time. What a phone answered without a line, and brings after the poll was
closed, is taken in and marked as late; what was answered before is changed only while it is open.
"""

from collections.abc import Sequence

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _, n_
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.workshops import lead, tell_trainer
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import (
    Participant,
    Poll,
    PollAnswer,
    PollKind,
    Question,
    QuestionVote,
    Show,
    Workshop,
)
from scp_centre.roles.training.poll_results import word_key
from scp_centre.roles.training.room_limits import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_WORD,
    MOST_BLOCKED_WORDS,
    MOST_OPTIONS,
    MOST_POLLS,
    MOST_WORDS,
)


@transaction.atomic
def raise_poll(
    workshop: Workshop, kind: str, text: str, options: Sequence[str] = (), *, acting_user: Person
) -> Poll:
    """Ask the room, on phones and projector; what was asked before is closed.

    options : 2 to 6, of a poll only; no two read alike
    """
    claim_form()
    workshop = lead(workshop, acting_user)
    if workshop.polls.count() >= MOST_POLLS:
        raise TrainingError(
            _("You have reached the maximum number of polls: {most}.", most=MOST_POLLS),
            where="text",
            cure=_("Reopen an earlier poll instead."),
        )
    poll = Poll(
        workshop=workshop,
        kind=PollKind(kind),
        text=" ".join(text.replace("\0", "").split())[:300],
        options=_options(options) if kind == PollKind.CHOICE else [],
    )
    if not poll.text:
        raise TrainingError(
            _("The question is empty."), where="text", cure=_("Enter the question for the room.")
        )
    workshop.polls.filter(is_open=True).update(is_open=False)
    poll.save(force_insert=True)
    _put_before_the_room(workshop, poll)
    after = {"poll": poll.text, "kind": str(poll.kind)}
    record("raise_poll", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")
    return poll


def _options(typed: Sequence[str]) -> list[str]:
    options = [" ".join(one.replace("\0", "").split()) for one in typed]
    options = [one for one in options if one]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise TrainingError(
            n_(
                "A poll needs 2 to 6 answers. You entered {count} answer.",
                "A poll needs 2 to 6 answers. You entered {count} answers.",
                len(options),
            ),
            where="options",
            cure=_("Enter one answer per line."),
        )
    if long := next((one for one in options if len(one) > LONGEST_OPTION), None):
        raise TrainingError(
            _("The answer “{start}…” is too long.", start=long[:40]),
            where="options",
            cure=_("Use 100 characters or fewer for each answer."),
        )
    if len({one.casefold() for one in options}) < len(options):
        raise TrainingError(
            _("Two of the answers are the same."),
            where="options",
            cure=_("Enter answers that people can tell apart."),
        )
    return options


def _put_before_the_room(workshop: Workshop, poll: Poll) -> None:
    workshop.asked, workshop.show, workshop.page = poll, Show.ASKED, 0
    workshop.save(update_fields=["asked", "show", "page"])


@transaction.atomic
def open_poll(poll: Poll, is_open: bool, *, acting_user: Person) -> None:
    """Close a poll, so that its result is shown, or open it again."""
    workshop = lead(poll.workshop, acting_user)
    if is_open:
        workshop.polls.filter(is_open=True).update(is_open=False)
        _put_before_the_room(workshop, poll)
    poll.is_open = is_open
    poll.save(update_fields=["is_open"])
    after = {"poll": poll.text, "open": is_open}
    record("open_poll", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")


@transaction.atomic
def show_poll(poll: Poll, *, acting_user: Person) -> None:
    """Show a poll, or its result, on the projector."""
    workshop = lead(poll.workshop, acting_user)
    _put_before_the_room(workshop, poll)
    after = {"poll": poll.text}
    record("control_projector", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")


@transaction.atomic
def answer_poll(
    who: Participant, poll: Poll, *, choice: int | None = None, words: Sequence[str] = ()
) -> PollAnswer:
    """Answer a poll by the place of an option, or a word cloud by one to three words.

    Sent again while it is open, it replaces the first.
    """
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    poll = Poll.objects.get(pk=poll.pk)
    if workshop.ended or poll.workshop_id != workshop.pk:
        raise TrainingError(
            _("The workshop has ended."),
            where="poll",
            cure=_("See the workshop record for what was said."),
        )
    place, plain = _given(poll, choice, words)
    answer = PollAnswer.objects.filter(poll=poll, participant=who).first()
    if answer is None:
        answer = PollAnswer.objects.create(
            poll=poll, participant=who, late=not poll.is_open, choice=place, words=plain
        )
    elif poll.is_open:
        answer.choice, answer.words = place, plain
        answer.save(update_fields=["choice", "words"])
    elif (answer.choice, answer.words) != (place, plain):
        raise TrainingError(
            _("The trainer has closed this question."),
            where="poll",
            cure=_("Your first answer counts."),
        )
    tell_trainer(workshop, "poll")
    return answer


def _given(poll: Poll, choice: int | None, words: Sequence[str]) -> tuple[int | None, list[str]]:
    if poll.kind == PollKind.CHOICE:
        if choice is None or not 0 <= choice < len(poll.options):
            raise TrainingError(
                _("You have not chosen an answer."),
                where="choice",
                cure=_("Choose one of the answers."),
            )
        return choice, []
    plain = [" ".join(word.replace("\0", "").split()) for word in words]
    plain = [word for word in plain if word_key(word)]
    if poll.kind != PollKind.WORDS or not plain:
        raise TrainingError(
            _("You have not entered a word."), where="words", cure=_("Enter one to three words.")
        )
    if len(plain) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in plain):
        raise TrainingError(
            _("There are too many words, or one of the words is too long."),
            where="words",
            cure=_("Enter up to three words of 40 characters or fewer."),
        )
    once = {word_key(word): word for word in reversed(plain)}
    return None, [*reversed(once.values())]


@transaction.atomic
def vote_for_question(who: Participant, question: Question, wanted: bool) -> None:
    """Say that somebody wants another's question to be answered, too, or no longer."""
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    gone = question.workshop_id != workshop.pk or question.hidden or question.poll is None
    if workshop.ended or gone:
        raise TrainingError(
            _("This question is no longer available."), where="question", cure=_("Reload the page.")
        )
    if question.asked_by_id == who.pk:
        raise TrainingError(
            _("This is your own question."),
            where="question",
            cure=_("Vote for other people's questions."),
        )
    if wanted:
        QuestionVote.objects.get_or_create(question=question, participant=who)
    else:
        who.question_votes.filter(question=question).delete()
    tell_trainer(workshop, "poll")


@transaction.atomic
def block_word(workshop: Workshop, word: str, blocked: bool, *, acting_user: Person) -> None:
    """Take a word out of every word cloud of a workshop, however it is written, or let it in."""
    workshop = lead(workshop, acting_user)
    key = word_key(word)
    words = {*workshop.blocked_words} - {key} | ({key} if blocked and key else set())
    if len(words) > MOST_BLOCKED_WORDS:
        raise TrainingError(
            _("The list of hidden words is full."),
            where="word",
            cure=_("Unhide one of the words first."),
        )
    workshop.blocked_words = sorted(words)
    workshop.save(update_fields=["blocked_words"])
    after = {"blocked": blocked}
    record("block_word", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")
