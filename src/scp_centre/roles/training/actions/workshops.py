"""A workshop: plan it, lead it through its sections, keep its clock, end it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.documents.markdown import slides_of
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.attendance import (
    run_section,
    start_measuring,
    stop_measuring,
)
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.live_updates import TRAINER
from scp_centre.roles.training.models import Kind, Module, Section, Show, Standing, Workshop
from scp_centre.roles.training.room_limits import ALPHABET, CODE_DAYS, CODE_LENGTH

LONGEST_CLOCK = 12 * 3600


@transaction.atomic
def plan_workshop(
    module: Module,
    title: str,
    starts: datetime,
    *,
    acting_user: Person,
    place: str = "",
    region: str = "",
    rooms: Sequence[str] = (),
    dots: int = 3,
    report_minutes: int = 5,
    sample: bool = False,
) -> Workshop:
    """Plan to hold a module; its code lets people join until two days after the start."""
    require(acting_user, "run_workshop")
    if module.standing != Standing.READY:
        raise TrainingError(
            _("The module is not ready yet."),
            where="module",
            cure=_("Mark the module as ready first."),
        )
    workshop = Workshop.objects.create(
        module=module,
        title=title.strip() or module.title,
        starts=starts,
        place=place.strip(),
        region=region.strip(),
        rooms=[room.strip() for room in rooms if room.strip()],
        dots=dots,
        report_minutes=report_minutes,
        code=new_code(),
        code_ends=starts + timedelta(days=CODE_DAYS),
        trainer=acting_user,
        is_sample=sample,
    )
    record("plan_workshop", workshop.title, acting_user=acting_user, after=_state(workshop))
    return workshop


def new_code() -> str:
    """Return a code that no workshop has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _unused in range(CODE_LENGTH))
        if not Workshop.objects.filter(code=code).exists():
            return code


@transaction.atomic
def renew_code(workshop: Workshop, *, acting_user: Person) -> Workshop:
    """Give the workshop another code, for two days from now; who has joined stays."""
    workshop = lead(workshop, acting_user)
    workshop.code = new_code()
    workshop.code_ends = timezone.now() + timedelta(days=CODE_DAYS)
    return _kept(workshop, "renew_code", acting_user, ["code", "code_ends"])


def lead(workshop: Workshop, acting_user: Person) -> Workshop:
    """Return the workshop's row, held, for somebody who may lead it; refuse one that has ended."""
    require(acting_user, "run_workshop")
    held = Workshop.objects.select_for_update().select_related("module").get(pk=workshop.pk)
    if held.ended:
        raise TrainingError(
            _("The workshop has ended."),
            where="workshop",
            cure=_("Plan another workshop for further work."),
        )
    return held


def sections_of(workshop: Workshop) -> list[Section]:
    """Return the sections in their order."""
    return list(workshop.module.sections.all())


@transaction.atomic
def start_workshop(workshop: Workshop, *, acting_user: Person) -> Workshop:
    """Start the workshop: from now on its sections and the people in the room are measured."""
    workshop = lead(workshop, acting_user)
    if workshop.began is None:
        start_measuring(workshop)
    return _kept(workshop, "start_workshop", acting_user, ["began"])


@transaction.atomic
def go_to(workshop: Workshop, section: int, slide: int = 0, *, acting_user: Person) -> Workshop:
    """Go to a slide of a section; slides that do not exist are the first or the last.

    From the planned start on, who leads the workshop to a slide has started it. Before, slides
    can be tried out, and nothing is measured.
    """
    workshop = lead(workshop, acting_user)
    sections = sections_of(workshop)
    section = min(max(section, 0), len(sections) - 1)
    last = max(len(slides_of(sections[section].slides)) - 1, 0)
    new = section != workshop.section
    workshop.section, workshop.slide = section, min(max(slide, 0), last)
    workshop.show, workshop.page = Show.SECTION, 0
    if new:
        _begin(workshop, sections[section])
    if workshop.began is None and timezone.now() >= workshop.starts:
        start_measuring(workshop)
    elif workshop.began and new:
        run_section(workshop, sections[section])
    return _kept(workshop, "lead_workshop", acting_user, None)


def _begin(workshop: Workshop, section: Section) -> None:
    """Set what a section begins with: charts open or closed, votes open or not, no clock."""
    workshop.clock_ends = workshop.clock_left = None
    workshop.charts_closed = section.kind in (Kind.REPORT, Kind.VOTE, Kind.PLAN, Kind.EVALUATION)
    workshop.votes_open = section.kind == Kind.VOTE
    if section.kind != Kind.REPORT:
        workshop.presenting = None


