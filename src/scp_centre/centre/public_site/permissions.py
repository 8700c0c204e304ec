"""What may be done on the public site, and by whom."""

from scp_centre.centre.registry.permissions import (
    ADMINISTRATOR,
    DIRECTOR,
    EXPERT,
    INFORMATION,
    Act,
)

ACTS = (
    Act("change_look", "Change the mark, colours and contact of the centre", (ADMINISTRATOR,)),
    Act(
        "write_site_page",
        "Write the pages of the public site",
        (ADMINISTRATOR, DIRECTOR, INFORMATION),
    ),
    Act("publish_results", "Publish results of the centre's work", (DIRECTOR,)),
    Act("see_requests", "See requests for an assessment", (EXPERT, DIRECTOR)),
    Act("answer_request", "Answer requests for an assessment", (EXPERT, DIRECTOR)),
)
