"""Who advised a company, as the roles know it: whoever did verifies and decides nothing of it."""

from collections.abc import Collection

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.roles.discovery import offered


def advisers_of(company: Organisation) -> set[int]:
    """Return the keys of the people who advised a company, in any role of the centre.

    A role says so in its module advisers.py: `advisers_of(company)` yields keys of people.
    """
    return {pk for _unused, module in offered("advisers") for pk in module.advisers_of(company)}


def people_who_did(acts: Collection[str], company: Organisation) -> set[int]:
    """Return the keys of everybody who ever did one of these acts for a company, by the log.

    The log forgets nobody, while a thing names only whoever changed it last.
    """
    rows = Entry.objects.filter(act__in=acts, organisation=company, person__isnull=False)
    return set(rows.values_list("person", flat=True).order_by().distinct())
