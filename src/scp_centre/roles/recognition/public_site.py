"""What visitors see of the recognition role."""

from scp_centre.centre.public_site.declaration import COMPANIES, PUBLIC, Offer
from scp_centre.methods.messages import _

OFFERS = (
    Offer(
        COMPANIES,
        _("Apply for a label or award with the evidence you already have."),
        "licence_register",
    ),
    Offer(
        COMPANIES,
        _("Check the wording of an environmental claim before you print it."),
        "check_wording",
    ),
    Offer(
        PUBLIC,
        _("Check whether a product may carry a label, what the label promises and until when."),
        "licence_register",
    ),
)
