"""One fitting post for each address of the role that takes one: who sends what from which page."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from scp_centre.centre.registry.models import Centre
from scp_centre.roles.recognition.actions import (
    applications,
    change_notices,
    complaints,
    criteria_drafts,
    decisions,
    fees,
    surveillance,
    verification,
)
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.models import Cause, Draw
from tests.roles.recognition.applications import (
    SCHEME,
    awarded,
    bottle,
    dairy,
    declare,
    declared,
    in_verification,
    published_version,
    staff,
    submitted,
    verified,
)

TODAY = timezone.localdate()


@dataclass
class Post:
    """person : whose browser it is; None of nobody known    page : which holds the form"""

    person: object
    address: str
    values: dict = field(default_factory=dict)
    page: str = ""


class World:
    """A scheme of a test with its people; each case brings it to where something can be sent."""

    def __init__(self, people):
        self.people = people
        self.officer, self.company = people["label"], people["company"]
        self.director = people["director"]
        self.verifier = staff("verifier", "label verifier")
        self.version = published_version(self.officer)
        self.scheme = self.version.scheme

    @property
    def base(self):
        return f"/recognition/schemes/{self.scheme.pk}/"

    def draft(self):
        made = criteria_drafts.start_draft(
            self.scheme, "Second rules", date(2027, 1, 1), acting_user=self.officer
        )
        return f"{self.base}draft/", made.content

    def started(self):
        made = applications.start_application(
            self.version, dairy(), bottle(), acting_user=self.company
        )
        return declared(made, self.company)

    def licence(self):
        return awarded(self.version, self.people, self.verifier)

    def fee(self):
        return fees.add_fee(self.scheme, "Small company", 350, "EUR", acting_user=self.officer)


def at(application, end=""):
    return f"/recognition/applications/{application.pk}/{end}"


def new_scheme(world):
    values = SCHEME | {"code": "NEW", "name": "Another label"}
    return Post(world.officer, "/recognition/schemes/new/", values)


def edit_scheme(world):
    return Post(world.officer, world.base, SCHEME | {"promise": "Less of everything."})


def draft_criteria(world):
    text = (Path(applications.__file__).parents[1] / "sample/label.json").read_text("utf-8")
    values = {"content": text, "source": "JSON", "valid_from": "2027-01-01"}
    return Post(world.officer, f"{world.base}criteria/", values)


def criteria_draft(world):
    values = {"source": "Board of 3 March", "valid_from": "2027-01-01"}
    return Post(world.officer, f"{world.base}draft/", values)


def draft_points(world):
    base, _content = world.draft()
    return Post(world.officer, f"{base}points/", {"minimum": "1"})


def new_draft_measure(world):
    base, _content = world.draft()
    values = {"title": "Water used in a year", "kind": "number", "unit": "l"}
    return Post(world.officer, f"{base}measures/new/", values)


def draft_measure(world):
    base, content = world.draft()
    name = next(n for n, one in content["measures"].items() if one.get("kind") == "yes or no")
    return Post(world.officer, f"{base}measures/{name}/", {"title": "Another title"})


def remove_draft_measure(world):
    base, _content = world.draft()
    measure = {"title": "Water"}
    criteria_drafts.keep_measure(world.scheme, "water", measure, acting_user=world.officer)
    return Post(world.officer, f"{base}measures/water/remove/", page=base)


def new_draft_criterion(world):
    base, content = world.draft()
    name = next(n for n, one in content["measures"].items() if one.get("kind") == "yes or no")
    values = {"id": "77", "title": "Another", "is_read": "on", "kind": "mandatory"}
    return Post(world.officer, f"{base}criteria/new/?of={name}", values | {"answer": "yes"})


def draft_criterion(world):
    base, _content = world.draft()
    return Post(world.officer, f"{base}criteria/0/", {"title": "Another title", "act": "save"})


def raise_draft_criterion(world):
    base, _content = world.draft()
    return Post(world.officer, f"{base}criteria/1/up/", page=base)


def lower_draft_criterion(world):
    base, _content = world.draft()
    return Post(world.officer, f"{base}criteria/0/down/", page=base)


def remove_draft_criterion(world):
    base, _content = world.draft()
    return Post(world.officer, f"{base}criteria/0/remove/", page=base)


def new_draft_condition(world):
    base, content = world.draft()
    name = next(n for n, one in content["measures"].items() if one.get("kind") == "yes or no")
    return Post(world.officer, f"{base}criteria/0/when/new/?of={name}", {"answer": "yes"})


def with_two_conditions(world):
    base, content = world.draft()
    first = content["criteria"][0]
    name = next(n for n, one in content["measures"].items() if one.get("kind") == "yes or no")
    rule = {"all": [first["rule"], {"is": name}]}
    criteria_drafts.keep_criterion(
        world.scheme, 0, first | {"rule": rule}, acting_user=world.officer
    )
    return f"{base}criteria/0/"


def draft_condition(world):
    criterion = with_two_conditions(world)
    return Post(world.officer, f"{criterion}rule/1/", {"answer": "no"})


def remove_draft_condition(world):
    criterion = with_two_conditions(world)
    return Post(world.officer, f"{criterion}rule/1/remove/", page=criterion)


def publish_criteria(world):
    world.draft()
    draft = world.scheme.versions.first()
    page = f"/register/labels/{world.scheme.code}/"
    return Post(world.officer, f"/recognition/criteria/{draft.pk}/publish/", page=page)


def label_documents(world):
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 sent twice", "application/pdf")
    values = {"company": dairy().pk, "title": "Report", "issued_by": "Laboratory"}
    values |= {"issued_on": "2026-01-02", "file": file}
    return Post(world.company, "/recognition/documents/", values)


def new_application(world):
    values = {"version": world.version.pk, "company": dairy().pk, "product": bottle().pk}
    return Post(world.company, "/recognition/applications/new/", values)


def declare_evidence(world):
    made = world.started()
    return Post(world.company, at(made, "evidence/"), {"value_recycled": "52"})


def submit_application(world):
    made = world.started()
    declare(made, world.company, "repair", True)
    return Post(world.company, at(made, "submit/"), page=at(made))


def close_application(world):
    made = world.started()
    return Post(world.company, at(made, "close/"), page=at(made))


def accept_application(world):
    made = submitted(world.version, world.company)
    values = {"verifier": world.verifier.pk}
    return Post(world.officer, at(made, "accept/"), values, at(made, "check/"))


def return_application(world):
    made = submitted(world.version, world.company)
    return Post(world.officer, at(made, "return/"), {"reason": "A page lacks."}, at(made, "check/"))


def keep_affiliation(world):
    made = submitted(world.version, world.company)
    return Post(world.officer, at(made, "holding/"), {"holding": "River"}, at(made, "check/"))


def verify_criterion(world):
    made = in_verification(world.version, world.people, world.verifier)
    return Post(world.verifier, at(made, "verify/0/"), {"found": "met", "reason": "Seen."})


def ask_applicant(world):
    made = in_verification(world.version, world.people, world.verifier)
    return Post(world.verifier, at(made, "ask/"), {"text": "Which batch?"}, at(made, "verify/"))


def sign_verification(world):
    made = in_verification(world.version, world.people, world.verifier)
    for one in scheme_of(world.version, "en").criteria:
        verification.decide_criterion(made, one.id, "met", "Seen.", acting_user=world.verifier)
    return Post(world.verifier, at(made, "sign/"), page=at(made, "verify/"))


def decide_application(world):
    made = verified(world.version, world.people, world.verifier)
    return Post(world.director, at(made, "decide/"), {"award": "yes", "reason": "All are met."})


def refused(world):
    made = verified(world.version, world.people, world.verifier)
    decisions.decide_on_application(made, False, "No.", acting_user=world.director)
    made.refresh_from_db()
    return made


def appeal_decision(world):
    made = refused(world)
    return Post(world.company, at(made, "appeal/"), {"appeal": "The report is newer."})


def answer_label_question(world):
    made = in_verification(world.version, world.people, world.verifier)
    asked = verification.ask_applicant(made, "Which batch?", acting_user=world.verifier)
    return Post(world.company, f"/recognition/questions/{asked.pk}/", {"answer": "Batch 17."})


def keep_licence(world):
    address = f"/recognition/licences/{world.licence().pk}/"
    return Post(world.officer, address, {"act": "suspend", "reason": "Overdue."})


def renew_licence(world):
    licence = world.licence()
    address = f"/recognition/licences/{licence.pk}/renew/"
    return Post(world.company, address, page=at(licence.application))


def fee_table(world):
    values = {"title": "Small company", "amount": "350", "currency": "EUR"}
    return Post(world.officer, f"{world.base}fees/", values)


def set_fee_rule(world):
    submitted(world.version, world.company)
    return Post(world.officer, f"{world.base}fees/rule/", {"needs_fee": "on"}, f"{world.base}fees/")


def remove_fee(world):
    fee = world.fee()
    return Post(world.officer, f"/recognition/fees/{fee.pk}/remove/", page=f"{world.base}fees/")


def ask_fee(world):
    made = submitted(world.version, world.company)
    return Post(world.officer, at(made, "fees/"), {"fee": world.fee().pk})


def demand(world):
    made = submitted(world.version, world.company)
    return fees.ask_fee(made, world.fee(), acting_user=world.officer)


def settle_fee(world):
    address = f"/recognition/fees/{demand(world).pk}/settle/"
    return Post(world.officer, address, {"outcome": "paid", "paid_on": str(TODAY)})


def open_check(world):
    address = f"/recognition/licences/{world.licence().pk}/check/"
    return Post(world.officer, address, {"task": "The packaging.", "due": str(TODAY)})


def give_notice(world):
    address = f"/recognition/licences/{world.licence().pk}/change/"
    values = {"kind": "supplier", "text": "Other glass.", "day": str(TODAY)}
    return Post(world.company, address, values)


def notice(world):
    return change_notices.give_notice(
        world.licence(), "supplier", "Other glass.", TODAY, acting_user=world.company
    )


def change_notice(world):
    values = {"decision": "verification needed", "reason": "It may change.", "due": str(TODAY)}
    return Post(world.officer, f"/recognition/changes/{notice(world).pk}/", values)


def check(world):
    return surveillance.open_check(
        world.licence(), Cause.OTHER, "The packaging.", TODAY, acting_user=world.officer
    )


def licence_check(world):
    values = {"finding": "licence suspended", "note": "Plastic was found."}
    return Post(world.officer, f"/recognition/checks/{check(world).pk}/", values)


def announce_draw(world):
    values = {"scheme": world.scheme.pk, "size": "1", "days": "30", "task": "All criteria."}
    values |= {"seed_source": "Lottery", "seed_day": str(TODAY + timedelta(days=3))}
    return Post(world.officer, "/recognition/surveillance/draws/new/", values)


def draw(world):
    made = surveillance.announce_draw(
        world.scheme,
        1,
        30,
        "All criteria.",
        "Lottery",
        TODAY + timedelta(days=1),
        acting_user=world.officer,
    )
    Draw.objects.filter(pk=made.pk).update(seed_day=TODAY)
    made.refresh_from_db()
    return made


def draw_licences(world):
    world.licence()
    address = f"/recognition/surveillance/draws/{draw(world).pk}/"
    return Post(world.officer, address, {"seed": "3 11 19"})


def received(world):
    return complaints.receive_complaint(world.licence(), "The bottle leaks.", "A shop")


def complaint(world):
    values = {"outcome": "upheld", "answer": "It does."}
    return Post(world.officer, f"/recognition/complaints/{received(world).pk}/", values)


def check_complaint(world):
    address = f"/recognition/complaints/{received(world).pk}/check/"
    return Post(world.officer, address, {"task": "The packaging.", "due": str(TODAY)})


def complain(world):
    values = {"text": "The bottle leaks, and nobody answers.", "place": "A shop"}
    return Post(None, f"/complaints/new/{world.licence().number}/", values)


def passport(world):
    Centre.objects.update(public_address="https://centre.verdania.example")  # else none is signed
    address = f"/recognition/licences/{world.licence().pk}/passport/"
    return Post(world.company, address, {"shows_values": "on"})


CASES = {
    case.__name__: case
    for case in (
        *(new_scheme, edit_scheme, draft_criteria, criteria_draft, draft_points),
        *(new_draft_measure, draft_measure, remove_draft_measure, new_draft_criterion),
        *(draft_criterion, raise_draft_criterion, lower_draft_criterion, remove_draft_criterion),
        *(new_draft_condition, draft_condition, remove_draft_condition, publish_criteria),
        *(label_documents, new_application, declare_evidence, submit_application),
        *(close_application, accept_application, return_application, keep_affiliation),
        *(verify_criterion, ask_applicant, sign_verification, decide_application),
        *(appeal_decision, answer_label_question, keep_licence, renew_licence, fee_table),
        *(set_fee_rule, remove_fee, ask_fee, settle_fee, open_check, give_notice),
        *(change_notice, licence_check, announce_draw, draw_licences, complaint),
        *(check_complaint, complain, passport),
    )
}
