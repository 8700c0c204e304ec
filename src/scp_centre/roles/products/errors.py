"""What the products role can refuse."""

from scp_centre.centre.errors import CentreError


class ProductError(CentreError):
    """A footprint model that cannot be kept, submitted or handed out so."""

    code = "product"
