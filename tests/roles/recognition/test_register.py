"""The public register: valid, not valid and doubt told apart; the same for people and programs."""

import csv
import html
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from scp_centre.centre.registry.models import Centre, Product
from scp_centre.centre.signing.actions import current_key, method_of
from scp_centre.centre.signing.imprints import is_as_signed
from scp_centre.centre.signing.models import Credential, SigningKey
from scp_centre.centre.signing.queries import check, known_keys, status_list
from scp_centre.centre.signing.sealed_secrets import unseal
from scp_centre.methods.credentials import KeyPair, sign_credential, verify_credential
from scp_centre.methods.product_codes import gtin_check_digit, gtin_of_14_digits
from scp_centre.roles.recognition import register_search
from scp_centre.roles.recognition.actions import licences
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.licence_validity import Answer, standing_of
from scp_centre.roles.recognition.models import Licence, LicenceWord
from scp_centre.roles.recognition.register_search import words_of_licence
from scp_centre.roles.recognition.views import register as pages_of_register
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
    assert "takes effect on" in scanned(client, licence)


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


def found_by(client, **asked):
    """Return the products that the register finds."""
    rows = client.get("/register/licences.json", asked).json()["licences"]
    return [one["product"] for one in rows]


@pytest.mark.parametrize(
    "said",
    ["TST-2026", "tst2026", "0001 bottle", "BOTTLE test", "rivermouth bot", "9520123456788"],
)
def test_words_are_found_by_their_beginnings_and_codes_in_any_spelling(client, sample_centre, said):
    Product.objects.filter(pk=bottle().pk).update(gtin="9520123456788")
    version = published_version(sample_centre["label"])
    made = awarded(version, sample_centre, staff("verifier", "label verifier"))
    said = said.replace("2026", str(made.start.year))
    assert "Bottle of a test" in found_by(client, q=said)
    assert found_by(client, q=f"{said} zinc") == []
    assert found_by(client, q="ottle") == []


def test_words_have_no_accents_and_are_found_joined_and_apart():
    found = words_of_licence("VGL-2026-0001", "Été", "Refill-bucket d'eau", "96385074")
    assert {b"vgl20260001", b"0001", b"ete", b"refillbucket", b"bucket", b"deau", b"eau"} <= found
    assert {b"00000096385074", b"96385074"} <= found


@pytest.mark.parametrize("letter", ["x", "\u0434", "\u0623", "\u5229", "\U0001d54f"])
def test_a_long_word_is_cut_between_signs_and_is_found(client, sample_centre, letter):
    """Signs of one, two, three and four bytes; the longest word of the index has 60."""
    word = letter * 40
    for found in words_of_licence("VGL-2026-0001", "", f"a{word}", ""):
        assert len(found) <= 60 and found.decode()
    licence = Licence.objects.first()
    licence.product = f"Bottle {word}"
    licence.save(update_fields=["product"])
    licence.words.all().delete()
    register_search.index_licence(licence)
    assert found_by(client, q=word) == [f"Bottle {word}"]
    old = LicenceWord(word="caf\u00e9".encode()[:-1])  # as earlier versions cut it
    assert str(old) == "caf\\xc3"


def pages_of(client, **asked):
    """Follow the register page by page; return the numbers shown on each."""
    pages, query = [], urlencode(asked)
    while query is not None:
        page = client.get(f"/register/?{query}").content.decode()
        pages.append(re.findall(r'/register/([A-Z]+-\d+-\d+)/">', page))
        onward = re.search(r'rel="next" href="\?([^"]+)"', page)
        query = html.unescape(onward[1]) if onward else None
    return pages


@pytest.mark.parametrize("asked", [{}, {"q": "rivermouth"}, {"state": "valid"}, {"scheme": "VGL"}])
def test_every_licence_is_on_one_page_of_the_register(client, licence, monkeypatch, asked):
    monkeypatch.setattr(pages_of_register, "PAGE", 1)
    pages = pages_of(client, **asked)
    numbers = [number for page in pages for number in page]
    whole = client.get("/register/licences.json", asked).json()["licences"]
    assert len(pages) > 1 and all(len(page) == 1 for page in pages)
    assert numbers == [one["number"] for one in whole] and len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("asked", [{}, {"q": "rivermouth"}, {"q": "rivermouth", "state": "valid"}])
def test_common_words_find_the_same_as_rare_ones(client, licence, monkeypatch, asked):
    """A word that many licences have is not gathered but asked of each licence."""
    expected = client.get("/register/licences.json", asked).json()
    monkeypatch.setattr(register_search, "FEW", 1)
    monkeypatch.setattr(register_search, "CHUNK", 2)
    assert client.get("/register/licences.json", asked).json() == expected


def test_the_whole_register_is_streamed_to_a_network_some_times_an_hour(
    client, licence, monkeypatch
):
    in_one_piece = client.get("/register/table.csv").content
    as_json = client.get("/register/licences.json").json()
    monkeypatch.setattr(pages_of_register, "IN_ONE_PIECE", 4)
    monkeypatch.setattr(pages_of_register, "MOST_STREAMED", 2)
    assert b"".join(client.get("/register/table.csv").streaming_content) == in_one_piece
    streamed = b"".join(client.get("/register/licences.json").streaming_content)
    assert json.loads(streamed) == as_json and len(as_json["licences"]) == Licence.objects.count()
    refused = client.get("/register/table.csv")
    assert refused.status_code == 429 and "Too many downloads" in refused.content.decode()
    assert client.get("/register/table.csv", {"q": licence.number}).status_code == 200


def test_a_list_calls_nothing_valid_that_was_changed_in_the_database(client, licence):
    def state():
        row = client.get("/register/licences.json", {"q": licence.number}).json()["licences"][0]
        page = client.get("/register/", {"q": licence.number}).content.decode()
        assert ("Not valid" in page) == (row["state"] == "not-valid")
        return row["state"]

    credential = Credential.objects.get(pk=licence.credential_id)
    assert is_as_signed(credential, known_keys()) and state() == "valid"
    Credential.objects.update(imprint="")  # as of those signed before there were imprints
    assert state() == "valid"
    Credential.objects.update(imprint="0" * 64)
    assert state() == "valid"  # its signature decides
    content = credential.content
    content["credentialSubject"]["identifier"][0]["identityHash"] = "Another company"
    Credential.objects.filter(pk=credential.pk).update(content=content, imprint=credential.imprint)
    assert state() == "not-valid"
    Credential.objects.filter(pk=credential.pk).update(content=licence.credential.content)
    SigningKey.objects.update(withdrawn=timezone.now())
    assert state() == "not-valid"


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
