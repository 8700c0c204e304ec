"""Before both sides agree, neither learns who the other is: by any page, list, log, file or API."""

import json

import pytest
from django.urls import reverse

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.models import ContactPerson
from scp_centre.roles.network.actions import exchanges
from scp_centre.roles.network.parties import parties_of
from tests.interfaces.test_permissions import addresses, dairy_things, reach  # noqa: F401
from tests.roles.network.residue_values import company, moved, need_of, offer_of, proposed, site_of

pytestmark = pytest.mark.django_db
WORDS = "Zanzibarite"
TOLD = {  # what each side writes, in words and numbers that stand nowhere else
    "material": f"{WORDS} ash",
    "description": f"Made in the {WORDS} line",
    "assessment": f"{WORDS} report",
    "contents": [[f"{WORDS} oxide", 45.321, 55.0]],
    "price": 31.4159,
    "latitude": 12.34567,
    "longitude": 23.45678,
    "quantity": 98.7654,
    "codes": "10 01 02",
}
NEED_TOLD = {
    "material": f"{WORDS} ash",
    "description": f"For the {WORDS} kiln",
    "contents": [[f"{WORDS} oxide", 40.321, 60.0]],
    "price": 27.1828,
    "latitude": 12.45678,
    "longitude": 23.56789,
    "quantity": 876.543,
    "codes": "10 01 02",
}


def secrets_of(name):
    """Return what tells who a company is."""
    found = company(name)
    site = site_of(found)
    people = [m.person.email for m in found.memberships.all()]
    people += [m.person.name for m in found.memberships.all()]
    contacts = [c.name for c in found.contacts.all()]
    return (name, site.name, *people, *contacts)


@pytest.fixture
def hidden(sample_centre):
    """A proposed exchange: the dairy offers, the dyehouse needs; its own entry of each is its."""
    ContactPerson.objects.create(
        organisation=company("Lower Bridge"), name="Quillon Xanthopoulos", telephone="+000 9"
    )
    offer = offer_of("Rivermouth", sample_centre["company"], **TOLD)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **NEED_TOLD)
    return exchanges.propose_exchange(offer, need, acting_user=sample_centre["information"])


def pages_for(client, exchange, own):
    """Return each page of this role, and where else something could show, as this reader sees it."""
    found = {}
    for address in (
        "/",
        "/residues/",
        f"/residues/exchanges/{exchange.pk}/",
        "/residues/matches/",
        "/residues/plan/",
        "/residues/transport/",
        f"/residues/{exchange.offer_id}/",
        f"/residues/{exchange.need_id}/",
        f"/residues/{exchange.offer_id}/edit/",
        f"/residues/{exchange.need_id}/edit/",
        f"/search/?q={WORDS}",
        "/organisations/",
        reverse("company", args=[own.pk]),
        reverse("organisation", args=[own.pk]),
    ):
        answer = client.get(address)
        found[address] = (answer.status_code, answer.content.decode("utf-8", "replace"))
    return found


def test_a_side_sees_nothing_that_tells_who_the_other_is(signed_in, hidden):
    exchange = hidden
    cases = (
        ("dyehouse", "Lower Bridge", "Rivermouth", ("31.4", "12.34", "23.45", "98.76", "45.3")),
        ("company", "Rivermouth", "Lower Bridge", ("27.18", "12.45", "23.56", "876.", "40.3")),
    )
    for who, own, other, numbers in cases:
        client = signed_in(who)
        secrets = (*secrets_of(other), *numbers)
        for address, (_status, text) in pages_for(client, exchange, company(own)).items():
            for secret in secrets:
                assert secret not in text, (who, address, secret)


@pytest.mark.parametrize(("who", "other"), [("dyehouse", "offer"), ("company", "need")])
def test_the_entry_of_the_other_does_not_exist_for_a_side(signed_in, hidden, who, other):
    client = signed_in(who)
    residue = getattr(hidden, other)
    for part in ("", "edit/"):
        assert client.get(f"/residues/{residue.pk}/{part}").status_code == 404
    assert client.post(f"/residues/{residue.pk}/withdraw/").status_code == 404
    for address in ("/residues/matches/", "/residues/plan/", "/residues/transport/"):
        assert client.get(address).status_code == 403
    pair = {"offer": hidden.offer_id, "need": hidden.need_id}
    assert client.post("/residues/introduce/", pair).status_code == 403


@pytest.mark.parametrize("who", ["trainer", "analyst", "director", "admin", "reviewer", "label"])
def test_others_of_the_centre_see_no_exchange(signed_in, hidden, who):
    client = signed_in(who)
    for address in (f"/residues/exchanges/{hidden.pk}/", f"/residues/{hidden.offer_id}/"):
        assert client.get(address).status_code in (403, 404)
    assert WORDS not in client.get("/search/?q=ash").content.decode()


