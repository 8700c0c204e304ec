"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Step

LOGGED = {
    **{str.__str__(word): sentence for word, sentence in Step.choices},
    "draft_criteria": _("Draft a version of criteria"),
    "publish_criteria": _("Publish a version of criteria"),
    "add_label_document": _("Add a document that supports label applications"),
    "keep_affiliation": _("Record the holding of a company"),
}