@transaction.atomic
def step(workshop: Workshop, by: int, *, acting_user: Person) -> Workshop:
    """Go a slide on or back, into the next or the last section where a section ends."""
    held = lead(workshop, acting_user)
    sections = sections_of(held)
    slides = max(len(slides_of(sections[held.section].slides)), 1)
    section, slide = held.section, held.slide + by
    if slide >= slides:
        section, slide = (section + 1, 0) if section + 1 < len(sections) else (section, slides - 1)
    elif slide < 0:
        section, slide = (section - 1, 10**6) if section else (0, 0)
    return go_to(workshop, section, slide, acting_user=acting_user)


@transaction.atomic
def show(workshop: Workshop, what: str, *, acting_user: Person) -> Workshop:
    """Choose what the projector shows."""
    workshop = lead(workshop, acting_user)
    if what not in Show.values:
        raise TrainingError(
            _("The projector cannot show '{what}'.", what=what),
            where="show",
            cure=_("Use one of the buttons."),
        )
    workshop.show, workshop.page = Show(what), 0
    return _kept(workshop, "lead_workshop", acting_user, ["show", "page"])


@transaction.atomic
def set_clock(workshop: Workshop, act: str, minutes: int = 0, *, acting_user: Person) -> Workshop:
    """Start the clock for so many minutes, pause it, go on, extend it, or stop it."""
    workshop = lead(workshop, acting_user)
    run_clock(workshop, act, minutes)
    return _kept(workshop, "set_clock", acting_user, ["clock_ends", "clock_left", "clock_whole"])


def run_clock(workshop: Workshop, act: str, minutes: int = 0) -> None:
    """Change the clock of a held row; see set_clock."""
    left = seconds_left(workshop)
    if act == "start":
        _let_run(workshop, _seconds(minutes))
        workshop.clock_whole = _seconds(minutes)
    elif act == "pause" and workshop.clock_ends:
        workshop.clock_ends, workshop.clock_left = None, max(left or 0, 0)
    elif act == "go on" and workshop.clock_left is not None:
        _let_run(workshop, workshop.clock_left)
    elif act == "extend" and left is not None:
        more = max(left, 0) + _seconds(minutes)
        workshop.clock_whole += _seconds(minutes)
        if workshop.clock_ends:
            _let_run(workshop, more)
        else:
            workshop.clock_left = more
    elif act == "stop":
        workshop.clock_ends = workshop.clock_left = None


def _seconds(minutes: int) -> int:
    if not 0 < minutes * 60 <= LONGEST_CLOCK:
        raise TrainingError(
            _("The clock cannot be set to {minutes} min.", minutes=minutes),
            where="minutes",
            cure=_("Enter between 1 and 720 minutes."),
        )
    return minutes * 60


def _let_run(workshop: Workshop, seconds: int) -> None:
    workshop.clock_ends = timezone.now() + timedelta(seconds=seconds)
    workshop.clock_left = None


def seconds_left(workshop: Workshop) -> int | None:
    """Return what is left on the clock, below 0 when the time is over; None without a clock."""
    if workshop.clock_ends:
        return round((workshop.clock_ends - timezone.now()).total_seconds())
    return workshop.clock_left


@transaction.atomic
def close_charts(workshop: Workshop, closed: bool, *, acting_user: Person) -> Workshop:
    """Close all flip charts, or open them again; what arrives afterwards is marked as late."""
    workshop = lead(workshop, acting_user)
    workshop.charts_closed = closed
    return _kept(workshop, "close_charts", acting_user, ["charts_closed"])


@transaction.atomic
def end_workshop(workshop: Workshop, *, acting_user: Person) -> Workshop:
    """End the workshop: nothing can be written any more but the evaluation; the record stands."""
    workshop = lead(workshop, acting_user)
    workshop.ended = timezone.now()
    stop_measuring(workshop)
    workshop.screens.all().delete()
    workshop.screen_code, workshop.screen_code_ends = "", None
    workshop.clock_ends = workshop.clock_left = None
    workshop.votes_open = False
    workshop.charts_closed = True
    return _kept(workshop, "end_workshop", acting_user, None)


def _kept(workshop: Workshop, act: str, acting_user: Person, fields: list[str] | None) -> Workshop:
    """Save, audit and tell."""
    workshop.save(update_fields=fields)
    record(act, workshop.title, acting_user=acting_user, after=_state(workshop))
    tell_screens(workshop, "stage")
    return workshop


def _state(workshop: Workshop) -> dict[str, Any]:
    return {
        "section": workshop.section,
        "slide": workshop.slide,
        "show": str(workshop.show),
        "seconds_left": seconds_left(workshop),
    }


def tell_trainer(workshop: Workshop, part: str) -> None:
    """Tell the trainer's screens only."""
    tell_screens(workshop, part, group=TRAINER)
