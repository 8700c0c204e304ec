"""What the log names otherwise than the act that was asked for, or what nobody was asked for."""

from scp_centre.methods.messages import _

LOGGED = {
    "request_assessment": _("Request an assessment"),
    "accept_request": _("Create a company from an assessment request"),
    "decline_request": _("Decline an assessment request"),
    "withdraw_results": _("Withdraw published results"),
}
