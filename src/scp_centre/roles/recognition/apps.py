"""The recognition role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuEntry, PublicPage
from scp_centre.methods.messages import _


class RecognitionConfig(AppConfig):
    name = "scp_centre.roles.recognition"
    label = "recognition"
    role = CentreRole(
        3,
        _("Labels and awards"),
        url_name="recognition",
        act="see_recognition",
        menu=(
            MenuEntry(_("Register of licences"), "licence_register", "see_recognition"),
            MenuEntry(_("Check an environmental claim"), "check_wording", "see_recognition"),
            MenuEntry(_("Check a credential"), "check_credential", "see_recognition"),
        ),
        public_pages=(PublicPage(_("Register of licences"), "licence_register"),),
        staff=(_("label officer"), _("label verifier")),
    )
