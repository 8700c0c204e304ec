"""Certificates of a workshop: signed for those who took part, taken back where one was wrong."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sent_forms.once import claim_form
from scp_centre.centre.signing.actions import issue_badge, require_reachable, revoke_credential
from scp_centre.centre.signing.models import Credential
from scp_centre.methods.messages import _
from scp_centre.roles.training.attendance import Attendance, PersonTime, attendance_of
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant, Workshop
from scp_centre.roles.training.room_limits import RENEWABLE_DAYS
from scp_centre.roles.training.validity import end_of_day, months_after

KIND = "workshop"
# What anybody reads who verifies a certificate that was replaced; the trainer's reason is internal.
REPLACED = _("The workshop list was corrected. A new certificate replaces this one.")
CORRECTED = _("The workshop list was corrected: this person did not take part.")
RENEWED = _("This certificate was renewed. A new certificate replaces it.")
COMBINED = _(
    "This person had two certificates for the same workshop. The other certificate remains valid."
)


def about(who: Participant) -> str:
    """Return what a certificate of somebody is about."""
    return f"participant {who.pk}"


def certificate_of(who: Participant) -> Credential | None:
    """Return the certificate of somebody that stands."""
    return Credential.objects.filter(kind=KIND, about=about(who), revoked__isnull=True).first()


def certified(workshop: Workshop) -> list[Credential]:
    """Return the certificates of a workshop that stand."""
    things = [about(who) for who in workshop.participants.all()]
    return list(Credential.objects.filter(kind=KIND, about__in=things, revoked__isnull=True))


@transaction.atomic
def certify(workshop: Workshop, *, acting_user: Person) -> list[Credential]:
    """Sign a certificate for everybody who took part; who has one keeps it.

    Each names its status list: so none is signed while the centre has no address that can be
    reached from outside (SigningError).

    It states the minutes that were held and attended, section by section, not those planned.

    Raises TrainingError while the workshop goes on.
    """
    require(acting_user, "certify")
    if not workshop.ended:
        raise TrainingError(
            _("The workshop is still running."),
            where="workshop",
            cure=_("End the workshop, then issue certificates."),
        )
    require_reachable()
    found = attendance_of(workshop)
    return [
        _certify(one, found, workshop, acting_user) for one in found.people if one.who.took_part
    ]


def _certify(
    one: PersonTime, found: Attendance, workshop: Workshop, acting_user: Person
) -> Credential:
    module = workshop.module
    achievement = uuid.uuid5(uuid.NAMESPACE_URL, f"scp-centre/{module.key}/{module.version}")
    sections = "; ".join(s.title for s in module.sections.all())
    until = _valid_until(one.who, workshop)
    if one.who.valid_until != until:
        one.who.valid_until = until
        one.who.save(update_fields=["valid_until"])
    return issue_badge(
        kind=KIND,
        about=about(one.who),
        holder=one.who.name,
        title=module.title,
        description=module.summary,
        criteria=f"Take part in a workshop with this module, planned for {found.planned} minutes: "
        f"{sections}.",
        achievement=f"urn:uuid:{achievement}",
        evidence={"name": workshop.title, "narrative": what_took_place(one, found, workshop)},
        valid_from=workshop.ended or workshop.starts,
        valid_until=None if until is None else end_of_day(until),
        acting_user=acting_user,
    )


def _valid_until(who: Participant, workshop: Workshop) -> date | None:
    """Return the last day of a certificate, counted from its last renewal; None without an end."""
    months = workshop.module.valid_months
    if months is None:
        return None
    since = who.renewed or timezone.localdate(workshop.ended or workshop.starts)
    return months_after(since, months)


def what_took_place(one: PersonTime, found: Attendance, workshop: Workshop) -> str:
    """Return what a credential says of somebody's attendance, as measured, in English."""
    where = f"{workshop.place}, {workshop.starts.date().isoformat()}".strip(", ")
    if workshop.minutes_held is None:
        return f"{where}. Attendance was not measured."
    parts = "; ".join(
        f"{s.section.title} ({minutes} of {s.held} minutes)"
        for s, minutes in zip(found.sections, one.minutes, strict=True)
        if s.counts and minutes
    )
    renewed = f" Renewed on {one.who.renewed.isoformat()}." if one.who.renewed else ""
    return f"{where}. Attended {one.total} of {found.held} minutes held: {parts}.{renewed}"


