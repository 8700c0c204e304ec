"""What may be done in the products role, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, EXPERT, STAFF, Act
from scp_centre.methods.messages import _

ACTS = (
    Act("see_footprint", _("See product footprints"), (COMPANY, *STAFF)),
    Act(
        "keep_life_cycle_database",
        _(
            "Import and remove life-cycle databases and environmental product declarations, and "
            "decide how flows are classified"
        ),
        (EXPERT,),
    ),
    Act("keep_impact_method", _("Import and remove impact methods"), (EXPERT,)),
    Act("model_footprint", _("Model a product footprint"), (COMPANY, EXPERT)),
)
