"""What the audit log calls the acts and details of the markets role."""

from scp_centre.methods.messages import _

LOGGED = {
    "remove_tenders": _("Remove published tenders"),
}
DETAILS = {
    "tenders": _("Tenders"),
    "source": _("Publisher and origin"),
    "words": _("Words that buyers use"),
}
