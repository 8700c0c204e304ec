"""From the applicant's first page to the phone of a buyer, each by their own pages."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from scp_centre.centre.registry.models import Organisation, Product
from scp_centre.roles.recognition.models import Application, CriteriaVersion, Licence
from tests.interfaces.form_walk import forms_of

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def send(client, page, action, **values):
    """Fill in the form of a page that is sent to an address, as a browser would."""
    found = forms_of(page, client.get(page).content.decode())
    form = next(f for f in found if f.action == action)
    answer = client.post(action, form.as_shown() | values)
    assert answer.status_code == 302, answer.content.decode()
    return answer


@pytest.fixture
def clients(sample_centre):
    names = ("company", "label", "reviewer", "director")
    return {name: client_of(sample_centre[name]) for name in names}


@pytest.fixture
def cheese(sample_centre):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    return Product.objects.create(
        organisation=dairy, name="Cheese of a journey", reference_unit="kg", gtin="9520123456788"
    )


def applied(company, cheese):
    """Apply with a test report; return the application."""
    version = CriteriaVersion.objects.get(scheme__code="VGL")
    first = company.get("/recognition/").content.decode()
    assert "Cheese of a journey" in first
    check = reverse("label_check", args=[version.pk, cheese.organisation_id, cheese.pk])
    assert "is missing." in company.get(check).content.decode()
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.7 cheese", "application/pdf")
    values = {"title": "Report on cheese", "issued_by": "Laboratory", "issued_on": "2026-01-05"}
    values |= {"company": cheese.organisation_id, "file": report}
    assert company.post("/recognition/documents/", values).status_code == 302
    start = {"version": version.pk, "company": cheese.organisation_id, "product": cheese.pk}
    new = reverse("new_application")
    send(company, new, new, **start)
    return Application.objects.get(product=cheese)


def test_from_the_application_to_the_scan(clients, cheese):
    company, officer = clients["company"], clients["label"]
    one = applied(company, cheese)
    page = f"/recognition/applications/{one.pk}/"
    report = cheese.organisation.label_documents.get(title="Report on cheese")
    values = {"value_recycled": "45", "value_concern": "no", "value_packaging": "paper"}
    values |= {"value_repair": "yes", "document_recycled": report.pk}
    send(company, f"{page}evidence/", f"{page}evidence/", **values)
    send(company, page, f"{page}submit/")
    verifier = one.applicant.__class__.objects.get(email="reviewer@verdania.example")
    send(officer, f"{page}check/", f"{page}accept/", verifier=verifier.pk)
    reviewer = clients["reviewer"]
    send(reviewer, f"{page}verify/", f"{page}ask/", text="Which batch?")
    question = one.questions.get()
    answer = reverse("answer_label_question", args=[question.pk])
    send(company, answer, answer, answer="Batch 17.")
    for place, found in enumerate(("met", "met", "met", "not known", "met")):
        criterion = f"{page}verify/{place}/"
        send(reviewer, criterion, criterion, found=found, reason="Seen.")
    send(reviewer, f"{page}verify/", f"{page}sign/")
    send(clients["director"], f"{page}decide/", f"{page}decide/", award="yes", reason="All met.")
    licence = Licence.objects.get(application=one)
    phone = Client()
    scan = phone.get("/01/09520123456788/").content.decode()
    assert 'class="answer valid"' in scan and licence.number in scan
    keep = reverse("keep_licence", args=[licence.pk])
    send(officer, keep, keep, act="suspend", reason="The check is overdue.")
    scan = phone.get("/01/09520123456788/", headers={"accept-language": "fr"}).content.decode()
    assert 'class="answer not-valid"' in scan and "Non valable" in scan


def test_a_refusal_an_appeal_and_a_renewal_by_the_pages(clients, sample_centre):
    company = clients["company"]
    refused = Application.objects.get(product__name="Cream in a deposit bottle")
    page = f"/recognition/applications/{refused.pk}/"
    send(company, f"{page}appeal/", f"{page}appeal/", appeal="The report was read wrongly.")
    decide = clients["director"].get(f"{page}decide/").content.decode()
    form = next(f for f in forms_of(f"{page}decide/", decide) if f.action == f"{page}decide/")
    sent = form.as_shown() | {"award": "no", "reason": "As before."}
    again = clients["director"].post(f"{page}decide/", sent)
    assert again.status_code == 422 and "decision under appeal" in again.content.decode()
    old = Licence.objects.get(application__product__name="Quark in a refill bucket")
    send(company, f"/recognition/applications/{old.application_id}/",
         f"/recognition/licences/{old.pk}/renew/")  # fmt: skip
    renewal = Application.objects.get(renews=old)
    send(company, f"/recognition/applications/{renewal.pk}/",
         f"/recognition/applications/{renewal.pk}/close/")  # fmt: skip


def test_an_officer_writes_a_scheme_and_sends_an_application_back(clients, sample_centre):
    officer = clients["label"]
    values = {"code": "JRN", "name": "Label of a journey", "kind": "ecolabel"}
    values |= {"category": "Cheese", "owner": "A ministry", "promise": "Less water."}
    send(officer, "/recognition/schemes/new/", "/recognition/schemes/new/", **values)
    page = officer.get("/register/labels/JRN/").content.decode()
    assert page.count(">not stated<") == 5
    number = re.search(r"/recognition/schemes/(\d+)/draft/", page)[1]
    criteria = CriteriaVersion.objects.get(scheme__code="VGL").content
    draft = f"/recognition/schemes/{number}/criteria/"
    send(
        officer, draft, draft, content=json.dumps(criteria), source="Test", valid_from="2026-01-01"
    )
    version = CriteriaVersion.objects.get(scheme__code="JRN")
    assert Client().get("/register/labels/JRN/").status_code == 404
    send(
        officer,
        "/register/labels/JRN/",
        f"/recognition/criteria/{version.pk}/publish/",
        is_confirmed="on",
    )
    assert Client().get("/register/labels/JRN/").status_code == 200
    edit = f"/recognition/schemes/{number}/"
    send(officer, edit, edit, terms="Public.")
    waiting = Application.objects.get(product__name="Dyeing of cotton fabric")
    check = f"/recognition/applications/{waiting.pk}/check/"
    send(officer, check, f"/recognition/applications/{waiting.pk}/holding/", holding="Verda")
    send(officer, check, f"/recognition/applications/{waiting.pk}/return/", reason="No evidence.")
