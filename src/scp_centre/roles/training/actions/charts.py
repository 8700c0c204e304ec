"""The flip chart of a group. A note has one owner; no text that somebody wrote is ever lost.

A phone sends operations, each with an id of its own; one that arrives twice is done once. Where
an operation meets a note that was meanwhile changed, taken over or withdrawn, what it brings is
kept as a note beside it. Where somebody writes over a note that they took over, what its author
had written is kept beside it. After the charts are closed it is kept and marked as late.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.pictures.photographs import small_picture
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.workshops import lead
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import (
    Change,
    Group,
    Note,
    NoteState,
    Participant,
    Photo,
    Sheet,
    Workshop,
)
from scp_centre.roles.training.room_limits import (
    LONGEST_NOTE,
    MOST_NOTES,
    MOST_PHOTOS,
    ROLE_NAMES,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a phone asks for. base : the revision of the note that it changes, 0 for a new one"""

    id: uuid.UUID
    kind: str  # write | withdraw | take | give
    note: uuid.UUID
    sheet: int = 0
    text: str = ""
    role: int | None = None
    base: int = 0


def as_note(note: Note) -> dict[str, Any]:
    """Return a note as screens read it; of a hidden one, no text."""
    hidden = note.state == NoteState.HIDDEN
    return {
        "id": str(note.pk),
        "sheet": note.sheet_id,
        "owner": note.owner_id,
        "name": note.owner.name,
        "text": "" if hidden else note.text,
        "role": note.role,
        "revision": note.revision,
        "state": str(note.state),
        "late": note.late,
        "twin": note.twin,
        "given": note.given,
    }


def do_operations(who: Participant, operations: Sequence[Operation]) -> list[dict[str, Any]]:
    """Do what a phone asks for, in its order; return for each the state and the notes that stand.

    state : kept, or beside (the text was kept as another note), or refused with a message
    """
    return [_do(who, operation) for operation in operations]


@transaction.atomic
def _do(who: Participant, asked: Operation) -> dict[str, Any]:
    # The row of the workshop is held first: operations of one room come one after the other.
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    who = Participant.objects.select_related("group").get(pk=who.pk)
    done = Change.objects.filter(workshop=workshop, operation=asked.id).first()
    if done:
        return {"id": str(asked.id), "state": "kept", "notes": done.data.get("notes", [])}
    try:
        notes, beside = _apply(workshop, who, asked)
    except TrainingError as error:
        words = error.in_full
        return {"id": str(asked.id), "state": "refused", "message": words, "notes": []}
    told = [as_note(note) for note in notes]
    tell_screens(
        workshop,
        "note",
        {"notes": told},
        group=notes[0].sheet.group.number,
        operation=asked.id,
        participant=who,
    )
    return {"id": str(asked.id), "state": "beside" if beside else "kept", "notes": told}


def _apply(workshop: Workshop, who: Participant, asked: Operation) -> tuple[list[Note], bool]:
    """Return the notes that changed, and whether a text was kept beside another."""
    notes = Note.objects.select_related("sheet__group", "owner", "author")
    note = notes.filter(pk=asked.note).first()
    if note is None:
        return [_new_note(workshop, who, asked, asked.note)], False
    if note.sheet.group.workshop_id != workshop.pk:
        raise TrainingError(
            _("This note does not exist."), where="note", cure=_("Reload the page.")
        )
    if asked.kind == "take":
        return [_take(who, note)], False
    if asked.kind == "give":
        return [_give(who, note)], False
    if asked.kind == "withdraw":
        return [_withdraw(workshop, who, note, asked)], False
    return _write(workshop, who, note, asked)


