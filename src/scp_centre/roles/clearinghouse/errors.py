"""What the clearinghouse role can refuse."""

from scp_centre.centre.errors import CentreError


class ClearinghouseError(CentreError):
    """An item, search, harvest or letter that cannot be kept so."""

    code = "clearinghouse"
