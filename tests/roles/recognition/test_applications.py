"""The life of an application: who may do what when, clocks that stand, and the decision."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import ConflictError, NotPermittedError, UploadError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.registry.models import Membership, Organisation
from scp_centre.methods.criteria import Result
from scp_centre.roles.recognition.actions import applications, decisions, schemes, verification
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.errors import IndependenceError, RecognitionError
from scp_centre.roles.recognition.evidence import decide_application, decide_now, verified_decision
from scp_centre.roles.recognition.models import Application, Licence, State
from tests.roles.recognition.applications import (
    GOOD,
    awarded,
    bottle,
    dairy,
    declared,
    in_verification,
    published_version,
    report_of,
    staff,
    submitted,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sample_centre):
    return published_version(sample_centre["label"])


@pytest.fixture
def verifier(sample_centre):
    return staff("verifier", "label verifier")


def results(application):
    return {o.criterion.id: str(o.result) for o in decide_application(application).outcomes}


def test_evidence_decides_what_is_met_fails_and_is_not_known(sample_centre, version):
    company = sample_centre["company"]
    made = applications.start_application(version, dairy(), bottle(), acting_user=company)
    assert set(results(made).values()) == {"not known"}
    declared(made, company, {"recycled": 29.9, "concern": False})
    assert results(made) == {
        "1": "not met",  # at least 30 %
        "2": "met",
        "3": "not known",
        "4": "not known",
        "5": "not known",
    }
    row = Entry.objects.filter(act="declare_evidence").first()
    assert row.organisation == dairy() and row.after["measure"] == "concern"


def test_a_whole_life_from_draft_to_licence(sample_centre, version, verifier):
    licence = awarded(version, sample_centre, verifier, start=date(2026, 3, 1))
    application = licence.application
    assert licence.number == "TST-2026-0001" and licence.until == date(2029, 2, 28)
    assert application.state == State.AWARDED and application.due is None
    steps = [e.sentence for e in application.events.all()]
    assert steps[0] == "Application started" and steps[-1] == "Licence awarded"
    acts = set(Entry.objects.filter(organisation=dairy()).values_list("act", flat=True))
    assert {"submit_application", "accept_application", "sign_verification"} <= acts


def test_numbers_proved_by_a_document_enter_the_ledger_as_reviewed(
    sample_centre, version, verifier
):
    application = verified(version, sample_centre, verifier)
    figure = Observation.objects.get(origin=application.origin)
    assert (figure.indicator, figure.value, figure.unit) == ("label_recycled", 45.0, "%")
    assert figure.status == Status.REVIEWED and figure.reviewed_by == verifier
    assert figure.product == bottle() and figure.sources[0].startswith("SHA-256 ")


def test_reviewed_figures_count_only_with_the_company_s_consent(sample_centre, version, verifier):
    company = sample_centre["company"]
    set_consent(dairy(), "label", False, acting_user=company)
    verified(version, sample_centre, verifier, GOOD | {"recycled": 51.0})
    without, _facts = decide_now(dairy(), bottle(), version)
    assert without.outcomes[0].result == Result.NOT_KNOWN
    set_consent(dairy(), "label", True, acting_user=company)
    with_it, facts = decide_now(dairy(), bottle(), version)
    assert with_it.outcomes[0].result == Result.MET and facts["recycled"].figure.value == 51.0


def test_a_decision_is_computed_again_from_what_was_verified(sample_centre, version, verifier):
    application = verified(version, sample_centre, verifier)
    application.declarations.update(value=1.0)
    assert results(application)["1"] == "met"
    kept = application.evidence["recycled"]
    assert kept["value"] == 45.0 and len(kept["sha256"]) == 64


def test_the_clock_stands_while_the_applicant_owes_an_answer(sample_centre, version, verifier):
    application = in_verification(version, sample_centre, verifier)
    due = application.due
    assert due == timezone.localdate() + timedelta(days=20)
    question = verification.ask_applicant(application, "Which batch?", acting_user=verifier)
    Application.objects.filter(pk=application.pk).update(
        stopped=timezone.localdate() - timedelta(days=6)
    )
    applications.answer_question(question, "Batch 17.", acting_user=sample_centre["company"])
    application.refresh_from_db()
    assert application.due == due + timedelta(days=6)
    assert application.stopped is None and application.state == State.VERIFICATION


def test_nothing_is_decided_while_a_remark_is_open(sample_centre, version, verifier):
    application = in_verification(version, sample_centre, verifier)
    verification.ask_applicant(application, "Which batch?", acting_user=verifier)
    with pytest.raises(RecognitionError, match="waiting for answers"):
        verification.decide_criterion(application, "1", "met", "Seen.", acting_user=verifier)


def test_a_member_of_the_applicant_does_not_verify(sample_centre, version):
    application = submitted(version, sample_centre["company"])
    insider = staff("insider", "label verifier")
    Membership.objects.create(person=insider, role="company member", organisation=dairy())
    with pytest.raises(IndependenceError, match="is a member of Rivermouth Dairy"):
        verification.accept_application(application, insider, acting_user=sample_centre["label"])


def test_a_member_of_a_company_of_the_same_holding_does_not_verify(sample_centre, version):
    application = submitted(version, sample_centre["company"])
    sister = Organisation.objects.get(name="Lower Bridge Dyehouse")
    for company in (dairy(), sister):
        schemes.keep_affiliation(company, "Verda Holding", acting_user=sample_centre["label"])
    insider = staff("insider", "label verifier")
    Membership.objects.create(person=insider, role="company member", organisation=sister)
    with pytest.raises(IndependenceError, match="same group"):
        verification.accept_application(application, insider, acting_user=sample_centre["label"])
    schemes.keep_affiliation(sister, "", acting_user=sample_centre["label"])
    verification.accept_application(application, insider, acting_user=sample_centre["label"])


def test_who_leads_the_company_s_assessment_does_not_verify(sample_centre, version):
    application = submitted(version, sample_centre["company"])
    expert = sample_centre["expert"]
    Membership.objects.create(person=expert, role="reviewer")
    with pytest.raises(IndependenceError, match="has advised"):
        verification.accept_application(application, expert, acting_user=sample_centre["label"])


def test_who_came_to_be_bound_after_the_naming_decides_nothing_more(
    sample_centre, version, verifier
):
    application = in_verification(version, sample_centre, verifier)
    Membership.objects.create(person=verifier, role="company member", organisation=dairy())
    with pytest.raises(IndependenceError):
        verification.decide_criterion(application, "1", "met", "Seen.", acting_user=verifier)


def test_only_the_named_verifier_verifies(sample_centre, version, verifier):
    application = in_verification(version, sample_centre, verifier)
    with pytest.raises(IndependenceError, match="Somebody else is verifying"):
        verification.decide_criterion(
            application, "1", "met", "Seen.", acting_user=sample_centre["reviewer"]
        )


def test_who_verified_does_not_decide(sample_centre, version, verifier):
    application = verified(version, sample_centre, verifier)
    Membership.objects.create(person=verifier, role="director")
    del verifier._memberships
    with pytest.raises(IndependenceError, match="You verified"):
        decisions.decide_on_application(application, True, "Fine.", acting_user=verifier)
    with pytest.raises(NotPermittedError):
        decisions.decide_on_application(
            application, True, "Fine.", acting_user=sample_centre["label"]
        )


def test_nothing_is_awarded_while_a_criterion_is_not_met(sample_centre, version, verifier):
    application = verified(version, sample_centre, verifier, found={"3": "not met"})
    assert verified_decision(application).result == Result.NOT_MET
    with pytest.raises(RecognitionError, match="Not all criteria are met"):
        decisions.decide_on_application(
            application, True, "Fine.", acting_user=sample_centre["director"]
        )
    assert not Licence.objects.filter(application=application).exists()


def test_an_appeal_is_decided_by_somebody_else_and_once(sample_centre, version, verifier):
    application = verified(version, sample_centre, verifier)
    director, company = sample_centre["director"], sample_centre["company"]
    decisions.decide_on_application(application, False, "Doubts.", acting_user=director)
    decisions.appeal_decision(application, "All is met.", acting_user=company)
    with pytest.raises(IndependenceError, match="under appeal"):
        decisions.decide_on_application(application, True, "Well.", acting_user=director)
    second = staff("second", "director")
    decisions.decide_on_application(application, False, "Doubts stay.", acting_user=second)
    with pytest.raises(RecognitionError, match="appeal has been decided"):
        decisions.appeal_decision(application, "Once more.", acting_user=company)


def test_signing_needs_every_criterion(sample_centre, version, verifier):
    application = in_verification(version, sample_centre, verifier)
    verification.decide_criterion(application, "1", "met", "Seen.", acting_user=verifier)
    with pytest.raises(RecognitionError, match="not been assessed yet: 2, 3, 4, 5"):
        verification.sign_verification(application, acting_user=verifier)
    with pytest.raises(RecognitionError, match="text is empty"):
        verification.decide_criterion(application, "2", "met", "  ", acting_user=verifier)
    with pytest.raises(RecognitionError, match="This criterion does not exist"):
        verification.decide_criterion(application, "9", "met", "Seen.", acting_user=verifier)


def test_what_changed_after_the_page_was_opened_is_not_decided(sample_centre, version, verifier):
    application = verified(version, sample_centre, verifier)
    with pytest.raises(ConflictError):
        decisions.decide_on_application(
            application, True, "Fine.", acting_user=sample_centre["director"], shown="earlier"
        )


def test_an_incomplete_application_goes_back_with_what_is_missing(sample_centre, version):
    application = submitted(version, sample_centre["company"], {"recycled": 45.0})
    verification.return_application(
        application, "The packaging is not declared.", acting_user=sample_centre["label"]
    )
    application.refresh_from_db()
    assert application.state == State.DRAFT and "packaging" in application.reason


def test_an_adviser_who_helps_to_apply_is_noted_and_bound(sample_centre, version):
    made = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["expert"]
    )
    assert made.adviser == sample_centre["expert"]


def test_one_product_has_one_open_application_and_one_licence(sample_centre, version, verifier):
    licence = awarded(version, sample_centre, verifier)
    company = sample_centre["company"]
    with pytest.raises(RecognitionError, match="already has a licence"):
        applications.start_application(version, dairy(), bottle(), acting_user=company)
    renewal = applications.renew_licence(licence, acting_user=company)
    assert renewal.declarations.count() == len(GOOD) and renewal.renews == licence
    assert {d.document_id for d in renewal.declarations.all()} == {
        dairy().label_documents.get(title="Test report 17").pk
    }
    with pytest.raises(RecognitionError, match="already an open application"):
        applications.renew_licence(licence, acting_user=company)


def test_another_company_neither_applies_nor_proves(sample_centre, version):
    with pytest.raises(NotPermittedError):
        applications.start_application(
            version, dairy(), bottle(), acting_user=sample_centre["dyehouse"]
        )
    dyehouse = Organisation.objects.get(name="Lower Bridge Dyehouse")
    strange = report_of(dyehouse, sample_centre["expert"])
    made = applications.start_application(
        version, dairy(), bottle(), acting_user=sample_centre["company"]
    )
    measure = scheme_of(version, "en").measures["recycled"]
    with pytest.raises(RecognitionError, match="belongs to another company"):
        applications.declare(made, measure, 40.0, strange, acting_user=sample_centre["company"])
    with pytest.raises(RecognitionError, match="is of the wrong type."):
        applications.declare(made, measure, "a lot", None, acting_user=sample_centre["company"])


def test_a_label_is_for_a_product_of_the_company(sample_centre, version):
    dyehouse = Organisation.objects.get(name="Lower Bridge Dyehouse")
    for product in (None, dyehouse.products.first()):
        with pytest.raises(
            RecognitionError, match="The label is for one of the company's products."
        ):
            applications.start_application(
                version, dairy(), product, acting_user=sample_centre["company"]
            )


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"%PDF-" + b"x" * (10 * 1024**2)])
def test_what_is_no_pdf_or_too_large_is_refused(sample_centre, content):
    with pytest.raises(UploadError):
        report_of(dairy(), sample_centre["company"], content)


def test_a_document_is_uploaded_once(sample_centre):
    report_of(dairy(), sample_centre["company"])
    with pytest.raises(RecognitionError, match="already been added: Test report 17"):
        report_of(dairy(), sample_centre["company"])