def _write(
    workshop: Workshop, who: Participant, note: Note, asked: Operation
) -> tuple[list[Note], bool]:
    mine = note.owner_id == who.pk and note.state == NoteState.SHOWN
    if (note.text, note.role) == (_text(asked), _role(asked)):
        return [note], False
    if not mine or asked.base != note.revision:
        twin = _new_note(workshop, who, asked, uuid.uuid4(), twin=True)
        return [note, twin], True
    text = _text(asked)
    earlier = _kept_for_author(note) if text != note.text else []
    note.text, note.role, note.revision = text, _role(asked), note.revision + 1
    note.late = note.late or _closed(workshop, note.sheet.group)
    note.save(update_fields=["text", "role", "revision", "late", "author"])
    return [note, *earlier], False


def _kept_for_author(note: Note) -> list[Note]:
    """Keep beside a note what its author wrote, before who took it over writes on it."""
    if note.author is None:
        return []
    kept = Note.objects.create(
        pk=uuid.uuid4(),
        sheet=note.sheet,
        owner=note.author,
        text=note.text,
        role=note.role,
        late=note.late,
        twin=True,
    )
    note.author = None
    return [kept]


def _new_note(
    workshop: Workshop, who: Participant, asked: Operation, id_: uuid.UUID, twin: bool = False
) -> Note:
    claim_form()
    if workshop.ended:
        raise TrainingError(
            _("The workshop has ended."),
            where="note",
            cure=_("Tell the trainer. Your text is still here."),
        )
    if asked.kind != "write":
        raise TrainingError(
            _("This note does not exist."), where="note", cure=_("Reload the page.")
        )
    sheet = Sheet.objects.select_related("group").filter(pk=asked.sheet).first()
    if sheet is None or sheet.group_id != who.group_id:
        # Who was moved meanwhile writes on the sheet of the same place in the new group.
        sheet = _same_sheet(who, sheet)
    if who.notes.count() >= MOST_NOTES:
        raise TrainingError(
            _("You have written {_NOTES} notes, which is the maximum.", _NOTES=MOST_NOTES),
            where="note",
            cure=_("Edit one of your notes instead."),
        )
    locked = sheet.group.locked
    return Note.objects.create(
        pk=id_,
        sheet=sheet,
        owner=who,
        text=_text(asked),
        role=_role(asked),
        late=_closed(workshop, sheet.group),
        state=NoteState.HIDDEN if locked else NoteState.SHOWN,
        twin=twin,
    )


def _same_sheet(who: Participant, sheet: Sheet | None) -> Sheet:
    found = Sheet.objects.select_related("group").filter(group=who.group_id)
    place = sheet.place if sheet and sheet.group.workshop_id == who.workshop_id else 0
    same = found.filter(place=place).first() or found.first()
    if same is None:
        raise TrainingError(
            _("You are not in a group yet."),
            where="sheet",
            cure=_("Wait until the groups are formed."),
        )
    return same


def _take(who: Participant, note: Note) -> Note:
    """Take a note over, to write on; its owner finds what they still send as a note beside."""
    if note.sheet.group_id != who.group_id or note.state != NoteState.SHOWN:
        raise TrainingError(
            _("You cannot continue this note."), where="note", cure=_("Write your own note.")
        )
    author = note.author or note.owner
    note.author = author if author != who else None
    note.owner, note.revision = who, note.revision + 1
    note.save(update_fields=["owner", "author", "revision"])
    return note


def _give(who: Participant, note: Note) -> Note:
    """Give a note to the board, by anybody of its group; given again, it is taken back."""
    if note.sheet.group_id != who.group_id or note.state != NoteState.SHOWN:
        raise TrainingError(
            _("Only the group that wrote this note can post it on the board."),
            where="note",
            cure=_("Post a note from your own group."),
        )
    if note.votes.exists():
        raise TrainingError(
            _("This note already has dots."), where="note", cure=_("Leave the note on the board.")
        )
    note.given = not note.given
    note.save(update_fields=["given"])
    return note


