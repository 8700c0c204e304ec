"""Offers and needs: what is refused or asked back at its field, who may enter, edit, withdraw."""

import pytest

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnknownLabelError
from scp_centre.roles.network.actions import residues
from scp_centre.roles.network.code_texts import find_codes, write_code
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import Residue, TransportRate
from scp_centre.roles.network.queries import residues_for
from tests.roles.network.residue_values import (
    NEED,
    OFFER,
    company,
    form_of_offer,
    need_of,
    offer_of,
    proposed,
)

pytestmark = pytest.mark.django_db


def test_an_offer_is_saved_and_stands_in_the_log(sample_centre):
    made = offer_of("Rivermouth", sample_centre["company"])
    assert (made.codes, made.tonnes, made.is_hazardous) == (["100102"], 1200.0, False)
    row = Entry.objects.get(act="enter_residue", subject="Coal fly ash")
    assert row.person == sample_centre["company"] and row.organisation == made.owner


def test_kilograms_are_kilograms(sample_centre):
    made = offer_of("Rivermouth", sample_centre["company"], quantity=500.0, unit="kg")
    assert made.tonnes == 6.0


@pytest.mark.parametrize(
    ("values", "error", "where"),
    [
        ({"codes": "06 05 02*"}, InvalidValueError, "is_hazardous"),  # hazardous as harmless
        ({"codes": "02 05 01*"}, InvalidValueError, "codes"),  # a star that the list has not
        ({"codes": "99 99 99"}, UnknownLabelError, "codes"),
        ({"codes": "", "is_hazardous": True}, MissingValueError, "codes"),
        ({"codes": "04 02 20"}, MissingValueError, "assessment"),  # a mirror entry
        ({"codes": "04 02 20", "assessment": "x", "is_hazardous": True}, InvalidValueError)
        + ("is_hazardous",),
        ({"period": ""}, MissingValueError, "quantity"),
        ({"quantity": 1_200_000.0}, InvalidValueError, "quantity"),  # kilograms as tonnes
        ({"quantity": 0.001}, InvalidValueError, "quantity"),
        ({"quantity": -5.0}, InvalidValueError, "quantity"),
        ({"latitude": 5.0}, MissingValueError, "longitude"),
    ],
)
def test_what_is_wrong_with_an_offer_is_told_at_its_field(sample_centre, values, error, where):
    before = Residue.objects.count()
    with pytest.raises(error) as raised:
        offer_of("Rivermouth", sample_centre["company"], **values)
    assert raised.value.where == where and raised.value.cure
    assert Residue.objects.count() == before


def test_a_hazard_is_never_guessed_but_taken_with_its_assessment(sample_centre):
    made = offer_of(
        "Rivermouth", sample_centre["company"], codes="04 02 20", assessment="Report 5 of 2026"
    )
    assert made.codes == ["040220"] and not made.is_hazardous


def test_an_odd_quantity_is_taken_once_it_is_confirmed(sample_centre):
    odd = {"quantity": 9_000.0, "is_quantity_checked": True}
    assert offer_of("Rivermouth", sample_centre["company"], **odd).tonnes == 108_000


def test_next_to_nothing_is_no_quantity_even_confirmed(sample_centre):
    with pytest.raises(InvalidValueError):
        offer_of("Rivermouth", sample_centre["company"], quantity=1e-300, is_quantity_checked=True)


def test_the_question_about_a_quantity_tells_nothing_of_others(sample_centre):
    """Others with the same code have 1,200 t; who enters 1.2 million is not told so."""
    offer_of("Rivermouth", sample_centre["company"])
    with pytest.raises(InvalidValueError) as raised:
        offer_of("Lower Bridge", sample_centre["dyehouse"], quantity=100_000.0)
    assert "1,200,000" in raised.value.in_full
    assert "1,200 " not in raised.value.in_full


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"codes": "", "description": ""}, "description"),
        ({"codes": "10 01, 77"}, "codes"),
        ({"permits": "hello"}, "permits"),
        ({"co2e": 100.0}, "co2e_source"),
        ({"codes": ", ".join(["10 01 02"] * 21)}, "codes"),
    ],
)
def test_what_is_wrong_with_a_need_is_told_at_its_field(sample_centre, values, where):
    with pytest.raises(InvalidValueError) as raised:
        need_of("Lower Bridge", sample_centre["dyehouse"], **values)
    assert raised.value.where == where


@pytest.mark.parametrize("who", ["dyehouse", "information", "director"])
def test_nobody_enters_for_another_company(sample_centre, who):
    with pytest.raises(NotPermittedError):
        offer_of("Rivermouth", sample_centre[who])
    assert not Entry.objects.filter(act="enter_residue", subject=OFFER["material"]).exists()


def test_a_company_sees_its_own_entries_only(sample_centre):
    own = {one.owner.name for one in residues_for(sample_centre["company"])}
    assert own == {"Rivermouth Dairy"}
    assert residues_for(sample_centre["information"]).count() == Residue.objects.count()
    assert not residues_for(sample_centre["director"]).exists()


