"""Product passports of UNTP: 0.7.0 written, 0.6.1 read, ended with the licence, values on request."""

import json
from copy import deepcopy

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError, SigningError
from scp_centre.centre.registry.models import Centre, Product, Site
from scp_centre.centre.signing.actions import change_key
from scp_centre.centre.signing.models import Credential
from scp_centre.centre.signing.queries import known_keys, status_list
from scp_centre.methods.credentials import verify_credential
from scp_centre.methods.credentials.untp import (
    Named,
    PassportClaim,
    read_passport,
    unit_code,
    write_passport,
)
from scp_centre.methods.errors import InvalidValueError
from scp_centre.roles.recognition.actions import licences
from scp_centre.roles.recognition.actions.passports import issue_passport
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import Licence
from scp_centre.roles.recognition.passport_content import compose_passport, passport_of
from tests.roles.recognition.applications import awarded, bottle, published_version, staff
from tests.shared_data import DATA, needs_shared

UNTP = DATA / "credentials/untp"
BASE = "https://centre.verdania.org"
database = pytest.mark.django_db


@pytest.fixture
def licence(sample_centre):
    Centre.objects.update(public_address=BASE)
    Product.objects.filter(pk=bottle().pk).update(gtin="9520123456788", hs="392330")
    version = published_version(sample_centre["label"])
    return awarded(version, sample_centre, staff("verifier", "label verifier"))


def issued(licence, person, *, names_site=False, shows_values=True):
    made = issue_passport(
        licence, BASE, names_site=names_site, shows_values=shows_values, acting_user=person
    )
    return made.credential


def faults(value, schema, whole, at="$"):
    """Yield where a value breaks a JSON schema, of the words that the schemas of UNTP use."""
    if reference := schema.get("$ref"):
        yield from faults(value, whole["$defs"][reference.rpartition("/")[2]], whole, at)
        return
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kinds["number"] = (int, float)
    if (kind := schema.get("type")) and not isinstance(value, kinds[kind]):
        yield f"{at} is no {kind}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{at} is not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of {schema['enum']}"
    for part in schema.get("allOf", []):
        if "contains" in part and part["contains"]["const"] not in value:
            yield f"{at} has no {part['contains']['const']}"
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        for place, one in enumerate(value):
            each = first[place] if place < len(first) else schema.get("items", {})
            yield from faults(one, each, whole, f"{at}[{place}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at} lacks {n}" for n in schema.get("required", []) if n not in value)
        for name, one in value.items():
            if name in known:
                yield from faults(one, known[name], whole, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at} has {name}"


@database
@needs_shared
@pytest.mark.parametrize("shows_values", [True, False])
def test_a_passport_keeps_to_the_published_schema(licence, sample_centre, shows_values):
    schema = json.loads((UNTP / "untp-dpp-schema-0.7.0.json").read_text("utf-8"))
    content = issued(licence, sample_centre["company"], shows_values=shows_values).content
    unsigned = {name: one for name, one in content.items() if name != "proof"}
    found = list(faults(unsigned, schema, schema))
    assert found == [] or found == ["$ has proof"], found
    broken = deepcopy(unsigned)
    del broken["credentialSubject"]["idScheme"]
    broken["credentialSubject"]["idGranularity"] = "kind"
    assert len(list(faults(broken, schema, schema))) == 2


@database
def test_it_is_verified_by_anybody_and_any_change_is_noticed(licence, sample_centre):
    content = issued(licence, sample_centre["company"]).content
    lists = {one["id"]: one for one in (status_list("revocation"),)}

    def verdict(credential):
        return verify_credential(
            credential, timezone.now(), keys=known_keys(), status_lists=lists
        ).valid

    assert verdict(content) is True
    changed = deepcopy(content)
    changed["credentialSubject"]["name"] += "!"
    assert verdict(changed) is False
    assert verify_credential(content, timezone.now(), keys=known_keys()).valid is None
    licences.suspend_licence(licence, "Overdue.", acting_user=sample_centre["label"])
    lists = {one["id"]: one for one in (status_list("revocation"),)}
    assert verdict(content) is False


