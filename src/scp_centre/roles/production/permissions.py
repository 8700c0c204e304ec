"""What may be done in the production role, and by whom."""

from scp_centre.centre.registry.permissions import (
    ADMINISTRATOR,
    COMPANY,
    DIRECTOR,
    EXPERT,
    STAFF,
    Act,
)
from scp_centre.methods.messages import _

ACTS = (
    Act("import_workbook", _("Import an assessment workbook"), (COMPANY, EXPERT)),
    Act("change_record", _("Enter and correct data in forms"), (COMPANY, EXPERT)),
    Act("decide_option", _("Decide what to do with an option"), (COMPANY, EXPERT)),
    Act("make_report", _("Create a report"), (COMPANY, *STAFF)),
    Act("submit_for_review", _("Submit an assessment for review"), (EXPERT,)),
    Act("answer_option", _("Accept or decline an option for the company"), (COMPANY,)),
    Act("comment_option", _("Comment on an option"), (COMPANY, *STAFF)),
    Act("plan_measure", _("Plan who carries out an option, and by when"), (COMPANY, EXPERT)),
    Act("report_progress", _("Report the progress of an option"), (COMPANY, EXPERT)),
    Act("enter_readings", _("Add meters and enter readings"), (COMPANY, EXPERT)),
    Act("take_note", _("Take notes and pictures on the factory floor"), (COMPANY, EXPERT)),
    Act("verify_saving", _("Verify a saving from readings"), (EXPERT,)),
    Act(
        "keep_file",
        _("Enter the phase, lead, programme and region of an assessment"),
        (EXPERT, DIRECTOR),
    ),
    Act("add_programme", _("Add a programme"), (DIRECTOR, ADMINISTRATOR)),
    Act("see_portfolio", _("See the portfolio and create the donor report"), (DIRECTOR, EXPERT)),
    Act("write_investment", _("Write an investment file for a bank"), (EXPERT,)),
    Act("consent_investment", _("Consent to showing an investment file to a bank"), (COMPANY,)),
    Act("move_investment", _("Submit an investment file and track it"), (EXPERT, DIRECTOR)),
    Act("take_data", _("Download all of a company's data"), (COMPANY, DIRECTOR)),
)
