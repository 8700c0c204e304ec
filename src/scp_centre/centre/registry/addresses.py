"""Change of a person's e-mail address: the old one holds until the new one is confirmed."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.security import masked, record_security
from scp_centre.centre.errors import AccountError
from scp_centre.centre.limits.letters import may_write
from scp_centre.centre.registry.models import AddressChange, Person, digest
from scp_centre.methods.messages import _

LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for another address.

    secret : of the link that confirms, sent to the new address; empty when somebody has it already
    write : whether the new address may get a letter now
    """

    change: AddressChange
    secret: str
    write: bool


@transaction.atomic
def request_address_change(email: str, *, acting_user: Person) -> Asked:
    """Note that a person wants another address. Nothing changes before it is confirmed.

    An address that somebody else has is answered in the same way: no letter there has a link.
    """
    email = email.strip().lower()
    if email == acting_user.email.lower():
        raise AccountError(
            _("This is your address already."), where="email", cure=_("Enter the new address.")
        )
    secret = secrets.token_urlsafe(32)
    change, _unused = AddressChange.objects.update_or_create(
        person=acting_user,
        defaults={"email": email, "digest": digest(secret), "expires": timezone.now() + LASTS},
    )
    record_security(
        "request_address_change", acting_user, acting_user=acting_user, address=masked(email)
    )
    taken = Person.objects.filter(email__iexact=email).exists()
    return Asked(change, "" if taken else secret, may_write("address_change", email))


@transaction.atomic
def cancel_address_change(*, acting_user: Person) -> None:
    """Leave the address as it is; the link that was sent is worthless."""
    gone, _unused = AddressChange.objects.filter(person=acting_user).delete()
    if gone:
        record_security("cancel_address_change", acting_user, acting_user=acting_user)


def find_address_change(secret: str) -> AddressChange | None:
    """Return the change that a link confirms, if it still can be."""
    return (
        AddressChange.objects.select_related("person")
        .filter(digest=digest(secret), expires__gt=timezone.now(), person__is_active=True)
        .first()
    )


@transaction.atomic
def confirm_address(secret: str) -> tuple[Person, str]:
    """Change the address to the one whose mailbox had the link; return the person and the old one.

    Raises AccountError for a link that is old, used, replaced, or whose address is taken by now.
    """
    change = find_address_change(secret)
    if change is None or Person.objects.filter(email__iexact=change.email).exists():
        raise AccountError(
            _("This link is no longer valid."),
            where="email",
            cure=_("Sign in with your current address and ask for the change again."),
        )
    person = Person.objects.select_for_update().get(pk=change.person_id)
    before, person.email = person.email, change.email
    person.save(update_fields=["email"])
    change.delete()
    record_security(
        "change_address",
        person,
        acting_user=person,
        before={"address": masked(before)},
        address=masked(person.email),
    )
    return person, before
