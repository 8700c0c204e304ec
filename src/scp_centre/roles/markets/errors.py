"""What the markets role can refuse."""

from scp_centre.centre.errors import CentreError


class MarketError(CentreError):
    """Tenders or a product that cannot be used so."""

    code = "market"
