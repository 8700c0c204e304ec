"""Fees by reference, settled before the award where the scheme says so; letters in the file."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Person
from scp_centre.roles.recognition.actions import decisions, fees, licences, verification
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.home_tasks import tasks_for
from scp_centre.roles.recognition.models import FeeDemand, Letter
from tests.roles.recognition.applications import (
    awarded,
    in_verification,
    published_version,
    staff,
    submitted,
    verified,
)

pytestmark = pytest.mark.django_db


def page_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def officer(sample_centre):
    return sample_centre["label"]


@pytest.fixture
def version(officer):
    return published_version(officer)


@pytest.fixture
def fee(version, officer):
    fees.set_fee_rule(version.scheme, True, acting_user=officer)
    return fees.add_fee(version.scheme, "Small company", 1200, "EUR", acting_user=officer)


def test_the_fee_table_is_written_and_public(version, officer, client):
    address = f"/recognition/schemes/{version.scheme_id}/fees/"
    desk = client_of(officer)
    values = {"title": "Company with up to 50 employees", "amount": "350", "currency": "eur"}
    assert desk.post(address, values).status_code == 302
    assert desk.post(f"{address}rule/", {"needs_fee": "on"}).status_code == 302
    page = page_of(client.get("/register/labels/TST/"))
    assert "Company with up to 50 employees: <bdi>350 EUR</bdi>" in page
    assert "only after the fee has been paid or waived" in page
    fee = version.scheme.fees.get()
    assert desk.post(f"/recognition/fees/{fee.pk}/remove/").status_code == 302
    assert not version.scheme.fees.exists()
    for wrong in ({"amount": "-1"}, {"currency": "euros"}, {"title": ""}):
        assert desk.post(address, values | wrong).status_code == 422


def test_a_licence_needs_the_fee_where_the_scheme_says_so(version, fee, sample_centre, officer):
    verifier, director = staff("verifier", "label verifier"), sample_centre["director"]
    made = verified(version, sample_centre, verifier)
    with pytest.raises(RecognitionError, match="has not been asked to pay it"):
        decisions.decide_on_application(made, True, "Met.", acting_user=director)
    demand = fees.ask_fee(made, fee, acting_user=officer)
    assert demand.reference == f"TST-A{made.pk}-1" and demand.amount == 1200
    with pytest.raises(RecognitionError, match=f"have not been paid: {demand.reference}"):
        decisions.decide_on_application(made, True, "Met.", acting_user=director)
    with pytest.raises(RecognitionError, match="in the future"):
        tomorrow = timezone.localdate() + timedelta(days=1)
        fees.mark_fee_paid(demand, tomorrow, acting_user=officer)
    fees.mark_fee_paid(demand, date(2026, 3, 2), acting_user=officer)
    decisions.decide_on_application(made, True, "Met.", acting_user=director)
    made.refresh_from_db()
    assert made.state == "awarded"
    with pytest.raises(RecognitionError, match="already been settled"):
        fees.waive_fee(demand, "Again.", acting_user=officer)
    steps = list(made.events.values_list("step", flat=True))
    assert "ask_fee" in steps and "mark_fee_paid" in steps


def test_the_applicant_sees_amount_and_reference_and_the_officer_settles(
    version, fee, sample_centre, officer
):
    company = sample_centre["company"]
    made = submitted(version, company)
    desk, applicant = client_of(officer), client_of(company)
    address = f"/recognition/applications/{made.pk}/"
    assert desk.post(f"{address}fees/", {"fee": fee.pk}).status_code == 302
    demand = FeeDemand.objects.get()
    page = page_of(applicant.get(address))
    assert f"<b>{demand.reference}</b>" in page and "<bdi>1,200 EUR</bdi>" in page
    groups = {str(g.title): g for g in tasks_for(company, timezone.localdate())}
    today = f"{timezone.localdate():%-d %B %Y}"
    assert [str(task.about) for task in groups["Fees to pay"].tasks] == [
        f"1,200 EUR, reference {demand.reference}, requested on {today}"
    ]
    settle = f"/recognition/fees/{demand.pk}/settle/"
    assert applicant.get(settle).status_code == 403
    assert desk.post(settle, {"outcome": "paid"}).status_code == 422
    assert desk.post(settle, {"outcome": "waived"}).status_code == 422
    assert desk.post(settle, {"outcome": "waived", "reason": "A pilot."}).status_code == 302
    demand.refresh_from_db()
    assert demand.waived == "A pilot." and demand.is_settled
    groups = {str(g.title): g for g in tasks_for(company, timezone.localdate())}
    assert not groups["Fees to pay"].tasks


def test_a_fee_of_another_scheme_or_by_somebody_else_is_refused(
    version, fee, sample_centre, officer
):
    made = submitted(version, sample_centre["company"])
    other = published_version(officer, code="OTH")
    strange = fees.add_fee(other.scheme, "Other", 1, "EUR", acting_user=officer)
    with pytest.raises(RecognitionError, match="another scheme"):
        fees.ask_fee(made, strange, acting_user=officer)
    with pytest.raises(NotPermittedError):
        fees.ask_fee(made, fee, acting_user=sample_centre["company"])


def letters_of(application):
    return [(str(one.kind), one.title) for one in application.letters.all()]


def test_every_step_is_a_letter_in_the_file(version, sample_centre, officer):
    verifier = staff("verifier", "label verifier")
    licence = awarded(version, sample_centre, verifier)
    licences.suspend_licence(licence, "A check is overdue.", acting_user=officer)
    licences.restore_licence(licence, "It was made.", acting_user=officer)
    licences.withdraw_licence(licence, "A false report.", acting_user=officer)
    assert letters_of(licence.application) == [
        ("completeness", "Your application is complete"),
        ("decision", "Your licence has been awarded"),
        ("suspension or withdrawal", "Your licence has been suspended"),
        ("suspension or withdrawal", "The suspension of your licence has been lifted"),
        ("suspension or withdrawal", "Your licence has been withdrawn"),
    ]


def test_remark_incompleteness_and_refusal_are_letters(version, sample_centre, officer):
    made = submitted(version, sample_centre["company"])
    verification.return_application(made, "The report lacks a page.", acting_user=officer)
    assert letters_of(made) == [("completeness", "Your application is incomplete")]
    assert made.letters.get().paragraphs[-1] == "The report lacks a page."


def test_a_letter_is_a_pdf_in_the_applicants_language(version, sample_centre, officer):
    company = sample_centre["company"]
    Person.objects.filter(pk=company.pk).update(language="fr")
    verifier = staff("verifier", "label verifier")
    made = in_verification(
        version, sample_centre | {"company": Person.objects.get(pk=company.pk)}, verifier
    )
    verification.ask_applicant(made, "Which batch was tested?", acting_user=verifier)
    letter = made.letters.get(kind="remark")
    assert letter.language == "fr" and letter.title != "Remark on your application"
    answer = client_of(company).get(f"/recognition/letters/{letter.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Which batch was tested?" in text
    assert f"Rivermouth Dairy. Demande {made.pk}, {timezone.localdate().day}" in text
    other = client_of(sample_centre["dyehouse"])
    assert other.get(f"/recognition/letters/{letter.pk}/").status_code == 404
    assert Letter.objects.filter(application=made).count() == 2
