"""Correct who was there, while a workshop goes on and after its end: names, people, duplicates.

What was signed is never changed: the certificate that stands is revoked, and the corrected one is
issued in the same transaction.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.attendance import correct_sections, count_attendance
from scp_centre.roles.training.actions.certificates import (
    certificate_of,
    certified,
    renew_certificates,
    withdraw_duplicate,
)
from scp_centre.roles.training.actions.workshops import sections_of, tell_trainer
from scp_centre.roles.training.attendance import attendance_of, minutes_together
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import (
    AttendanceCorrection,
    Participant,
    Presence,
    Section,
    Workshop,
)
from scp_centre.roles.training.names import entries_alike
from scp_centre.roles.training.room_limits import MOST_PARTICIPANTS

COMBINED = _("Two entries for this person were combined.")


def _held(workshop: Workshop, reason: str, acting_user: Person) -> Workshop:
    """Return the workshop's row, held; once it has ended, each correction needs a reason."""
    require(acting_user, "run_workshop")
    held = Workshop.objects.select_for_update().select_related("module").get(pk=workshop.pk)
    if held.ended and not reason.strip():
        raise TrainingError(
            _("A reason is required."),
            where="reason",
            cure=_("Explain why the workshop list was wrong."),
        )
    return held


def _require_single(workshop: Workshop, values: dict[str, Any], but: int = 0) -> None:
    organisation = values.get("organisation", "")
    if alike := entries_alike(workshop, values["name"], organisation, but):
        raise TrainingError(
            _("{name} is already on the list.", name=alike[0].name),
            where="name",
            cure=_("Add a second name or an initial, or combine the two entries."),
        )


@transaction.atomic
def correct_participant(
    who: Participant, values: dict[str, Any], *, acting_user: Person, reason: str = ""
) -> None:
    """Correct what somebody said of themselves; a certificate in another name is replaced."""
    workshop = _held(who.workshop, reason, acting_user)
    changed = [name for name, value in values.items() if getattr(who, name) != value]
    if {"name", "organisation"} & {*changed}:
        _require_single(workshop, values, but=who.pk)
    for name, value in values.items():
        setattr(who, name, value)
    who.save(update_fields=list(values))
    if workshop.ended and "name" in changed:
        renew_certificates(workshop, acting_user=acting_user, of=who)
    record(
        "correct_participant",
        workshop.title,
        acting_user=acting_user,
        after={"participant": who.pk, "changed": changed, "reason": reason.strip()[:300]},
    )
    tell_trainer(workshop, "people")


@transaction.atomic
def add_forgotten(
    workshop: Workshop,
    values: dict[str, Any],
    *,
    acting_user: Person,
    reason: str,
    whole: bool = False,
) -> Participant:
    """Add somebody who was there and was not on the list, after the end.

    whole : they were there for all of it; else the trainer corrects their minutes afterwards
    Where certificates were issued, theirs is issued with their minutes.
    """
    claim_form()
    held = _held(workshop, reason, acting_user)
    if not held.ended:
        raise TrainingError(
            _("The workshop is still running."),
            where="workshop",
            cure=_("Add the person to the list of the workshop in progress."),
        )
    _require_single(held, values)
    if held.participants.count() >= MOST_PARTICIPANTS:
        raise TrainingError(
            _(
                "The workshop is full. It has {_PARTICIPANTS} participants.",
                _PARTICIPANTS=MOST_PARTICIPANTS,
            ),
            where="name",
            cure=_("Remove duplicates first."),
        )
    measured = held.minutes_held is not None
    others_have = bool(certified(held))
    who = Participant.objects.create(
        workshop=held, minutes=0 if measured else None, left=not (measured or whole), **values
    )
    if measured and whole:
        correct_sections(held, sections_of(held), who, None, reason, acting_user=acting_user)
        who.refresh_from_db()
    if others_have:
        renew_certificates(held, acting_user=acting_user, of=who, first=True)
    after = {"participant": who.pk, "whole": whole, "reason": reason.strip()[:300]}
    record("add_forgotten", held.title, acting_user=acting_user, after=after)
    tell_trainer(held, "people")
    return who


