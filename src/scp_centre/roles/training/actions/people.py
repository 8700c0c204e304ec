"""Who is in the room: join without an account, be typed in, come back with another phone, leave."""

import hashlib
import secrets
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.rows import save_row
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.attendance import (
    doors_are_open,
    note_coming,
    note_going,
)
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.room_groups import seat_latecomer
from scp_centre.roles.training.actions.workshops import lead, tell_trainer
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.names import entries_alike, is_written_alike
from scp_centre.roles.training.room_limits import MOST_PARTICIPANTS


def digest_of(key: str) -> str:
    """Return what is kept of the key of a phone."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def join_workshop(
    workshop: Workshop, values: dict[str, Any], key: str, *, is_other: bool | None = None
) -> Participant:
    """Let somebody join with what they say of themselves, and the key that their form carried.

    A form that is sent twice, because the answer was lost, joins once.
    Who was typed in by the trainer, and has no phone yet, is taken over by name and organisation.
    Who joins after groups were formed is seated, and nobody else moves.

    is_other : what somebody answered whose name reads like one on the list (Élan, Elan): whether
    they are somebody else; None where they were not asked, which raises TrainingError then
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if again := Participant.objects.filter(workshop=workshop, digest=digest_of(key)).first():
        return again
    _require_open(workshop)
    participant = _known_entry(workshop, values, is_other)
    if participant is None:
        participant = Participant(workshop=workshop, **values)
    for name, value in values.items():
        setattr(participant, name, value or getattr(participant, name))
    participant.digest = digest_of(key)
    save_row(participant)
    if doors_are_open(workshop):
        note_coming(participant)
    _after_joining(workshop, participant, None)
    return participant


def entry_to_ask_about(workshop: Workshop, name: str, organisation: str) -> Participant | None:
    """Return an entry whose name reads like what somebody typed, and is not written so."""
    alike = entries_alike(workshop, name, organisation)
    if any(is_written_alike(who, name, organisation) for who in alike):
        return None
    return alike[0] if alike else None


def _known_entry(
    workshop: Workshop, values: dict[str, Any], is_other: bool | None
) -> Participant | None:
    """Return the entry on the list that somebody who joins takes over; None for a new one."""
    name, organisation = values["name"], values.get("organisation", "")
    alike = entries_alike(workshop, name, organisation)
    same = next((who for who in alike if is_written_alike(who, name, organisation)), None)
    if same is None and alike and is_other is None:
        raise TrainingError(
            _("{name} is already on the list.", name=alike[0].name),
            where="name",
            cure=_("Confirm whether that is you."),
        )
    if same is None and not is_other:
        same = next(iter(alike), None)
    if same is not None and same.digest:
        raise TrainingError(
            _("{name} has already joined from another phone.", name=same.name),
            where="name",
            cure=_(
                "If that was you, ask the trainer to let you back in. Otherwise add a second name "
                "or an initial."
            ),
        )
    return same


def new_key() -> str:
    """Return a key for a phone: 192 bits, which nobody guesses."""
    return secrets.token_urlsafe(24)


def _require_open(workshop: Workshop) -> None:
    if workshop.is_over:
        raise TrainingError(
            _("This code is no longer valid."),
            where="code",
            cure=_("Ask the trainer for a new code."),
        )
    if workshop.participants.count() >= MOST_PARTICIPANTS:
        raise TrainingError(
            _(
                "The workshop is full. It has {_PARTICIPANTS} participants.",
                _PARTICIPANTS=MOST_PARTICIPANTS,
            ),
            where="code",
            cure=_("Ask the trainer for help."),
        )


@transaction.atomic
def type_in(workshop: Workshop, values: dict[str, Any], *, acting_user: Person) -> Participant:
    """Add somebody who has no phone; once the workshop has started, they are in the room."""
    claim_form()
    workshop = lead(workshop, acting_user)
    if alike := entries_alike(workshop, values["name"], values.get("organisation", "")):
        raise TrainingError(
            _("{name} is already on the list.", name=alike[0].name),
            where="name",
            cure=_("Add a second name or an initial."),
        )
    participant = Participant.objects.create(workshop=workshop, **values)
    if workshop.began:
        note_coming(participant)
    _after_joining(workshop, participant, acting_user)
    return participant


def _after_joining(workshop: Workshop, who: Participant, acting_user: Person | None) -> None:
    if who.group is None and workshop.groups.exists():
        seat_latecomer(workshop, who)
    record("join_workshop", workshop.title, acting_user=acting_user, after={"participant": who.pk})
    tell_trainer(workshop, "people")


@transaction.atomic
def let_back_in(who: Participant, *, acting_user: Person) -> str:
    """Return a new key for somebody who lost their phone; the old one is shut out."""
    workshop = lead(who.workshop, acting_user)
    key = new_key()
    who.digest = digest_of(key)
    who.save(update_fields=["digest"])
    record("let_back_in", workshop.title, acting_user=acting_user, after={"participant": who.pk})
    return key


@transaction.atomic
def note_leaving(who: Participant, left: bool, *, acting_user: Person) -> None:
    """Note that somebody has gone, or is back; what they wrote stays, and nobody else moves."""
    workshop = lead(who.workshop, acting_user)
    who.left = left
    who.save(update_fields=["left"])
    if left:
        note_going(who)
        workshop.groups.filter(spokesperson=who).update(spokesperson=None)
    elif doors_are_open(workshop):
        note_coming(who)
    record("note_leaving", workshop.title, acting_user=acting_user, after={"participant": who.pk})
    tell_screens(workshop, "groups")


@transaction.atomic
def add_to_oneself(who: Participant, values: dict[str, Any]) -> None:
    """Let a participant add language, gender, e-mail address, and whether others may see it."""
    for name, value in values.items():
        setattr(who, name, value)
    who.save(update_fields=list(values))
    record(
        "correct_participant", str(who.workshop), acting_user=None, after={"participant": who.pk}
    )
    tell_trainer(who.workshop, "people")
