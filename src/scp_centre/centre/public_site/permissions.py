"""What may be done on the public site, and by whom."""

from scp_centre.centre.registry.permissions import (
    ADMINISTRATOR,
    DIRECTOR,
    EXPERT,
    INFORMATION,
    Act,
)
from scp_centre.methods.messages import _

ACTS = (
    Act(
        "change_look", _("Change the centre's logo, colours and contact details"), (ADMINISTRATOR,)
    ),
    Act(
        "write_site_page",
        _("Write pages for the public site"),
        (ADMINISTRATOR, DIRECTOR, INFORMATION),
    ),
    Act("publish_results", _("Publish results of the centre's work"), (DIRECTOR,)),
    Act("see_requests", _("See assessment requests"), (EXPERT, DIRECTOR)),
    Act("answer_request", _("Answer assessment requests"), (EXPERT, DIRECTOR)),
)
