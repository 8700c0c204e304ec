"""Measure what takes place: the workshop starts, people check in and leave, minutes are corrected.

Doors open some time before the planned start: who joins from then on is in the room. Before, a
name on the list says only that somebody means to come.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.certificates import renew_certificates
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.attendance import Attendance, attendance_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.live_updates import TRAINER
from scp_centre.roles.training.models import (
    AttendanceCorrection,
    Participant,
    Presence,
    Section,
    SectionRun,
    Workshop,
)

DOORS = timedelta(hours=2)  # before the planned start
SILENCE = timedelta(hours=3)  # after which a section is over, though nobody said so
LONGEST_SECTION = 24 * 60  # minutes


def doors_are_open(workshop: Workshop) -> bool:
    """Return whether who joins or checks in now is in the room."""
    if workshop.ended:
        return False
    return workshop.began is not None or timezone.now() >= workshop.starts - DOORS


def start_measuring(workshop: Workshop) -> None:
    """Begin a held workshop, at the section where it is; the caller saves `began`."""
    workshop.began = timezone.now()
    run_section(workshop, list(workshop.module.sections.all())[workshop.section])


def run_section(workshop: Workshop, section: Section) -> None:
    """Note that a workshop is at a section from now on."""
    end_run(workshop)
    SectionRun.objects.create(workshop=workshop, section=section, began=timezone.now())


def end_run(workshop: Workshop) -> None:
    """Note that the section is over; where the room fell silent long ago, since then."""
    run = workshop.runs.filter(ended__isnull=True).first()
    if run is None:
        return
    now, sign = timezone.now(), _last_sign(workshop, run.began)
    run.ended = sign if now - sign > SILENCE else now
    run.save(update_fields=["ended"])


def _last_sign(workshop: Workshop, began: datetime) -> datetime:
    newest = workshop.changes.order_by("-number").first()
    return max(newest.made, began) if newest else began


def stop_measuring(workshop: Workshop) -> None:
    """End the section and everybody's presence, and count what took place."""
    end_run(workshop)
    of_workshop = Presence.objects.filter(participant__workshop=workshop, until__isnull=True)
    of_workshop.update(until=timezone.now())
    count_attendance(workshop)


def count_attendance(workshop: Workshop) -> None:
    """Keep the sums of a workshop that has ended, for figures; the caller saves the workshop."""
    found = attendance_of(workshop)
    workshop.minutes_held = found.held
    for one in found.people:
        one.who.minutes = one.total
    Participant.objects.bulk_update([one.who for one in found.people], ["minutes"])


def note_coming(who: Participant) -> None:
    """Note that somebody is in the room from now on."""
    if not Presence.objects.filter(participant=who, until__isnull=True).exists():
        Presence.objects.create(participant=who, since=timezone.now())
    if who.checked_in is None:
        who.checked_in = timezone.now()
        who.save(update_fields=["checked_in"])


def note_going(who: Participant) -> None:
    """Note that somebody is in the room no more."""
    Presence.objects.filter(participant=who, until__isnull=True).update(until=timezone.now())


@transaction.atomic
def check_in(who: Participant, *, acting_user: Person | None = None) -> None:
    """Let somebody say that they are in the room, or the trainer say it of them.

    Raises TrainingError before the doors open, and after the end.
    """
    if acting_user is not None:
        require(acting_user, "run_workshop")
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    if not doors_are_open(workshop):
        raise TrainingError(
            _("Check-in is not open."),
            where="workshop",
            cure=_("Check-in is open from two hours before the start until the workshop ends."),
        )
    if who.checked_in and not who.left and who.presences.filter(until=None).exists():
        return
    note_coming(who)
    who.left = False
    who.save(update_fields=["left"])
    after = {"participant": who.pk}
    record("check_in", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "people", group=TRAINER)


def check_in_by_acting(who: Participant) -> None:
    """Note that somebody who writes, votes or answers while the workshop goes on is there."""
    workshop = who.workshop
    if who.checked_in is None and not who.left and workshop.began and not workshop.ended:
        check_in(who)


