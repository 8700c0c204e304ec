"""What may be done in the clearinghouse role, and by whom."""

from scp_centre.centre.registry.permissions import DIRECTOR, EVERYBODY, INFORMATION, Act

ACTS = (
    Act("see_clearinghouse", "See the clearinghouse as a member of the centre", EVERYBODY),
    Act("suggest_item", "Suggest an item for the clearinghouse", EVERYBODY),
    Act(
        "edit_item",
        "Edit, publish and retire items of the clearinghouse",
        (INFORMATION, DIRECTOR),
    ),
    Act("keep_sources", "Harvest other collections and import files of items", (INFORMATION,)),
    Act(
        "keep_search",
        "Edit synonyms and see what people search",
        (INFORMATION,),
    ),
    Act("send_newsletter", "Compose a newsletter and send it", (INFORMATION, DIRECTOR)),
)
