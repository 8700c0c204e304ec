"""Write a row into the audit log; called inside the transaction of the act.

The log stands below the registry, whose own acts it records: it knows people and organisations by
what Django calls the user model, and by their rows.
"""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.sent_forms.once import claim_form


def record(
    act: str,
    subject: str,
    *,
    acting_user: AbstractBaseUser | None,
    organisation: Model | None = None,
    about: AbstractBaseUser | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Return the new row.

    subject : what it was on, in words that may be anybody's    about : whose account it was on
    """
    claim_form()
    return Entry.objects.create(  # type: ignore[misc]  # whose types it must not know
        person=acting_user,
        act=act,
        subject=subject[:200],
        about=about,
        organisation=organisation,
        before=before or {},
        after=after or {},
    )
