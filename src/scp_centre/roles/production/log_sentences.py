"""What the log calls acts of this role that it records under a name of their own."""

LOGGED = {
    "add_meter": "Add a meter or driver",
    "approve_assessment": "Approve all figures",
    "approve_verification": "Approve a verified saving",
    "import_readings": "Import a file of readings",
    "make_donor_report": "Create the donor report",
    "make_investment_file": "Create an investment file",
    "request_readings_import": "Send a file of readings",
    "send_back": "Send figures back with remarks",
    "send_reminders": "Send reminders",
}
# Acts by which data leave the centre: listed in the security log, too.
SECURITY_ACTS = ("take_data", "make_donor_report", "make_investment_file", "make_report")