def _withdraw(workshop: Workshop, who: Participant, note: Note, asked: Operation) -> Note:
    """Take a note of one's own off the chart; one that was changed elsewhere meanwhile stays.

    One that was taken over and still holds its author's text goes back to the author.
    """
    current = note.owner_id == who.pk and note.revision == asked.base
    if current and note.state == NoteState.SHOWN and not _closed(workshop, note.sheet.group):
        if note.author is None:
            note.state = NoteState.WITHDRAWN
        else:
            note.owner, note.author = note.author, None
        note.revision += 1
        note.save(update_fields=["state", "revision", "owner", "author"])
    return note


def _closed(workshop: Workshop, group: Group) -> bool:
    return workshop.charts_closed or group.locked


def _text(asked: Operation) -> str:
    text = asked.text.replace("\0", "").strip()
    if not text:
        raise TrainingError(_("The note is empty."), where="text", cure=_("Enter some text."))
    if len(text) > LONGEST_NOTE:
        raise TrainingError(
            _(
                "The note has {len} characters. The limit is {_NOTE}.",
                len=len(text),
                _NOTE=LONGEST_NOTE,
            ),
            where="text",
            cure=_("Split the note into two notes."),
        )
    return text


def _role(asked: Operation) -> int | None:
    return asked.role if asked.role in ROLE_NAMES else None


@transaction.atomic
def hide_note(note: Note, hidden: bool, *, acting_user: Person) -> None:
    """Hide a note from everybody but the trainer, or show it again."""
    workshop = lead(note.sheet.group.workshop, acting_user)
    note.state = NoteState.HIDDEN if hidden else NoteState.SHOWN
    note.revision += 1
    note.save(update_fields=["state", "revision"])
    after = {"note": note.text[:100], "participant": note.owner_id}
    record(
        "hide_note" if hidden else "show_note", workshop.title, acting_user=acting_user, after=after
    )
    tell_screens(workshop, "note", {"notes": [as_note(note)]}, group=note.sheet.group.number)


@transaction.atomic
def lock_chart(group: Group, locked: bool, *, acting_user: Person) -> None:
    """Lock the chart of one group, or open it; what arrives meanwhile is kept, and hidden."""
    workshop = lead(group.workshop, acting_user)
    group.locked = locked
    group.save(update_fields=["locked"])
    after = {"group": group.number, "locked": locked}
    record("lock_chart", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "groups")


@transaction.atomic
def add_photo(who: Participant, id_: uuid.UUID, file: "UploadedFile[bytes]") -> Photo:
    """Put a picture of paper on the group's chart: made smaller, without place and time in it.

    Raises TrainingError for what is no picture, for more than 10 MB, and without a group.
    """
    if known := Photo.objects.filter(pk=id_, owner=who).first():
        return known
    workshop = Workshop.objects.select_for_update().get(pk=who.workshop_id)
    if who.group is None or workshop.ended:
        raise TrainingError(
            _("There is no chart to add a picture to."),
            where="photo",
            cure=_("Ask the trainer for help."),
        )
    if Photo.objects.filter(pk=id_).exists():
        raise TrainingError(
            _("Somebody else has already sent this picture."),
            where="photo",
            cure=_("Reload the page and choose the picture again."),
        )
    if who.photos.count() >= MOST_PHOTOS:
        raise TrainingError(
            _("You have sent {_PHOTOS} pictures, which is the maximum.", _PHOTOS=MOST_PHOTOS),
            where="photo",
            cure=_("Ask somebody else to send the picture."),
        )
    photo = Photo(pk=id_, group=who.group, owner=who)
    photo.file.save(f"{id_}.jpg", ContentFile(small_picture(file)), save=False)
    photo.save(force_insert=True)
    tell_screens(workshop, "photo", group=who.group.number, participant=who)
    return photo


@transaction.atomic
def hide_photo(photo: Photo, hidden: bool, *, acting_user: Person) -> None:
    """Hide a picture, or show it again."""
    workshop = lead(photo.group.workshop, acting_user)
    photo.hidden = hidden
    photo.save(update_fields=["hidden"])
    after = {"group": photo.group.number, "participant": photo.owner_id}
    record("hide_photo", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "photo", group=photo.group.number)
