"""What the room answered: options by people, words with counts, questions by votes."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q

from scp_centre.methods.quizzes import plain_words
from scp_centre.roles.training.models import (
    Participant,
    Poll,
    PollAnswer,
    PollKind,
    Question,
    Workshop,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Votes(TypedDict):
        all_votes: int
        my_votes: int

    QuestionWithVotes = WithAnnotations[Question, Votes]

SIZES = 5  # of words in a cloud
MOST_IN_CLOUD = 40  # the table holds the rest


def word_key(word: str) -> str:
    """Return a word as words are counted: without case, accents and stops; "" for stops alone.

    >>> word_key(" Économie! "), word_key("☺"), word_key("...")
    ('economie', '☺', '')
    """
    signs = "".join(sign for sign in word if unicodedata.category(sign)[0] not in "PZC")
    return plain_words(word) or signs


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that a poll offers. share : of those who answered, 0 to 1; None without answers"""

    text: str
    people: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cloud. people : who said it    size : 1 to SIZES, by people"""

    text: str
    people: int
    size: int


def count_words(given: Iterable[Sequence[str]]) -> list[Word]:
    """Return the words that people gave, the most frequent first; each counts once a person.

    Words that read alike are one, written as most people wrote it, or else as the first did.

    size = 1 + (people - 1) / (most people - 1) * (SIZES - 1), rounded

    >>> [(w.text, w.people, w.size) for w in count_words([["Water", "eau"], ["water"], ["WATER"]])]
    [('Water', 3, 5), ('eau', 1, 1)]
    """
    spellings: dict[str, Counter[str]] = {}
    for words in given:
        for key, word in {word_key(w): w for w in reversed(words)}.items():
            if key:
                spellings.setdefault(key, Counter())[word] += 1
    # Counter keeps the order in which the spellings came, so that of equals the first wins.
    counted = [(max(c, key=lambda word: c[word]), c.total()) for c in spellings.values()]
    counted.sort(key=lambda one: (-one[1], one[0].casefold()))
    most = counted[0][1] if counted else 1
    return [
        Word(text, n, 1 + round((n - 1) / (most - 1) * (SIZES - 1)) if most > 1 else 3)
        for text, n in counted
    ]


@dataclass(frozen=True, slots=True)
class PollResult:
    """What the room answered to one thing. answered : people    late : of them after the close

    hidden : words that the trainer took out    cloud : the words that are drawn, in their order
    """

    poll: Poll
    answered: int
    late: int
    options: tuple[Option, ...] = ()
    words: tuple[Word, ...] = ()
    hidden: tuple[Word, ...] = ()
    questions: "tuple[QuestionWithVotes, ...]" = ()

    @property
    def cloud(self) -> list[Word]:
        """Return the most frequent words by alphabet, as they are drawn."""
        return sorted(self.words[:MOST_IN_CLOUD], key=lambda word: word.text.casefold())

    @property
    def is_shown(self) -> bool:
        """Whether the room sees the result already: a poll's only once it is closed."""
        return not self.poll.is_open or self.poll.kind != PollKind.CHOICE


def result_of(poll: Poll, workshop: Workshop, who: Participant | None = None) -> PollResult:
    """Return what the room answered; `my_votes` of a question are those of `who`."""
    answers: list[PollAnswer] = list(poll.answers.all())
    late = sum(one.late for one in answers)
    if poll.kind == PollKind.CHOICE:
        chosen = Counter(one.choice for one in answers)
        options = tuple(
            Option(text, chosen[place], chosen[place] / len(answers) if answers else None)
            for place, text in enumerate(poll.options)
        )
        return PollResult(poll, len(answers), late, options)
    if poll.kind == PollKind.WORDS:
        blocked = {*workshop.blocked_words}
        kept = [[w for w in one.words if word_key(w) not in blocked] for one in answers]
        out = [[w for w in one.words if word_key(w) in blocked] for one in answers]
        words, hidden = tuple(count_words(kept)), tuple(count_words(out))
        return PollResult(poll, len(answers), late, words=words, hidden=hidden)
    questions = tuple(questions_of_poll(poll, who))
    people = {q.asked_by_id for q in questions}
    people |= {*poll.questions.values_list("votes__participant", flat=True)} - {None}
    return PollResult(poll, len(people), 0, questions=questions)


def questions_of_poll(poll: Poll, who: Participant | None = None) -> "list[QuestionWithVotes]":
    """Return the questions that came when the trainer asked for them, most votes first."""
    mine = Q(votes__participant=who) if who else Q(pk__isnull=True)
    return list(
        poll.questions.filter(hidden=False)
        .select_related("asked_by", "group")
        .annotate(
            all_votes=Count("votes", distinct=True),
            my_votes=Count("votes", filter=mine, distinct=True),
        )
        .order_by("answered", "-all_votes", "made")
    )


def results_of_polls(workshop: Workshop) -> list[PollResult]:
    """Return all that the room was asked, the newest first."""
    return [result_of(poll, workshop) for poll in workshop.polls.prefetch_related("answers")]


def has_answered(who: Participant, poll: Poll) -> bool:
    """Return whether somebody has done what a poll asks for; of questions, asked or voted."""
    if poll.kind != PollKind.QUESTIONS:
        return poll.answers.filter(participant=who).exists()
    own = poll.questions.filter(Q(asked_by=who) | Q(votes__participant=who))
    return own.exists()
