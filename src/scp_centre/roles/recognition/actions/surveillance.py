"""Surveillance: a sample drawn with a published seed, checks of licences, and what they find."""

import re
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.draws import draw_sample
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.actions.events import enter_event, require_text
from scp_centre.roles.recognition.actions.licences import suspend_licence
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_unbound
from scp_centre.roles.recognition.models import (
    Cause,
    Check,
    CheckFinding,
    Draw,
    Licence,
    LicenceState,
    Scheme,
    Step,
)

# Anybody copies the seed into a command line, so no sign of it may mean something there.
SEED = re.compile(r"^[A-Za-z0-9 .,:/-]{1,200}$")
ONLY_SIGNS = _("Use only letters, digits, spaces and these characters: . , : / -")


@transaction.atomic
def announce_draw(
    scheme: Scheme,
    size: int,
    days: int,
    task: str,
    seed_source: str,
    seed_day: date,
    *,
    acting_user: Person,
) -> Draw:
    """Announce a draw: how many licences, and which public event will give the seed, and when.

    Sent twice, it is announced once.

    Raises RecognitionError for an event of today or before, whose outcome may be known.
    """
    require(acting_user, "watch_licences")
    if seed_day <= timezone.localdate():
        raise RecognitionError(
            _("The event date must be in the future."),
            where="seed_day",
            cure=_("Choose an event whose outcome is not known yet."),
        )
    values = {
        "scheme": Scheme.objects.select_for_update().get(pk=scheme.pk),
        "size": size,
        "days": days,
        "task": require_text(task, "task", _("Enter what will be checked.")),
        "seed_source": require_text(
            seed_source, "seed_source", _("Enter the name of the public event.")
        ),
        "seed_day": seed_day,
    }
    if first := Draw.objects.filter(**values, drawn__isnull=True).first():
        return first
    made = Draw.objects.create(**values, announced_by=acting_user)
    after = {"size": size, "seed_source": made.seed_source, "seed_day": seed_day.isoformat()}
    record("announce_draw", str(made), acting_user=acting_user, after=after)
    return made


@transaction.atomic
def draw_licences(draw: Draw, seed: str, *, acting_user: Person) -> list[Check]:
    """Draw the sample with the seed that is public now, and open a check of each licence drawn.

    The licences that could be drawn are kept with the draw, so that anybody can repeat it.
    """
    require(acting_user, "watch_licences")
    draw = Draw.objects.select_for_update().get(pk=draw.pk)
    if draw.drawn is not None:
        raise RecognitionError(
            _("This sample has already been drawn."), where="seed", cure=_("Announce another draw.")
        )
    today = timezone.localdate()
    if today < draw.seed_day:
        raise RecognitionError(
            _("The seed will not be known before {day}.", day=draw.seed_day),
            where="seed",
            cure=_("Draw the sample on that day or later."),
        )
    seed = require_text(seed, "seed", _("Enter the published seed."))
    if not SEED.fullmatch(seed):
        raise RecognitionError(
            _("The seed contains a character that is not allowed."), where="seed", cure=ONLY_SIGNS
        )
    valid = Licence.objects.filter(
        application__version__scheme=draw.scheme,
        state=LicenceState.VALID,
        start__lte=today,
        until__gte=today,
    )
    by_number = {one.number: one for one in valid.select_related("application__version__scheme")}
    draw.seed, draw.licences, draw.drawn = seed, sorted(by_number), timezone.now()
    draw.save(update_fields=["seed", "licences", "drawn"])
    drawn = draw_sample(seed, draw.licences, draw.size)
    after = {"seed": seed, "of": len(by_number), "drawn": drawn}
    record("draw_licences", str(draw), acting_user=acting_user, after=after)
    due = today + timedelta(days=draw.days)
    return [
        _open(by_number[number], Cause.SAMPLE, draw.task, due, acting_user, draw)
        for number in drawn
    ]


@transaction.atomic
def open_check(
    licence: Licence, cause: Cause, task: str, due: date, *, acting_user: Person
) -> Check:
    """Open a check of a licence; its holder reads what is checked, and until when.

    The same check, sent twice, is open once.
    """
    require(acting_user, "watch_licences")
    require_unbound(acting_user, licence.application.organisation)
    licence = Licence.objects.select_for_update().get(pk=licence.pk)
    if licence.state == LicenceState.WITHDRAWN:
        raise RecognitionError(
            _("This licence has been withdrawn."),
            where="task",
            cure=_("There is nothing to check."),
        )
    if due < timezone.localdate():
        raise RecognitionError(
            _("The due date is in the past."), where="due", cure=_("Choose a later date.")
        )
    task = require_text(task, "task", _("Enter what will be checked."))
    if first := licence.checks.filter(finding="", cause=cause, task=task, due=due).first():
        return first
    return _open(licence, cause, task, due, acting_user)


def _open(
    licence: Licence,
    cause: Cause,
    task: str,
    due: date,
    person: Person,
    draw: Draw | None = None,
) -> Check:
    made = Check.objects.create(
        licence=licence, cause=cause, draw=draw, task=task, due=due, opened_by=person
    )
    step = Step.DRAWN if draw else Step.CHECK_OPENED
    enter_event(licence.application, step, task, acting_user=person)
    return made


@transaction.atomic
def record_check(check: Check, finding: str, note: str, *, acting_user: Person) -> None:
    """Record what a check found; a suspension shows at once, with the note as its public reason."""
    require(acting_user, "watch_licences")
    check = Check.objects.select_for_update().get(pk=check.pk)
    licence = check.licence
    require_unbound(acting_user, licence.application.organisation)
    if check.finding:
        raise RecognitionError(
            _("The finding of this check has already been recorded."),
            where="finding",
            cure=_("Reload the page."),
        )
    if finding not in CheckFinding.values:
        raise RecognitionError(
            _("The finding is missing."), where="finding", cure=_("Choose a finding.")
        )
    note = require_text(note, "note", _("Enter what the finding is based on."))
    if finding == CheckFinding.SUSPENDED:
        suspend_licence(licence, note, acting_user=acting_user)
    check.finding, check.note = CheckFinding(finding), note
    check.found, check.found_by = timezone.now(), acting_user
    check.save(update_fields=["finding", "note", "found", "found_by"])
    enter_event(
        licence.application,
        Step.CHECKED,
        note,
        acting_user=acting_user,
        after={"check": check.pk, "finding": finding},
    )
