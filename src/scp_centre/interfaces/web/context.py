"""What every page knows."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest

from scp_centre.centre.registry.permissions import allowed
from scp_centre.centre.translation import RIGHT_TO_LEFT, current_speaker
from scp_centre.interfaces.journeys.knowledge_alerts import SEEN, new_for
from scp_centre.methods.messages import _


def centre(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, as far as this person may use it, and whether this is the sample centre."""
    person = request.user
    spoken: dict[str, Any] = {
        "LANGUAGE_CODE": current_speaker().language,
        "languages": settings.LANGUAGES,
    }
    spoken["LANGUAGE_BIDI"] = spoken["LANGUAGE_CODE"] in RIGHT_TO_LEFT
    if not person.is_authenticated:
        return spoken | {"sample_centre": settings.SAMPLE_CENTRE, "menu": []}
    menu = [
        (app.role.title, app.role.url_name)
        for app in apps.get_app_configs()
        if hasattr(app, "role") and allowed(person, app.act)
    ]
    if allowed(person, "see_company"):
        menu += [
            (_("Companies"), "companies"),
            (_("Options catalogue"), "catalogue"),
            (_("Jobs"), "jobs"),
        ]
        menu.append((_("New for you"), "brought"))
        spoken["brought_new"] = new_for(person, request.session.get(SEEN, ""))
    if allowed(person, "see_portfolio"):
        menu.insert(1, (_("Portfolio"), "portfolio"))
    if allowed(person, "see_people"):
        menu.append((_("People"), "people"))
    if allowed(person, "change_centre"):
        menu.append((_("The centre"), "centre_settings"))
    if allowed(person, "read_audit"):
        menu.append((_("Audit log"), "audit"))
    if allowed(person, "see_faults"):
        menu.append((_("Unexpected errors"), "faults"))
    return spoken | {"sample_centre": settings.SAMPLE_CENTRE, "menu": menu}


def plain_words() -> dict[str, Any]:
    """Return what a page needs that must not ask the database for anything."""
    language = current_speaker().language
    return {"LANGUAGE_CODE": language, "LANGUAGE_BIDI": language in RIGHT_TO_LEFT}
