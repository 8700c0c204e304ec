"""Attempts to get, keep or show a licence that the evidence does not carry; each is refused."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.errors import ConflictError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.stale_forms import mark_of
from scp_centre.methods.criteria import Result
from scp_centre.roles.recognition.actions import (
    applications,
    decisions,
    licences,
    verification,
)
from scp_centre.roles.recognition.company_files import files_of
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.evidence import decide_application, facts_of
from scp_centre.roles.recognition.models import Application, CriteriaVersion, Event, Licence
from tests.roles.recognition.applications import (
    award,
    bottle,
    dairy,
    decided,
    declare,
    declared,
    in_verification,
    licence_for,
    product_with,
    published_version,
    report_of,
    staff,
    verified,
)

pytestmark = pytest.mark.django_db
GTIN = "9520123456788"
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
    with pytest.raises(RecognitionError, match="not been assessed yet: 1, 2"):
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
    with pytest.raises(RecognitionError, match="not been assessed yet: 1"):
        verification.sign_verification(second, acting_user=verifier)
    Observation.objects.filter(origin=first.origin).update(value=12.0)
    verification.decide_criterion(second, "1", "not met", "Too little.", acting_user=verifier)
    verification.sign_verification(second, acting_user=verifier)
    second.refresh_from_db()
    assert second.evidence["recycled"]["value"] == 12.0
    assert second.events.get(step="void_findings").note == "1"


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
    assert "no document proves it" in outcomes[0].reasons[0]


def answers_of(client, path):
    page = client.get(path).content.decode()
    return re.findall(r'class="answer ([\w-]+)"', page), page


def test_a_licence_stays_for_what_was_recognised(client, sample_centre, version, verifier):
    jar = product_with(GTIN)
    licence = licence_for(version, jar, sample_centre, verifier)
    Product.objects.filter(pk=jar.pk).update(name="Paint remover", gtin="4006381333931")
    Organisation.objects.filter(pk=dairy().pk).update(name="Somebody else")
    places = (
        f"/r/{licence.number}/",
        f"/register/{licence.number}/",
        f"/register/?q={licence.number}",
        f"/register/licences.json?q={licence.number}",
        f"/register/table.csv?q={licence.number}",
        f"/register/{licence.number}/licence.jsonld",
    )
    for place in places:
        page = client.get(place).content.decode()
        assert "Jar of a test" in page and "Rivermouth Dairy" in page, place
        assert "Paint remover" not in page and "Somebody else" not in page, place
    assert client.get("/01/04006381333931/").status_code == 404
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["valid"]
    client.force_login(sample_centre["label"])
    page = client.get(f"/register/{licence.number}/").content.decode()
    assert (
        "The company has changed the details recorded when the licence was awarded. The "
        "current entry is:"
    ) in page and "Paint remover" in page


def test_the_director_does_not_award_under_a_name_that_was_not_shown(
    sample_centre, version, verifier
):
    one = verified(version, sample_centre, verifier)
    shown = mark_of(verification.shown_findings(one))
    Product.objects.filter(pk=one.product_id).update(gtin="4006381333931")
    with pytest.raises(ConflictError):
        decisions.decide_on_application(
            one, True, "Met.", acting_user=sample_centre["director"], shown=shown
        )


def test_a_suspended_label_is_not_hidden_by_another_that_is_valid(
    client, sample_centre, version, verifier
):
    jar = product_with(GTIN)
    first = licence_for(version, jar, sample_centre, verifier)
    other = published_version(sample_centre["label"], code="OTH", name="Other label")
    second = licence_for(other, jar, sample_centre, verifier)
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["valid"]
    licences.suspend_licence(first, "Overdue.", acting_user=sample_centre["label"])
    answers, page = answers_of(client, f"/01/0{GTIN}/")
    assert answers == ["not-valid", "valid"]
    assert first.number in page and second.number in page and len(page) < 25_000
    licences.withdraw_licence(first, "Fraud.", acting_user=sample_centre["label"])
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["not-valid", "valid"]


def test_one_code_of_two_products_is_doubt(client, sample_centre, version, verifier):
    first = licence_for(version, product_with(GTIN), sample_centre, verifier)
    other = licence_for(version, product_with("", "Tin of a test"), sample_centre, verifier)
    Licence.objects.filter(pk=other.pk).update(gtin=f"0{GTIN}")
    answers, page = answers_of(client, f"/01/0{GTIN}/")
    assert answers == ["not-established"]
    assert first.number not in page and other.number not in page


def test_the_renewed_licence_speaks_but_a_suspended_one_speaks_against_it(
    client, sample_centre, version, verifier
):
    today = timezone.localdate()
    start = today - timedelta(days=400)
    first = licence_for(version, product_with(GTIN), sample_centre, verifier, start)
    Licence.objects.filter(pk=first.pk).update(until=today - timedelta(days=1))
    first.refresh_from_db()
    renewal = applications.renew_licence(first, acting_user=sample_centre["company"])
    second = decided(renewal, sample_centre, verifier)
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["valid"]
    licences.suspend_licence(second, "Overdue.", acting_user=sample_centre["label"])
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["not-valid"]
    Licence.objects.filter(pk=first.pk).update(until=today + timedelta(days=90))
    assert answers_of(client, f"/01/0{GTIN}/")[0] == ["not-valid"]


def test_a_suspension_is_not_dodged_by_another_renewal(sample_centre, version, verifier):
    company = sample_centre["company"]
    first = licence_for(version, product_with(GTIN), sample_centre, verifier)
    second = decided(
        applications.renew_licence(first, acting_user=company), sample_centre, verifier
    )
    licences.suspend_licence(second, "Overdue.", acting_user=sample_centre["label"])
    with pytest.raises(
        RecognitionError, match=f"has already been renewed. The new licence is {second.number}"
    ):
        applications.renew_licence(first, acting_user=company)


def test_a_renewal_begun_before_the_withdrawal_is_not_awarded(sample_centre, version, verifier):
    first = licence_for(version, product_with(GTIN), sample_centre, verifier)
    renewal = applications.renew_licence(first, acting_user=sample_centre["company"])
    licences.withdraw_licence(first, "Fraud.", acting_user=sample_centre["label"])
    with pytest.raises(RecognitionError, match=f"{first.number} was withdrawn"):
        decided(renewal, sample_centre, verifier)
    assert not Licence.objects.filter(application=renewal).exists()


def test_an_old_refusal_appealed_gives_no_second_licence(sample_centre, version, verifier):
    company, jar = sample_centre["company"], product_with(GTIN)
    refused = verified(version, sample_centre, verifier)
    Application.objects.filter(pk=refused.pk).update(product=jar)
    refused.refresh_from_db()
    decisions.decide_on_application(
        refused, False, "Doubts.", acting_user=sample_centre["director"]
    )
    licence = licence_for(version, jar, sample_centre, verifier)
    licences.suspend_licence(licence, "Overdue.", acting_user=sample_centre["label"])
    decisions.appeal_decision(refused, "All is met.", acting_user=company)
    with pytest.raises(RecognitionError, match="already has another licence"):
        award(refused, staff("second", "director"))


def test_register_and_programs_call_valid_only_what_holds(client, sample_centre, version, verifier):
    licence = licence_for(version, product_with(GTIN), sample_centre, verifier)
    tomorrow = timezone.localdate() + timedelta(days=1)

    def said():
        row = client.get("/register/licences.json", {"q": licence.number}).json()["licences"][0]
        linked = client.get(f"/register/{licence.number}/licence.jsonld").json()
        status = linked["hasCertification"]["certificationStatus"]
        return row["state"], status.rpartition("Certification")[2]

    assert said() == ("valid", "Active")
    Licence.objects.filter(pk=licence.pk).update(start=tomorrow)
    assert said() == ("not begun", "Inactive")
    Licence.objects.filter(pk=licence.pk).update(start=licence.start)
    content = licence.credential.content
    content["name"] = "Another label"
    Credential.objects.filter(pk=licence.credential_id).update(content=content)
    assert said() == ("not-valid", "Inactive")
    table = client.get(f"/register/?q={licence.number}").content.decode()
    assert "Not valid" in table


def test_the_credential_claims_only_what_was_found_met(sample_centre, version, verifier):
    licence = licence_for(version, product_with(GTIN), sample_centre, verifier)
    achievement = licence.credential.content["credentialSubject"]["achievement"]
    narrative = achievement["criteria"]["narrative"]
    assert "Recycled content." in narrative and "Carbon footprint" not in narrative


def test_an_appeal_beside_an_open_application_is_a_sentence(
    client, sample_centre, version, verifier
):
    company = sample_centre["company"]
    refused = verified(version, sample_centre, verifier)
    decisions.decide_on_application(refused, False, "No.", acting_user=sample_centre["director"])
    applications.start_application(version, dairy(), bottle(), acting_user=company)
    client.force_login(company)
    answer = client.post(f"/recognition/applications/{refused.pk}/appeal/", {"appeal": "Wrong."})
    assert answer.status_code == 422
    assert (
        "There is another open application for this product or company." in answer.content.decode()
    )


def test_criteria_that_ended_or_begin_later_carry_no_application(sample_centre, version, verifier):
    company, today = sample_centre["company"], timezone.localdate()
    ready = verified(version, sample_centre, verifier)
    draft = applications.start_application(
        version, dairy(), product_with(GTIN), acting_user=company
    )
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    CriteriaVersion.objects.filter(pk=version.pk).update(valid_to=yesterday)
    with pytest.raises(RecognitionError, match="not in force"):
        applications.submit_application(Application.objects.get(pk=draft.pk), acting_user=company)
    with pytest.raises(RecognitionError, match="not in force"):
        award(ready, sample_centre["director"])
    CriteriaVersion.objects.filter(pk=version.pk).update(valid_to=None, valid_from=tomorrow)
    version.refresh_from_db()
    tin = product_with("", "Tin of a test")
    with pytest.raises(RecognitionError, match="not in force"):
        applications.start_application(version, dairy(), tin, acting_user=company)


def test_the_applicant_reads_no_finding_before_all_are_signed(
    client, sample_centre, version, verifier
):
    one, company = in_verification(version, sample_centre, verifier), sample_centre["company"]
    for criterion in ALL:
        verification.decide_criterion(
            one, criterion, "not known", "A doubt of mine.", acting_user=verifier
        )
    page = f"/recognition/applications/{one.pk}/"
    client.force_login(company)
    assert "A doubt of mine." not in client.get(page).content.decode()
    files = dict(files_of(dairy()))
    assert b"A doubt of mine." not in files["label_findings.csv"]
    client.force_login(verifier)
    assert "A doubt of mine." in client.get(f"{page}verify/").content.decode()
    verification.sign_verification(one, acting_user=verifier)
    client.force_login(company)
    assert "A doubt of mine." in client.get(page).content.decode()
    assert b"A doubt of mine." in dict(files_of(dairy()))["label_findings.csv"]
