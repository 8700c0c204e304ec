"""What every page knows."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from scp_centre.centre.public_site.identity import identity
from scp_centre.centre.public_site.queries import written_pages
from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.registry.signed_in_request import SignedInRequest, is_signed_in
from scp_centre.centre.roles import MenuEntry, MenuGroup
from scp_centre.centre.roles.discovery import roles
from scp_centre.centre.translation import RIGHT_TO_LEFT, current_speaker


def centre(request: HttpRequest) -> dict[str, Any]:
    """Return who the centre is, and the menu as far as this person may use it."""
    shown = identity()
    return plain_words() | {
        "languages": settings.LANGUAGES,
        "identity": shown,
        "sample_centre": shown.is_sample,
        "site_pages": [] if is_signed_in(request) else written_pages(),
        "menu": menu_of(request) if is_signed_in(request) else [],
    }


def menu_of(request: SignedInRequest) -> list[dict[str, Any]]:
    """Return the groups of the menu with what this person may open, empty ones left out."""
    entries = [entry for role in roles() for entry in role.entries()]
    entries += apps.get_app_config("web").menu  # type: ignore[attr-defined]  # see apps.py
    groups = [_group(group, entries, request) for group in MenuGroup]
    return [group for group in groups if group["entries"]]


def _group(group: MenuGroup, entries: list[MenuEntry], request: SignedInRequest) -> dict[str, Any]:
    mine = [entry for entry in entries if entry.group == group and _has(entry, request)]
    shown = [_shown(entry, request) for entry in mine]
    return {
        "title": group.label,
        "entries": shown,
        "is_here": any(entry["is_here"] for entry in shown),
        "count": sum(entry["count"] for entry in shown),
    }


def _has(entry: MenuEntry, request: SignedInRequest) -> bool:
    fits = allowed(request.user, entry.act)
    return fits and (entry.when is None or entry.when(request))


def _shown(entry: MenuEntry, request: SignedInRequest) -> dict[str, Any]:
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
