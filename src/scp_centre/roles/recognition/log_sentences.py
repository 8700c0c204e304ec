"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Step

LOGGED = {
    **{str.__str__(word): sentence for word, sentence in Step.choices},
    "draft_criteria": _("Draft a version of the criteria"),
    "publish_criteria": _("Publish a version of the criteria"),
    "add_label_document": _("Add a supporting document for label applications"),
    "add_fee": _("Add a line to a scheme's fee table"),
    "remove_fee": _("Remove a line from a scheme's fee table"),
    "set_fee_rule": _("Decide whether a licence requires the fee"),
    "receive_complaint": _("Receive a complaint about a product"),
    "examine_complaint": _("Examine a complaint about a product"),
    "answer_complaint": _("Answer a complaint about a product"),
    "announce_draw": _("Announce a surveillance draw"),
    "draw_licences": _("Draw licences for surveillance"),
    "keep_affiliation": _("Record which group a company belongs to"),
}
