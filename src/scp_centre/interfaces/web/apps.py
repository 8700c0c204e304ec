from django.apps import AppConfig
from django.conf import settings

from scp_centre.centre.declarations import CENTRE
from scp_centre.centre.pages.journey_links import JourneyLink, add_links
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.roles import MenuEntry, MenuGroup
from scp_centre.methods.messages import _

JOURNEY_LINKS = (
    JourneyLink("assessment", _("Knowledge"), "knowledge"),
    JourneyLink("item", _("Who will be notified"), "who_is_told"),
)


def _count_new(request: SignedInRequest) -> int:
    from scp_centre.interfaces.journeys.knowledge_alerts import SEEN, new_for

    return new_for(request.user, request.session.get(SEEN, ""))


def _count_requests(request: SignedInRequest) -> int:
    from scp_centre.centre.public_site.queries import open_requests

    return open_requests().count()


def _has_marked(request: SignedInRequest) -> bool:
    from scp_centre.centre.evidence.chain import has_marked

    return has_marked(request.user)


class WebConfig(AppConfig):
    name = "scp_centre.interfaces.web"
    label = "web"
    # What belongs to no single role, after the entries of all roles.
    menu = (
        MenuEntry(_("Requests"), "assessment_requests", "see_requests", count=_count_requests),
        MenuEntry(_("Jobs"), "jobs", "see_company", MenuGroup.OFFICE),
        MenuEntry(_("New for you"), "brought", "see_company", MenuGroup.KNOWLEDGE, _count_new),
        MenuEntry(_("Check again"), "look_again", "see_figure", MenuGroup.OFFICE, when=_has_marked),
        MenuEntry(_("The centre's year"), "year_report", "see_year_report", MenuGroup.OFFICE),
        MenuEntry(_("People"), "people", "see_people", MenuGroup.OFFICE),
        MenuEntry(_("The centre"), "centre_settings", "change_centre", MenuGroup.OFFICE),
        MenuEntry(_("Public site"), "site_pages", "write_site_page", MenuGroup.OFFICE),
        MenuEntry(_("Audit log"), "audit", "read_audit", MenuGroup.OFFICE),
        MenuEntry(_("Unexpected errors"), "faults", "see_faults", MenuGroup.OFFICE),
    )

    def ready(self) -> None:
        from scp_centre.centre.roles.discovery import declare_package
        from scp_centre.centre.translation.compiled_messages import compile_messages
        from scp_centre.interfaces import journeys
        from scp_centre.interfaces.web import faults
        from scp_centre.interfaces.web.own_account import events

        declare_package(CENTRE, journeys)
        add_links(*JOURNEY_LINKS)
        compile_messages(settings.LOCALE_PATHS[0])
        events.connect()
        faults.connect()
