"""The policy role as a Django app."""

from django.apps import AppConfig

from scp_centre.centre.roles import CentreRole, MenuGroup, PublicPage
from scp_centre.methods.messages import _


class PolicyConfig(AppConfig):
    name = "scp_centre.roles.policy"
    label = "policy"
    role = CentreRole(
        5,
        _("Policy"),
        url_name="policy",
        act="see_policy",
        address="policy/",
        group=MenuGroup.NATION,
        public_pages=(PublicPage(_("Policy briefs"), "published_briefs"),),
    )

    def ready(self) -> None:
        from scp_centre.centre.evidence.dependents import declare_kind
        from scp_centre.roles.policy.dependents import BRIEFS

        declare_kind(BRIEFS)
