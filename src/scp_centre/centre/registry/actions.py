"""People come by invitation, take on roles, and go; every step is in the audit log."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import AccountError
from scp_centre.centre.limits.letters import can_write
from scp_centre.centre.registry.models import (
    AddressChange,
    ApiToken,
    Centre,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
    digest,
)
from scp_centre.centre.registry.passwords import require_good_password
from scp_centre.centre.registry.permissions import PERSON_ROLES, require
from scp_centre.centre.registry.sessions import end_sessions
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _, n_

ACTS_ON_ADDRESSES = (
    "invite_person",
    "withdraw_invitation",
    "accept_invitation",
    "end_membership",
)
INVITATION_LASTS = timedelta(days=14)


@transaction.atomic
def invite_person(
    email: str, role: str, organisation: Organisation | None, *, acting_user: Person
) -> tuple[Invitation, str]:
    """Invite somebody; return the invitation and the secret part of its link, shown once."""
    company = role == Role.COMPANY
    require(acting_user, "invite_member" if company else "invite_staff", organisation)
    if company and organisation is None:
        raise AccountError(
            _("An invitation for a company member must name a company."),
            where="organisation",
            cure=_("Choose the company."),
        )
    if role not in PERSON_ROLES:
        raise AccountError(
            _("This role does not exist."),
            where="role",
            cure=_("Use one of these: {join}.", join=list(PERSON_ROLES.values())),
        )
    if Membership.objects.filter(
        person__email__iexact=email, role=role, organisation=organisation if company else None
    ).exists():
        raise AccountError(
            _("{email} already has this role.", email=email),
            where="email",
            cure=_("No invitation is needed."),
        )
    day = timezone.now() - timedelta(days=1)
    # By the log: a withdrawn invitation has no row any more, but its letter went out.
    sent = Entry.objects.filter(act="invite_person", person=acting_user, when__gt=day).count()
    if sent >= settings.MOST_INVITATIONS_A_DAY:
        raise AccountError(
            n_(
                "You have sent {count} invitation in one day.",
                "You have sent {count} invitations in one day.",
                sent,
            ),
            where="email",
            cure=_("Continue tomorrow."),
        )
    if not can_write("invitation", email):
        raise AccountError(
            _("This address has received many invitations and cannot receive any more today."),
            where="email",
            cure=_("Withdraw the earlier invitations, or invite this person tomorrow."),
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=PERSON_ROLES[role],
        organisation=organisation if company else None,
        digest=digest(token),
        invited_by=acting_user,
        expires=timezone.now() + INVITATION_LASTS,
    )
    record(
        "invite_person",
        invitation.email,
        acting_user=acting_user,
        organisation=invitation.organisation,
        after={"role": role, "company": str(organisation or "")},
    )
    return invitation, token


def note_letter(invitation: Invitation, letter: str) -> None:
    """Note what became of the letter of an invitation; the page of people shows it."""
    Invitation.objects.filter(pk=invitation.pk).update(letter=letter)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, acting_user: Person) -> None:
    """Make an invitation worthless before it is accepted."""
    company = invitation.role == Role.COMPANY
    require(acting_user, "invite_member" if company else "invite_staff", invitation.organisation)
    if invitation.accepted_on is not None:
        raise AccountError(
            _("{email} has already accepted the invitation.", email=invitation.email),
            where="invitation",
            cure=_("End this person's role instead."),
        )
    record(
        "withdraw_invitation",
        invitation.email,
        acting_user=acting_user,
        organisation=invitation.organisation,
        before={"role": invitation.role},
    )
    invitation.delete()


@transaction.atomic
def accept_invitation(
    token: str, *, name: str = "", password: str = "", acting_user: Person | None = None
) -> Person:
    """Take on the role of an invitation: as a new person, or as the one of that address."""
    invitation = Invitation.objects.select_for_update().filter(digest=digest(token)).first()
    if not invitation or invitation.accepted_on or invitation.expires < timezone.now():
        raise AccountError(
            _("This invitation is not valid."),
            where="invitation",
            cure=_("Ask the person who invited you for a new invitation."),
        )
    known = Person.objects.filter(email__iexact=invitation.email).first()
    if known is not None and acting_user != known:
        raise AccountError(
            _("{email} already has an account.", email=invitation.email),
            where="email",
            cure=_("Sign in with that address and open the invitation again."),
        )
    if known is None:
        require_good_password(password, Person(email=invitation.email, name=name.strip()))
    person = known or Person.objects.create_user(invitation.email, password, name=name.strip())
    Membership.objects.get_or_create(
        person=person, role=invitation.role, organisation=invitation.organisation
    )
    invitation.accepted_by, invitation.accepted_on = person, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_on"])
    record(
        "accept_invitation",
        person.email,
        about=person,
        acting_user=person,
        organisation=invitation.organisation,
        after={"role": invitation.role},
    )
    return person


@transaction.atomic
def end_membership(membership: Membership, *, acting_user: Person) -> None:
    """End a role; the last administrator stays."""
    require(acting_user, "end_membership", membership.organisation)
    _keep_an_administrator(membership.person, membership)
    record(
        "end_membership",
        membership.person.email,
        about=membership.person,
        acting_user=acting_user,
        organisation=membership.organisation,
        before={"role": membership.role, "company": str(membership.organisation or "")},
    )
    membership.delete()


@transaction.atomic
def remove_person(person: Person, *, acting_user: Person) -> None:
    """Remove an account: roles, sessions, name and address go; what was done stays in the log."""
    if person != acting_user:
        require(acting_user, "remove_person")
    _keep_an_administrator(person)
    record("remove_person", person.number_name, about=person, acting_user=acting_user)
    _forget_address(person)
    AddressChange.objects.filter(person=person).delete()
    ApiToken.objects.filter(person=person).delete()
    person.memberships.all().delete()
    Invitation.objects.filter(email__iexact=person.email).update(email="removed@invalid.invalid")
    person.name, person.email = "Removed person", f"removed-{person.pk}@invalid.invalid"
    person.is_active = False
    person.set_unusable_password()
    save_row(person)
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def reset_second_factor(person: Person, *, acting_user: Person) -> None:
    """Switch off the second factor of somebody who lost their phone and the recovery codes."""
    require(acting_user, "reset_second_factor")
    gone, _unused = Authenticator.objects.filter(user=person).delete()
    if not gone:
        raise AccountError(
            _("{person} has no second factor.", person=person),
            where="person",
            cure=_("You do not need to do anything."),
        )
    end_sessions(person)
    record("reset_second_factor", person.number_name, about=person, acting_user=acting_user)


def _forget_address(person: Person) -> None:
    """Take an address out of the log, which keeps what was done, as the page promises."""
    naming = Entry.objects.filter(subject__iexact=person.email)
    # An address in a text that somebody wrote is no reference to its owner.
    naming.filter(act__in=ACTS_ON_ADDRESSES).update(about=person)
    naming.update(subject=person.number_name)


def _keep_an_administrator(person: Person, ending: Membership | None = None) -> None:
    """Raise when nobody could administer the centre any more."""
    administrators = Membership.objects.filter(
        role=Role.ADMINISTRATOR, person__is_active=True
    ).select_for_update()
    left = [m for m in administrators if (m != ending if ending else m.person_id != person.pk)]
    if administrators and not left:
        raise AccountError(
            _("{person} is the last administrator.", person=person),
            where="role",
            cure=_("Invite another administrator first."),
        )


@transaction.atomic
def set_up_centre(values: dict[str, object], *, email: str, name: str, password: str) -> Person:
    """Set up an empty centre with its first administrator; only ever once."""
    if Person.objects.exists() or Centre.objects.exists():
        raise AccountError(
            _("The centre is already set up."),
            where="centre",
            cure=_("Sign in, or ask an administrator for an invitation."),
        )
    require_good_password(password, Person(email=email.strip().lower(), name=name.strip()))
    person = Person.objects.create_user(email.strip().lower(), password, name=name.strip())
    Membership.objects.create(person=person, role=Role.ADMINISTRATOR)
    centre = Centre.objects.create(pk=1, **values)
    record("set_up_centre", centre.name, acting_user=person, after=_plain(values))
    return person


@transaction.atomic
def change_centre(values: dict[str, object], *, acting_user: Person) -> Centre:
    """Change what the centre says of itself; workbooks made from now on begin with it."""
    require(acting_user, "change_centre")
    centre = Centre.objects.select_for_update().filter(pk=1).first() or Centre(pk=1)
    before = {name: getattr(centre, name) for name in values}
    _keep_former_address(centre, values)
    for field, value in values.items():
        setattr(centre, field, value)
    save_row(centre)
    record(
        "change_centre",
        centre.name,
        acting_user=acting_user,
        before=_plain(before),
        after=_plain(values),
    )
    return centre


def _keep_former_address(centre: Centre, values: dict[str, object]) -> None:
    """Remember an address that is changed: what was signed under it can still be checked."""
    old = centre.public_address
    if old and values.get("public_address", old) != old:
        centre.former_addresses = [*centre.former_addresses, old]


def keep_first_address(address: str) -> None:
    """Keep the address of the settings when the centre has none yet; the server does at start."""
    centre = Centre.objects.filter(pk=1, public_address="").first()
    if centre is None or not address:
        return
    with transaction.atomic():
        centre.public_address = address.rstrip("/")
        centre.save(update_fields=["public_address"])
        after = {"public_address": centre.public_address}
        record("change_centre", centre.name, acting_user=None, after=after)


def _plain(values: dict[str, object]) -> dict[str, object]:
    return {k: v if isinstance(v, int | float | None) else str(v) for k, v in values.items()}


@transaction.atomic
def choose_language(language: str, *, acting_user: Person) -> None:
    """Choose the language of one's own pages; what is chosen already is no act."""
    if acting_user.language == language:
        return
    before, acting_user.language = acting_user.language, language
    acting_user.save(update_fields=["language"])
    record(
        "choose_language",
        acting_user.number_name,
        about=acting_user,
        acting_user=acting_user,
        before={"language": before},
        after={"language": language},
    )
