"""The clearinghouse role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuGroup, PublicPage
from scp_centre.methods.messages import _


class ClearinghouseConfig(AppConfig):
    name = "scp_centre.roles.clearinghouse"
    label = "clearinghouse"
    role = CentreRole(
        6,
        _("Clearinghouse"),
        url_name="clearinghouse",
        act="see_clearinghouse",
        group=MenuGroup.KNOWLEDGE,
        public_pages=(PublicPage(_("Clearinghouse"), "clearinghouse"),),
    )

    def ready(self) -> None:
        from scp_centre.centre.evidence.dependents import declare_kind
        from scp_centre.centre.evidence.signals import consent_withdrawn
        from scp_centre.roles.clearinghouse.actions.items import follow_consent
        from scp_centre.roles.clearinghouse.dependents import CASE_STUDIES

        declare_kind(CASE_STUDIES)
        consent_withdrawn.connect(follow_consent, dispatch_uid="clearinghouse")
