"""Suggestions: anybody may suggest an item; an editor looks at it before anybody sees it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Person
from scp_centre.roles.clearinghouse.actions.items import keep
from scp_centre.roles.clearinghouse.models import Item, Standing


@transaction.atomic
def suggest(
    values: Mapping[str, Any],
    said: Mapping[str, str],
    suggested_by: str,
    *,
    acting_user: Person | None,
) -> Item:
    """Keep a suggestion for the editor."""
    item = keep(
        values,
        {str(values.get("language") or "en"): said},
        author=None,
        standing=Standing.SUGGESTED,
        suggested_by=suggested_by[:300],
    )
    record("suggest_item", item.title, acting_user=acting_user)
    return item
