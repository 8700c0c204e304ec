"""Attendance as measured: section by section, from when each was held and who was in the room.

A section counts for as long as the workshop was at it; breaks count for nobody. Somebody's minutes
in a section are the time in which both went on. What the trainer corrects stands instead, and the
rest follows: people keep their share of a section whose length was corrected.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from scp_centre.roles.training.models import (
    AttendanceCorrection,
    Kind,
    Participant,
    Section,
    Workshop,
)

# Of workshops that have ended: who was measured in the room, and, where nothing was measured
# (workshops that ended before it was), who stood on the list and was not noted as having left.
TOOK_PART = Q(minutes__gt=0) | Q(minutes__isnull=True, left=False)
TOOK_PLACE = Q(ended__isnull=False) & ~Q(minutes_held=0)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class SectionTime:
    """How long a section was planned and held, in whole minutes. measured : before corrections"""

    section: Section
    planned: int
    measured: int
    held: int
    stretches: tuple[Stretch, ...]

    @property
    def counts(self) -> bool:
        """Whether its minutes are training."""
        return bool(self.section.kind != Kind.BREAK)


@dataclass(frozen=True, slots=True)
class PersonTime:
    """How long somebody was at each section, in the order of the sections, in whole minutes.

    stated : whether the trainer stated them    present : when they were in the room, as measured
    """

    who: Participant
    minutes: tuple[int, ...]
    total: int
    stated: tuple[bool, ...]
    present: tuple[Stretch, ...]

    @property
    def corrected(self) -> bool:
        """Whether the trainer stated minutes of theirs."""
        return any(self.stated)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What took place of a workshop, in minutes; breaks are in no sum."""

    sections: tuple[SectionTime, ...]
    people: tuple[PersonTime, ...]

    @property
    def planned(self) -> int:
        """Minutes planned."""
        return sum(s.planned for s in self.sections if s.counts)

    @property
    def held(self) -> int:
        """Minutes held."""
        return sum(s.held for s in self.sections if s.counts)


def planned_minutes(sections: Iterable[Section]) -> int:
    """Return the minutes that sections are planned for, without breaks."""
    return sum(s.minutes for s in sections if s.kind != Kind.BREAK)


def attendance_of(workshop: Workshop) -> Attendance:
    """Return what took place, up to now where the workshop goes on."""
    now = workshop.ended or timezone.now()
    stretches: dict[int, list[Stretch]] = {}
    for run in workshop.runs.all():
        stretches.setdefault(run.section_id, []).append((run.began, run.ended or now))
    newest = {(c.section_id, c.participant_id): c for c in workshop.corrections.all()}
    sections = tuple(
        _section(section, stretches.get(section.pk, []), newest.get((section.pk, None)))
        for section in workshop.module.sections.all()
    )
    people = list(workshop.participants.select_related("group").prefetch_related("presences"))
    checked = any(who.checked_in for who in people)
    return Attendance(
        sections,
        tuple(_person(who, sections, newest, now, _stayed(who, checked)) for who in people),
    )


def minutes_together(
    section: SectionTime, one: tuple[int, PersonTime], other: tuple[int, PersonTime]
) -> int:
    """Return the minutes of a section of somebody who stands on the list twice.

    one, other : minutes of the section by each entry, measured or stated by the trainer, and when
    it was in the room. What of `other` lies outside of `one` is added; where that is not known,
    since an entry was never measured there, the larger counts. Nobody has more than was held.
    """
    (a, first), (b, second) = one, other
    apart = 0.0
    seconds = [
        [_overlap(x, y) for x in section.stretches for y in entry.present]
        for entry in (first, second)
    ]
    if all(any(overlaps) for overlaps in seconds):
        both = _joined([*first.present, *second.present])
        union = sum(_overlap(x, y) for x in section.stretches for y in both)
        apart = (union - sum(seconds[0])) / sum(seconds[1])
    return min(max(a, b, round(a + b * apart)), section.held)


def _stayed(who: Participant, checked: bool) -> bool:
    """Return whether somebody was there to the end, as far as the list says.

    checked : somebody was checked in; then whoever was not has not come
    """
    return not who.left and (who.checked_in is not None or not checked)


def _section(
    section: Section, stretches: list[Stretch], corrected: AttendanceCorrection | None
) -> SectionTime:
    measured = round(_seconds(stretches) / 60)
    held = corrected.minutes if corrected else measured
    return SectionTime(section, section.minutes, measured, held, tuple(stretches))


def _person(
    who: Participant,
    sections: Sequence[SectionTime],
    newest: dict[tuple[int, int | None], AttendanceCorrection],
    now: datetime,
    stayed: bool,
) -> PersonTime:
    present = _joined([(p.since, p.until or now) for p in who.presences.all()])
    own = [newest.get((s.section.pk, who.pk)) for s in sections]
    minutes = tuple(
        min(one.minutes if one else _share(section, present, stayed), section.held)
        for section, one in zip(sections, own, strict=True)
    )
    total = sum(m for m, s in zip(minutes, sections, strict=True) if s.counts)
    stated = tuple(one is not None for one in own)
    return PersonTime(who, minutes, total, stated, tuple(present))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Return stretches without overlap: somebody with two entries was in the room once."""
    apart: list[Stretch] = []
    for begin, end in sorted(stretches):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((begin, end))
    return apart


def _share(section: SectionTime, present: list[Stretch], stayed: bool) -> int:
    """Return somebody's minutes of a section, scaled where its length was corrected.

    stayed : they have the whole of a section whose length was stated without having been measured;
    who left has nothing of it, since nobody knows how much: the trainer states their minutes
    """
    seconds = sum(_overlap(a, b) for a in section.stretches for b in present)
    if section.held == section.measured:
        return round(seconds / 60)
    whole = _seconds(section.stretches)
    share = seconds / whole if section.measured else float(stayed)
    return round(share * section.held)


def _overlap(one: Stretch, other: Stretch) -> float:
    return max((min(one[1], other[1]) - max(one[0], other[0])).total_seconds(), 0.0)


def _seconds(stretches: Iterable[Stretch]) -> float:
    return sum((end - begin).total_seconds() for begin, end in stretches)
