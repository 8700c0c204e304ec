"""The policy role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.registry.role_entry import RoleEntry
from scp_centre.methods.messages import _


class PolicyConfig(AppConfig):
    name = "scp_centre.roles.policy"
    label = "policy"
    role = RoleEntry(5, _("Policy"), "policy")
    act = "see_policy"

    def ready(self) -> None:
        from scp_centre.roles.policy import jobs  # noqa: F401, registers its jobs
