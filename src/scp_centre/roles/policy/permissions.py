"""What may be done in the policy role, and by whom."""

from scp_centre.centre.registry.permissions import ANALYST, DIRECTOR, EVERYBODY, Act

ACTS = (
    Act("see_policy", "See the national tables, hot spots, scenarios and briefs", EVERYBODY),
    Act("keep_table", "Import and remove national tables", (ANALYST,)),
    Act("write_scenario", "Write and run policy scenarios", (ANALYST,)),
    Act("write_brief", "Write a policy brief and consult on it", (ANALYST,)),
    Act("publish_brief", "Publish a policy brief", (ANALYST, DIRECTOR)),
    Act("comment_brief", "Comment on a brief in consultation", EVERYBODY),
    Act("keep_register", "Edit the register of instruments", (ANALYST, DIRECTOR)),
)
