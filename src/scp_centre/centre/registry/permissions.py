"""The one table of acts and roles. Every action asks it; a person can read it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from scp_centre.centre.audit.security import LOGGED_SECURITY
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation, Person, Role
from scp_centre.methods.messages import Within, _

COMPANY, EXPERT, REVIEWER, DIRECTOR, ADMINISTRATOR = (
    Role.COMPANY,
    Role.EXPERT,
    Role.REVIEWER,
    Role.DIRECTOR,
    Role.ADMINISTRATOR,
)
STATISTICIAN, ASSOCIATION, TRAINER, ANALYST, INFORMATION = (
    Role.STATISTICIAN,
    Role.ASSOCIATION,
    Role.TRAINER,
    Role.ANALYST,
    Role.INFORMATION,
)
STAFF = (EXPERT, REVIEWER, DIRECTOR)
EVERYBODY = (COMPANY, *STAFF, STATISTICIAN, ASSOCIATION, TRAINER, ANALYST, INFORMATION)


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done, by whom. A company member may only ever act on their own company."""

    key: str
    sentence: str
    roles: tuple[Role, ...]


ACTS = {
    act.key: act
    for act in (
        Act("see_company", _("See a company, its sites and assessments"), (COMPANY, *STAFF)),
        Act("see_figure", _("See a figure and its derivation"), (COMPANY, *STAFF)),
        Act("import_workbook", _("Import the workbook of an assessment"), (COMPANY, EXPERT)),
        Act("change_record", _("Enter and correct data by form"), (COMPANY, EXPERT)),
        Act("add_company", _("Add a company"), (EXPERT, DIRECTOR)),
        Act("decide_option", _("Choose what is done with an option"), (COMPANY, EXPERT)),
        Act("make_report", _("Have a report made"), (COMPANY, *STAFF)),
        Act("submit_for_review", _("Send an assessment to the reviewer"), (EXPERT,)),
        Act(
            "review_figures",
            _("Approve figures, or send them back with remarks"),
            (REVIEWER,),
        ),
        Act("answer_remark", _("Answer the remark of a reviewer"), (EXPERT,)),
        Act(
            "set_consent",
            _("Give or withdraw the company's consent to a use of its data"),
            (COMPANY,),
        ),
        Act("answer_option", _("Accept or decline an option for the company"), (COMPANY,)),
        Act("comment_option", _("Comment on an option"), (COMPANY, *STAFF)),
        Act("plan_measure", _("Say who carries an option out by when"), (COMPANY, EXPERT)),
        Act("report_progress", _("Say how far an option is"), (COMPANY, EXPERT)),
        Act("enter_readings", _("Add meters and enter readings"), (COMPANY, EXPERT)),
        Act("take_note", _("Take notes and pictures on the floor"), (COMPANY, EXPERT)),
        Act("verify_saving", _("Verify a saving from readings"), (EXPERT,)),
        Act(
            "keep_file",
            _("Say the phase, lead, programme and region of an assessment"),
            (EXPERT, DIRECTOR),
        ),
        Act("add_programme", _("Add a programme"), (DIRECTOR, ADMINISTRATOR)),
        Act("see_portfolio", _("See the portfolio and make the donor report"), (DIRECTOR, EXPERT)),
        Act("write_investment", _("Write an investment file for a bank"), (EXPERT,)),
        Act("consent_investment", _("Consent to showing an investment file to a bank"), (COMPANY,)),
        Act("move_investment", _("Submit an investment file and follow it"), (EXPERT, DIRECTOR)),
        Act("see_releases", _("See the benchmarks that were released"), EVERYBODY),
        Act("see_plants", _("See the plants behind a benchmark"), (STATISTICIAN, REVIEWER)),
        Act("keep_benchmark", _("Define a benchmark and gather its plants"), (STATISTICIAN,)),
        Act(
            "propose_target",
            _("Propose a target for a sector and consult on it"),
            (STATISTICIAN, ASSOCIATION, DIRECTOR),
        ),
        Act("comment_target", _("Comment on a proposed target"), EVERYBODY),
        Act("adopt_target", _("Adopt a target after consultation"), (DIRECTOR,)),
        Act("release_benchmark", _("Release a benchmark to the public"), (STATISTICIAN,)),
        Act("see_training", _("See workshops to come and the modules"), EVERYBODY),
        Act("see_workshops", _("See the people and the record of a workshop"), (TRAINER, DIRECTOR)),
        Act("write_module", _("Write and revise training modules"), (TRAINER,)),
        Act("run_workshop", _("Plan workshops and lead them"), (TRAINER,)),
        Act("certify", _("Certify people and take certificates back"), (TRAINER, DIRECTOR)),
        Act("see_policy", _("See the national tables, hot spots, scenarios and briefs"), EVERYBODY),
        Act("keep_table", _("Load a national table and take it out"), (ANALYST,)),
        Act("write_scenario", _("Write and run policy scenarios"), (ANALYST,)),
        Act("write_brief", _("Write a policy brief and consult on it"), (ANALYST,)),
        Act("publish_brief", _("Publish a policy brief"), (ANALYST, DIRECTOR)),
        Act("comment_brief", _("Comment on a brief in consultation"), EVERYBODY),
        Act("keep_register", _("Keep the register of instruments"), (ANALYST, DIRECTOR)),
        Act("see_clearinghouse", _("See the clearinghouse as a member of the centre"), EVERYBODY),
        Act("suggest_item", _("Suggest an item for the clearinghouse"), EVERYBODY),
        Act(
            "edit_item",
            _("Edit, publish and retire items of the clearinghouse"),
            (INFORMATION, DIRECTOR),
        ),
        Act(
            "keep_sources", _("Harvest other collections and import files of items"), (INFORMATION,)
        ),
        Act(
            "keep_search",
            _("Keep synonyms and see what is searched"),
            (INFORMATION,),
        ),
        Act("send_newsletter", _("Compose a newsletter and send it"), (INFORMATION, DIRECTOR)),
        Act(
            "choose_items",
            _("Say which new items are for the company"),
            (COMPANY, EXPERT),
        ),
        Act("offer_case_study", _("Offer an assessment as a case study"), (EXPERT,)),
        Act("keep_keys", _("Change the key that the centre signs with"), (ADMINISTRATOR,)),
        Act("take_data", _("Take all data of a company away"), (COMPANY, DIRECTOR)),
        Act("make_token", _("Make a token for a program of one's own"), EVERYBODY),
        Act("compute", _("Run a method on one's own figures"), EVERYBODY),
        Act("read_audit", _("Read the audit log"), (DIRECTOR, ADMINISTRATOR)),
        Act("see_faults", _("See unexpected errors of the system"), (ADMINISTRATOR,)),
        Act("see_people", _("See people and roles"), (ADMINISTRATOR, DIRECTOR, EXPERT)),
        Act("invite_staff", _("Invite somebody to the centre, in any role"), (ADMINISTRATOR,)),
        Act(
            "invite_member",
            _("Invite somebody to a company"),
            (ADMINISTRATOR, DIRECTOR, EXPERT, COMPANY),
        ),
        Act("change_centre", _("Change what the centre says of itself"), (ADMINISTRATOR,)),
        Act("end_membership", _("End somebody's role"), (ADMINISTRATOR,)),
        Act("remove_person", _("Remove a person's account"), (ADMINISTRATOR,)),
        Act(
            "reset_second_factor",
            _("Switch off the second factor of somebody who lost their phone"),
            (ADMINISTRATOR,),
        ),
    )
}


