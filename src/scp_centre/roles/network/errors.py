"""What the network role can refuse."""

from scp_centre.centre.errors import CentreError


class ExchangeError(CentreError):
    """A residue or exchange that cannot be saved, or a step that is not possible."""

    code = "exchange"
