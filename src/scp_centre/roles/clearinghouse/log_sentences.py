"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "answer_question": _("Answer a question about a suggestion"),
    "ask_back": _("Send a question to the person who suggested an item"),
}
