"""The board as the trainer arranges it: notes moved, put together under a theme, merged into one.

What a group wrote is never changed: a note keeps its text, owner, role and dots, and goes back to
its own place when the theme is dissolved.
"""

import uuid
from collections.abc import Sequence

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.workshops import lead
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Note, NoteState, Theme, Workshop
from scp_centre.roles.training.room_limits import LONGEST_THEME, MOST_THEMES, ROLE_NAMES


@transaction.atomic
def move_notes(
    workshop: Workshop,
    notes: Sequence[uuid.UUID],
    *,
    acting_user: Person,
    role: int | None = None,
    theme: Theme | None = None,
    title: str = "",
) -> Theme | None:
    """Put notes of the board under a role, a theme or a new theme; else back to their own place.

    title : of a new theme; the theme is returned
    Raises TrainingError where no note is chosen, or one is no longer on the board.
    """
    claim_form()
    workshop = lead(workshop, acting_user)
    chosen = _chosen(workshop, notes)
    if title.strip():
        theme = _new_theme(workshop, title)
    if theme is not None and theme.workshop_id != workshop.pk:
        raise TrainingError(_("This theme does not exist."), where="to", cure=_("Reload the page."))
    if role is not None and role not in ROLE_NAMES:
        raise TrainingError(
            _("This role does not exist."), where="to", cure=_("Choose a place from the list.")
        )
    left = {note.theme_id for note in chosen if note.theme_id is not None}
    for note in chosen:
        note.theme = theme
        note.placed_role = None if theme or role == note.role else role
    Note.objects.bulk_update(chosen, ["theme", "placed_role"])
    # A theme whose last note was moved away has nothing to say any more.
    workshop.themes.filter(pk__in=left, notes=None).delete()
    after = {"notes": len(chosen), "role": role, "theme": theme.title if theme else None}
    record("move_notes", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")
    return theme


def _chosen(workshop: Workshop, notes: Sequence[uuid.UUID]) -> list[Note]:
    of_workshop = Note.objects.filter(sheet__group__workshop=workshop, pk__in=notes)
    chosen = list(of_workshop.filter(state=NoteState.SHOWN))
    if not chosen:
        raise TrainingError(
            _("You have not chosen any notes."),
            where="notes",
            cure=_("First tick the notes you want to move."),
        )
    if len(chosen) < len({*notes}):
        raise TrainingError(
            _("One of these notes is no longer on the board."),
            where="notes",
            cure=_("Reload the page, then choose the notes again."),
        )
    return chosen


def _new_theme(workshop: Workshop, title: str) -> Theme:
    if workshop.themes.count() >= MOST_THEMES:
        raise TrainingError(
            _("The board has too many themes."),
            where="title",
            cure=_("Dissolve a theme you no longer need."),
        )
    return Theme.objects.create(workshop=workshop, title=_title(title))


def _title(title: str) -> str:
    title = " ".join(title.replace("\0", "").split())
    if not title or len(title) > LONGEST_THEME:
        raise TrainingError(
            _("A theme needs a title of 200 characters or fewer."),
            where="title",
            cure=_("Enter a short title."),
        )
    return title


@transaction.atomic
def name_theme(theme: Theme, title: str, *, acting_user: Person) -> None:
    """Give a theme another title."""
    workshop = lead(theme.workshop, acting_user)
    before, theme.title = theme.title, _title(title)
    theme.save(update_fields=["title"])
    record(
        "name_theme",
        workshop.title,
        acting_user=acting_user,
        before={"theme": before},
        after={"theme": theme.title},
    )
    tell_screens(workshop, "stage")


@transaction.atomic
def merge_theme(theme: Theme, merged: bool, *, acting_user: Person) -> None:
    """Let the notes of a theme stand as one, with their dots counted once a person; or undo it."""
    workshop = lead(theme.workshop, acting_user)
    theme.merged = merged
    theme.save(update_fields=["merged"])
    after = {"theme": theme.title, "merged": merged}
    record("merge_theme", workshop.title, acting_user=acting_user, after=after)
    tell_screens(workshop, "stage")


@transaction.atomic
def dissolve_theme(theme: Theme, *, acting_user: Person) -> None:
    """Take a theme off the board; its notes go back to where their groups put them."""
    workshop = lead(theme.workshop, acting_user)
    title = theme.title
    theme.delete()
    record("dissolve_theme", workshop.title, acting_user=acting_user, after={"theme": title})
    tell_screens(workshop, "stage")
