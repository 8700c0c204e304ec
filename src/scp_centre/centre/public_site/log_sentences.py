"""What the log names otherwise than the act that was asked for, or what nobody was asked for."""

from scp_centre.methods.messages import _

LOGGED = {
    "request_assessment": _("Ask for an assessment"),
    "accept_request": _("Create a company from a request for an assessment"),
    "decline_request": _("Decline a request for an assessment"),
    "withdraw_results": _("Withdraw published results"),
}