@transaction.atomic
def combine_entries(
    who: Participant, duplicate: Participant, *, acting_user: Person, reason: str = ""
) -> None:
    """Make two entries of one person one: `duplicate` goes, all that it holds moves to `who`.

    Where both answered or voted, what `who` gave stands. The certificate of the duplicate is
    revoked, and that of `who` replaced where their minutes changed.
    """
    claim_form()
    workshop = _held(who.workshop, reason, acting_user)
    if duplicate.workshop_id != workshop.pk or duplicate.pk == who.pk:
        raise TrainingError(
            _("These entries cannot be combined."),
            where="duplicate",
            cure=_("Choose another entry from the same workshop."),
        )
    had = certificate_of(who) or certificate_of(duplicate)
    withdraw_duplicate(duplicate, acting_user=acting_user)
    together = _stated_together(workshop, who, duplicate)
    _move_all(duplicate, who)
    for section, before, minutes in together:
        AttendanceCorrection.objects.create(
            workshop=workshop,
            section=section,
            participant=who,
            minutes=minutes,
            before=before,
            reason=reason.strip()[:300] or COMBINED,
            corrected_by=acting_user,
        )
    gone = duplicate.pk
    duplicate.delete()
    if workshop.ended and workshop.minutes_held is not None:
        count_attendance(workshop)
        workshop.save(update_fields=["minutes_held"])
    who.refresh_from_db()
    if had:
        renew_certificates(workshop, acting_user=acting_user, of=who, first=True)
    after = {"participant": who.pk, "duplicate": gone, "reason": reason.strip()[:300]}
    record("combine_entries", workshop.title, acting_user=acting_user, after=after)
    tell_trainer(workshop, "people")


def _stated_together(
    workshop: Workshop, who: Participant, duplicate: Participant
) -> list[tuple[Section, int, int]]:
    """Return (section, minutes of `who`, minutes together) where those of either were stated.

    Where both were only measured, their presences add up by themselves.
    """
    found = attendance_of(workshop)
    mine, theirs = (next(p for p in found.people if p.who == one) for one in (who, duplicate))
    return [
        (time.section, a, minutes_together(time, (a, mine), (b, theirs)))
        for time, a, b, *stated in zip(
            found.sections, mine.minutes, theirs.minutes, mine.stated, theirs.stated, strict=True
        )
        if any(stated)
    ]


def _move_all(duplicate: Participant, who: Participant) -> None:
    """Move what somebody did under their second entry to the first."""
    mine, theirs = (one.presences.filter(until=None).first() for one in (who, duplicate))
    if mine and theirs:  # one goes on, from when the first of them began
        if theirs.since < mine.since:
            mine.since = theirs.since
            mine.save(update_fields=["since"])
        theirs.delete()
    Presence.objects.filter(participant=duplicate).update(participant=who)
    for name in ("notes", "photos", "questions"):
        getattr(duplicate, name).update(**{_OWNERS[name]: who})
    duplicate.notes_taken_over.update(author=who)
    who.notes.filter(author=who).update(author=None)
    duplicate.actions.update(proposed_by=who)
    _move_where_none(duplicate, who, "quiz_answers", lambda a: (a.section_id, a.question))
    duplicate.corrections.update(participant=who)
    _move_where_none(duplicate, who, "poll_answers", lambda a: a.poll_id)
    _move_where_none(duplicate, who, "question_votes", lambda v: v.question_id)
    who.question_votes.filter(question__asked_by=who).delete()
    if not who.votes.exists():
        duplicate.votes.update(participant=who)
    if not hasattr(who, "evaluation") and hasattr(duplicate, "evaluation"):
        type(duplicate.evaluation).objects.filter(participant=duplicate).update(participant=who)
    who.workshop.groups.filter(spokesperson=duplicate).update(spokesperson=who)
    came = [t for t in (who.checked_in, duplicate.checked_in) if t is not None]
    who.checked_in = min(came, default=None)
    who.left = who.left and duplicate.left
    if not who.digest and duplicate.digest:
        # The key of a phone belongs to one entry at a time.
        who.digest, duplicate.digest = duplicate.digest, ""
        duplicate.save(update_fields=["digest"])
    who.group = who.group or duplicate.group
    who.save(update_fields=["checked_in", "left", "digest", "group"])


_OWNERS = {"notes": "owner", "photos": "owner", "questions": "asked_by"}


def _move_where_none(
    duplicate: Participant, who: Participant, name: str, key: Callable[[Any], Any]
) -> None:
    own = {key(one) for one in getattr(who, name).all()}
    theirs = getattr(duplicate, name)
    pks = [one.pk for one in theirs.all() if key(one) not in own]
    theirs.filter(pk__in=pks).update(participant=who)
