"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "answer_question": _("Answer a question on a suggestion"),
    "ask_back": _("Ask the person who suggested an item a question"),
}
