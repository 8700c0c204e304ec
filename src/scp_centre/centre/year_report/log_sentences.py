"""What the log says of the report on the centre's year."""

from scp_centre.methods.messages import _

LOGGED = {
    "make_year_report": _("Create the report on the centre's year"),
    "report_sums": _("Publish sums of companies' figures in a public report"),
}
