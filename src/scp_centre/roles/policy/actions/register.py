"""The register of instruments: entered, moved on, measured against goals."""

from datetime import date
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _, word_of
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.models import Goal, Instrument, Stage, Step

ORDER = [Stage.PROPOSED, Stage.CONSULTED, Stage.ADOPTED, Stage.IN_FORCE, Stage.EVALUATED]


@transaction.atomic
def enter_instrument(
    values: dict[str, Any],
    *,
    acting_user: Person,
    instrument: Instrument | None = None,
    sample: bool = False,
) -> Instrument:
    """Enter an instrument, or correct what is said of it."""
    require(acting_user, "keep_register")
    others = Instrument.objects.filter(title=values["title"])
    if instrument is not None:
        others = others.exclude(pk=instrument.pk)
    if others.exists():
        raise PolicyError(
            _("The register already contains {values}.", values=values["title"]),
            where="title",
            cure=_("Choose another title, or correct the existing entry."),
        )
    entry = instrument or Instrument(is_sample=sample)
    for name, value in values.items():
        setattr(entry, name, value)
    save_row(entry)
    record("keep_register", str(entry), acting_user=acting_user)
    return entry


@transaction.atomic
def move_instrument(
    instrument: Instrument, stage: str, day: date, note: str, *, acting_user: Person
) -> Step:
    """Note that an instrument has reached a stage; it moves forward only, or is withdrawn."""
    require(acting_user, "keep_register")
    last = instrument.steps.last()
    if last is not None and day < last.day:
        raise PolicyError(
            _("The previous stage was reached on {day}.", day=last.day),
            where="day",
            cure=_("Enter a later date."),
        )
    if last is not None and not _follows(last.stage, stage):
        raise PolicyError(
            _(
                "An instrument cannot change from “{stage}” to “{stage2}”.",
                stage=last.stage,
                stage2=word_of(stage, Stage.labels),
            ),
            where="stage",
            cure=_("Choose a later stage, or enter a new instrument."),
        )
    instrument.stage = stage
    instrument.save(update_fields=["stage"])
    step = Step.objects.create(instrument=instrument, stage=stage, day=day, note=note)
    record("keep_register", f"{instrument}: {stage}", acting_user=acting_user)
    return step


def _follows(before: str, after: str) -> bool:
    if before == Stage.WITHDRAWN:
        return False
    if after == Stage.WITHDRAWN:
        return True
    return ORDER.index(Stage(after)) > ORDER.index(Stage(before))


@transaction.atomic
def set_goal(
    instrument: Instrument,
    values: dict[str, Any],
    *,
    acting_user: Person,
    goal: Goal | None = None,
) -> Goal:
    """Set what an instrument is to reach, or say what was reached."""
    require(acting_user, "keep_register")
    if values["target_year"] <= values["base_year"]:
        raise PolicyError(
            _("The target year must be after the base year."),
            where="target_year",
            cure=_("Enter a later year."),
        )
    entry = goal or Goal(instrument=instrument)
    for name, value in values.items():
        setattr(entry, name, value)
    save_row(entry)
    record("keep_register", str(entry), acting_user=acting_user)
    return entry
