"""Forget people: on request at once, and everybody some time after their workshop."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.signing.models import Credential
from scp_centre.roles.training.actions.certificates import KIND, about
from scp_centre.roles.training.actions.workshops import tell_trainer
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.names import name_key

FORGOTTEN = "–"


@transaction.atomic
def forget(who: Participant, *, acting_user: Person) -> None:
    """Delete what is known of somebody; what they wrote stays with the group, without a name."""
    require(acting_user, "run_workshop")
    _forget(who)
    _forget_changes(who.workshop, [who.pk])
    record(
        "forget_participant",
        who.workshop.title,
        acting_user=acting_user,
        after={"participant": who.pk},
    )
    tell_trainer(who.workshop, "people")


def _forget(who: Participant) -> None:
    """Empty the row: what counts in figures (sector, gender, experience) stays, no name does."""
    Credential.objects.filter(kind=KIND, about=about(who)).delete()
    for photo in who.photos.all():
        photo.file.delete(save=False)
        photo.delete()
    who.questions.all().delete()
    theirs = [a.pk for a in who.workshop.actions.all() if name_key(a.who) == name_key(who.name)]
    who.workshop.actions.filter(pk__in=theirs).update(who=FORGOTTEN)
    who.name, who.organisation = f"{FORGOTTEN} {who.pk}", ""
    who.email, who.digest, who.shares_contact = "", "", False
    who.valid_until = None
    save_row(who)


def _forget_changes(workshop: Workshop, people: list[int]) -> None:
    """Take names out of the changes that screens may still ask for."""
    for change in workshop.changes.filter(part="note"):
        notes = change.data.get("notes", [])
        if any(note["owner"] in people for note in notes):
            for note in notes:
                note["name"] = FORGOTTEN if note["owner"] in people else note["name"]
            change.save(update_fields=["data"])


@transaction.atomic
def anonymise_old(now: datetime) -> int:
    """Forget everybody whose workshop ended settings.TRAINING_KEEP_DAYS ago; return how many."""
    before = now - timedelta(days=settings.TRAINING_KEEP_DAYS)
    forgotten = 0
    for workshop in Workshop.objects.filter(ended__lt=before):
        people = list(workshop.participants.exclude(name__startswith=f"{FORGOTTEN} "))
        for who in people:
            _forget(who)
        workshop.changes.all().delete()
        if people:
            after = {"participants": len(people)}
            record("anonymise_workshop", workshop.title, acting_user=None, after=after)
        forgotten += len(people)
    return forgotten
