"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "decide_measured_savings": _("Decide which measured savings can be shown on policy pages"),
}
