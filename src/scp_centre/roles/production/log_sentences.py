"""What the log calls acts of this role that it records under a name of their own."""

from scp_centre.methods.messages import _

LOGGED = {
    "add_meter": _("Add a meter or driver"),
    "approve_assessment": _("Approve all figures"),
    "approve_verification": _("Approve a verified saving"),
    "enter_temperatures": _("Import daily temperatures"),
    "import_readings": _("Import a readings file"),
    "make_donor_report": _("Create the donor report"),
    "make_investment_file": _("Create an investment file"),
    "request_readings_import": _("Upload a readings file"),
    "send_back": _("Send figures back with remarks"),
    "send_reminders": _("Send reminders"),
}
# Acts by which data leave the centre: listed in the security log, too.
SECURITY_ACTS = ("take_data", "make_donor_report", "make_investment_file", "make_report")
