"""What the log names otherwise than the act that was asked for, or what nobody was asked for."""

LOGGED = {
    "request_assessment": "Ask for an assessment",
    "accept_request": "Make a company of a request for an assessment",
    "decline_request": "Decline a request for an assessment",
    "withdraw_results": "Withdraw published results",
}
