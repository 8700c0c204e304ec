"""Change of a person's e-mail address: the old one holds until the new one is confirmed."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from scp_centre.centre.audit.security import masked, record_security
from scp_centre.centre.errors import AccountError
from scp_centre.centre.limits.letters import can_write
from scp_centre.centre.registry.models import AddressChange, Person, digest
from scp_centre.methods.messages import _

LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """Another address that a person wants, before anything is saved.

    secret : of the link that confirms    taken : whether somebody has the address already
    """

    email: str
    secret: str
    taken: bool


def prepare_address_change(email: str, *, acting_user: Person) -> Asked:
    """Check that a letter with a link may go to another address; nothing is saved yet.

    An address that somebody else has is answered in the same way: no letter there has a link.
    """
    email = email.strip().lower()
    if email == acting_user.email.lower():
        raise AccountError(
            _("This is already your address."), where="email", cure=_("Enter the new address.")
        )
    if not can_write("address_change", email):
        raise AccountError(
            _("This address has received several e-mails today."),
            where="email",
            cure=_("Try again tomorrow."),
        )
    taken = Person.objects.filter(email__iexact=email).exists()
    return Asked(email, secrets.token_urlsafe(32), taken)


@transaction.atomic
def request_address_change(asked: Asked, *, acting_user: Person) -> AddressChange:
    """Note that a person wants another address. Nothing changes before it is confirmed."""
    change, _unused = AddressChange.objects.update_or_create(
        person=acting_user,
        defaults={
            "email": asked.email,
            "digest": digest(asked.secret),
            "expires": timezone.now() + LASTS,
        },
    )
    record_security(
        "request_address_change", acting_user, acting_user=acting_user, address=masked(asked.email)
    )
    return change


@transaction.atomic
def cancel_address_change(*, acting_user: Person) -> None:
    """Leave the address as it is; the link that was sent is worthless."""
    gone, _unused = AddressChange.objects.filter(person=acting_user).delete()
    if gone:
        record_security("cancel_address_change", acting_user, acting_user=acting_user)


def find_address_change(secret: str) -> AddressChange | None:
    """Return the change that a link confirms, if it still can be."""
    return _waiting(secret).select_related("person").first()


def _waiting(secret: str) -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(
        digest=digest(secret), expires__gt=timezone.now(), person__is_active=True
    )


@transaction.atomic
def confirm_address(secret: str) -> tuple[Person, str]:
    """Change the address to the one whose mailbox had the link; return the person and the old one.

    Raises AccountError for a link that is old, used, replaced, or whose address is taken by now.
    """
    # Whoever comes second with the same link waits here, and then finds it used.
    change = _waiting(secret).select_for_update(of=("self",)).first()
    if change is None:
        raise _no_longer_valid()
    person = Person.objects.select_for_update().get(pk=change.person_id)
    before, person.email = person.email, change.email
    _save_address(person)
    change.delete()
    record_security(
        "change_address",
        person,
        acting_user=person,
        before={"address": masked(before)},
        address=masked(person.email),
    )
    return person, before


def _save_address(person: Person) -> None:
    """Save a new address, unless somebody else has it: also if they came a moment before."""
    if Person.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
        raise _no_longer_valid()
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise _no_longer_valid() from None


def _no_longer_valid() -> AccountError:
    return AccountError(
        _("This link is no longer valid."),
        where="email",
        cure=_("Sign in with your current address and request the change again."),
    )
