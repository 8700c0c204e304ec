"""What the log names otherwise than the act that was asked for, or what nobody was asked for.

Those of a role are in its own log_sentences.py.
"""

from scp_centre.methods.messages import _

LOGGED = {
    "remove_contact": _("Remove a contact person"),
    "remove_product": _("Remove a product"),
    "remove_site": _("Remove a site"),
    "confirm_dependent": _("Confirm a publication after one of its figures changed"),
    "confirm_figure": _("Confirm a figure after one of its source figures changed"),
    "send_test_letter": _("Send a test e-mail"),
    "accept_invitation": _("Accept an invitation"),
    "change_key": _("Change the centre's signing key"),
    "issue_credential": _("Sign a certificate"),
    "revoke_credential": _("Revoke a certificate"),
    "suspend_credential": _("Suspend a certificate"),
    "lift_credential": _("Lift the suspension of a certificate"),
    "cancel_job": _("Cancel a job"),
    "choose_language": _("Choose the language of your pages"),
    "invite_person": _("Invite somebody"),
    "remark_on_figure": _("Add a remark to a figure"),
    "retry_job": _("Run a job again"),
    "set_up_centre": _("Set up the centre"),
    "withdraw_invitation": _("Withdraw an invitation"),
    "withdraw_token": _("Revoke a token"),
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