def test_a_third_company_sees_neither(signed_in, sample_centre, hidden):
    offer = offer_of("Hillside", sample_centre["expert"], material="Own ash")
    client = signed_in("company")
    client.force_login(sample_centre["dyehouse"])
    third = exchanges.propose_exchange(
        offer, need_of("Rivermouth", sample_centre["company"]), acting_user=sample_centre["expert"]
    )
    for part in ("", "agree/", "decline/", "status/", "agreement/", "moved/new/"):
        ask = client.get if not part else client.post
        assert ask(f"/residues/exchanges/{third.pk}/{part}").status_code == 404


def test_the_log_of_an_exchange_names_no_company(sample_centre):
    """Rows of a company are in the file with its data, and on its pages."""
    made = moved(sample_centre)
    rows = Entry.objects.filter(subject=str(made))
    assert rows.count() >= 4
    for row in rows:
        assert row.organisation is None
        said = json.dumps([row.subject, row.before, row.after])
        for secret in ("Rivermouth", "Lower Bridge", "Coal fly ash", "Pozzolan"):
            assert secret not in said


def test_the_file_with_all_data_of_a_company_holds_nothing_of_the_other(signed_in, hidden):
    client = signed_in("dyehouse")
    own = company("Lower Bridge")
    client.post(reverse("take_data", args=[own.pk]))
    for job in Job.objects.filter(organisation=own):
        assert "Rivermouth" not in json.dumps(job.payload)
    entries = Entry.objects.filter(organisation=own)
    for row in entries:
        assert "Rivermouth" not in json.dumps([row.subject, row.before, row.after])


@pytest.mark.parametrize("agreeing", ["company", "dyehouse"])
def test_one_agreement_alone_reveals_nothing_and_is_not_told(
    signed_in, sample_centre, hidden, agreeing
):
    """Whether the other has answered is not shown: who waits could else tell by the moment."""
    other = {"company": "dyehouse", "dyehouse": "company"}[agreeing]
    address = f"/residues/exchanges/{hidden.pk}/"
    before = body(signed_in(other).get(address))
    exchanges.agree_exchange(hidden, acting_user=sample_centre[agreeing])
    assert body(signed_in(other).get(address)) == before
    text = signed_in(agreeing).get(address).content.decode()
    for secret in secrets_of({"company": "Lower Bridge", "dyehouse": "Rivermouth"}[agreeing]):
        assert secret not in text


def body(answer):
    """Return what stands on a page, without what is drawn by chance for each answer."""
    lines = answer.content.decode().split("<main", 1)[1].split("</main>")[0].splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_a_declined_introduction_reveals_nothing_ever(signed_in, sample_centre, hidden):
    reason = "The Rivermouth people are too far away."
    exchanges.decline_exchange(hidden, reason, acting_user=sample_centre["company"])
    text = signed_in("dyehouse").get(f"/residues/exchanges/{hidden.pk}/").content.decode()
    assert "refused" in text
    for secret in (*secrets_of("Rivermouth"), "too far away"):
        assert secret not in text
    assert reason in signed_in("expert").get(f"/residues/exchanges/{hidden.pk}/").content.decode()


def test_once_both_agree_each_sees_name_and_contact_but_no_price(signed_in, sample_centre, hidden):
    for who in ("company", "dyehouse"):
        exchanges.agree_exchange(hidden, acting_user=sample_centre[who])
    address = f"/residues/exchanges/{hidden.pk}/"
    text = signed_in("company").get(address).content.decode()
    assert "Lower Bridge Dyehouse" in text and "Quillon Xanthopoulos" in text
    for secret in ("27.18", "27.2", "12.45", "23.56"):
        assert secret not in text, "what the other pays, and where exactly it is"
    assert "Rivermouth Dairy" in signed_in("dyehouse").get(address).content.decode()


def test_the_outline_holds_five_things_and_no_words_of_the_other(sample_centre, hidden):
    other = parties_of(hidden, sample_centre["company"], is_coordinator=False)[1]
    assert other.residue is None and not (other.facts or other.contacts or other.people)
    said = {name: getattr(other.outline, name) for name in other.outline.__slots__}
    assert said["kind"] == "need" and said["hides_sector"] and said["hides_region"]
    assert said["sector"] == said["region"] == "", "nobody else is of this sector"
    assert [chapter.digits for chapter in said["chapters"]] == ["10"]
    assert said["quantity"] == "100 to 1,000 t a year"
    hides = {"hides_sector", "hides_region"}
    assert set(said) == {"kind", "sector", "region", "chapters", "quantity"} | hides


def test_no_address_of_all_shows_a_side_the_other(signed_in, dairy_things, sample_centre):  # noqa: F811
    """Every address of the centre, as the dyehouse, while the dairy's offer is proposed to it."""
    made = proposed(sample_centre)
    client = signed_in("dyehouse")
    of_exchange = ("exchange", "agree_exchange", "record_agreement", "decline_exchange")
    of_exchange += ("set_exchange_state", "add_movement")
    things = dairy_things | dict.fromkeys(of_exchange, {"pk": made.pk})
    things |= {name: {"pk": made.offer_id} for name in ("residue", "edit_residue")}
    for name, keys in addresses():
        if name.startswith("account_") or (keys and name not in things):
            continue
        answer = reach(client, name, things)
        if not answer.streaming:
            assert "Coal fly ash" not in answer.content.decode("utf-8", "replace"), name
