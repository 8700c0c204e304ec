"""What may be done in the production role, and by whom."""

from scp_centre.centre.registry.permissions import (
    ADMINISTRATOR,
    COMPANY,
    DIRECTOR,
    EXPERT,
    STAFF,
    Act,
)

ACTS = (
    Act("import_workbook", "Import the workbook of an assessment", (COMPANY, EXPERT)),
    Act("change_record", "Enter and correct data by form", (COMPANY, EXPERT)),
    Act("decide_option", "Choose what is done with an option", (COMPANY, EXPERT)),
    Act("make_report", "Create a report", (COMPANY, *STAFF)),
    Act("submit_for_review", "Send an assessment to the reviewer", (EXPERT,)),
    Act("answer_option", "Accept or decline an option for the company", (COMPANY,)),
    Act("comment_option", "Comment on an option", (COMPANY, *STAFF)),
    Act("plan_measure", "Plan who carries out an option, and by when", (COMPANY, EXPERT)),
    Act("report_progress", "Report the progress of an option", (COMPANY, EXPERT)),
    Act("enter_readings", "Add meters and enter readings", (COMPANY, EXPERT)),
    Act("take_note", "Take notes and pictures on the floor", (COMPANY, EXPERT)),
    Act("verify_saving", "Verify a saving from readings", (EXPERT,)),
    Act(
        "keep_file",
        "Enter the phase, lead, programme and region of an assessment",
        (EXPERT, DIRECTOR),
    ),
    Act("add_programme", "Add a programme", (DIRECTOR, ADMINISTRATOR)),
    Act("see_portfolio", "See the portfolio and make the donor report", (DIRECTOR, EXPERT)),
    Act("write_investment", "Write an investment file for a bank", (EXPERT,)),
    Act("consent_investment", "Consent to showing an investment file to a bank", (COMPANY,)),
    Act("move_investment", "Submit an investment file and follow it", (EXPERT, DIRECTOR)),
    Act("take_data", "Download all data of a company", (COMPANY, DIRECTOR)),
)
