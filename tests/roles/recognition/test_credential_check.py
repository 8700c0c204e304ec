"""Anybody checks a credential: ours, a stranger's, a forgery; what nobody vouches for is not valid."""

import html
import json
import re
from base64 import urlsafe_b64encode
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.signing.actions import change_key, current_key, method_of
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.signing.queries import check
from scp_centre.centre.signing.sealed_secrets import unseal
from scp_centre.methods.credentials import CONTEXT, KeyPair, sign_as_jwt, sign_credential
from scp_centre.methods.credentials.untp_records import read_conformity, read_facility
from scp_centre.methods.errors import InvalidValueError
from scp_centre.roles.recognition.actions.passports import end_passport
from scp_centre.roles.recognition.models import Passport
from scp_centre.roles.recognition.presented_credential import keys_of_document
from scp_centre.roles.recognition.views import credential_check
from tests.roles.recognition.test_passports import issued, licence  # noqa: F401
from tests.shared_data import DATA, needs_shared

PAGE = "/credential-check/"
DID = "did:web:other.example"
METHOD = f"{DID}#1"
OTHER = KeyPair.from_secret(bytes(range(32)))
DOCUMENT = {
    "id": DID,
    "verificationMethod": [
        {"id": METHOD, "type": "Multikey", "publicKeyMultibase": OTHER.multikey},
        {"id": f"{DID}#old", "type": "Multikey", "publicKeyMultibase": OTHER.multikey},
    ],
    "assertionMethod": [METHOD],
}
HALF_A_LETTER = b'{"type":["VerifiableCredential"],"name":"x\\ud800y"}'
database = pytest.mark.django_db


def stranger(**more):
    content = {
        "@context": [CONTEXT, "https://test.uncefact.org/vocabulary/untp/dcc/0.6.1/"],
        "id": "urn:uuid:6f1a3c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "DigitalConformityCredential"],
        "issuer": {"id": DID, "name": "Other Body"},
        "credentialSubject": {
            "id": "https://other.example/1",
            "issuedToParty": {"id": "https://other.example/maker", "name": "Maker Ltd"},
            "assessorLevel": "3rdParty",
            "assessment": [
                {
                    "id": "https://other.example/1/1",
                    "name": "Lead in paint",
                    "conformance": False,
                    "assessmentDate": "2026-03-01",
                    "declaredValue": [
                        {"metricName": "lead", "metricValue": {"value": 0.5, "unit": "KGM"}}
                    ],
                    "assessedProduct": [{"product": {"id": "did:example:p", "name": "Blue paint"}}],
                }
            ],
        },
    }
    return content | more


def signed(content, key=OTHER, method=METHOD):
    return sign_credential(content, key, method, timezone.now())


def ask(content, **beside):
    text = content if isinstance(content, str) else json.dumps(content)
    answer = Client().post(PAGE, {"text": text} | {k: json.dumps(v) for k, v in beside.items()})
    return answer.status_code, re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


@database
def test_a_passport_of_this_centre_is_valid_until_it_is_revoked(licence, sample_centre):  # noqa: F811
    content = issued(licence, sample_centre["company"]).content
    status, page = ask(content)
    assert status == 200 and "This credential is valid. We issued it." in page
    assert "Digital product passport (UNTP 0.7.0)" in page and licence.product in page
    changed = deepcopy(content)
    changed["credentialSubject"]["name"] = "Another bottle"
    assert "This credential is not valid." in ask(changed)[1]
    end_passport(licence, "Recalled.", acting_user=sample_centre["label"])
    page = ask(content)[1]
    assert "This credential is not valid." in page and "The credential was revoked." in page


@database
def test_another_form_of_our_credential_is_asked_in_the_same_records(licence, sample_centre):  # noqa: F811
    """As a JWT, without its status entry, signed by our key: revoked is revoked in every form."""
    content = issued(licence, sample_centre["company"]).content
    key = current_key()
    bare = {k: v for k, v in content.items() if k not in ("proof", "credentialStatus")}
    pair = KeyPair.from_secret(unseal(key.sealed))
    jwt = sign_as_jwt(bare, pair, method_of(key))
    assert "This credential is valid. We issued it." in ask(jwt)[1]
    end_passport(licence, "Recalled.", acting_user=sample_centre["label"])
    page = ask(jwt)[1]
    assert "This credential is not valid." in page and "The credential was revoked." in page


@database
def test_what_a_withdrawn_key_signed_is_not_valid(licence, sample_centre):  # noqa: F811
    content = issued(licence, sample_centre["company"]).content
    key = current_key()
    holder = f"did:key:{key.multikey}"
    pair = KeyPair.from_secret(unseal(key.sealed))
    own = stranger(issuer=holder)
    others = [
        sign_credential(own, pair, f"{holder}#{key.multikey}", timezone.now()),
        sign_as_jwt(own, pair, f"{holder}#{key.multikey}"),
    ]
    change_key(acting_user=sample_centre["admin"], withdraw=True)
    for one in (content, *others):
        assert "The key that signed this credential was revoked." in ask(one)[1]


