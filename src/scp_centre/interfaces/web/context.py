"""What every page knows."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from scp_centre.centre.public_site.identity import identity
from scp_centre.centre.public_site.queries import written_pages
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.roles import MenuEntry
from scp_centre.centre.roles.discovery import roles
from scp_centre.centre.translation import RIGHT_TO_LEFT, current_speaker


def centre(request: HttpRequest) -> dict[str, Any]:
    """Return who the centre is, and the menu as far as this person may use it."""
    shown = identity()
    return plain_words() | {
        "languages": settings.LANGUAGES,
        "identity": shown,
        "sample_centre": shown.is_sample,
        "site_pages": [] if request.user.is_authenticated else written_pages(),
        "menu": menu_of(request) if request.user.is_authenticated else [],
    }


def menu_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries for who is signed in: those of the roles, then those of all."""
    entries = [entry for role in roles() for entry in role.entries()]
    entries.sort(key=lambda entry: entry.last)  # stable: each role's own order stays
    entries += apps.get_app_config("web").menu
    return [_shown(entry, request) for entry in entries if _has(entry, request)]


def _has(entry: MenuEntry, request: HttpRequest) -> bool:
    fits = allowed(request.user, entry.act)
    return fits and (entry.when is None or entry.when(request))


def _shown(entry: MenuEntry, request: HttpRequest) -> dict[str, Any]:
    address = reverse(entry.url_name)
    return {
        "title": entry.title,
        "address": address,
        "is_here": request.path.startswith(address),
        "count": entry.count(request) if entry.count else 0,
    }


def plain_words() -> dict[str, Any]:
    """Return what a page needs that must not ask the database for anything."""
    language = current_speaker().language
    return {
        "LANGUAGE_CODE": language,
        "LANGUAGE_BIDI": language in RIGHT_TO_LEFT,
        "public_pages": [page for role in roles() for page in role.public_pages],
    }
