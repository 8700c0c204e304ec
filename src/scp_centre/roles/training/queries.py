"""Every read of training: the room as its screens show it, the board, the plan, what came of it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from scp_centre.centre.documents.markdown import slides_of
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.messages import n_
from scp_centre.methods.teams import explain_place
from scp_centre.roles.training.actions.courses import may_enrol
from scp_centre.roles.training.actions.room_groups import grouping_of
from scp_centre.roles.training.actions.workshops import seconds_left
from scp_centre.roles.training.attendance import TOOK_PART
from scp_centre.roles.training.models import (
    Action,
    Agreement,
    Course,
    Enrolment,
    Evaluation,
    Group,
    Kind,
    Module,
    Note,
    NoteState,
    Participant,
    Picture,
    Question,
    Section,
    Standing,
    Theme,
    Vote,
    Workshop,
)
from scp_centre.roles.training.room_limits import ROLE_GROUPS, ROLE_NAMES, ROLES_OF_CENTRE

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Dots(TypedDict):
        all_dots: int
        my_dots: int

    NoteWithDots = WithAnnotations[Note, Dots]


PICTURE = re.compile(r"^/training/pictures/([0-9a-f-]{36})\.jpg$")
WARNING_SECONDS = 600  # a clock that is about to run out


def ready_modules() -> QuerySet[Module]:
    """Return the modules that can be held."""
    return Module.objects.filter(standing=Standing.READY).prefetch_related("sections")


def workshops_to_come() -> QuerySet[Workshop]:
    """Return the workshops that have not ended, the next one first."""
    return Workshop.objects.filter(ended__isnull=True).select_related("module").order_by("starts")


def courses_for(person: Person) -> list[tuple[Course, Enrolment | None]]:
    """Return the courses that somebody may follow or leads, with their own enrolment."""
    today = timezone.localdate()
    own = {e.course_id: e for e in Enrolment.objects.filter(person=person)}
    leads = allowed(person, "run_workshop")
    going = Course.objects.filter(Q(deadline__isnull=True) | Q(deadline__gte=today))
    found = Course.objects.filter(Q(pk__in=going) | Q(pk__in=own)).select_related("module")
    return [
        (c, own.get(c.pk))
        for c in found.prefetch_related("module__sections")
        if leads or c.pk in own or (c.opens <= today and may_enrol(c, person))
    ]


def picture_at(address: str) -> Picture | None:
    """Return the picture of slides at an address of this centre; None for any other address."""
    found = PICTURE.match(address)
    return Picture.objects.filter(pk=found[1]).first() if found else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a workshop is: its section, the slide, and how many slides there are."""

    section: Section
    slides: list[str]
    slide: int

    @property
    def text(self) -> str:
        """Return the slide that is shown."""
        return self.slides[self.slide] if self.slide < len(self.slides) else ""

    @property
    def following(self) -> str:
        """Return the slide after it, in the same section."""
        after = self.slide + 1
        return self.slides[after] if after < len(self.slides) else ""


def place_of(workshop: Workshop) -> Place:
    """Return where a workshop is."""
    sections = list(workshop.module.sections.all())
    section = sections[min(workshop.section, len(sections) - 1)]
    return Place(section, slides_of(section.slides), workshop.slide)


def activity_of(workshop: Workshop) -> Section | None:
    """Return the small-group activity of the module, where it has one."""
    return workshop.module.sections.filter(kind=Kind.ACTIVITY).first()


def work_of(activity: Section) -> dict[str, Any]:
    """Return what groups work from: their task in one sentence, and the nine roles in groups.

    roles : None where no sheet of the activity names roles
    """
    names_roles = any(sheet["roles"] for sheet in activity.sheets)
    roles = [
        (title, [(number, ROLES_OF_CENTRE[number]) for number in numbers])
        for title, numbers in ROLE_GROUPS
    ]
    return {"task": first_sentence(activity.task), "role_groups": roles if names_roles else None}


def first_sentence(task: str) -> str:
    """Return the first sentence of a task, without marks of Markdown.

    >>> first_sentence("1. **Choose** two roles. Say why.")
    'Choose two roles.'
    """
    lines = (line.strip() for line in task.splitlines())
    begun = next((line for line in lines if line and not line.startswith("#")), "")
    plain = re.sub(r"^(?:[-*]|\d+[.)])\s+", "", begun).replace("**", "")
    return re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-ÖØ-Þ¿¡])", plain, maxsplit=1)[0]