@database
def test_it_says_what_was_verified_and_no_more_than_the_holder_discloses(licence, sample_centre):
    company = sample_centre["company"]
    short = read_passport(issued(licence, company, shows_values=False).content)
    assert short.product == Named(f"{BASE}/01/09520123456788/", "Bottle of a test")
    assert short.scheme.id == "https://id.gs1.org/01/" and short.facility.name == "Not disclosed"
    assert {one.outcome for one in short.claims} == {"met"}
    assert all(one.value is None for one in short.claims) and "confidential" in short.scope
    with pytest.raises(RecognitionError, match="names no site"):
        issued(licence, company, names_site=True)
    site = Site.objects.filter(organisation=licence.application.organisation).first()
    licence.application.product.sites.add(site)
    full = read_passport(issued(licence, company, names_site=True).content)
    recycled = next(one for one in full.claims if one.id.endswith("#criterion-1"))
    assert (recycled.value, recycled.unit) == (45.0, "P1")
    assert "at least 30" in recycled.criterion.name and full.facility.name == site.name
    met = licence.application.findings.filter(found="met").count()
    assert len(full.claims) == len(short.claims) == met
    assert Credential.objects.filter(kind="passport", revoked__isnull=True).count() == 1


@database
def test_it_stays_while_it_says_the_same_and_its_key_holds(licence, sample_centre):
    company = sample_centre["company"]
    first = issued(licence, company)
    assert issued(licence, company).pk == first.pk
    change_key(acting_user=sample_centre["admin"])  # the licence stays signed by the first one
    Product.objects.filter(pk=bottle().pk).update(hs="392390")
    second = issued(licence, company)
    assert second.pk != first.pk and "392390" in json.dumps(second.content)
    first.refresh_from_db()
    assert first.revoked is not None
    change_key(acting_user=sample_centre["admin"], withdraw=True)
    assert issued(licence, company).pk != second.pk


@database
def test_pages_hand_it_out_while_the_licence_is_valid(licence, sample_centre):
    company, public = sample_centre["company"], Client()
    client = Client()
    client.force_login(company)
    page = f"/register/{licence.number}/"
    assert public.get(f"{page}passport.json").status_code == 404
    assert "passport.json" not in public.get(page).content.decode()
    address = f"/recognition/licences/{licence.pk}/passport/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"shows_values": "on"}).url == page
    answer = public.get(f"{page}passport.json")
    assert answer["Content-Type"] == "application/vc"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert read_passport(json.loads(answer.content)).producer.name == "Rivermouth Dairy"
    assert public.get(f"{page}registry.json").json() == {
        "uniqueProductIdentifier": f"{BASE}/01/09520123456788/",
        "resolver": f"{BASE}{page}passport.json",
        "commodityCode": "392330",
    }
    assert "passport.json" in public.get(page).content.decode()
    credential = passport_of(licence).credential
    assert public.get(f"/verify/{credential.pk}/").status_code == 200
    licences.withdraw_licence(licence, "Fraud.", acting_user=sample_centre["label"])
    for file in ("passport.json", "registry.json"):
        answer = public.get(f"{page}{file}")
        assert (answer.status_code, answer.json()["error"]) == (410, "The passport was revoked.")
    licence.refresh_from_db()
    with pytest.raises(RecognitionError, match="Only valid product licences have a passport."):
        issued(licence, company)
    with pytest.raises(NotPermittedError):
        issued(licence, sample_centre["dyehouse"])


@database
def test_the_holder_is_told_that_a_passport_ended_with_its_licence(
    licence, sample_centre, settings
):
    """A suspension revokes the passport for good: lifting it brings none back."""
    company, officer = sample_centre["company"], sample_centre["label"]
    issued(licence, company)
    licences.suspend_licence(licence, "The check is due.", acting_user=officer)
    letters = licence.application.letters.order_by("pk")
    assert "The product passport has been revoked with the licence." in letters.last().paragraphs
    client = Client()
    client.force_login(company)
    address = f"/recognition/applications/{licence.application_id}/"
    assert "The product passport was revoked on" in client.get(address).content.decode()
    licences.restore_licence(licence, "Checked.", acting_user=officer)
    assert letters.last().paragraphs[-1].startswith("The product passport was revoked when")
    licence.refresh_from_db()
    issued(licence, company)
    assert "The product passport was revoked on" not in client.get(address).content.decode()
    Centre.objects.update(public_address="", former_addresses=[BASE])
    settings.PUBLIC_ADDRESS = ""
    page = client.get(address).content.decode()
    assert "once the centre has entered its public address" in page


