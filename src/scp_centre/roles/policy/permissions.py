"""What may be done in the policy role, and by whom."""

from scp_centre.centre.registry.permissions import ANALYST, DIRECTOR, EVERYBODY, Act
from scp_centre.methods.messages import _

ACTS = (
    Act("see_policy", _("See the national tables, hot spots, scenarios and briefs"), EVERYBODY),
    Act("keep_table", _("Import and delete national tables"), (ANALYST,)),
    Act("write_scenario", _("Write and run policy scenarios"), (ANALYST,)),
    Act("write_brief", _("Write a policy brief and put it out to consultation"), (ANALYST,)),
    Act("publish_brief", _("Publish a policy brief"), (ANALYST, DIRECTOR)),
    Act("comment_brief", _("Comment on a brief in consultation"), EVERYBODY),
    Act("keep_register", _("Edit the register of instruments"), (ANALYST, DIRECTOR)),
)
