"""Every write of this role, by subject: permission, one transaction, audit row, evidence."""

from scp_centre.roles.production.actions.assessment import (
    add_programme,
    decide_options,
    import_file,
    import_workbook,
    keep_file,
    request_company_data,
    request_donor_report,
    request_report,
)
from scp_centre.roles.production.actions.calculations import keep_readings
from scp_centre.roles.production.actions.floor import take_flow, take_note, take_reading
from scp_centre.roles.production.actions.follow_up import (
    approve_verification,
    preview_saving,
    verify_saving,
)
from scp_centre.roles.production.actions.investment_files import (
    consent_investment,
    move_investment,
    request_investment_file,
    write_investment,
)
from scp_centre.roles.production.actions.measures import (
    answer_option,
    comment_option,
    plan_measure,
    report_progress,
)
from scp_centre.roles.production.actions.readings import (
    add_meter,
    enter_degree_days,
    enter_readings,
    enter_temperatures,
    import_readings,
    request_readings_import,
)
from scp_centre.roles.production.actions.records import change_record, show_presence
from scp_centre.roles.production.actions.review import (
    approve_assessment,
    send_back,
    shown_figures,
    submit_for_review,
)

__all__ = [
    "keep_readings",
    "take_flow",
    "take_note",
    "take_reading",
    "consent_investment",
    "move_investment",
    "request_investment_file",
    "write_investment",
    "add_programme",
    "keep_file",
    "request_donor_report",
    "add_meter",
    "approve_verification",
    "enter_degree_days",
    "enter_readings",
    "enter_temperatures",
    "import_readings",
    "request_readings_import",
    "preview_saving",
    "verify_saving",
    "answer_option",
    "approve_assessment",
    "shown_figures",
    "change_record",
    "show_presence",
    "comment_option",
    "decide_options",
    "import_file",
    "import_workbook",
    "plan_measure",
    "report_progress",
    "request_company_data",
    "request_report",
    "send_back",
    "submit_for_review",
]
