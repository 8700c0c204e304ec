"""What may be done in the clearinghouse role, and by whom."""

from scp_centre.centre.registry.permissions import DIRECTOR, EVERYBODY, INFORMATION, Act
from scp_centre.methods.messages import _

ACTS = (
    Act("see_clearinghouse", _("See the clearinghouse as a member of the centre"), EVERYBODY),
    Act("suggest_item", _("Suggest an item for the clearinghouse"), EVERYBODY),
    Act(
        "edit_item",
        _("Edit, publish and retire clearinghouse items"),
        (INFORMATION, DIRECTOR),
    ),
    Act("keep_sources", _("Harvest other collections and import items from files"), (INFORMATION,)),
    Act(
        "keep_search",
        _("Edit synonyms and see what people search for"),
        (INFORMATION,),
    ),
    Act("send_newsletter", _("Compose and send a newsletter"), (INFORMATION, DIRECTOR)),
)
