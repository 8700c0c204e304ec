"""The roles of the centre, in the order of the menu. A role is its folder and one line here."""

ROLES = (
    "scp_centre.roles.production",
    "scp_centre.roles.products",
    "scp_centre.roles.benchmarks",
    "scp_centre.roles.training",
    "scp_centre.roles.policy",
    "scp_centre.roles.clearinghouse",
    "scp_centre.roles.recognition",
    "scp_centre.roles.network",
    "scp_centre.roles.markets",
)
