"""Attempts to get, keep or show a licence that the evidence does not carry; each is refused."""

from datetime import date

import pytest

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation
from scp_centre.methods.criteria import Result
from scp_centre.roles.recognition.actions import applications, verification
from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.evidence import decide_application, facts_of
from scp_centre.roles.recognition.models import Event
from tests.roles.recognition.applications import (
    bottle,
    dairy,
    declared,
    in_verification,
    published_version,
    report_of,
    staff,
    verified,
)

pytestmark = pytest.mark.django_db
ALL = ("1", "2", "3", "4", "5")


@pytest.fixture
def version(sample_centre):
    return published_version(sample_centre["label"])


@pytest.fixture
def verifier(sample_centre):
    return staff("verifier", "label verifier")


def found_all(application, verifier, found="met"):
    for criterion in ALL:
        verification.decide_criterion(application, criterion, found, "Seen.", acting_user=verifier)


def declare(application, person, measure, value, document=None):
    measures = scheme_of(application.version, "en").measures
    applications.declare(application, measures[measure], value, document, acting_user=person)


def result_of(application, criterion):
    outcomes = decide_application(application, "en").outcomes
    return next(str(one.result) for one in outcomes if one.criterion.id == criterion)


def test_evidence_declared_after_the_findings_voids_them(sample_centre, version, verifier):
    one, company = in_verification(version, sample_centre, verifier), sample_centre["company"]
    found_all(one, verifier)
    question = verification.ask_applicant(one, "Which colour is the cap?", acting_user=verifier)
    report = dairy().label_documents.get(title="Test report 17")
    declare(one, company, "recycled", 1.0, report)
    declare(one, company, "concern", True, report)
    applications.answer_question(question, "Blue.", acting_user=company)
    notes = Event.objects.filter(application=one, step="void_findings")
    assert [event.note for event in notes] == ["1", "2"]
    with pytest.raises(RecognitionError, match="still undecided: 1, 2"):
        verification.sign_verification(one, acting_user=verifier)
    with pytest.raises(RecognitionError, match="not met or does not apply"):
        verification.decide_criterion(one, "1", "met", "Seen.", acting_user=verifier)


def test_the_same_value_by_another_document_is_decided_again(sample_centre, version, verifier):
    one, company = in_verification(version, sample_centre, verifier), sample_centre["company"]
    found_all(one, verifier)
    verification.ask_applicant(one, "Another report?", acting_user=verifier)
    declare(one, company, "recycled", 45.0, report_of(dairy(), company, b"%PDF-1.7 another"))
    assert not one.findings.filter(criterion="1").exists() and one.findings.count() == 4


def test_a_figure_that_changed_after_the_findings_voids_them(sample_centre, version, verifier):
    company = sample_centre["company"]
    set_consent(dairy(), "label", True, acting_user=company)
    first = verified(version, sample_centre, verifier)
    first.state = "refused"
    first.save(update_fields=["state"])
    second = applications.start_application(version, dairy(), bottle(), acting_user=company)
    report = dairy().label_documents.get(title="Test report 17")
    declared(second, company, {"concern": False, "packaging": "paper", "repair": True}, report)
    applications.submit_application(second, acting_user=company)
    verification.accept_application(second, verifier, acting_user=sample_centre["label"])
    found_all(second, verifier)
    Observation.objects.filter(origin=first.origin).update(value=46.0)
    with pytest.raises(RecognitionError, match="still undecided: 1"):
        verification.sign_verification(second, acting_user=verifier)
    Observation.objects.filter(origin=first.origin).update(value=12.0)
    verification.decide_criterion(second, "1", "not met", "Too little.", acting_user=verifier)
    verification.sign_verification(second, acting_user=verifier)
    second.refresh_from_db()
    assert second.evidence["recycled"]["value"] == 12.0


def test_a_mandatory_criterion_is_not_left_aside(sample_centre, version, verifier):
    one = in_verification(version, sample_centre, verifier, {"recycled": 1.0, "repair": True})
    for criterion in ("1", "2", "3", "5"):
        with pytest.raises(RecognitionError, match="does not show that this criterion does not"):
            verification.decide_criterion(one, criterion, "not asked", "No.", acting_user=verifier)
    with pytest.raises(RecognitionError, match="not met or does not apply"):
        verification.decide_criterion(one, "1", "met", "Fine.", acting_user=verifier)
    assert not one.findings.exists()


def test_the_form_of_a_criterion_says_why_it_refuses(client, sample_centre, version, verifier):
    one = in_verification(version, sample_centre, verifier, {"recycled": 1.0})
    client.force_login(verifier)
    address = f"/recognition/applications/{one.pk}/verify/0/"
    answer = client.post(address, {"found": "not asked", "reason": "No."})
    assert answer.status_code == 422
    assert "does not show that this criterion does not apply" in answer.content.decode()


def test_what_is_declared_without_a_document_does_not_count_against_a_figure(
    sample_centre, version, verifier
):
    company = sample_centre["company"]
    set_consent(dairy(), "label", True, acting_user=company)
    first = verified(version, sample_centre, verifier)
    first.state = "refused"
    first.save(update_fields=["state"])
    Observation.objects.filter(origin=first.origin).update(value=12.0)
    second = applications.start_application(version, dairy(), bottle(), acting_user=company)
    declare(second, company, "recycled", 45.0)
    fact = facts_of(second)["recycled"]
    assert fact.figure is not None and fact.evidence.value == 12.0
    assert fact.other.declared.value == 45.0 and result_of(second, "1") == "not met"


def test_a_document_older_than_the_figure_does_not_count_against_it(
    sample_centre, version, verifier
):
    company = sample_centre["company"]
    set_consent(dairy(), "label", True, acting_user=company)
    first = verified(version, sample_centre, verifier)
    first.state = "refused"
    first.save(update_fields=["state"])
    figure = Observation.objects.filter(origin=first.origin)
    figure.update(value=12.0, period_end=date(2025, 11, 4))  # the report is of the day before
    second = applications.start_application(version, dairy(), bottle(), acting_user=company)
    report = dairy().label_documents.get(title="Test report 17")
    declare(second, company, "recycled", 45.0, report)
    assert facts_of(second)["recycled"].evidence.value == 12.0
    figure.update(period_end=date(2025, 11, 3))
    assert facts_of(second)["recycled"].evidence.value == 45.0


def test_an_unproved_declaration_can_fail_a_criterion_but_not_meet_it(sample_centre, version):
    company = sample_centre["company"]
    one = applications.start_application(version, dairy(), bottle(), acting_user=company)
    declare(one, company, "recycled", 45.0)
    declare(one, company, "concern", True)
    outcomes = decide_application(one, "en").outcomes
    assert outcomes[0].result == Result.NOT_KNOWN and outcomes[1].result == Result.NOT_MET
    assert "without a document" in outcomes[0].reasons[0]
