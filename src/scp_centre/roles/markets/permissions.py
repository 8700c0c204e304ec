"""What may be done in the markets role, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, DIRECTOR, EXPERT, STAFF, Act
from scp_centre.methods.messages import _

ADVISER = "market adviser"

ACTS = (
    Act(
        "see_markets",
        _("See published tenders and what markets ask"),
        (COMPANY, *STAFF, ADVISER),
    ),
    Act(
        "advise_markets",
        _("See tenders for the products of companies that agreed to be shown to buyers"),
        (EXPERT, DIRECTOR, ADVISER),
    ),
    Act("describe_product", _("Describe a product for buyers"), (COMPANY, EXPERT, ADVISER)),
    Act("import_tenders", _("Import and remove published tenders"), (EXPERT, ADVISER)),
)
