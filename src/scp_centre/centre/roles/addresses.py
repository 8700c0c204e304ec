"""The addresses of all roles as one list, each address and each name by one role only."""

from collections.abc import Iterable, Sequence

from django.urls import URLPattern, URLResolver, include, path

from scp_centre.centre.declarations import CENTRE, Declarations
from scp_centre.centre.roles.discovery import offered

Address = URLPattern | URLResolver


def role_addresses(own: Sequence[Address]) -> list[Address]:
    """Return the addresses of all roles, each below what its role says.

    own : the addresses of the top floor, which no role may take

    Raises ClashError where two of them have an address, or the name of one, in common.
    """
    beginnings = Declarations[str]("address", "urls.py")
    names = Declarations[str]("name of an address", "urls.py")
    _declare(CENTRE, "", own, beginnings, names)
    mounted: list[Address] = []
    for app, module in offered("urls"):
        _declare(app.role.title, app.role.address, module.urlpatterns, beginnings, names)
        mounted.append(path(app.role.address, include(module)))
    return mounted


def _declare(
    owner: str,
    below: str,
    patterns: Iterable[Address],
    beginnings: Declarations[str],
    names: Declarations[str],
) -> None:
    for pattern in patterns:
        route = below + str(pattern.pattern)
        beginnings.declare(beginning_of(route), route, owner=owner)
        if isinstance(pattern, URLPattern) and pattern.name:
            names.declare(pattern.name, route, owner=owner)


def beginning_of(route: str) -> str:
    """Return the part of an address that belongs to one role: up to its first slash.

    >>> beginning_of("assessments/<int:pk>/flows/")
    '/assessments/'
    """
    first, slash, _ = route.partition("/")
    return f"/{first}{slash}"
