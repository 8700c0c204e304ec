"""Write a row into the audit log; called inside the transaction of the act."""

from typing import Any

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Organisation, Person


def record(
    act: str,
    subject: str,
    *,
    acting_user: Person | None,
    organisation: Organisation | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Return the new row."""
    return Entry.objects.create(
        person=acting_user,
        act=act,
        subject=subject[:200],
        organisation=organisation,
        before=before or {},
        after=after or {},
    )
