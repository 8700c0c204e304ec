"""Control the projector: turn its pages, enlarge, raise a question, let a screen in by a code."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.training.actions.changes import tell_screens
from scp_centre.roles.training.actions.people import digest_of, new_key
from scp_centre.roles.training.actions.workshops import lead
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Question, Screen, Workshop
from scp_centre.roles.training.room_limits import (
    ALPHABET,
    LARGEST_ZOOM,
    MOST_SCREENS,
    SCREEN_CODE_LENGTH,
    SCREEN_CODE_MINUTES,
    SCREEN_HOURS,
    SMALLEST_ZOOM,
    TURNING_SECONDS,
)


@transaction.atomic
def turn_page(
    workshop: Workshop, by: int, pages: int | None = None, *, acting_user: Person
) -> None:
    """Turn the pages of what does not fit on the projector; after the last comes the first.

    pages : how many there are, as far as the trainer's screen knows
    """
    workshop = lead(workshop, acting_user)
    page = workshop.page + by
    workshop.page = page % pages if pages else max(page, 0)
    _kept(workshop, acting_user, ["page"], {"page": workshop.page})


@transaction.atomic
def enlarge(workshop: Workshop, by: int, *, acting_user: Person) -> None:
    """Show the projector's text larger or smaller, within bounds; 0 lets it choose its size."""
    workshop = lead(workshop, acting_user)
    zoom = 0 if by == 0 else workshop.zoom + by
    workshop.zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
    workshop.page = 0
    _kept(workshop, acting_user, ["zoom", "page"], {"zoom": workshop.zoom})


@transaction.atomic
def let_turn(workshop: Workshop, turning: bool, *, acting_user: Person) -> None:
    """Let the projector turn its pages by itself, or not."""
    workshop = lead(workshop, acting_user)
    workshop.turn_seconds = TURNING_SECONDS if turning else 0
    _kept(workshop, acting_user, ["turn_seconds"], {"turn_seconds": workshop.turn_seconds})


@transaction.atomic
def raise_question(workshop: Workshop, question: Question | None, *, acting_user: Person) -> None:
    """Put a question on the projector; None takes all of them off."""
    workshop = lead(workshop, acting_user)
    workshop.raised, workshop.questions_shown = question, question is not None
    after = {"question": question.text[:100] if question else None}
    _kept(workshop, acting_user, ["raised", "questions_shown"], after)


def _kept(
    workshop: Workshop, acting_user: Person, fields: list[str], after: Mapping[str, object]
) -> None:
    workshop.save(update_fields=fields)
    record("control_projector", workshop.title, acting_user=acting_user, after=dict(after))
    tell_screens(workshop, "stage")


@transaction.atomic
def give_screen_code(workshop: Workshop, *, acting_user: Person) -> Workshop:
    """Make a code by which a projector without an account shows this workshop, for a while."""
    workshop = lead(workshop, acting_user)
    code = "".join(secrets.choice(ALPHABET) for _unused in range(SCREEN_CODE_LENGTH))
    workshop.screen_code = code
    workshop.screen_code_ends = timezone.now() + timedelta(minutes=SCREEN_CODE_MINUTES)
    workshop.save(update_fields=["screen_code", "screen_code_ends"])
    record("give_screen_code", workshop.title, acting_user=acting_user)
    return workshop


@transaction.atomic
def close_screens(workshop: Workshop, *, acting_user: Person) -> int:
    """Shut out every projector that came in by a code, and the code; return how many they were."""
    workshop = lead(workshop, acting_user)
    count = workshop.screens.count()
    workshop.screens.all().delete()
    workshop.screen_code, workshop.screen_code_ends = "", None
    workshop.save(update_fields=["screen_code", "screen_code_ends"])
    record("close_screens", workshop.title, acting_user=acting_user, after={"screens": count})
    tell_screens(workshop, "stage")
    return count


def workshop_of_screen_code(code: str) -> Workshop | None:
    """Return the workshop whose projector a code shows, while it serves."""
    if len(code) != SCREEN_CODE_LENGTH:
        return None
    return Workshop.objects.filter(
        screen_code=code, screen_code_ends__gt=timezone.now(), ended__isnull=True
    ).first()


@transaction.atomic
def let_screen_in(workshop: Workshop, known_key: str = "") -> str:
    """Return the key of a projector without an account; it goes dark after some hours.

    known_key : of a device that was let in before; it keeps its place, for as long as a new one
    """
    held = Workshop.objects.select_for_update().get(pk=workshop.pk)
    until = timezone.now() + timedelta(hours=SCREEN_HOURS)
    held.screens.filter(until__lte=timezone.now()).delete()
    if known_key and held.screens.filter(digest=digest_of(known_key)).update(until=until):
        record("let_screen_in", held.title, acting_user=None, after={"again": True})
        return known_key
    if held.screens.count() >= MOST_SCREENS:
        raise TrainingError(
            _(
                "{most} projectors are already connected, so no more can be added.",
                most=MOST_SCREENS,
            ),
            where="code",
            cure=_("Ask the trainer to close the other screens."),
        )
    key = new_key()
    Screen.objects.create(workshop=held, digest=digest_of(key), until=until)
    record("let_screen_in", held.title, acting_user=None)
    return key
