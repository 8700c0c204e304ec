"""Without a company's consent nothing of it is matched, introduced or shown; a withdrawal counts."""

import pytest

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.roles.network.actions import exchanges
from scp_centre.roles.network.best_plan import find_best_plan
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import Exchange
from scp_centre.roles.network.parties import parties_of
from scp_centre.roles.network.suggestions import find_board
from tests.roles.network.residue_values import (
    HERE,
    agreed,
    company,
    form_of_offer,
    need_of,
    offer_of,
    proposed,
)

pytestmark = pytest.mark.django_db
SIDES = (("company", "Rivermouth"), ("dyehouse", "Lower Bridge"))


def withdraw(people, who):
    name = dict(SIDES)[who]
    set_consent(company(name), Use.NETWORK, False, acting_user=people[who])


@pytest.mark.parametrize("who", ["company", "dyehouse"])
def test_entries_without_consent_are_in_no_match_and_no_plan(sample_centre, signed_in, who):
    offer = offer_of("Rivermouth", sample_centre["company"], **HERE)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **HERE)
    board = find_board(20)
    assert (offer, need) in {(p.offer, p.need) for p in board.pairs()}
    assert offer in [row.pair.offer for row in find_best_plan(board).rows]
    withdraw(sample_centre, who)
    board = find_board(20)
    lost = offer if who == "company" else need
    assert lost not in [*board.offers, *board.needs]
    assert not {(offer, need)} & {(p.offer, p.need) for p in board.pairs()}
    plan = find_best_plan(board)
    assert lost not in [one for row in plan.rows for one in (row.pair.offer, row.pair.need)]
    coordinator = signed_in("information")
    for address in ("/residues/matches/", "/residues/plan/"):
        text = coordinator.get(address).content.decode()
        assert lost.material not in text and "consented to being shown" in text, address
    assert "not matched: no consent" in coordinator.get("/residues/").content.decode()
    note = coordinator.get(f"/residues/{lost.pk}/").content.decode()
    assert f"/organisations/{lost.owner.pk}/" in note and "has not consented" in note


@pytest.mark.parametrize(("who", "name"), SIDES)
def test_saving_promises_no_search_without_consent(sample_centre, signed_in, who, name):
    sent = form_of_offer(company(name))
    for given, said in ((True, "looks for a partner."), (False, "partner once the company")):
        set_consent(company(name), Use.NETWORK, given, acting_user=sample_centre[who])
        page = signed_in(who).post("/residues/offers/new/", sent, follow=True)
        assert said in page.content.decode()


@pytest.mark.parametrize(("who", "name"), SIDES)
def test_nobody_is_introduced_without_consent(sample_centre, who, name):
    offer = offer_of("Rivermouth", sample_centre["company"])
    need = need_of("Lower Bridge", sample_centre["dyehouse"])
    withdraw(sample_centre, who)
    with pytest.raises(ExchangeError, match=f"{name}.*has not consented") as raised:
        exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    assert "Assessments and consent" in raised.value.cure
    assert not Exchange.objects.filter(offer=offer).exists()


def test_who_has_not_consented_is_told_what_to_do_and_the_other_learns_no_name(sample_centre):
    made = proposed(sample_centre)
    withdraw(sample_centre, "dyehouse")
    with pytest.raises(ExchangeError, match="Your company has not consented") as raised:
        exchanges.agree_exchange(made, acting_user=sample_centre["dyehouse"])
    assert "network" in raised.value.cure
    with pytest.raises(ExchangeError, match="other company does not take part") as raised:
        exchanges.agree_exchange(made, acting_user=sample_centre["company"])
    assert "Lower Bridge" not in raised.value.in_full
    with pytest.raises(ExchangeError, match="Lower Bridge Dyehouse has not consented"):
        exchanges.record_agreement(
            made, "offer", "A letter", acting_user=sample_centre["information"]
        )
    made.refresh_from_db()
    assert made.offer_agreed is None and made.need_agreed is None


def test_the_page_asks_for_the_consent_before_the_answer(sample_centre, signed_in):
    address = f"/residues/exchanges/{proposed(sample_centre).pk}/"
    assert "Agree to the introduction" in signed_in("dyehouse").get(address).content.decode()
    withdraw(sample_centre, "dyehouse")
    page = signed_in("dyehouse").get(address).content.decode()
    assert "Agree to the introduction" not in page
    assert "Your company has not consented" in page
    assert f"/organisations/{company('Lower Bridge').pk}/" in page


def test_after_a_withdrawal_the_other_side_sees_nothing_new(sample_centre, signed_in):
    made = proposed(sample_centre)
    withdraw(sample_centre, "dyehouse")
    other = parties_of(made, sample_centre["company"], is_coordinator=False)[1]
    assert other.outline is None and other.residue is None and other.company == ""
    for address in ("/residues/", "/residues/exchanges/", f"/residues/exchanges/{made.pk}/"):
        assert "100 to 1,000 t a year" not in signed_in("company").get(address).content.decode()


def test_a_known_partner_keeps_its_name_alone_after_a_withdrawal(sample_centre, signed_in):
    made = agreed(sample_centre)
    withdraw(sample_centre, "dyehouse")
    other = parties_of(made, sample_centre["company"], is_coordinator=False)[1]
    assert other.company == "Lower Bridge Dyehouse"
    assert not (other.residue or other.facts or other.contacts or other.people)
    for address in ("/residues/", f"/residues/exchanges/{made.pk}/"):
        text = signed_in("company").get(address).content.decode()
        assert "Pozzolan" not in text and "dyehouse@" not in text, address
