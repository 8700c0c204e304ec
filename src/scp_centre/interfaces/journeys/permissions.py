"""What may be done in the journeys that cross roles, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, EXPERT, Act

ACTS = (
    Act(
        "choose_items",
        "Choose which new items concern the company",
        (COMPANY, EXPERT),
    ),
    Act("offer_case_study", "Offer an assessment as a case study", (EXPERT,)),
)
