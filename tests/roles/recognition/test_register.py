"""The public register: valid, not valid and doubt told apart; the same for people and programs."""

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from scp_centre.centre.registry.models import Centre, Product
from scp_centre.centre.signing.actions import current_key, method_of
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.centre.signing.queries import check, known_keys, status_list
from scp_centre.centre.signing.sealed_secrets import unseal
from scp_centre.methods.credentials import KeyPair, sign_credential, verify_credential
from scp_centre.methods.product_codes import gtin_check_digit, gtin_of_14_digits
from scp_centre.roles.recognition.actions import licences
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.licence_validity import Answer, standing_of
from scp_centre.roles.recognition.models import Licence
from tests.roles.recognition.applications import awarded, bottle, published_version, staff

pytestmark = pytest.mark.django_db
BASE = "https://centre.verdania.org"


@pytest.fixture
def licence(sample_centre):
    version = published_version(sample_centre["label"])
    return awarded(version, sample_centre, staff("verifier", "label verifier"))


@pytest.fixture
def public_licence(sample_centre):
    """A licence of a centre that has a public address, so that its status can be asked for."""
    Centre.objects.update(public_address=BASE)
    version = published_version(sample_centre["label"])
    return awarded(version, sample_centre, staff("verifier", "label verifier"))


def scanned(client, licence):
    return client.get(f"/r/{licence.number}/").content.decode()


def answer_of(page):
    return re.search(r'class="answer ([\w-]+)"', page)[1]


def lists():
    return {one["id"]: one for one in (status_list("revocation"), status_list("suspension"))}


def verdict(licence, at=None):
    """Return what somebody finds who has the credential, the keys and the lists, but no page."""
    content = Credential.objects.get(pk=licence.credential_id).content
    at = at or timezone.now()
    return verify_credential(content, at, keys=known_keys(), status_lists=lists())


def test_a_scan_says_valid_what_was_promised_and_until_when(client, licence):
    page = scanned(client, licence)
    assert answer_of(page) == "valid"
    assert "Less waste over the product" in page and "Bottle of a test" in page
    assert licence.number in page and "A code can be copied" in page


def test_the_page_of_a_scan_has_less_than_30_kB_with_its_style(client, licence):
    page = client.get(f"/r/{licence.number}/").content
    style = Path(finders.find("recognition/scan.css")).read_bytes()
    mark = Path(finders.find("scp/mark.svg")).read_bytes()
    assert len(page) + len(style) + len(mark) < 30_000
    assert b"<script" not in page


def test_suspension_and_withdrawal_show_everywhere_at_once(client, sample_centre, public_licence):
    licence, officer = public_licence, sample_centre["label"]
    assert (
        verdict(licence).valid is True and len(licence.credential.content["credentialStatus"]) == 2
    )
    licences.suspend_licence(licence, "The check is overdue.", acting_user=officer)
    assert answer_of(scanned(client, licence)) == "not-valid"
    assert "The check is overdue." in client.get(f"/register/{licence.number}/").content.decode()
    assert verdict(licence).valid is False
    row = client.get("/register/licences.json", {"q": licence.number}).json()["licences"][0]
    assert row["state"] == "suspended"
    licences.restore_licence(licence, "Checked.", acting_user=officer)
    assert answer_of(scanned(client, licence)) == "valid" and verdict(licence).valid is True
    licences.withdraw_licence(licence, "Fraud.", acting_user=officer)
    assert answer_of(scanned(client, licence)) == "not-valid" and verdict(licence).valid is False
    with pytest.raises(RecognitionError, match="while the licence is withdrawn"):
        licences.restore_licence(licence, "Well.", acting_user=officer)


def test_status_lists_are_handed_out_signed_for_both_purposes(client, public_licence):
    for number, purpose in ((1, "revocation"), (2, "suspension")):
        found = json.loads(client.get(f"/credentials/status/{number}").content)
        assert found["id"] == f"{BASE}/credentials/status/{number}"
        assert found["credentialSubject"]["statusPurpose"] == purpose
        at = timezone.now()
        assert verify_credential(found, at, keys=known_keys(), revoked=False).valid is True


def test_without_the_lists_nothing_is_established(public_licence):
    content = public_licence.credential.content
    assert verify_credential(content, timezone.now(), keys=known_keys()).valid is None


def test_any_changed_word_is_not_valid(client, licence):
    content = licence.credential.content
    content["credentialSubject"]["identifier"][0]["identityHash"] = "Another company"
    Credential.objects.filter(pk=licence.credential_id).update(content=content)
    assert answer_of(scanned(client, licence)) == "not-valid"


def test_a_withdrawn_key_makes_what_it_signed_not_valid(client, licence):
    SigningKey.objects.update(withdrawn=timezone.now())
    assert answer_of(scanned(client, licence)) == "not-valid"


