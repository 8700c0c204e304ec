"""Pages of schemes and what the first page of a company says of each product."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.registry.models import Product
from scp_centre.roles.recognition.actions import schemes, verification
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import Application, Licence
from scp_centre.roles.recognition.views import overview
from scp_centre.roles.recognition.views.schemes import EXAMPLE
from tests.roles.recognition.applications import (
    LABEL,
    SCHEME,
    awarded,
    dairy,
    in_verification,
    published_version,
    staff,
)

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def page_of(person, address):
    return client_of(person).get(address).content.decode()


@pytest.mark.parametrize("said", ["A ministry", "By a MINISTRY itself."])
def test_the_owner_of_a_scheme_is_no_independent_third_party(sample_centre, said):
    officer = sample_centre["label"]
    with pytest.raises(RecognitionError, match="not an independent third party"):
        schemes.keep_scheme(SCHEME | {"monitoring": said}, acting_user=officer)
    near = SCHEME | {"monitoring": "By a ministryless laboratory."}
    assert schemes.keep_scheme(near, acting_user=officer).pk


def test_criteria_are_published_without_a_rule_only_when_confirmed(sample_centre):
    officer = sample_centre["label"]
    scheme = schemes.keep_scheme(SCHEME | {"stakeholders": ""}, acting_user=officer)
    version = schemes.draft_criteria(scheme, LABEL, "A", date(2026, 1, 1), acting_user=officer)
    page = page_of(officer, "/register/labels/TST/")
    assert page.count(">not stated<") == 1 and page.count(">stated<") == 4
    with pytest.raises(
        RecognitionError,
        match="The scheme does not address some of the rules for sustainability labels.",
    ):
        schemes.publish_criteria(version, acting_user=officer)
    version.refresh_from_db()
    assert version.published is None
    schemes.publish_criteria(version, acting_user=officer, is_confirmed=True)
    version.refresh_from_db()
    assert version.published is not None


def test_all_products_of_a_company_are_reachable(sample_centre):
    company = sample_centre["company"]
    Product.objects.bulk_create(
        Product(organisation=dairy(), name=f"Product {n} of a test", reference_unit="kg")
        for n in range(20)
    )
    seen, pages = set(), 0
    address = "/recognition/"
    while address:
        page = page_of(company, address)
        pages += 1
        assert "combinations of products and labels" in page
        seen |= set(re.findall(r"Product \d+ of a test", page))
        address = f"/recognition/?page={pages + 1}" if f"?page={pages + 1}" in page else ""
    assert pages > 1 and len(seen) == 20


def test_all_decided_applications_are_reachable(sample_centre, monkeypatch):
    monkeypatch.setattr(overview, "MOST_CLOSED", 2)
    monkeypatch.setattr(overview, "DECIDED", 3)
    officer = sample_centre["label"]
    first = page_of(officer, "/recognition/")
    assert 'href="/recognition/applications/"' in first
    pages = [page_of(officer, f"/recognition/applications/?page={n}") for n in (1, 2)]
    names = [re.findall(r'applications/(\d+)/">', page.split("<main")[1]) for page in pages]
    decided = set(map(str, _decided_of_the_sample()))
    assert len(names[0]) == 3 and set(names[0]) | set(names[1]) == decided
    own = page_of(sample_centre["dyehouse"], "/recognition/applications/")
    assert "No applications have been decided yet." in own


def _decided_of_the_sample():
    closed = ("awarded", "refused", "withdrawn by the applicant")
    return Application.objects.filter(state__in=closed).values_list("pk", flat=True)


def test_without_consent_the_first_page_says_where_it_is_given(sample_centre):
    company = sample_centre["company"]
    assert "does not share its reviewed figures" not in page_of(company, "/recognition/")
    set_consent(dairy(), "label", False, acting_user=company)
    page = page_of(company, "/recognition/")
    assert "does not share its reviewed figures" in page
    assert f"/organisations/{dairy().pk}/" in page


def test_a_product_that_holds_a_licence_says_until_when(sample_centre):
    version = published_version(sample_centre["label"])
    Product.objects.filter(organisation=dairy()).exclude(name="Bottle of a test").update(gtin="")
    licence = awarded(version, sample_centre, staff("verifier", "label verifier"))
    page = page_of(sample_centre["company"], "/recognition/?page=1") + page_of(
        sample_centre["company"], "/recognition/?page=2"
    )
    row = page.split(f"/register/{licence.number}/")[1].split("</a>")[0]
    assert "Licence valid until" in row


def test_the_verifier_finds_no_answer_chosen_and_the_remarks(sample_centre):
    version, verifier = published_version(sample_centre["label"]), staff("v", "label verifier")
    made = in_verification(version, sample_centre, verifier)
    page = page_of(verifier, f"/recognition/applications/{made.pk}/verify/0/")
    assert 'type="radio"' in page and "checked" not in page.split('name="found"', 1)[1]
    assert "does not apply to this product" in page
    verification.ask_applicant(made, "Which batch?", acting_user=verifier)
    assert "Which batch?" in page_of(verifier, f"/recognition/applications/{made.pk}/verify/0/")


def test_the_credential_of_a_licence_is_not_called_a_certificate(client, sample_centre):
    licence = Licence.objects.filter(state="valid").first()
    page = client.get(reverse("verify_credential", args=[licence.credential_id])).content.decode()
    main = page.split("<main")[1].split("</main")[0]
    assert "Criteria of the licence" in main
    assert "ertificate" not in main and "What was achieved" not in main


def test_criteria_are_previewed_as_sentences_and_the_example_is_sound(sample_centre):
    officer = sample_centre["label"]
    scheme = schemes.keep_scheme(SCHEME, acting_user=officer)
    address = f"/recognition/schemes/{scheme.pk}/criteria/"
    page = page_of(officer, address)
    assert "Water per kilogram of fabric" in page  # of the example
    shown = re.search(r'name="(shown[^"]*)" value="([^"]*)"', page)
    values = {"content": EXAMPLE, "source": "Rules", "valid_from": "2026-01-01", "act": "preview"}
    answer = client_of(officer).post(address, values | ({shown[1]: shown[2]} if shown else {}))
    assert answer.status_code == 200
    said = "Water per kilogram of fabric: at most 60 l/kg."
    assert said in answer.content.decode() and not scheme.versions.exists()
    wrong = client_of(officer).post(address, values | {"content": "{"})
    assert wrong.status_code == 422 and "not valid JSON" in wrong.content.decode()


def test_name_and_promise_are_read_in_the_language_of_the_page(client, sample_centre):
    licence = Licence.objects.filter(state="valid").first()
    for language, name, promise in (
        ("fr", "Label vert de Verdania", "30 % de matière recyclée"),
        ("es", "Etiqueta verde de Verdania", "30 % de contenido reciclado"),
        ("ar", "علامة فردانيا الخضراء", "المواد المعاد تدويرها"),
        ("en", "Verdania Green Label", "30 % recycled content"),
    ):
        for address in (f"/register/{licence.number}/", "/register/", "/register/labels/VGL/"):
            page = client.get(address, headers={"accept-language": language}).content.decode()
            assert name in page and promise in page, (language, address)


def test_titles_are_entered_on_the_form_and_published_with_the_criteria(sample_centre):
    officer = sample_centre["label"]
    version = published_version(officer)
    address = f"/recognition/schemes/{version.scheme_id}/"
    values = SCHEME | {"name_fr": "Label d’un test", "promise_fr": "Moins de déchets."}
    assert client_of(officer).post(address, values).status_code == 302
    version.scheme.refresh_from_db()
    titles = {"fr": {"name": "Label d’un test", "promise": "Moins de déchets."}}
    assert version.scheme.titles == titles
    version.refresh_from_db()
    assert version.titles == {}  # what is published never changes
    second = schemes.draft_criteria(
        version.scheme, LABEL, "Second", date(2026, 1, 1), acting_user=officer
    )
    schemes.publish_criteria(second, acting_user=officer)
    second.refresh_from_db()
    assert second.titles == titles
    assert "Label d’un test" in page_of(officer, address)
