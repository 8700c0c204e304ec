"""The one table of acts and roles. Every action asks it; a person can read it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from scp_centre.centre.audit.security import LOGGED_SECURITY
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation, Person, Role

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
        Act("see_company", "See a company, its sites and assessments", (COMPANY, *STAFF)),
        Act("see_figure", "See a figure and its derivation", EVERYBODY),
        Act("import_workbook", "Import the workbook of an assessment", (COMPANY, EXPERT)),
        Act("change_record", "Enter and correct data by form", (COMPANY, EXPERT)),
        Act("add_company", "Add a company", (EXPERT, DIRECTOR)),
        Act("keep_organisation", "Add and edit organisations and sites", (EXPERT, DIRECTOR)),
        Act("keep_product", "Add and edit products", (COMPANY, EXPERT, DIRECTOR)),
        Act("keep_contact", "Add and edit contact persons", (COMPANY, EXPERT, DIRECTOR)),
        Act("remove_organisation", "Remove an organisation or a site", (DIRECTOR,)),
        Act("decide_option", "Choose what is done with an option", (COMPANY, EXPERT)),
        Act("make_report", "Create a report", (COMPANY, *STAFF)),
        Act("submit_for_review", "Send an assessment to the reviewer", (EXPERT,)),
        Act(
            "review_figures",
            "Approve figures, or send them back with remarks",
            (REVIEWER,),
        ),
        Act("answer_remark", "Answer the remark of a reviewer", (EXPERT,)),
        Act(
            "set_consent",
            "Give or withdraw the company's consent to a use of its data",
            (COMPANY,),
        ),
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
        Act("see_releases", "See the benchmarks that were released", EVERYBODY),
        Act("see_plants", "See the plants behind a benchmark", (STATISTICIAN, REVIEWER)),
        Act("keep_benchmark", "Define a benchmark and gather its plants", (STATISTICIAN,)),
        Act(
            "propose_target",
            "Propose a target for a sector and consult on it",
            (STATISTICIAN, ASSOCIATION, DIRECTOR),
        ),
        Act("comment_target", "Comment on a proposed target", EVERYBODY),
        Act("adopt_target", "Adopt a target after consultation", (DIRECTOR,)),
        Act("release_benchmark", "Release a benchmark to the public", (STATISTICIAN,)),
        Act("see_training", "See workshops to come and the modules", EVERYBODY),
        Act("see_workshops", "See the people and the record of a workshop", (TRAINER, DIRECTOR)),
        Act("write_module", "Write and revise training modules", (TRAINER,)),
        Act("run_workshop", "Plan workshops and lead them", (TRAINER,)),
        Act("certify", "Certify people and revoke certificates", (TRAINER, DIRECTOR)),
        Act("see_policy", "See the national tables, hot spots, scenarios and briefs", EVERYBODY),
        Act("keep_table", "Import and remove national tables", (ANALYST,)),
        Act("write_scenario", "Write and run policy scenarios", (ANALYST,)),
        Act("write_brief", "Write a policy brief and consult on it", (ANALYST,)),
        Act("publish_brief", "Publish a policy brief", (ANALYST, DIRECTOR)),
        Act("comment_brief", "Comment on a brief in consultation", EVERYBODY),
        Act("keep_register", "Edit the register of instruments", (ANALYST, DIRECTOR)),
        Act("see_clearinghouse", "See the clearinghouse as a member of the centre", EVERYBODY),
        Act("suggest_item", "Suggest an item for the clearinghouse", EVERYBODY),
        Act(
            "edit_item",
            "Edit, publish and retire items of the clearinghouse",
            (INFORMATION, DIRECTOR),
        ),
        Act("keep_sources", "Harvest other collections and import files of items", (INFORMATION,)),
        Act(
            "keep_search",
            "Edit synonyms and see what people search",
            (INFORMATION,),
        ),
        Act("send_newsletter", "Compose a newsletter and send it", (INFORMATION, DIRECTOR)),
        Act(
            "choose_items",
            "Choose which new items concern the company",
            (COMPANY, EXPERT),
        ),
        Act("offer_case_study", "Offer an assessment as a case study", (EXPERT,)),
        Act("keep_keys", "Change the key that the centre signs with", (ADMINISTRATOR,)),
        Act("take_data", "Download all data of a company", (COMPANY, DIRECTOR)),
        Act("make_token", "Make a token for a program of one's own", EVERYBODY),
        Act("compute", "Run a method on one's own figures", EVERYBODY),
        Act("read_audit", "Read the audit log", (DIRECTOR, ADMINISTRATOR)),
        Act("see_faults", "See unexpected errors of the system", (ADMINISTRATOR,)),
        Act("see_people", "See people and roles", (ADMINISTRATOR, DIRECTOR, EXPERT)),
        Act("invite_staff", "Invite somebody to the centre, in any role", (ADMINISTRATOR,)),
        Act(
            "invite_member",
            "Invite somebody to a company",
            (ADMINISTRATOR, DIRECTOR, EXPERT, COMPANY),
        ),
        Act("change_centre", "Change the settings of the centre", (ADMINISTRATOR,)),
        Act("end_membership", "End somebody's role", (ADMINISTRATOR,)),
        Act("remove_person", "Remove a person's account", (ADMINISTRATOR,)),
        Act(
            "reset_second_factor",
            "Switch off the second factor of somebody who lost their phone",
            (ADMINISTRATOR,),
        ),
    )
}


# What the log names otherwise than the act that was asked for, or what nobody was asked for.
LOGGED = {
    "remove_contact": "Remove a contact person",
    "remove_product": "Remove a product",
    "remove_site": "Remove a site",
    "confirm_dependent": "Confirm a publication after one of its figures changed",
    "confirm_figure": "Confirm a figure after one of its source figures changed",
    "send_test_letter": "Send a test letter",
    "answer_question": "Answer a question on a suggestion",
    "ask_back": "Ask who suggested an item",
    "accept_invitation": "Accept an invitation",
    "change_key": "Change the key that the centre signs with",
    "issue_credential": "Sign a certificate",
    "revoke_credential": "Revoke a certificate",
    "change_action": "Change an action of a workshop's plan",
    "close_charts": "Close or open the flip charts",
    "correct_participant": "Correct the details of a participant",
    "draw_order": "Draw the order of the report-back",
    "end_workshop": "End a workshop",
    "add_picture": "Add a picture for the slides of a module",
    "accept_learner": "Accept somebody into a course, or not",
    "answer_course_quiz": "Answer the quiz of a course",
    "enrol": "Enrol in a course",
    "invite_to_workshop": "Invite people to a workshop by e-mail",
    "open_course": "Open a course",
    "anonymise_workshop": "Forget the people of a workshop that ended long ago",
    "forget_participant": "Forget a participant",
    "follow_action": "Report the outcome of an action",
    "form_groups": "Form the groups of a workshop",
    "hide_note": "Hide a note of a flip chart",
    "hide_photo": "Hide a picture of a flip chart, or show it again",
    "join_workshop": "Join a workshop",
    "lead_workshop": "Lead a workshop to a slide",
    "let_back_in": "Let a participant back in with another phone",
    "lock_chart": "Lock or open the flip chart of a group",
    "mark_ready": "Mark a module as ready",
    "move_participant": "Move a participant into another group",
    "name_room": "Enter where a group sits",
    "name_spokesperson": "Name the spokesperson of a group",
    "note_leaving": "Note that a participant has gone, or is back",
    "open_votes": "Open or close the dots",
    "pin": "Pin a participant to a group",
    "plan_workshop": "Plan a workshop",
    "present_group": "Let a group report back",
    "propose_action": "Put an action on the plan of a workshop",
    "renew_code": "Give a workshop another code",
    "set_clock": "Set the clock of a workshop",
    "settle_question": "Settle a question of the report-back",
    "show_note": "Show a hidden note again",
    "swap": "Let two participants change places",
    "add_meter": "Add a meter or driver",
    "approve_assessment": "Approve all figures",
    "approve_verification": "Approve a verified saving",
    "cancel_job": "Cancel a job",
    "choose_language": "Choose the language of one's pages",
    "import_readings": "Import a file of readings",
    "invite_person": "Invite somebody",
    "make_donor_report": "Create the donor report",
    "make_investment_file": "Create an investment file",
    "gather_plants": "Gather the plants of reviewed assessments into a benchmark",
    "answer_comment": "Answer a comment on a target",
    "exclude_plant": "Exclude a plant from a benchmark, or include it again",
    "import_plants": "Import plants into a benchmark",
    "remark_on_figure": "Remark on a figure",
    "request_readings_import": "Send a file of readings",
    "retry_job": "Do a job again",
    "send_back": "Send figures back with remarks",
    "send_reminders": "Send reminders",
    "set_up_centre": "Set up the centre",
    "withdraw_invitation": "Withdraw an invitation",
    "withdraw_token": "Withdraw a token",
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
            f"You may not do this: {ACTS[act].sentence.lower()}.",
            where=act,
            cure="Ask the administrator of the centre.",
        )


def memberships(person: Person) -> list:  # type: ignore[type-arg]
    """Return the memberships of a person, read once for each request."""
    if not hasattr(person, "_memberships"):
        person._memberships = list(person.memberships.all())  # type: ignore[attr-defined]
    return person._memberships  # type: ignore[attr-defined,no-any-return]


def sees_all_organisations(person: Person) -> bool:
    """Return whether a person sees every organisation, as the staff of the centre does."""
    roles = ACTS["see_company"].roles
    return any(m.role in roles and m.role != COMPANY for m in memberships(person))


def visible_organisations(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that a person may see: all for staff, else the own ones."""
    if sees_all_organisations(person):
        return Organisation.objects.all()
    mine = [m.organisation_id for m in memberships(person) if m.role == COMPANY]
    return Organisation.objects.filter(Q(pk__in=mine))