# What the log names otherwise than the act that was asked for, or what nobody was asked for.
LOGGED = {
    "send_test_letter": _("Send a test letter"),
    "answer_question": _("Answer a question on a suggestion"),
    "ask_back": _("Ask who suggested an item"),
    "accept_invitation": _("Accept an invitation"),
    "change_key": _("Change the key that the centre signs with"),
    "issue_credential": _("Sign a certificate"),
    "revoke_credential": _("Take a certificate back"),
    "change_action": _("Change an action of a workshop's plan"),
    "close_charts": _("Close or open the flip charts"),
    "correct_participant": _("Correct what a participant said of themselves"),
    "draw_order": _("Draw the order of the report-back"),
    "end_workshop": _("End a workshop"),
    "add_picture": _("Add a picture for the slides of a module"),
    "accept_learner": _("Accept somebody into a course, or not"),
    "answer_course_quiz": _("Answer the quiz of a course"),
    "enrol": _("Enrol in a course"),
    "invite_to_workshop": _("Invite people to a workshop by e-mail"),
    "open_course": _("Open a course"),
    "anonymise_workshop": _("Forget the people of a workshop that ended long ago"),
    "forget_participant": _("Forget a participant"),
    "follow_action": _("Say what became of an action"),
    "form_groups": _("Form the groups of a workshop"),
    "hide_note": _("Hide a note of a flip chart"),
    "hide_photo": _("Hide a picture of a flip chart, or show it again"),
    "join_workshop": _("Join a workshop"),
    "lead_workshop": _("Lead a workshop to a slide"),
    "let_back_in": _("Let a participant back in with another phone"),
    "lock_chart": _("Lock or open the flip chart of a group"),
    "mark_ready": _("Say that a module is ready to be held"),
    "move_participant": _("Move a participant into another group"),
    "name_room": _("Say where a group sits"),
    "name_spokesperson": _("Name the spokesperson of a group"),
    "note_leaving": _("Note that a participant has gone, or is back"),
    "open_votes": _("Open or close the dots"),
    "pin": _("Pin a participant to a group"),
    "plan_workshop": _("Plan a workshop"),
    "present_group": _("Let a group report back"),
    "propose_action": _("Put an action on the plan of a workshop"),
    "renew_code": _("Give a workshop another code"),
    "set_clock": _("Set the clock of a workshop"),
    "settle_question": _("Settle a question of the report-back"),
    "show_note": _("Show a hidden note again"),
    "swap": _("Let two participants change places"),
    "add_meter": _("Add a meter or driver"),
    "approve_assessment": _("Approve all figures"),
    "approve_verification": _("Approve a verified saving"),
    "cancel_job": _("Cancel a job"),
    "choose_language": _("Choose the language of one's pages"),
    "import_readings": _("Import a file of readings"),
    "invite_person": _("Invite somebody"),
    "make_donor_report": _("Have the donor report made"),
    "make_investment_file": _("Have an investment file made"),
    "gather_plants": _("Gather the plants of reviewed assessments into a benchmark"),
    "answer_comment": _("Answer a comment on a target"),
    "exclude_plant": _("Leave a plant out of a benchmark, or take it in again"),
    "import_plants": _("Import plants into a benchmark"),
    "remark_on_figure": _("Remark on a figure"),
    "request_readings_import": _("Send a file of readings"),
    "retry_job": _("Do a job again"),
    "send_back": _("Send figures back with remarks"),
    "send_reminders": _("Send reminders"),
    "set_up_centre": _("Set the centre up"),
    "withdraw_invitation": _("Withdraw an invitation"),
    "withdraw_token": _("Withdraw a token"),
}


