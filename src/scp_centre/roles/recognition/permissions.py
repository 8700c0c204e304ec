"""What may be done in the recognition role, and by whom."""

from scp_centre.centre.registry.permissions import COMPANY, DIRECTOR, EXPERT, REVIEWER, STAFF, Act
from scp_centre.methods.messages import _

OFFICER, VERIFIER = "label officer", "label verifier"

ACTS = (
    Act(
        "see_recognition",
        _("View schemes, applications and licences"),
        (COMPANY, *STAFF, OFFICER, VERIFIER),
    ),
    Act("see_applications", _("View all label applications"), (COMPANY, *STAFF, OFFICER)),
    Act("keep_scheme", _("Create schemes and publish their criteria"), (OFFICER,)),
    Act("apply_for_label", _("Apply for a label or award"), (COMPANY, EXPERT)),
    Act("handle_application", _("Check applications and appoint verifiers"), (OFFICER,)),
    Act("verify_application", _("Verify an application"), (REVIEWER, VERIFIER)),
    Act("decide_application", _("Decide on an application"), (DIRECTOR,)),
    Act("watch_licences", _("Check licences after they are awarded"), (OFFICER,)),
    Act("answer_complaint", _("Answer complaints about products"), (OFFICER,)),
    Act("keep_licence", _("Suspend or withdraw a licence"), (OFFICER, DIRECTOR)),
)
