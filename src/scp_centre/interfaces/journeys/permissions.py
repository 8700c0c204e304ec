"""What may be done in the journeys that cross roles, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, EXPERT, Act
from scp_centre.methods.messages import _

ACTS = (
    Act(
        "choose_items",
        _("Choose which new items are relevant to the company"),
        (COMPANY, EXPERT),
    ),
    Act("offer_case_study", _("Offer an assessment as a case study"), (EXPERT,)),
)
