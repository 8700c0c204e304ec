"""The markets role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuEntry
from scp_centre.methods.messages import _


class MarketsConfig(AppConfig):
    name = "scp_centre.roles.markets"
    label = "markets"
    role = CentreRole(
        4,
        _("Markets"),
        url_name="markets",
        act="see_markets",
        address="markets/",
        menu=(MenuEntry(_("Tenders"), "tenders", "see_markets"),),
        staff=(_("market adviser"),),
    )