def test_an_entry_is_edited_and_withdrawn(sample_centre):
    person = sample_centre["company"]
    made = offer_of("Rivermouth", person)
    residues.edit_residue(made, made.site, OFFER | {"price": 35.0}, acting_user=person)
    residues.withdraw_residue(made, acting_user=person)
    residues.withdraw_residue(made, acting_user=person)  # sent again
    made.refresh_from_db()
    assert (made.price, made.standing) == (35.0, "withdrawn")
    acts = Entry.objects.filter(subject="Coal fly ash").values_list("act", flat=True)
    assert sorted(acts) == ["edit_residue", "enter_residue", "withdraw_residue"]


def test_an_entry_in_an_exchange_stays_as_it_is(sample_centre):
    offer = proposed(sample_centre).offer
    person = sample_centre["company"]
    with pytest.raises(ExchangeError, match="has not ended"):
        residues.edit_residue(offer, offer.site, OFFER, acting_user=person)
    with pytest.raises(ExchangeError, match="has not ended"):
        residues.withdraw_residue(offer, acting_user=person)


def test_an_entry_does_not_move_to_another_company(sample_centre):
    made = offer_of("Rivermouth", sample_centre["expert"])
    other = company("Lower Bridge").sites.get()
    with pytest.raises(ExchangeError, match="another company"):
        residues.edit_residue(made, other, OFFER, acting_user=sample_centre["expert"])


def test_only_the_coordinator_sets_the_transport_rate(sample_centre):
    values = {"cost": 0.2, "cost_source": "Haulier, 2026", "co2e": None, "co2e_source": ""}
    residues.set_transport_rate(values, acting_user=sample_centre["information"])
    assert TransportRate.objects.get().cost == 0.2
    with pytest.raises(NotPermittedError):
        residues.set_transport_rate(values, acting_user=sample_centre["company"])
    with pytest.raises(MissingValueError):
        residues.set_transport_rate(values | {"co2e": 0.1}, acting_user=sample_centre["expert"])


def test_codes_are_looked_up_by_digits_and_by_words():
    assert {str(code) for code in find_codes("02 05")} == {"02 05 01", "02 05 02", "02 05 99"}
    assert "04 02 19*" in {str(code) for code in find_codes("sludge hazardous effluent")}
    assert find_codes("") == [] and find_codes("²") == []
    assert write_code("110109") == "11 01 09*"


def test_a_form_shows_each_error_at_its_field_and_keeps_what_was_typed(signed_in):
    client = signed_in("company")
    sent = form_of_offer(company("Rivermouth"), codes="06 05 02*", contents="silica; 60; 50")
    page = client.post("/residues/offers/new/", sent)
    text = page.content.decode()
    assert page.status_code == 422 and "silica; 60; 50" in text
    assert "The minimum share of silica is above the maximum." in text
    page = client.post("/residues/offers/new/", sent | {"contents": "silica; 50"})
    assert (
        "is declared non-hazardous, but its waste code 06 05 02* is hazardous"
        in page.content.decode()
    )


def test_a_missing_period_and_unit_are_asked_back(signed_in):
    sent = form_of_offer(company("Rivermouth"), period="", unit="")
    text = signed_in("company").post("/residues/offers/new/", sent).content.decode()
    assert "Choose the unit." in text and "Choose the period." in text


def test_an_odd_quantity_is_confirmed_on_the_page(signed_in):
    client = signed_in("company")
    sent = form_of_offer(company("Rivermouth"), quantity="100000")
    page = client.post("/residues/offers/new/", sent).content.decode()
    assert (
        "1,200,000 t a year, an unusual quantity" in page and 'type="checkbox" name="is_q' in page
    )
    made = client.post("/residues/offers/new/", sent | {"is_quantity_checked": "on"})
    assert made.status_code == 302


@pytest.mark.parametrize(
    "text", ["silica", "silica; a", "silica; 1; 2; 3", "x; -1", "x; 101", "; 5"]
)
def test_a_line_that_cannot_be_read_is_refused(signed_in, text):
    sent = form_of_offer(company("Rivermouth"), contents=text)
    assert signed_in("company").post("/residues/offers/new/", sent).status_code == 422


def test_a_need_is_entered_on_the_page_and_edited_as_it_was_written(signed_in):
    client = signed_in("dyehouse")
    sent = {
        "site": company("Lower Bridge").sites.get().pk,
        "material": NEED["material"],
        "description": NEED["description"],
        "codes": "10 01, 10 13 14",
        "states": ["solid", "sludge"],
        "contents": "silica; 40,5; 60",
        "contents-language": "fr",
        "quantity": "900",
        "unit": "t",
        "period": "year",
        "months": ["1", "12"],
    }
    answer = client.post("/residues/needs/new/", sent)
    assert answer.status_code == 302
    made = Residue.objects.get(material=NEED["material"])
    assert made.contents == [["silica", 40.5, 60]] and made.months == [1, 12]
    assert made.treatment is None and made.price is None, "what nobody entered is not 0"
    page = client.get(f"/residues/{made.pk}/edit/").content.decode()
    assert "10 01, 10 13 14" in page and "silica; 40.5; 60" in page
