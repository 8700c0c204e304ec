"""Markets: tenders imported whole or refused, shown to the right people, matched with reasons."""

import gzip
import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Observation, Status, Use
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Membership, Organisation, Person, Product, Role
from scp_centre.methods.tenders import Deadline
from scp_centre.reference.market_rules import market_rules
from scp_centre.roles.markets import tender_files
from scp_centre.roles.markets.actions import describe_product, keep_tenders, remove_tenders
from scp_centre.roles.markets.errors import MarketError
from scp_centre.roles.markets.models import Tender, TenderFile
from scp_centre.roles.markets.product_page import Evidence, evidence_of, fits_of, is_old, rules_of
from scp_centre.roles.markets.queries import in_state, products_of
from scp_centre.roles.markets.reference_mass import reference_mass
from scp_centre.roles.markets.tender_files import read_tender_file

pytestmark = pytest.mark.django_db


def release(ocid, code="44531400", days=30, when="2026-01-01T00:00:00Z", **more):
    end = (timezone.now() + timedelta(days=days)).isoformat()
    items = [{"id": "1", "classification": {"scheme": "CPV", "id": code}}]
    tender = {"id": "1", "title": f"Bolts {ocid}", "items": items}
    tender |= {"tenderPeriod": {"endDate": end}, **more}
    return {"ocid": ocid, "id": "1", "date": when, "tag": ["tender"], "tender": tender}


def lines(*rows):
    return "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows).encode()


def read(content):
    return read_tender_file(lambda: BytesIO(content))


def keep(content, person, name="t.jsonl"):
    return keep_tenders(read(content), name, "A portal", str(hash(content)), acting_user=person)


@pytest.fixture
def adviser(sample_centre):
    return sample_centre["markets"]


@pytest.fixture
def bolt(sample_centre):
    return Product.objects.get(name__startswith="Zinc-plated anchor bolt")


def test_what_cannot_be_read_is_told_with_its_row_and_the_rest_is_kept(adviser):
    content = lines(release("a"), "{broken", {"no": "tender"}, "", release("b"))
    file = keep(content, adviser)
    assert (file.tenders, file.new) == (2, 2)
    assert [one["place"] for one in file.faults] == ["Row 2", "Row 3"]
    assert Entry.objects.get(act="import_tenders", subject="t.jsonl").after["source"] == "A portal"


def test_a_cut_off_last_row_is_told(adviser):
    whole = lines(release("a"), release("b"))
    found = read(whole[:-20])
    assert set(found.by_ocid) == {"a"} and "cut off" in str(found.faults[0]["message"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        b"{}",
        b"[]",
        lines({"version": "1.1", "releases": []}),
        gzip.compress(lines(release("a")))[:-12],
        json.dumps({"releases": [release("a")]}, indent=1).encode()[:-30],
    ],
)
def test_a_file_without_a_tender_is_refused_and_nothing_is_kept(adviser, content):
    before = Tender.objects.count()
    with pytest.raises(MarketError) as refused:
        keep(content, adviser)
    assert refused.value.cure and Tender.objects.count() == before


