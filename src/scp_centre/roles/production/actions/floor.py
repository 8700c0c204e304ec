"""Entries from the factory floor: sent when the line returns, kept once, conflicts shown."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.pictures.photographs import small_picture
from scp_centre.centre.registry.models import Person, Site
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.roles.production.actions.readings import enter_readings
from scp_centre.roles.production.actions.records import change_record, digest_of, identity_of
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.models import Assessment, Note, Reading, Receipt


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reading of that meter and day is there already, with another value."""

    value: float
    unit: str
    by: str
    when: datetime


@transaction.atomic
def take_reading(
    site: Site, id_: uuid.UUID, entry: ReadingEntry, *, acting_user: Person, replace: bool = False
) -> Conflict | None:
    """Take a reading from a device, once; return the conflict when another value stands there."""
    require(acting_user, "enter_readings", site.organisation)
    if _seen(id_, site, acting_user):
        return None
    there = (
        Reading.objects.select_for_update(of=("self",))
        .filter(meter__site=site, meter__key=entry.meter, start=entry.start, current=True)
        .select_related("meter", "entered_by")
        .first()
    )
    if there and not replace and (there.value, there.end) != (entry.value, entry.end):
        Receipt.objects.filter(pk=id_).delete()
        return Conflict(there.value, there.meter.unit, str(there.entered_by), there.created)
    enter_readings(site, [entry], acting_user=acting_user)
    return None


@transaction.atomic
def take_flow(
    assessment: Assessment,
    id_: uuid.UUID,
    values: dict[str, Any],
    *,
    acting_user: Person,
    replace: bool = False,
) -> Conflict | None:
    """Take a flow from a device, once; return the conflict when another amount stands there.

    A flow of the same period and name is the same flow: what was entered fills what is empty or,
    when the person says so, replaces it.
    """
    require(acting_user, "change_record", assessment.site.organisation)
    if _seen(id_, assessment.site, acting_user):
        return None
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    rows = load_file(assessment).flows
    name = str(values["name"]).strip().casefold()
    same_name = (f for f in rows if f.name.strip().casefold() == name)
    there = next((f for f in same_name if f.period == values["period"]), None)
    if there is None:
        change_record(assessment, "flows", values | {"key": ""}, acting_user=acting_user)
        return None
    same = (there.amount, there.unit) == (values["amount"], values["unit"])
    if not same and not replace:
        Receipt.objects.filter(pk=id_).delete()
        by = str(assessment.changed_by or "")
        return Conflict(there.amount, there.unit, by, assessment.changed)
    kept = asdict(there)
    given = {k: v for k, v in values.items() if v is not None and (replace or kept[k] is None)}
    change_record(
        assessment,
        "flows",
        kept | given,
        which=identity_of("flows", there),
        seen=digest_of(there),
        acting_user=acting_user,
    )
    return None


@transaction.atomic
def take_note(
    site: Site,
    id_: uuid.UUID,
    text: str,
    made: datetime,
    *,
    acting_user: Person,
    photo: "UploadedFile[bytes] | None" = None,
) -> Note | None:
    """Take a note from a device, once; None when it was there already."""
    require(acting_user, "take_note", site.organisation)
    if not text.strip() and photo is None:
        raise FollowUpError(
            _("The note has no text and no picture."),
            where="text",
            cure=_("Enter some text or take a picture."),
        )
    if made > timezone.now() + timedelta(days=1):
        raise FollowUpError(
            _("The date of the note, {made}, cannot be in the future.", made=made.date()),
            where="made",
            cure=_("Set the correct time on your device."),
        )
    kept = ContentFile(small_picture(photo), name=f"{id_}.jpg") if photo is not None else ""
    if _seen(id_, site, acting_user):
        return None
    note = Note.objects.create(
        site=site, author=acting_user, text=text.strip()[:2000], photo=kept, made=made
    )
    record(
        "take_note",
        str(site),
        acting_user=acting_user,
        organisation=site.organisation,
        after={"note": note.text, "photo": bool(note.photo)},
    )
    return note


def _seen(id_: uuid.UUID, site: Site, person: Person) -> bool:
    """Return whether this entry was taken before; else leave its receipt."""
    _unused, made = Receipt.objects.get_or_create(pk=id_, defaults={"site": site, "person": person})
    return not made
