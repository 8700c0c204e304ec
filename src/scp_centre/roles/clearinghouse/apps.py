"""The clearinghouse role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry
from scp_centre.methods.messages import _


class ClearinghouseConfig(AppConfig):
    name = "scp_centre.roles.clearinghouse"
    label = "clearinghouse"
    role = RoleEntry(6, _("Clearinghouse"), "clearinghouse")
    act = "see_clearinghouse"

    def ready(self) -> None:
        from scp_centre.centre.evidence.signals import consent_withdrawn
        from scp_centre.roles.clearinghouse import jobs  # noqa: F401, registers its jobs
        from scp_centre.roles.clearinghouse.actions.items import follow_consent

        consent_withdrawn.connect(follow_consent, dispatch_uid="clearinghouse")