@transaction.atomic
def check_in_all(workshop: Workshop, *, acting_user: Person) -> int:
    """Note that everybody on the list is in the room; return how many had not been checked in."""
    require(acting_user, "run_workshop")
    waiting = list(workshop.participants.filter(checked_in__isnull=True, left=False))
    for who in waiting:
        check_in(who, acting_user=acting_user)
    return len(waiting)


@transaction.atomic
def correct_sections(
    workshop: Workshop,
    sections: Sequence[Section],
    who: Participant | None,
    minutes: int | None,
    reason: str,
    *,
    acting_user: Person,
) -> list[AttendanceCorrection]:
    """State minutes instead of those measured: of somebody, or of sections for everybody.

    who : None: how long each section was held; people keep their share of it
    minutes : in each section; None: somebody was there for the whole of each
    Raises TrainingError without a reason, and where somebody would have more than was held.
    """
    require(acting_user, "run_workshop")
    claim_form()
    held = Workshop.objects.select_for_update().select_related("module").get(pk=workshop.pk)
    chosen = list(sections)
    if who is not None and minutes is None:
        chosen = _held_sections(held, chosen)
    found = attendance_of(held)
    stated = [_stated(found, one, who, minutes, reason) for one in chosen]
    made = [
        AttendanceCorrection.objects.create(
            workshop=held,
            section=section,
            participant=who,
            minutes=after,
            before=before,
            reason=reason.strip()[:300],
            corrected_by=acting_user,
        )
        for section, (before, after) in zip(chosen, stated, strict=True)
    ]
    if held.ended and any(one.held for one in attendance_of(held).sections):
        count_attendance(held)
        held.save(update_fields=["minutes_held"])
        renew_certificates(held, acting_user=acting_user, of=who)
    record(
        "correct_attendance",
        held.title,
        acting_user=acting_user,
        before={one.section.title: one.before for one in made},
        after={
            "participant": who.pk if who else None,
            "minutes": {one.section.title: one.minutes for one in made},
            "reason": reason.strip()[:300],
        },
    )
    tell_screens(held, "people", group=TRAINER)
    return made


def _held_sections(workshop: Workshop, sections: list[Section]) -> list[Section]:
    """Return those sections whose length is known: only there can somebody have been throughout.

    Raises TrainingError where it is known of none, as in workshops that were never measured.
    """
    lengths = {one.section.pk: one.held for one in attendance_of(workshop).sections}
    known = [one for one in sections if lengths.get(one.pk)]
    if not known:
        raise TrainingError(
            _("The length of the sections is not known."),
            where="sections",
            cure=_("First enter the length of the sections for all participants."),
        )
    return known


def _stated(
    found: Attendance,
    section: Section,
    who: Participant | None,
    minutes: int | None,
    reason: str,
) -> tuple[int, int]:
    """Return the minutes of a section before a correction, and those that it states."""
    length = _minutes_of(found, section, None)
    stated = length if minutes is None else minutes
    _require_sense(stated, reason, None if who is None else length)
    return _minutes_of(found, section, who), stated


def _minutes_of(found: Attendance, section: Section, who: Participant | None) -> int:
    at = next(i for i, s in enumerate(found.sections) if s.section.pk == section.pk)
    if who is None:
        return found.sections[at].held
    return next(p.minutes[at] for p in found.people if p.who.pk == who.pk)


def _require_sense(minutes: int, reason: str, most: int | None) -> None:
    if not reason.strip():
        raise TrainingError(
            _("A reason is required."), where="reason", cure=_("Explain why the minutes are wrong.")
        )
    if not 0 <= minutes <= LONGEST_SECTION:
        raise TrainingError(
            _("A section cannot last {minutes} min.", minutes=minutes),
            where="minutes",
            cure=_("Enter between 0 and 1440 minutes."),
        )
    if most is not None and minutes > most:
        raise TrainingError(
            _(
                "The section lasted {most} min. Nobody can have attended for {minutes} min.",
                most=most,
                minutes=minutes,
            ),
            where="minutes",
            cure=_("Correct the length of the section first."),
        )
