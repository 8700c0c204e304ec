"""Who advised a company, as the roles know it: whoever did verifies and decides nothing of it."""

from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.roles.discovery import offered


def advisers_of(company: Organisation) -> set[int]:
    """Return the keys of the people who advised a company, in any role of the centre.

    A role says so in its module advisers.py: `advisers_of(company)` yields keys of people.
    """
    return {pk for _unused, module in offered("advisers") for pk in module.advisers_of(company)}
