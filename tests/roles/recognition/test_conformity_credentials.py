"""Conformity credentials of UNTP 0.7.0: written with a passport, proof of its claims, ended with it."""

import json
from copy import deepcopy

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.centre.registry.models import Centre, Site
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.signing.queries import known_keys, status_list
from scp_centre.methods.credentials import verify_credential
from scp_centre.methods.credentials.untp import read_passport
from scp_centre.methods.credentials.untp_records import read_conformity
from scp_centre.roles.recognition.actions import licences
from scp_centre.roles.recognition.models import Passport, Scheme
from tests.roles.recognition.test_passports import BASE, issued, licence  # noqa: F401

database = pytest.mark.django_db

# What the published schema of 0.7.0 requires and allows, kind by kind (read 2026-12-01).
REQUIRED = {
    "DigitalConformityCredential": {
        "@context",
        "id",
        "issuer",
        "validFrom",
        "name",
        "credentialSubject",
    },
    "CredentialIssuer": {"id", "name"},
    "ConformityAttestation": {
        "id",
        "name",
        "assessorLevel",
        "assessmentLevel",
        "attestationType",
        "issuedToParty",
        "referenceScheme",
    },
    "ConformityAssessment": {
        "id",
        "name",
        "assessmentCriteria",
        "assessmentDate",
        "assessedPerformance",
        "conformityTopic",
    },
}
CLOSED = {  # kinds that may hold nothing else
    "CredentialIssuer": {"issuerAlsoKnownAs"},
    "ConformityAttestation": {
        "description",
        "authorisation",
        "referenceProfile",
        "profileScore",
        "conformityCertificate",
        "auditableEvidence",
        "trustMark",
        "conformityAssessment",
    },
}
LEVELS = {"scheme-self", "no-endorsement"}  # of the eight of the schema, what is true here


def kinds_in(value):
    """Yield the objects of a credential with each type that they name."""
    if isinstance(value, list):
        for one in value:
            yield from kinds_in(one)
    if isinstance(value, dict):
        named = value.get("type")
        yield from ((kind, value) for kind in (named if isinstance(named, list) else [named]))
        for one in value.values():
            yield from kinds_in(one)


def conformity_of(licence, company, **disclosed):  # noqa: F811
    issued(licence, company, **disclosed)
    return Passport.objects.get(licence=licence).conformity


@database
@pytest.mark.parametrize("shows_values", [True, False])
def test_it_has_what_the_published_schema_requires(licence, sample_centre, shows_values):  # noqa: F811
    content = conformity_of(licence, sample_centre["company"], shows_values=shows_values).content
    found = list(kinds_in(content))
    assert {kind for kind, _one in found} >= REQUIRED.keys()
    for kind, one in found:
        lacks = REQUIRED.get(kind, set()) - one.keys()
        assert not lacks, (kind, lacks)
        if kind in CLOSED:
            assert one.keys() <= REQUIRED[kind] | CLOSED[kind] | {"type"}
    subject = content["credentialSubject"]
    assert subject["assessorLevel"] == "3rdParty" and subject["assessmentLevel"] in LEVELS
    assert isinstance(content["credentialStatus"]["statusListIndex"], int)


@database
def test_it_proves_each_claim_of_the_passport_and_says_no_more(licence, sample_centre):  # noqa: F811
    company = sample_centre["company"]
    site = Site.objects.filter(organisation=licence.application.organisation).first()
    licence.application.product.sites.add(site)
    for disclosed in (
        {"names_site": False, "shows_values": False},
        {"names_site": True, "shows_values": True},
    ):
        credential = conformity_of(licence, company, **disclosed)
        passport = read_passport(Passport.objects.get(licence=licence).credential.content)
        said = read_conformity(json.loads(json.dumps(credential.content)))
        assert said.issued_to == passport.producer
        assert [one.value for one in said.assessed] == [one.value for one in passport.claims]
        assert [one.criterion for one in said.assessed] == [
            one.criterion.name for one in passport.claims
        ]
        assert all(one.conforms for one in said.assessed)
        address = f"{BASE}/register/{licence.number}/conformity.json"
        assert {one.evidence.id for one in passport.claims} == {address}
        about = {name for one in said.assessed for name in one.about}
        named = {site.name} if disclosed["names_site"] else set()
        assert about == {passport.product.name, passport.producer.name} | named
        assert (site.name in json.dumps(credential.content)) is disclosed["names_site"]