@database
@pytest.mark.parametrize("address", ["", "http://localhost:8000"])
def test_none_is_signed_whose_revocation_nobody_outside_would_learn(
    licence, sample_centre, settings, address
):
    company = sample_centre["company"]
    first = issued(licence, company)
    Centre.objects.update(public_address=address, former_addresses=[BASE])
    settings.PUBLIC_ADDRESS = address
    with pytest.raises(SigningError, match=address or "no public address"):
        issued(licence, company, names_site=True)
    first.refresh_from_db()
    assert first.revoked is None and Credential.objects.filter(kind="passport").count() == 1


@database
def test_the_licence_of_a_company_has_no_passport(sample_centre):
    one = Licence.objects.filter(state="valid").first()
    Licence.objects.filter(pk=one.pk).update(product="")
    with pytest.raises(RecognitionError, match="Only valid product licences"):
        issued(one, sample_centre["company"])


@database
def test_what_is_written_is_read_again(licence):
    said = compose_passport(licence, BASE, names_site=False, shows_values=True)
    issuer = Named("did:web:centre.verdania.org", "A centre")
    written = write_passport(
        said,
        id_="urn:uuid:1",
        issuer=issuer,
        title="A passport",
        first="2026-01-01T00:00:00Z",
        last="2029-01-01T00:00:00Z",
    )
    assert read_passport(json.loads(json.dumps(written))) == said


@needs_shared
def test_a_passport_of_0_6_1_is_read():
    """The sample of UN/CEFACT, which stays beside the repository: it is GPL."""
    found = read_passport(json.loads((UNTP / "dpp-v0.6.1.json").read_text("utf-8")))
    assert found.version == "0.6.1" and found.granularity == "batch"
    assert found.product == Named(
        "https://id.gs1.org/01/09520123456788/21/12345", "EV battery 300Ah."
    )
    assert (found.country, found.producer.name) == ("AU", "Sample Company Pty Ltd.")
    assert found.categories[0].code == "46410" and found.facility.name.startswith("Greenacres")
    first = found.claims[0]
    assert isinstance(first, PassportClaim) and (first.value, first.unit) == (10.0, "KGM")
    assert first.criterion.name.startswith("GBA Battery rule book")
    assert first.topic.name == "environment.emissions"


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"type": ["VerifiableCredential"], "@context": ["x"]},
        {"type": ["DigitalProductPassport"], "@context": ["https://other.example/0.9/"]},
        {
            "type": ["DigitalProductPassport"],
            "@context": ["https://vocabulary.uncefact.org/untp/0.7.0/context/"],
            "credentialSubject": [],
        },
        {"type": "DigitalProductPassport", "@context": 3},
    ],
)
def test_what_is_no_passport_is_refused(credential):
    with pytest.raises(InvalidValueError):
        read_passport(credential)


def test_hostile_parts_are_left_empty():
    hostile = {
        "type": ["DigitalProductPassport"],
        "@context": ["https://vocabulary.uncefact.org/untp/0.7.0/context/"],
        "credentialSubject": {
            "id": "urn:a",
            "name": "A",
            "relatedParty": [7, {"party": []}],
            "countryOfProduction": None,
            "performanceClaim": [
                {"claimDate": "yesterday", "claimedPerformance": [{"measure": {"value": True}}]}
            ],
        },
    }
    found = read_passport(hostile)
    assert found.producer == Named("", "") and found.claims[0].value is None


def test_units_are_said_in_the_codes_of_the_un():
    assert [unit_code(one) for one in ("%", "kWh", "l/kg", "")] == ["P1", "KWH", "l/kg", "C62"]