@database
def test_what_python_takes_for_the_same_is_a_change(sample_centre):
    """False == 0 in Python, and not in what is signed."""
    found = next(
        one
        for one in Credential.objects.filter(revoked=None, suspended=None)
        if '"hashed": false' in json.dumps(one.content) and check(one).valid
    )
    written = json.dumps(found.content)
    assert "This credential is valid." in ask(written)[1]
    for other in ("0", "-0.0", "1e-999"):
        changed = written.replace('"hashed": false', f'"hashed": {other}')
        assert "This credential is not valid." in ask(changed)[1]


@database
def test_keys_and_lists_of_any_length_are_answered_at_once(sample_centre):
    method = f"{DID}#k"
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}
    proof |= {"verificationMethod": method, "proofPurpose": "assertionMethod", "proofValue": "z2"}
    keys = {
        "verificationMethod": [{"id": method, "publicKeyMultibase": "z" * 480_000}],
        "assertionMethod": [method],
    }
    status, page = ask(stranger() | {"proof": [proof] * 16}, keys=keys)
    assert status == 200 and "matches the keys" not in page
    long = stranger(issuer="did:key:z" + "z" * 300_000)
    assert ask(sign_as_jwt(long, OTHER, "#"))[0] == 200
    many = ask(signed(stranger()) | {"@context": [CONTEXT, *range(50_000)]})[1]
    assert len(many) < 100_000


@database
def test_one_of_ours_that_the_register_does_not_know_is_not_called_valid(licence, sample_centre):  # noqa: F811
    content = issued(licence, sample_centre["company"]).content
    Passport.objects.all().delete()
    Credential.objects.filter(pk=content["id"].removeprefix("urn:uuid:")).delete()
    page = ask(content)[1]
    assert "We could not establish whether this credential is valid." in page
    assert "We have no record of issuing this credential." in page


@database
def test_a_strangers_credential_is_open_until_its_keys_are_supplied(sample_centre):
    content = signed(stranger())
    status, page = ask(content)
    assert status == 200 and "We could not establish whether this credential is valid." in page
    assert "https://other.example/.well-known/did.json" in page
    page = ask(content, keys=DOCUMENT)[1]
    assert "This credential matches the keys that you entered." in page
    assert "only if you downloaded the keys yourself" in page
    assert "This credential is valid" not in page
    said = ("Maker Ltd", "Lead in paint, Blue paint", "does not conform", "0.5 kg", "1 March 2026")
    assert all(one in page for one in said)
    assert "not valid" in ask(content | {"name": "New"}, keys=DOCUMENT)[1]


@database
def test_a_key_that_the_document_does_not_name_for_statements_is_no_key(sample_centre):
    assert keys_of_document(DOCUMENT) == {METHOD: OTHER.multikey}
    assert keys_of_document({"verificationMethod": "x", "assertionMethod": 3}) == {}
    page = ask(signed(stranger(), method=f"{DID}#old"), keys=DOCUMENT)[1]
    assert "We could not establish whether this credential is valid." in page


@database
def test_nobody_can_supply_a_key_for_this_centre(licence, sample_centre):  # noqa: F811
    Centre.objects.update(public_address="https://centre.verdania.org")
    issued(licence, sample_centre["company"])  # a key, and an address under which it is known
    own = "did:web:centre.verdania.org"
    forged = signed(stranger(issuer=own), method=f"{own}#mine")
    document = json.loads(json.dumps(DOCUMENT).replace(METHOD, f"{own}#mine"))
    page = ask(forged, keys=document)[1]
    assert "This credential is valid" not in page and "matches the keys" not in page


@database
def test_a_key_of_its_own_names_nobody(sample_centre):
    holder = f"did:key:{OTHER.multikey}"
    content = signed(stranger(issuer=holder), method=f"{holder}#{OTHER.multikey}")
    page = ask(content)[1]
    assert "we cannot tell who signed it" in page and "Anyone can create a key like this." in page


@database
def test_a_jwt_is_opened_and_a_file_is_read(sample_centre):
    status, page = ask(sign_as_jwt(stranger(), OTHER, METHOD), keys=DOCUMENT)
    assert status == 200 and "This credential matches the keys" in page and "Maker Ltd" in page
    file = SimpleUploadedFile("c.json", b"\xef\xbb\xbf" + json.dumps(signed(stranger())).encode())
    answer = Client().post(PAGE, {"file": file})
    assert answer.status_code == 200 and "Maker Ltd" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@database
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a credential file or paste the credential text."),
        ("[1, 2]", "neither a JSON object nor a signed JWT"),
        ('{"a": 1, "a": 2}', "appears twice"),
        ("[" * 90_000, "neither a JSON object"),
        ('{"issuer": "\\u0000"}', "neither a JSON object"),
        ("{}", "This is not a verifiable credential."),
        ("eyJhIjoxfQ.eyJhIjoxfQ.x", "This is not a verifiable credential."),
        ('{"a": NaN}', "neither a JSON object"),
    ],
)
def test_what_is_no_credential_is_refused_in_words(sample_centre, text, words):
    status, page = ask(text)
    assert status == 422 and words in page