@database
def test_only_a_scheme_of_the_centres_own_says_that_its_owner_assesses(licence, sample_centre):  # noqa: F811
    company, own = sample_centre["company"], Centre.objects.get().name
    Scheme.objects.update(owner="Ministry of Industry")
    credential = conformity_of(licence, company)
    assert credential.content["credentialSubject"]["assessmentLevel"] == "no-endorsement"
    Scheme.objects.update(owner=own)
    licence.refresh_from_db()
    licence.application.version.scheme.refresh_from_db()
    renewed = conformity_of(licence, company)
    assert renewed.pk != credential.pk
    assert renewed.content["credentialSubject"]["assessmentLevel"] == "scheme-self"
    credential.refresh_from_db()
    assert credential.revoked is not None


@database
def test_it_is_handed_out_and_ends_with_the_licence(licence, sample_centre):  # noqa: F811
    public, page = Client(), f"/register/{licence.number}/"
    assert public.get(f"{page}conformity.json").status_code == 404
    content = conformity_of(licence, sample_centre["company"]).content
    answer = public.get(f"{page}conformity.json")
    assert answer["Content-Type"] == "application/vc" and json.loads(answer.content) == content
    assert f"{page}conformity.json" in public.get(page).content.decode()

    def verdict(credential):
        lists = {one["id"]: one for one in (status_list("revocation"),)}
        found = verify_credential(credential, timezone.now(), keys=known_keys(), status_lists=lists)
        return found.valid

    assert verdict(content) is True
    changed = deepcopy(content)
    changed["credentialSubject"]["conformityAssessment"][0]["conformance"] = False
    assert verdict(changed) is False
    sent = public.post("/credential-check/", {"text": json.dumps(content)}).content.decode()
    assert "This credential is valid. We issued it." in sent
    assert "Digital conformity credential (UNTP)" in sent and licence.company in sent
    licences.suspend_licence(licence, "Overdue.", acting_user=sample_centre["label"])
    assert verdict(content) is False
    assert public.get(f"{page}conformity.json").status_code == 410


@database
def test_a_passport_of_before_gets_its_proof_when_it_is_issued_again(licence, sample_centre):  # noqa: F811
    company = sample_centre["company"]
    first = issued(licence, company)
    kept = Passport.objects.get(licence=licence)
    old, kept.conformity = kept.conformity, None
    kept.save(update_fields=["conformity"])
    public = Client()
    assert public.get(f"/register/{licence.number}/conformity.json").status_code == 404
    Credential.objects.filter(pk=old.pk).update(revoked=timezone.now())
    assert issued(licence, company).pk != first.pk
    assert public.get(f"/register/{licence.number}/conformity.json").status_code == 200
    standing = Credential.objects.filter(revoked__isnull=True)
    assert [standing.filter(kind=kind).count() for kind in ("passport", "conformity")] == [1, 1]


def test_one_of_0_7_of_another_body_is_read():
    said = read_conformity(
        {
            "type": ["DigitalConformityCredential", "VerifiableCredential"],
            "credentialSubject": {
                "name": "Copper mark",
                "assessorLevel": "3rdParty",
                "assessmentLevel": "authority-benchmark",
                "attestationType": "certification",
                "issuedToParty": {"id": "did:web:mine.example", "name": "A mine"},
                "referenceScheme": {"id": "https://mark.example", "name": "The mark"},
                "conformityAssessment": [
                    {
                        "name": "Water",
                        "referenceStandard": [{"id": "https://s.example", "name": "Standard 28"}],
                        "assessmentDate": "2025-01-10",
                        "assessedPerformance": [{"measure": {"value": 2.1, "unit": "MTQ"}}],
                        "conformityTopic": [{"id": "https://t.example", "name": "Water use"}],
                        "conformance": True,
                    }
                ],
            },
        }
    )
    (one,) = said.assessed
    assert (said.scheme.name, said.assurance) == ("The mark", "authority-benchmark")
    assert (one.criterion, one.topic, one.value, one.unit) == (
        "Standard 28",
        "Water use",
        2.1,
        "MTQ",
    )
