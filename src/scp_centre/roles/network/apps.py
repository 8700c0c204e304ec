"""The network role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuEntry
from scp_centre.methods.messages import _


class NetworkConfig(AppConfig):
    name = "scp_centre.roles.network"
    label = "network"
    role = CentreRole(
        7,
        _("Exchange of residues"),
        url_name="residues",
        act="see_residues",
        address="residues/",
        menu=(MenuEntry(_("Proposed matches"), "matches", "coordinate_exchanges"),),
    )
