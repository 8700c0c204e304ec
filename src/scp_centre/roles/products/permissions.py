"""What may be done in the products role, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, EXPERT, STAFF, Act
from scp_centre.methods.messages import _

ACTS = (
    Act("see_footprint", _("See the footprints of products"), (COMPANY, *STAFF)),
    Act("model_footprint", _("Model the footprint of a product"), (COMPANY, EXPERT)),
)
