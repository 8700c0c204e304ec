"""Certificates of a workshop: signed for those who took part, taken back where one was wrong."""

import uuid

from django.db import transaction

from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.signing.actions import issue_badge, revoke_credential
from scp_centre.centre.signing.models import Credential
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Participant, Workshop

KIND = "workshop"


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
    """Sign a certificate for everybody who stayed; who has one keeps it.

    Raises TrainingError while the workshop goes on.
    """
    require(acting_user, "certify")
    if not workshop.ended:
        raise TrainingError(
            _("The workshop is still running."),
            where="workshop",
            cure=_("End it, then issue certificates."),
        )
    return [
        _certify(who, workshop, acting_user) for who in workshop.participants.filter(left=False)
    ]


def _certify(who: Participant, workshop: Workshop, acting_user: Person) -> Credential:
    module = workshop.module
    day = workshop.starts.date().isoformat()
    achievement = uuid.uuid5(uuid.NAMESPACE_URL, f"scp-centre/{module.key}/{module.version}")
    sections = "; ".join(s.title for s in module.sections.all())
    return issue_badge(
        kind=KIND,
        about=about(who),
        holder=who.name,
        title=module.title,
        description=module.summary,
        criteria=f"Took part in the workshop, {module.minutes} minutes: {sections}.",
        achievement=f"urn:uuid:{achievement}",
        evidence={"name": workshop.title, "narrative": f"{workshop.place}, {day}".strip(", ")},
        valid_from=workshop.ended or workshop.starts,
        acting_user=acting_user,
    )


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