@database
@pytest.mark.parametrize(
    "content",
    [
        "eyJ",
        "eyJhIjoxfQ.eyJhIjoxfQ.x",
        {},
        {"type": ["DigitalProductPassport"], "credentialSubject": 3, "issuer": ["x"]},
        {"type": 7, "issuer": {"id": 5}, "validFrom": "never", "name": ["x"], "proof": "x"},
        {"type": ["DigitalFacilityRecord"], "@context": [CONTEXT], "credentialSubject": [{}]},
        json.dumps(stranger()).replace("0.5", "1" + "0" * 400),
        json.dumps(stranger()).replace("0.5", "1e999"),
        stranger(validFrom="0001-01-01T00:00:00+14:00"),
        stranger(validUntil="9999-12-31T23:59:59-12:00"),
        f"eyJ4IjoxfQ.{urlsafe_b64encode(HALF_A_LETTER).decode().rstrip('=')}.x",
    ],
)
def test_what_only_looks_like_one_is_answered(sample_centre, content):
    status, page = ask(content)
    assert status in (200, 422) and "This credential is valid" not in page
    assert "matches" not in page


@database
def test_a_forgery_under_the_id_of_ours_is_not_valid(licence, sample_centre):  # noqa: F811
    content = issued(licence, sample_centre["company"]).content
    holder = f"did:key:{OTHER.multikey}"
    mine = {k: v for k, v in content.items() if k not in ("proof", "credentialStatus")}
    mine["issuer"] = mine["issuer"] | {"id": holder}
    for form in (
        signed(mine, method=f"{holder}#{OTHER.multikey}"),
        sign_as_jwt(mine, OTHER, f"{holder}#{OTHER.multikey}"),
    ):
        page = ask(form)[1]
        assert "This credential is not valid." in page and "We did not sign this" in page


@database
def test_what_is_missing_is_asked_for_and_nothing_sent_is_lost(sample_centre):
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://other.example/status/1",
    }
    content = signed(stranger(credentialStatus=entry))
    page = ask(content, keys=DOCUMENT)[1]
    assert "publishes its status list at https://other.example/status/1" in page
    assert "publishes its keys" not in page and "<details open>" in page
    assert page.count("Maker Ltd") == 2, "in the answer, and in the form that is sent again"
    status, page = ask(content, keys={"id": DID})
    assert (
        status == 422
        and (
            "This document does not contain a key authorised for signing credentials. Paste "
            "the issuer's DID document (did.json)."
        )
        in page
        and "<details open>" in page
    )
    file = SimpleUploadedFile("c.json", json.dumps(content).encode())
    answer = Client().post(PAGE, {"file": file, "text": "{}"})
    assert answer.status_code == 422 and "but not both" in answer.content.decode()


@database
def test_our_own_leads_to_our_record(licence, sample_centre):  # noqa: F811
    made = issued(licence, sample_centre["company"])
    assert f"/verify/{made.pk}/" in ask(made.content)[1]


@database
def test_nothing_is_kept_and_a_robot_is_slowed_down(sample_centre, monkeypatch):
    before = Entry.objects.count(), Credential.objects.count()
    monkeypatch.setattr(credential_check, "MOST_CHECKS", 2)
    assert [ask(stranger())[0] for _ in range(3)] == [200, 200, 429]
    assert before == (Entry.objects.count(), Credential.objects.count())


@needs_shared
def test_the_published_instance_of_a_conformity_credential_is_read():
    data = json.loads((DATA / "credentials/untp/untp-dcc-instance.json").read_text("utf-8"))
    found = read_conformity(data)
    assert found.issued_to.name == "Sample Company Pty Ltd."
    assert (found.assessor, found.assurance, found.kind) == (
        "3rdParty",
        "Accredited",
        "certification",
    )
    assert found.scheme.name == "Sample ESG Standard"
    first = found.assessed[0]
    assert first.name == "Product GHG Footprint certificate in accordance with GBA Rulebook."
    assert first.criterion == "GBA Battery rule book v2.0 battery assembly guidelines."
    assert first.day.isoformat() == "2024-03-15"


def test_a_facility_record_is_read_and_one_without_a_facility_refused():
    record = {
        "type": ["DigitalFacilityRecord", "VerifiableCredential"],
        "credentialSubject": {
            "facility": {
                "id": "https://sites.example/1",
                "name": "River mill",
                "countryOfOperation": "KE",
                "operatedByParty": {"id": "https://sites.example/o", "name": "Mill Ltd"},
                "address": {"streetAddress": "1 Mill Lane", "addressCountry": "KE"},
                "processCategory": [{"id": "x", "name": "Spinning"}],
            },
            "conformityClaim": [{"id": "x", "conformityTopic": "environment.water"}],
        },
    }
    found = read_facility(record)
    assert (found.facility.name, found.operator.name) == ("River mill", "Mill Ltd")
    assert (found.address, found.processes, len(found.claims)) == (
        "1 Mill Lane, KE",
        ("Spinning",),
        1,
    )
    del record["credentialSubject"]["facility"]
    with pytest.raises(InvalidValueError, match="does not name a facility"):
        read_facility(record)
    with pytest.raises(InvalidValueError, match="not a UNTP credential"):
        read_conformity(record)
