"""What the policy role can refuse."""

from scp_centre.centre.errors import CentreError


class PolicyError(CentreError):
    """A table, scenario, brief or consultation that cannot be kept so."""

    code = "policy"
