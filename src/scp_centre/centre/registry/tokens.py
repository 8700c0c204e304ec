"""Tokens by which programs act for a person: made, found by their secret, withdrawn."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.audit.security import record_security
from scp_centre.centre.errors import AccountError
from scp_centre.centre.registry.models import ApiToken, Person, digest
from scp_centre.centre.registry.permissions import allowed, require
from scp_centre.methods.messages import _

SCOPES = {
    "read": _("Read assessments, figures, readings and clearinghouse items"),
    "readings": _("Enter readings"),
    "compute": _("Run methods"),
}
READ_ITEMS = _("Read clearinghouse items")
LONGEST_DAYS = 366


def scopes_for(person: Person) -> dict[str, str]:
    """Return the scopes that a person's roles can make use of, and what each is for."""
    found: dict[str, str] = dict(SCOPES)
    if not allowed(person, "see_company"):
        found["read"] = READ_ITEMS
    if not allowed(person, "enter_readings"):
        del found["readings"]
    return found


@transaction.atomic
def make_token(
    name: str, scopes: Sequence[str], days: int, *, acting_user: Person
) -> tuple[ApiToken, str]:
    """Make a token for oneself; return it and its secret, which is shown once."""
    require(acting_user, "make_token")
    offered = scopes_for(acting_user)
    if not scopes or not set(scopes) <= set(offered):
        raise AccountError(
            _("The token has no permission, or a permission that your roles do not have."),
            where="scopes",
            cure=_("Choose at least one of these permissions: {join}.", join=list(offered)),
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise AccountError(
            _("A token cannot be valid for so many days ({days}).", days=days),
            where="days",
            cure=_("Enter a number of days from 1 to 366."),
        )
    secret = f"scp_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        person=acting_user,
        name=name.strip() or "token",
        digest=digest(secret),
        scopes=list(scopes),
        expires=timezone.now() + timedelta(days=days),
    )
    record("make_token", token.name, acting_user=acting_user, after={"scopes": token.scopes})
    return token, secret


@transaction.atomic
def withdraw_token(token: ApiToken, *, acting_user: Person) -> None:
    """Make one's own token worthless at once."""
    if token.person_id != acting_user.pk:
        raise AccountError(
            _("This token belongs to somebody else."),
            where="token",
            cure=_("Revoke only your own tokens."),
        )
    record("withdraw_token", token.name, acting_user=acting_user)
    token.delete()


@transaction.atomic
def withdraw_tokens(*, acting_user: Person) -> int:
    """Make all of one's own tokens worthless at once; return how many."""
    mine = list(ApiToken.objects.filter(person=acting_user))
    for token in mine:
        withdraw_token(token, acting_user=acting_user)
    return len(mine)


def tokens_of(person: Person) -> list[str]:
    """Return the names of the tokens by which programs can still act for a person."""
    valid = ApiToken.objects.filter(person=person, expires__gt=timezone.now())
    return list(valid.order_by("name").values_list("name", flat=True))


def find_token(secret: str, request: HttpRequest | None = None) -> ApiToken | None:
    """Return the valid token of a secret, and note that it was used, in the log once a day."""
    found = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest(secret), expires__gt=timezone.now(), person__is_active=True)
        .first()
    )
    if found is not None:
        now = timezone.now()
        if found.last_used is None or found.last_used.date() != now.date():
            person = found.person
            record_security("use_token", person, request, acting_user=person, token=found.name)
        ApiToken.objects.filter(pk=found.pk).update(last_used=now)
    return found