def renew_certificates(
    workshop: Workshop, *, acting_user: Person, of: Participant | None = None, first: bool = False
) -> None:
    """Replace the certificates that no longer say what took place, within the act that changed it.

    What took place is computed once, for everybody.

    of : somebody whose certificate it is; None: all that stand
    first : issue one also where there was none

    Raises SigningError, before anything is revoked, where the new one could not be signed.
    """
    held = Workshop.objects.select_related("module").get(pk=workshop.pk)
    standing = {one.about: one for one in certified(held)}
    if not held.ended or not (standing or first):
        return
    found = attendance_of(held)
    for one in found.people:
        if of is None or one.who.pk == of.pk:
            _renew(one, standing.get(about(one.who)), found, held, acting_user, first)


def _renew(
    one: PersonTime,
    standing: Credential | None,
    found: Attendance,
    workshop: Workshop,
    acting_user: Person,
    first: bool,
) -> None:
    if not (standing or first):
        return
    if standing is not None and one.who.took_part and _says(standing, one, found, workshop):
        return
    if one.who.took_part:
        require_reachable()
    if standing is not None:
        why = REPLACED if one.who.took_part else CORRECTED
        revoke_credential(standing, why, acting_user=acting_user)
        _end_validity(one.who)
        one.who.valid_until = None
    if one.who.took_part:
        _certify(one, found, workshop, acting_user)


def _says(standing: Credential, one: PersonTime, found: Attendance, workshop: Workshop) -> bool:
    narrative = standing.content["evidence"][0]["narrative"]
    return standing.holder == one.who.name and narrative == what_took_place(one, found, workshop)


def withdraw_duplicate(who: Participant, *, acting_user: Person) -> None:
    """Revoke the certificate of an entry that turned out to be somebody's second."""
    if standing := certificate_of(who):
        revoke_credential(standing, COMBINED, acting_user=acting_user)


@transaction.atomic
def take_back(who: Participant, reason: str, *, acting_user: Person) -> None:
    """Take somebody's certificate back."""
    require(acting_user, "certify")
    standing = certificate_of(who)
    if standing is None:
        raise TrainingError(
            _("{name} has no certificate.", name=who.name),
            where="certificate",
            cure=_("Reload the page."),
        )
    revoke_credential(standing, reason, acting_user=acting_user)
    _end_validity(who)


def _end_validity(who: Participant) -> None:
    Participant.objects.filter(pk=who.pk).update(valid_until=None)


@transaction.atomic
def renew_validity(who: Participant, *, acting_user: Person) -> Credential:
    """Replace a certificate that ends, or has ended, by one that is valid anew from today.

    Raises TrainingError for one that does not end, or not within the next 180 days.
    """
    require(acting_user, "certify")
    claim_form()
    standing = certificate_of(who)
    if standing is None or who.valid_until is None:
        raise TrainingError(
            _("{name} has no certificate that expires.", name=who.name),
            where="certificate",
            cure=_("Reload the page."),
        )
    today = timezone.localdate()
    if who.valid_until > today + timedelta(days=RENEWABLE_DAYS):
        raise TrainingError(
            _("This certificate is valid until {day}.", day=who.valid_until),
            where="certificate",
            cure=_("A certificate can be renewed in the last 180 days before it expires."),
        )
    require_reachable()
    who.renewed = today
    who.save(update_fields=["renewed"])
    revoke_credential(standing, RENEWED, acting_user=acting_user)
    workshop = Workshop.objects.select_related("module").get(pk=who.workshop_id)
    found = attendance_of(workshop)
    one = next(p for p in found.people if p.who.pk == who.pk)
    after = {"participant": who.pk, "was": who.valid_until.isoformat()}
    record("renew_certificate", workshop.title, acting_user=acting_user, after=after)
    return _certify(one, found, workshop, acting_user)