def test_a_zip_bomb_ends_at_its_limit(monkeypatch):
    monkeypatch.setattr(tender_files, "MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(tender_files, "MOST_WHOLE", 1_000_000)
    for bomb in (b"{\n" + b" " * 50_000_000, lines(*[release("a")] * 6_000)):
        with pytest.raises(MarketError) as refused:
            read(gzip.compress(bomb))
        assert "too large" in str(refused.value.message)


def test_a_later_schema_and_wrong_types_are_kept_as_far_as_they_are_known(adviser):
    odd = release("x", code=9134200, value={"amount": "1 200 000", "currency": None})
    odd |= {"ocid": 213, "buyer": ["?"], "tender": odd["tender"] | {"title": None}}
    package = {"version": "3.0", "releases": [odd, 7, None], "more": {"deep": [1]}}
    file = keep(json.dumps(package).encode(), adviser)
    kept = Tender.objects.get(ocid="213")
    assert kept.amount == "1 200 000" and kept.codes == " 09134200 " and str(kept) == "213"
    said = " ".join(str(one["message"]) for one in file.findings)
    assert "Version 3.0 is unknown" in said and "is missing a digit" in said


def test_the_latest_release_of_a_process_stays_whichever_comes_first(adviser):
    old, new = release("p", when="2026-01-01T00:00:00Z"), release("p", when="2026-03-01T00:00:00Z")
    new["tender"]["title"] = "Newer"
    keep(lines(new), adviser, "first")
    second = keep(lines(old), adviser, "second")
    assert Tender.objects.get(ocid="p").title == "Newer" and second.known == 1
    newest = release("p", when="2026-04-01T00:00:00Z")
    newest["tender"]["title"] = "Newest"
    third = keep(lines(newest), adviser, "third")
    assert Tender.objects.get(ocid="p").title == "Newest" and third.newer == 1


def send(client, content, name="t.jsonl"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import_tenders"), {"file": file, "source": "A portal"})


def test_an_import_is_a_job_and_the_same_file_counts_once(
    signed_in, django_capture_on_commit_callbacks
):
    client, content = signed_in("markets"), lines(release("a"))
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, content).status_code == 302
    job = Job.objects.get(kind="tenders")
    assert job.state == State.DONE, job.message
    assert TenderFile.objects.filter(name="t.jsonl").count() == 1
    again = send(client, content)
    assert again.status_code == 422 and "already been imported" in again.content.decode()
    assert Job.objects.filter(kind="tenders").count() == 1


@pytest.mark.parametrize("who", ["company", "reviewer", "director"])
def test_only_advisers_and_experts_import(signed_in, sample_centre, who):
    assert send(signed_in(who), lines(release("a"))).status_code == 403
    with pytest.raises(NotPermittedError):
        keep(lines(release("a")), sample_centre[who])


def test_an_import_is_removed_with_its_tenders(adviser, sample_centre):
    file = keep(lines(release("a")), adviser)
    with pytest.raises(NotPermittedError):
        remove_tenders(file, acting_user=sample_centre["company"])
    remove_tenders(file, acting_user=adviser)
    assert not Tender.objects.filter(ocid="a").exists()
    assert Entry.objects.filter(act="remove_tenders").count() == 1


def test_only_open_tenders_are_offered_and_closed_ones_are_counted(bolt, sample_centre):
    fits = fits_of(bolt, sample_centre["expert"], timezone.now())
    assert [str(one.tender) for one in fits.open_ones][0] == "Anchor bolts for three road bridges"
    assert {one.state for one in fits.open_ones} == {Deadline.OPEN} and fits.closed == 1
    first = fits.open_ones[0].match
    assert [reason.by for reason in first.reasons] == ["cpv", "words"] and first.score == 1.0
    assert "Fourniture de fromages, écoles" not in {str(one.tender) for one in fits.open_ones}


def test_states_divide_the_tenders_without_rest(adviser):
    now = timezone.now()
    late = (now + timedelta(days=9)).isoformat()
    end = (now + timedelta(days=19)).isoformat()
    rows = [release("undated"), release("cancelled", status="cancelled"), release("later")]
    rows[0]["tender"]["tenderPeriod"] = {"endDate": "soon"}
    rows[2]["tender"]["tenderPeriod"] = {"startDate": late, "endDate": end}
    keep(lines(*rows), adviser)
    seen = {
        state: set(in_state(Tender.objects.all(), state, now).values_list("ocid", flat=True))
        for state in Deadline
    }
    assert "undated" in seen["unknown"] and "cancelled" in seen["closed"]
    assert seen["not_yet"] == {"later"}
    assert (
        sum(map(len, seen.values())) == Tender.objects.count() == len(set().union(*seen.values()))
    )


def test_a_company_sees_matches_of_its_own_products_only(signed_in, sample_centre, bolt):
    address = reverse("market_product", args=[bolt.pk])
    for who in ("company", "dyehouse"):
        may = bolt in products_of(sample_centre[who])
        assert signed_in(who).get(address).status_code == (200 if may else 404)
    cheese = Product.objects.filter(organisation__name="Rivermouth Dairy").first()
    page = signed_in("company").get(reverse("market_product", args=[cheese.pk]))
    assert page.status_code == 200
    other = signed_in("dyehouse").get(reverse("market_product", args=[cheese.pk]))
    assert other.status_code == 404


def test_an_adviser_sees_products_of_companies_that_agreed_and_of_no_other(sample_centre, adviser):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    assert not products_of(adviser).filter(organisation=dairy).exists()
    set_consent(dairy, Use.MARKET, True, acting_user=sample_centre["company"])
    assert products_of(adviser).filter(organisation=dairy).exists()
    assert {one.organisation for one in products_of(adviser)} == {dairy}
    set_consent(dairy, Use.MARKET, False, acting_user=sample_centre["company"])
    assert not products_of(adviser).exists()


def test_figures_stand_on_the_page_by_consent_only(sample_centre, bolt):
    Observation.objects.create(
        product=bolt,
        origin="footprint:of-a-test",
        indicator="footprint_total",
        name="Product carbon footprint",
        subject="500 kg of anchor bolts",
        value=1.25,
        unit="kg CO2e",
        period="2025",
        formula="sum",
        status=Status.REVIEWED,
        entered_by=sample_centre["expert"],
        reviewed_by=sample_centre["reviewer"],
        reviewed_on=timezone.now(),
    )
    assert evidence_of(bolt).figures == () and not evidence_of(bolt).consents
    member = Person.objects.create_user("m@anvil.example", "x", name="M")
    Membership.objects.create(person=member, role=Role.COMPANY, organisation=bolt.organisation)
    set_consent(bolt.organisation, Use.MARKET, True, acting_user=member)
    shown = evidence_of(bolt)
    assert [one.value for one in shown.figures] == [1.25]
    rows, _others = rules_of(bolt, shown, "en", date(2026, 12, 1))
    carbon = next(row for row in rows if row.rule.instrument == "carbon_border")
    assert not carbon.asks[0].is_missing and "boundaries may differ" in str(carbon.asks[0].on_file)
    assert "2.5 kg CO₂e per tonne" in str(carbon.asks[0].on_file)


def test_a_footprint_of_something_else_than_a_mass_is_no_emission_per_tonne(bolt):
    figure = Observation(
        indicator="footprint_total",
        subject="One anchor bolt that holds a beam for fifty years",
        value=1.25,
        unit="kg CO2e",
        period="2025",
    )
    rows, _others = rules_of(bolt, Evidence(True, (figure,), ()), "en", date(2026, 12, 1))
    ask = next(row for row in rows if row.rule.instrument == "carbon_border").asks[0]
    assert ask.is_missing and "which is not a mass" in str(ask.on_file)
    assert "1.25" not in str(ask.on_file)


@pytest.mark.parametrize(
    ("said", "tonnes"),
    [
        ("1 kg of cotton fabric dyed", 0.001),
        ("1 tonne of steel", 1.0),
        ("2.5 t", 2.5),
        ("250 g de beurre", 0.00025),
        ("1 t km of transport", None),
        ("1 kg/h of steam", None),
        ("1,5 kg of nails", None),
        ("0 kg of nails", None),
        ("0.5 l of milk brought to a household", None),
        ("One shelf bracket used for ten years", None),
        ("", None),
    ],
)
def test_the_mass_of_a_functional_unit_is_read_or_not_guessed(said, tonnes):
    assert reference_mass(said) == (None if tonnes is None else pytest.approx(tonnes))


def test_a_valid_licence_is_a_proof(sample_centre):
    proved = [one for one in Product.objects.all() if evidence_of(one).proofs]
    assert proved and all(
        proof.until >= timezone.localdate() for proof in evidence_of(proved[0]).proofs
    )


def test_a_rule_says_why_it_applies_and_what_is_missing(bolt):
    rows, others = rules_of(bolt, evidence_of(bolt), "en", date(2026, 12, 1))
    carbon = next(row for row in rows if row.rule.instrument == "carbon_border")
    assert carbon.how == "HS code 7318 is listed: iron and steel."
    assert {ask.need for ask in carbon.asks if ask.is_missing} >= {"Emissions per tonne"}
    assert [rule.instrument for rule in others] == ["deforestation"]
    assert all(rule.source and rule.where_read and rule.address for rule in market_rules())


def test_codes_of_another_length_are_doubts_and_not_answers(bolt):
    bolt.hs = "94"
    rows, _others = rules_of(bolt, evidence_of(bolt), "fr", date(2026, 12, 1))
    wood = next(row for row in rows if row.rule.instrument == "deforestation")
    assert any("Only some goods" in str(doubt) for doubt in wood.doubts)
    assert any("does not apply before" in str(doubt) for doubt in wood.doubts)


def test_a_rule_that_nobody_checked_for_a_year_says_so(bolt):
    rule = market_rules()[0]
    assert not is_old(rule, rule.date_checked + timedelta(days=365))
    rows, _others = rules_of(bolt, evidence_of(bolt), "en", rule.date_checked + timedelta(days=366))
    assert all(any("for a year" in str(doubt) for doubt in row.doubts) for row in rows)


def test_words_are_kept_once_logged_and_bounded(bolt, sample_centre):
    expert = sample_centre["expert"]
    kept = describe_product(bolt, " steel  bolt \n\nsteel bolt\nperno", acting_user=expert)
    assert kept.words == "steel bolt\nperno"
    count = Entry.objects.filter(act="describe_product").count()
    describe_product(bolt, "steel bolt\nperno", acting_user=expert)
    assert Entry.objects.filter(act="describe_product").count() == count
    for words in ("\n".join(map(str, range(50))), "x" * 101):
        with pytest.raises(MarketError):
            describe_product(bolt, words, acting_user=expert)
    with pytest.raises(NotPermittedError):
        describe_product(bolt, "bolt", acting_user=sample_centre["reviewer"])


def test_the_list_is_filtered_by_words_code_and_deadline(signed_in):
    client = signed_in("company")
    address = reverse("tenders")
    page = client.get(address, {"q": "ecoles", "cpv": "", "state": "open"}).content.decode()
    assert "Fourniture de fromages" in page and "road bridges" not in page
    page = client.get(address, {"cpv": "4453-", "state": "closed"}).content.decode()
    assert "old harbour" in page and "road bridges" not in page
    wrong = client.get(address, {"cpv": "x"})
    assert "Enter 2 to 8 digits" in wrong.content.decode()


def test_a_product_without_codes_or_words_says_what_to_enter(signed_in):
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    bare = dairy.products.filter(cpv="", hs="").first()
    page = signed_in("company").get(reverse("market_product", args=[bare.pk])).content.decode()
    assert "The product has neither a code nor words." in page
    assert "The product has no HS code" in page