def test_what_cannot_be_checked_is_never_called_valid(client, licence):
    content = licence.credential.content
    content["@context"].append("https://unknown.example/context")
    key = current_key()
    content.pop("proof")
    signed = sign_credential(
        content, KeyPair.from_secret(unseal(key.sealed)), method_of(key), timezone.now()
    )
    Credential.objects.filter(pk=licence.credential_id).update(content=signed)
    assert answer_of(scanned(client, licence)) == "not-established"


@pytest.mark.parametrize("path", ["/r/TST-2026-9999/", "/01/09520123456788/", "/01/123/"])
def test_a_code_that_the_register_does_not_know_is_doubt_not_valid(client, sample_centre, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer_of(answer.content.decode()) == "not-established"


def test_a_licence_expires_by_its_day_and_is_not_valid_before_the_first(client, licence):
    today = timezone.localdate()
    assert str(licence.state_on(licence.until)) == "valid"
    assert str(licence.state_on(licence.until + timedelta(days=1))) == "expired"
    Licence.objects.filter(pk=licence.pk).update(
        start=today - timedelta(days=9), until=today - timedelta(days=1)
    )
    licence.refresh_from_db()
    assert standing_of(licence).answer == Answer.NOT_VALID
    page = scanned(client, licence)
    assert answer_of(page) == "not-valid" and "expired on" in page
    Licence.objects.filter(pk=licence.pk).update(
        start=today + timedelta(days=1), until=today + timedelta(days=9)
    )
    assert "begins on" in scanned(client, licence)


def test_gtins_are_filled_with_zeros_to_14_digits():
    """The example of the GS1 documents on Digital Link."""
    assert gtin_of_14_digits("9520123456788") == "09520123456788"
    assert gtin_of_14_digits("96385074") == "00000096385074"
    assert gtin_check_digit("952012345678") == 8


def test_a_product_with_a_gtin_has_a_digital_link(client, sample_centre):
    Product.objects.filter(pk=bottle().pk).update(gtin="9520123456788")
    version = published_version(sample_centre["label"])
    licence = awarded(version, sample_centre, staff("verifier", "label verifier"))
    page = client.get(f"/register/{licence.number}/").content.decode()
    assert "/01/09520123456788/" in page
    for spelling in ("09520123456788", "9520123456788"):
        answer = client.get(f"/01/{spelling}/").content.decode()
        assert answer_of(answer) == "valid" and licence.number in answer
    code = client.get(f"/register/{licence.number}/code.svg")
    assert code["Content-Type"] == "image/svg+xml" and b"<svg" in code.content


def test_the_register_is_searched_filtered_and_downloaded(client, licence):
    page = client.get("/register/", {"q": "bottle of", "state": "valid"}).content.decode()
    assert licence.number in page and "VGL-" not in page.split("<table")[1].split("</table")[0]
    table = client.get("/register/table.csv", {"scheme": "TST"}).content.decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(table)))
    assert row["number"] == licence.number and row["until"] == licence.until.isoformat()
    found = client.get("/register/licences.json", {"scheme": "VGL"}).json()["licences"]
    assert {one["state"] for one in found} == {"valid", "suspended", "withdrawn", "expired"}
    expired = client.get("/register/licences.json", {"state": "expired"}).json()["licences"]
    assert [one["product"] for one in expired] == ["Quark in a refill bucket"]


def test_the_page_shows_only_criteria_that_were_found_met(client, sample_centre):
    one = Licence.objects.get(application__product__name="Returnable milk bottle, 0.5 l")
    page = client.get(f"/register/{one.number}/").content.decode()
    assert "Recycled content" in page and "Carbon footprint" not in page


def test_a_licence_is_linked_data(client, licence):
    found = json.loads(client.get(f"/register/{licence.number}/licence.jsonld").content)
    certification = found["hasCertification"]
    assert found["@type"] == "Product" and certification["@type"] == "Certification"
    assert certification["certificationStatus"].endswith("/CertificationActive")
    assert certification["expires"] == licence.until.isoformat()


def test_the_credential_says_who_what_and_until_when(licence):
    content = licence.credential.content
    assert content["validUntil"] == f"{licence.until.isoformat()}T23:59:59Z"
    assert content["credentialSubject"]["identifier"][0]["identityHash"] == "Rivermouth Dairy"
    assert content["evidence"][0]["narrative"] == licence.number
    assert check(licence.credential).valid is True


def test_numbers_go_on_through_the_year(sample_centre, licence):
    assert licences.next_number("TST", licence.start.year) == f"TST-{licence.start.year}-0002"
    assert licences.next_number("TST", 2031) == "TST-2031-0001"
    assert licences.years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_scans_are_never_kept_by_a_cache(client, licence):
    for path in (f"/r/{licence.number}/", f"/register/{licence.number}/"):
        assert client.get(path)["Cache-Control"] == "no-store"
