"""What the log names otherwise than the act that was asked for, or what nobody was asked for.

Those of a role are in its own log_sentences.py.
"""

LOGGED = {
    "remove_contact": "Remove a contact person",
    "remove_product": "Remove a product",
    "remove_site": "Remove a site",
    "confirm_dependent": "Confirm a publication after one of its figures changed",
    "confirm_figure": "Confirm a figure after one of its source figures changed",
    "send_test_letter": "Send a test letter",
    "accept_invitation": "Accept an invitation",
    "change_key": "Change the key that the centre signs with",
    "issue_credential": "Sign a certificate",
    "revoke_credential": "Revoke a certificate",
    "cancel_job": "Cancel a job",
    "choose_language": "Choose the language of one's pages",
    "invite_person": "Invite somebody",
    "remark_on_figure": "Remark on a figure",
    "retry_job": "Do a job again",
    "set_up_centre": "Set up the centre",
    "withdraw_invitation": "Withdraw an invitation",
    "withdraw_token": "Withdraw a token",
}
# Acts that concern accounts, rights and keys: listed in the security log, too.
SECURITY_ACTS = (
    "make_token",
    "withdraw_token",
    "invite_person",
    "withdraw_invitation",
    "accept_invitation",
    "end_membership",
    "remove_person",
    "reset_second_factor",
    "set_up_centre",
    "change_centre",
    "change_key",
    "set_consent",
)