def clock_of(workshop: Workshop) -> dict[str, Any] | None:
    """Return the clock as screens need it; None where none is set.

    left : seconds, below 0 when the time is over    ends : ms since 1970, None while it stands
    """
    left = seconds_left(workshop)
    if left is None:
        return None
    soon = min(WARNING_SECONDS, workshop.clock_whole // 5)
    if workshop.clock_ends is None:
        state = "paused"
    elif left <= 0:
        state = "over"
    else:
        state = "soon" if left <= soon else "running"
    return {
        "left": left,
        "text": clock_text(left),
        "ends": workshop.clock_ends and int(workshop.clock_ends.timestamp() * 1000),
        "now": int(timezone.now().timestamp() * 1000),
        "soon": soon,
        "state": state,
    }


def clock_text(seconds: int) -> str:
    """Return a time as a clock shows it.

    >>> clock_text(-65)
    '-0:01:05'
    """
    rest = abs(seconds)
    return f"{'-' if seconds < 0 else ''}{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"


def groups_of(workshop: Workshop) -> list[Group]:
    """Return the groups with members, spokesperson and progress (notes, of how many sheets)."""
    shown = Q(sheets__notes__state=NoteState.SHOWN)
    return list(
        workshop.groups.select_related("spokesperson")
        .prefetch_related("members")
        .annotate(
            written=Count("sheets__notes", filter=shown, distinct=True),
            sheets_begun=Count("sheets", filter=shown, distinct=True),
            sheets_all=Count("sheets", distinct=True),
        )
    )


def same_organisation_pairs(groups: Sequence[Group]) -> int:
    """Return how many pairs of one organisation sit in one group."""
    pairs = 0
    for group in groups:
        here = [holder_key(p.organisation) for p in group.members.all() if not p.left]
        pairs += sum(a == b != "" for a, b in combinations(here, 2))
    return pairs


def why_placed(groups: Sequence[Group]) -> dict[int, str]:
    """Return for each person who sits in a group why it is that one."""
    grouping, seats = grouping_of(groups)
    return {int(seat.id): explain_place(grouping, seats, seat.id) for seat in seats}


def chart_of(group: Group, who: Participant | None = None, *, all_: bool = False) -> list[Any]:
    """Return (sheet, notes) of a chart: what is shown, and the hidden notes of `who`.

    all_ : hidden notes too, for the trainer
    """
    visible = Q(state=NoteState.SHOWN)
    if who is not None:
        visible |= Q(state=NoteState.HIDDEN, owner=who)
    if all_:
        visible |= Q(state=NoteState.HIDDEN)
    notes = list(Note.objects.filter(visible, sheet__group=group).select_related("owner"))
    return [(sheet, [n for n in notes if n.sheet_id == sheet.pk]) for sheet in group.sheets.all()]


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A role on the board: what the groups wrote of it, and how many dots it got.

    number : 0 for what groups gave from a sheet that names no roles; its name is the heading
    theme : of the notes that the trainer put together; its name is the title
    my_dots : of the reader, for a merged theme
    """

    number: int
    name: str
    notes: "list[NoteWithDots]"
    dots: int
    theme: Theme | None = None
    my_dots: int = 0

    @property
    def is_merged(self) -> bool:
        """Whether its notes stand as one."""
        return self.theme is not None and self.theme.merged


@dataclass(frozen=True, slots=True)
class Entry:
    """What got dots: a note, or a merged theme. pk : of the note, or the first of the theme"""

    pk: uuid.UUID
    text: str
    all_dots: int


def board_of(workshop: Workshop, who: Participant | None = None) -> list[OnBoard]:
    """Return the nine roles with the notes that name them, gathered from all groups.

    Before them stand the themes of the trainer, behind them the proposals that groups gave from
    their other sheets, by heading.

    Each note has its dots as `all_dots`, and those of `who` as `my_dots`. Of a merged theme each
    person's dots count once: the most that they gave to one of its notes.
    """
    mine = Q(votes__participant=who) if who else Q(pk__isnull=True)
    notes = list(
        Note.objects.filter(
            Q(role__isnull=False) | Q(given=True),
            sheet__group__workshop=workshop,
            state=NoteState.SHOWN,
        )
        .select_related("owner", "sheet__group", "theme")
        .annotate(
            all_dots=Sum("votes__dots", default=0),
            my_dots=Sum("votes__dots", filter=mine, default=0),
        )
        .order_by("role", "sheet__group__number", "made")
    )
    rows = _themes_on_board(workshop, notes, who)
    notes = [n for n in notes if n.theme_id is None]
    for number, name in ROLE_NAMES.items():
        own = [n for n in notes if (n.placed_role or n.role) == number]
        own.sort(key=lambda n: (n.sheet.group.number, n.made))
        rows.append(OnBoard(number, name, own, sum(n.all_dots for n in own)))
    given: dict[str, list[NoteWithDots]] = {}
    for note in (n for n in notes if n.role is None and n.placed_role is None):
        given.setdefault(note.sheet.heading, []).append(note)
    rows += [OnBoard(0, title, n, sum(one.all_dots for one in n)) for title, n in given.items()]
    return rows


def _themes_on_board(
    workshop: Workshop, notes: "list[NoteWithDots]", who: Participant | None
) -> list[OnBoard]:
    rows = []
    themes = list(workshop.themes.all())
    given = Vote.objects.filter(note__theme__in=themes, note__state=NoteState.SHOWN)
    once = given.values_list("note__theme", "participant").annotate(most=Max("dots")).order_by()
    of_theme: dict[int, dict[int, int]] = {}
    for theme, person, most in once:
        of_theme.setdefault(theme, {})[person] = most
    for theme in themes:
        own = [n for n in notes if n.theme_id == theme.pk]
        people = of_theme.get(theme.pk, {})
        dots = sum(people.values()) if theme.merged else sum(n.all_dots for n in own)
        mine = people.get(who.pk, 0) if who else 0
        rows.append(OnBoard(0, theme.title, own, dots, theme, mine))
    return rows


def priorities_of(workshop: Workshop, board: list[OnBoard] | None = None) -> list[Entry]:
    """Return what got dots, most first. board : where it was read already"""
    rows = board_of(workshop) if board is None else board
    entries = [
        Entry(row.notes[0].pk, row.name, row.dots) for row in rows if row.is_merged and row.notes
    ]
    entries += [
        Entry(n.pk, n.text, n.all_dots) for row in rows if not row.is_merged for n in row.notes
    ]
    return sorted((e for e in entries if e.all_dots), key=lambda e: -e.all_dots)


def dots_left(who: Participant) -> int:
    """Return how many dots somebody can still give."""
    given: int = who.votes.aggregate(sum=Sum("dots", default=0))["sum"]
    return who.workshop.dots - given


def plan_of(workshop: Workshop) -> list[Action]:
    """Return the action plan: what comes first stands first, what has no date last."""
    actions = workshop.actions.filter(hidden=False)
    return sorted(actions, key=lambda a: (a.due is None, a.due, a.made))


def evaluation_of(workshop: Workshop) -> tuple[Section | None, list[dict[str, Any]], int]:
    """Return the section, its questions with results, and how many answered.

    A rating has its mean (1 to 5) and how many chose each; a text has the answers.
    """
    section = workshop.module.sections.filter(kind=Kind.EVALUATION).first()
    if section is None:
        return None, [], 0
    given = list(Evaluation.objects.filter(participant__workshop=workshop))
    rows = []
    for i, question in enumerate(section.questions):
        answers = [e.answers[i] for e in given if i < len(e.answers) and e.answers[i]]
        row = dict(question)
        if question["kind"] == "rating":
            counts = [sum(a == value for a in answers) for value in range(1, 6)]
            n = sum(counts)
            total = sum(v * c for v, c in zip(range(1, 6), counts, strict=True))
            row |= {"counts": counts, "n": n, "mean": total / n if n else None}
        else:
            row |= {"answers": answers, "n": len(answers)}
        rows.append(row)
    return section, rows, len(given)


def organisations_of(workshop: Workshop) -> int:
    """Return how many organisations are in the room, or, once it has ended, took part."""
    names = in_the_room_of(workshop).values_list("organisation", flat=True)
    return len({holder_key(name) for name in names if name})


def in_the_room_of(workshop: Workshop) -> QuerySet[Participant]:
    """Return who is in the room: checked in, and not gone; once it has ended, who took part."""
    if workshop.ended:
        return workshop.participants.filter(TOOK_PART)
    return workshop.participants.filter(checked_in__isnull=False, left=False)


def question_shown(workshop: Workshop) -> tuple[Question | None, int]:
    """Return the question that stands on the projector, and how many wait behind it.

    The one that the trainer raised, else the oldest open one to the group that reports back.
    """
    if not workshop.questions_shown:
        return None, 0
    waiting = workshop.questions.filter(hidden=False, answered=False)
    open_ = list(waiting.select_related("group"))
    raised = next((q for q in open_ if q.pk == workshop.raised_id), None)
    own = [q for q in open_ if q.group and q.group.number == workshop.presenting]
    shown = raised or (own[0] if own else None)
    return shown, sum(q != shown for q in own)


def what_comes_next(workshop: Workshop) -> dict[str, Any]:
    """Return the section to come, and what is left of this one and of all, as planned."""
    sections = list(workshop.module.sections.all())
    at = min(workshop.section, len(sections) - 1)
    rest = sum(s.minutes for s in sections[at + 1 :])
    spent = sum(
        ((run.ended or timezone.now()) - run.began).total_seconds()
        for run in workshop.runs.filter(section=sections[at])
    )
    left = round(sections[at].minutes - spent / 60)
    if left >= 0:
        of_section = n_("{count} minute left here", "{count} minutes left here", left)
    else:
        of_section = n_("{count} minute over time", "{count} minutes over time", -left)
    return {
        "coming": sections[at + 1] if at + 1 < len(sections) else None,
        "left_of_section": of_section if workshop.began else None,
        "left_of_all": n_(
            "{count} minute planned until the end",
            "{count} minutes planned until the end",
            max(left, 0) + rest,
        ),
    }


def agreed_in(workshop: Workshop) -> QuerySet[Agreement]:
    """Return what the room agreed on, in the order in which it was written down."""
    return workshop.agreements.filter(struck=False).select_related("group")
