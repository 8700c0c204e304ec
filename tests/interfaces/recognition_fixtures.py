"""Things of the recognition role, one for each kind of address; the dairy's where it is one's."""

from datetime import date, timedelta

from django.utils import timezone

from scp_centre.centre.registry.models import Centre, Person
from scp_centre.roles.recognition.actions.change_notices import give_notice
from scp_centre.roles.recognition.actions.complaints import receive_complaint
from scp_centre.roles.recognition.actions.criteria_drafts import keep_criterion, start_draft
from scp_centre.roles.recognition.actions.fees import add_fee, ask_fee
from scp_centre.roles.recognition.actions.passports import issue_passport
from scp_centre.roles.recognition.actions.surveillance import announce_draw, open_check
from scp_centre.roles.recognition.models import (
    Application,
    Cause,
    CriteriaVersion,
    Draw,
    Licence,
    Question,
    Scheme,
)

BASE = "https://centre.verdania.example"


def recognition_things(company):
    """Return a thing for each address: an application in verification, a licence of the dairy."""
    question = Question.objects.get(application__organisation=company)
    application = question.application
    licence = Licence.objects.filter(application__organisation=company, state="valid").last()
    version = CriteriaVersion.objects.get(scheme__code="VGL")
    of_application = (
        *("application", "declare_evidence", "submit_application", "close_application"),
        *("check_application", "accept_application", "return_application", "keep_affiliation"),
        *("verify_application", "ask_applicant", "sign_verification", "decide_application"),
        "appeal_decision",
    )
    of_licence = ("licence", "licence_code", "licence_linked_data", "scan_licence")
    running = Licence.objects.exclude(product="").get(
        application__organisation=company, state="valid", until__gte=timezone.localdate()
    )
    Centre.objects.update(public_address=BASE)  # without one, none is signed
    issue_passport(
        running, BASE, names_site=False, shows_values=False, acting_user=application.applicant
    )
    Centre.objects.update(public_address="", former_addresses=[BASE])
    return {
        **dict.fromkeys(of_application, {"pk": application.pk}),
        "verify_criterion": {"pk": application.pk, "place": 0},
        "answer_label_question": {"pk": question.pk},
        **dict.fromkeys(("keep_licence", "renew_licence"), {"pk": licence.pk}),
        "passport": {"pk": running.pk},
        **dict.fromkeys(
            ("licence_passport", "licence_conformity", "passport_registry"),
            {"number": running.number},
        ),
        **dict.fromkeys(of_licence, {"number": licence.number}),
        "scan_gtin": {"gtin": gtin_of(company)},
        **dict.fromkeys(("edit_scheme", "draft_criteria"), {"pk": version.scheme_id}),
        **drafted_things(Person.objects.get(email="label@verdania.example")),
        **correspondence_of(application, Person.objects.get(email="label@verdania.example")),
        **watched_things(licence, Person.objects.get(email="label@verdania.example")),
        "publish_criteria": {"pk": version.pk},
        "label_scheme": {"code": version.scheme.code},
        "label_document": {"pk": company.label_documents.first().pk},
        "label_check": {
            "pk": version.pk,
            "company": company.pk,
            "product": application.product_id,
        },
    }


def drafted_things(officer):
    """Return a thing for each address of a draft: of the award, whose first criterion has two."""
    scheme = Scheme.objects.get(code="CPA")
    draft = start_draft(scheme, "Second rules", date(2027, 1, 1), acting_user=officer)
    criterion = draft.content["criteria"][0]
    rule = {"all": [criterion["rule"], {"is": "plan"}]}
    keep_criterion(scheme, 0, criterion | {"rule": rule}, acting_user=officer)
    of_scheme, of_measure = {"pk": scheme.pk}, {"pk": scheme.pk, "name": "saved"}
    of_criterion = of_scheme | {"place": 0}
    pages = ("criteria_draft", "draft_points", "new_draft_measure", "new_draft_criterion")
    acts = ("raise_draft_criterion", "lower_draft_criterion", "remove_draft_criterion")
    return {
        **dict.fromkeys(pages, of_scheme),
        **dict.fromkeys(("draft_measure", "remove_draft_measure"), of_measure),
        **dict.fromkeys(("draft_criterion", *acts), of_criterion),
        "new_draft_condition": of_criterion | {"rule": "when"},
        **dict.fromkeys(
            ("draft_condition", "remove_draft_condition"),
            of_criterion | {"rule": "rule", "part": 1},
        ),
    }


def watched_things(licence, officer):
    """Return a thing for each address of what follows an award: complaint, check, change, draw."""
    today = timezone.localdate()
    applicant = licence.application.applicant
    complaint = receive_complaint(licence, "The bottle leaks.", "")
    check = open_check(licence, Cause.OTHER, "The bottle.", today, acting_user=officer)
    notice = give_notice(licence, "supplier", "Other glass.", today, acting_user=applicant)
    values = (licence.application.version.scheme, 1, 30, "All criteria.", "Lottery")
    draw = announce_draw(*values, today + timedelta(days=1), acting_user=officer)
    Draw.objects.filter(pk=draw.pk).update(seed_day=today)
    return {
        "complain": {"number": licence.number},
        "complaint_state": {"secret": complaint.secret},
        **dict.fromkeys(("complaint", "check_complaint"), {"pk": complaint.pk}),
        **dict.fromkeys(("draw_licences", "published_draw"), {"pk": draw.pk}),
        **dict.fromkeys(("open_check", "give_notice"), {"pk": licence.pk}),
        "licence_check": {"pk": check.pk},
        "change_notice": {"pk": notice.pk},
    }


def correspondence_of(application, officer):
    """Return a thing for each address of fees and letters: of an application in verification."""
    fee = add_fee(application.version.scheme, "Application", 500, "EUR", acting_user=officer)
    demand = ask_fee(application, fee, acting_user=officer)
    return {
        **dict.fromkeys(("fee_table", "set_fee_rule"), {"pk": fee.scheme_id}),
        "remove_fee": {"pk": fee.pk},
        "ask_fee": {"pk": application.pk},
        "settle_fee": {"pk": demand.pk},
        "label_letter": {"pk": application.letters.last().pk},
    }


def gtin_of(company):
    """Return the GTIN of a product of a company that has a licence, with 14 digits."""
    found = Application.objects.filter(organisation=company, licence__isnull=False)
    return found.exclude(product__gtin="").first().product.gtin.zfill(14)