def sentence_of(act: str) -> str:
    """Return what an act of the log is, in words."""
    if act in ACTS:
        return ACTS[act].sentence
    if act in LOGGED_SECURITY:
        return LOGGED_SECURITY[act]
    return LOGGED.get(act, act.replace("_", " ").capitalize())


def allowed(person: Person, act: str, organisation: Organisation | None = None) -> bool:
    """Return whether a person may do an act, on an organisation where one is concerned."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return False
    roles = ACTS[act].roles
    for membership in memberships(person):
        if membership.role not in roles:
            continue
        if membership.role != COMPANY or organisation is None:
            return True
        if membership.organisation_id == organisation.pk:
            return True
    return False


def require(person: Person, act: str, organisation: Organisation | None = None) -> None:
    """Raise NotPermittedError when the person may not do the act."""
    if not allowed(person, act, organisation):
        raise NotPermittedError(
            _("You may not do this: {lower}.", lower=Within(ACTS[act].sentence)),
            where=act,
            cure=_("Ask the administrator of the centre."),
        )


def memberships(person: Person) -> list:  # type: ignore[type-arg]
    """Return the memberships of a person, read once for each request."""
    if not hasattr(person, "_memberships"):
        person._memberships = list(person.memberships.all())  # type: ignore[attr-defined]
    return person._memberships  # type: ignore[attr-defined,no-any-return]


def visible_organisations(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see: all for staff, else the own ones."""
    roles = ACTS["see_company"].roles
    mine = [m for m in memberships(person) if m.role in roles]
    if any(m.role != COMPANY for m in mine):
        return Organisation.objects.all()
    return Organisation.objects.filter(Q(pk__in=[m.organisation_id for m in mine]))
