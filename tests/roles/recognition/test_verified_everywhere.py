"""A licence is called valid nowhere unless it is verified: its row in the database decides nothing."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.centre.registry.models import Centre
from scp_centre.centre.signing import queries as signing_queries
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.centre.signing.queries import known_keys
from scp_centre.roles.recognition import licence_validity, register_rows
from scp_centre.roles.recognition.actions import licences
from scp_centre.roles.recognition.actions.passports import issue_passport
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import Letter, Licence
from scp_centre.roles.recognition.passport_content import OTHER_PROOF, compose_passport, passport_of
from scp_centre.roles.recognition.queries import running_licence
from tests.roles.recognition.applications import awarded, published_version, staff

pytestmark = pytest.mark.django_db
BASE = "https://centre.verdania.org"


@pytest.fixture
def licence(sample_centre):
    Centre.objects.update(public_address=BASE)
    version = published_version(sample_centre["label"])
    return awarded(version, sample_centre, staff("verifier", "label verifier"))


def tampered(licence):
    """Change what was signed, as somebody could who writes in the database."""
    content = licence.credential.content
    content["credentialSubject"]["identifier"][0]["identityHash"] = "Another company"
    Credential.objects.filter(pk=licence.credential_id).update(content=content)
    return Licence.objects.get(pk=licence.pk)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def issued(licence, person):
    return issue_passport(licence, BASE, names_site=False, shows_values=True, acting_user=person)


def test_no_page_file_or_act_calls_a_licence_valid_that_is_not_verified(licence, sample_centre):
    company, public = sample_centre["company"], Client()
    issued(licence, company)
    file = f"/register/{licence.number}/passport.json"
    registry = f"/register/{licence.number}/registry.json"
    assert public.get(file).status_code == public.get(registry).status_code == 200
    licence = tampered(licence)
    assert licence.state == "valid"
    with pytest.raises(RecognitionError, match="Only valid product licences have a passport."):
        issued(licence, company)
    assert passport_of(licence) is None
    assert public.get(file).status_code == public.get(registry).status_code == 404
    scheme = licence.application.version.scheme
    parts = (licence.application.organisation, licence.application.product)
    assert running_licence(scheme, *parts) is None
    for address in ("/register/licences.json", "/register/table.csv", "/register/"):
        valid = public.get(address, {"state": "valid"}).content.decode()
        assert licence.number not in valid, address
        assert licence.number in public.get(address, {"scheme": "TST"}).content.decode()
    linked = json.loads(public.get(f"/register/{licence.number}/licence.jsonld").content)
    assert linked["hasCertification"]["certificationStatus"].endswith("Inactive")
    applicant, officer = signed_in(company), signed_in(sample_centre["label"])
    for client, address in (
        (public, f"/register/{licence.number}/"),
        (public, f"/r/{licence.number}/"),
        (public, f"/verify/{licence.credential_id}/"),
        (applicant, f"/recognition/applications/{licence.application_id}/"),
        (officer, f"/recognition/licences/{licence.pk}/"),
        (officer, "/recognition/applications/"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "not valid" in answer.content.decode().lower(), address
    page = applicant.get(f"/recognition/applications/{licence.application_id}/").content.decode()
    assert f"/recognition/licences/{licence.pk}/passport/" not in page


def test_a_changed_passport_is_not_handed_out(licence, sample_centre):
    made = issued(licence, sample_centre["company"]).credential
    content = made.content | {"name": "Another product"}
    Credential.objects.filter(pk=made.pk).update(content=content)
    assert passport_of(licence) is None


def test_a_holder_is_told_that_a_licence_is_valid_only_if_it_is(licence, sample_centre):
    licences.suspend_licence(licence, "Overdue.", acting_user=sample_centre["label"])
    licence = tampered(licence)
    licences.restore_licence(licence, "Corrected.", acting_user=sample_centre["label"])
    letter = Letter.objects.filter(application=licence.application).latest("pk")
    said = " ".join(letter.paragraphs)
    assert "still not valid" in said and "valid again" not in said


def test_valid_licences_are_looked_for_in_parts_that_cost_no_more_than_so_many(
    licence, sample_centre, monkeypatch
):
    SigningKey.objects.update(withdrawn=timezone.now())  # no licence is valid any more
    monkeypatch.setattr(register_rows, "MOST_LOOKED_AT", 1)
    client, query, shown = Client(), "state=valid", 0
    while query is not None:
        page = client.get(f"/register/?{query}")
        shown += page.content.decode().count("<tr>")
        query = page.context["next"] or None
    assert shown == 0
    assert client.get("/register/licences.json?state=valid").json() == {"licences": []}


def test_a_passport_publishes_no_value_that_contradicts_its_verdict(licence):
    """Evidence of 20 % beside a limit of at least 30 %: met by other proof, so without the value."""
    application = licence.application
    kept = application.evidence["recycled"]
    assert kept["value"] == 45.0
    claim = next(one for one in composed(licence).claims if one.id.endswith("#criterion-1"))
    assert claim.value == 45.0
    for changed in ({"value": 20.0}, {"proved": False}):
        application.evidence = application.evidence | {"recycled": kept | changed}
        application.save(update_fields=["evidence"])
        said = composed(Licence.objects.get(pk=licence.pk))
        claim = next(one for one in said.claims if one.id.endswith("#criterion-1"))
        assert claim.outcome == "met" and claim.value is None and OTHER_PROOF in said.scope


def composed(licence):
    return compose_passport(licence, BASE, names_site=False, shows_values=True)


def test_an_older_licence_costs_its_signature_once_and_not_on_every_page(licence, monkeypatch):
    Credential.objects.update(imprint="")
    counted = []
    real = signing_queries.verify_credential
    monkeypatch.setattr(
        signing_queries, "verify_credential", lambda *a, **k: counted.append(1) or real(*a, **k)
    )
    Client().get("/register/")
    first = len(counted)
    assert first >= 1
    Client().get("/register/")
    Client().get("/register/licences.json")
    assert len(counted) == first
    rows = licence_validity.states_of([Licence.objects.get(pk=licence.pk)], known_keys())
    assert [one.word for one in rows] == ["valid"]
    Credential.objects.filter(pk=licence.credential_id).update(imprint="")
    licence = tampered(licence)
    licence_validity.states_of([licence], known_keys())
    assert Credential.objects.get(pk=licence.credential_id).imprint == ""
