"""Exchanges: proposed by the coordinator, agreed by both, followed, ended; moved is not planned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.roles.network.actions import exchanges, movements, residues
from scp_centre.roles.network.best_plan import find_best_plan
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import Exchange, Kind, Movement
from scp_centre.roles.network.savings import compute_savings
from scp_centre.roles.network.suggestions import doubts_of, find_board, match_rows
from tests.roles.network.residue_values import (
    HERE,
    agreed,
    moved,
    need_of,
    offer_of,
    proposed,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_only_the_coordinator_introduces(sample_centre):
    offer = offer_of("Rivermouth", sample_centre["company"])
    need = need_of("Lower Bridge", sample_centre["dyehouse"])
    for who in ("company", "dyehouse", "director"):
        with pytest.raises(NotPermittedError):
            exchanges.propose_exchange(offer, need, acting_user=sample_centre[who])
    made = exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    again = exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    assert again == made
    assert Entry.objects.filter(act="propose_exchange", subject=str(made)).count() == 1


def test_what_does_not_match_is_not_introduced(sample_centre):
    offer = offer_of("Rivermouth", sample_centre["company"], states=["liquid"])
    need = need_of("Lower Bridge", sample_centre["dyehouse"])
    with pytest.raises(ExchangeError, match="no longer match"):
        exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])


def test_hazardous_waste_needs_a_permit(sample_centre):
    hazardous = {"codes": "11 01 09*", "is_hazardous": True, "assessment": "Report 1"}
    offer = offer_of("Rivermouth", sample_centre["company"], **hazardous)
    refused = need_of("Lower Bridge", sample_centre["dyehouse"], codes="11 01")
    allowed = need_of("Lower Bridge", sample_centre["dyehouse"], codes="11 01", permits="11 01")
    board = match_rows([offer], [refused, allowed])
    assert [pair.need for pair in board.pairs()] == [allowed]
    ((need, reason),) = board.unmet()
    assert need == refused and "does not indicate a permit" in reason


def test_both_sides_agree_then_it_is_agreed(sample_centre):
    made = proposed(sample_centre)
    exchanges.agree_exchange(made, acting_user=sample_centre["company"])
    made.refresh_from_db()
    assert made.state == "proposed" and not made.is_introduced
    exchanges.agree_exchange(made, acting_user=sample_centre["dyehouse"])
    made.refresh_from_db()
    assert made.state == "agreed" and made.is_introduced
    exchanges.agree_exchange(made, acting_user=sample_centre["dyehouse"])  # sent again


@pytest.mark.parametrize("who", ["expert", "information", "director"])
def test_nobody_agrees_for_a_company_as_if_it_were_their_own(sample_centre, who):
    with pytest.raises(NotPermittedError):
        exchanges.agree_exchange(proposed(sample_centre), acting_user=sample_centre[who])


def test_the_coordinator_records_an_agreement_with_who_gave_it(sample_centre):
    made = proposed(sample_centre)
    coordinator = sample_centre["information"]
    with pytest.raises(ExchangeError, match="empty"):
        exchanges.record_agreement(made, "need", " ", acting_user=coordinator)
    with pytest.raises(ExchangeError, match="No side"):
        exchanges.record_agreement(made, "both", "A letter", acting_user=coordinator)
    with pytest.raises(NotPermittedError):
        exchanges.record_agreement(made, "need", "Me", acting_user=sample_centre["company"])
    exchanges.record_agreement(made, "need", "A letter of today", acting_user=coordinator)
    made.refresh_from_db()
    assert made.need_agreed and not made.offer_agreed and made.need_note == "A letter of today"


def test_a_declined_introduction_is_over(sample_centre):
    made = proposed(sample_centre)
    with pytest.raises(ExchangeError, match="empty"):
        exchanges.decline_exchange(made, "", acting_user=sample_centre["dyehouse"])
    exchanges.decline_exchange(made, "Too wet.", acting_user=sample_centre["dyehouse"])
    made.refresh_from_db()
    assert (made.state, made.reason) == ("refused", "Too wet.")
    for act in (exchanges.agree_exchange,):
        with pytest.raises(ExchangeError, match="refused"):
            act(made, acting_user=sample_centre["company"])
    assert Entry.objects.filter(act="decline_exchange").count() == 1


@pytest.mark.parametrize("state", ["running", "trial", "ended", "agreed", "refused", "nonsense"])
def test_no_step_before_both_agreed(sample_centre, state):
    made = proposed(sample_centre)
    with pytest.raises(ExchangeError):
        exchanges.set_exchange_state(made, state, "Why", acting_user=sample_centre["expert"])


def test_the_steps_of_an_exchange(sample_centre):
    made, person = agreed(sample_centre), sample_centre["company"]
    exchanges.set_exchange_state(made, "trial", "", acting_user=person)
    with pytest.raises(ExchangeError):
        exchanges.set_exchange_state(made, "agreed", "", acting_user=person)
    exchanges.set_exchange_state(made, "running", "", acting_user=person)
    with pytest.raises(ExchangeError, match="empty"):
        exchanges.set_exchange_state(made, "ended", "", acting_user=person)
    exchanges.set_exchange_state(made, "ended", "The kiln closed.", acting_user=person)
    made.refresh_from_db()
    assert (made.state, made.reason) == ("ended", "The kiln closed.")


def test_a_plan_is_no_fact(sample_centre):
    """Before anything is moved, nothing is saved, whatever was planned."""
    made = agreed(sample_centre)
    savings = compute_savings(made, 0.0)
    assert savings.planned_tonnes == 900 and savings.moved_tonnes == 0
    assert [line.planned for line in savings.money[:3]] == [27_000, 18_000, -1_800]
    assert all(line.moved in (0, None) for line in (*savings.money, *savings.co2e))


def test_moved_quantities_are_worth_what_was_planned_per_tonne(sample_centre):
    made = moved(sample_centre, 50.0)
    savings = compute_savings(made, 50.0)
    assert [line.moved for line in savings.money[:3]] == [1_500, 1_000, -100]
    transport, net = savings.money[3:]
    assert transport.planned is None and net.planned is None, "no place, so no transport"
    assert all(line.planned is None for line in savings.co2e), "no factor was given"


def test_with_places_and_factors_transport_and_co2e_are_counted(sample_centre):
    place = {"latitude": 0.0, "longitude": 0.0}
    offer = offer_of("Rivermouth", sample_centre["company"], **place)
    values = {"latitude": 0.0, "longitude": 1.0, "co2e": 800.0, "co2e_source": "EPD 12, 2025"}
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **values)
    made = exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    km = 111.195  # of one degree at the equator, radius 6371.0088 km
    assert made.km == pytest.approx(km, abs=1e-3)
    assert made.transport == pytest.approx(0.12 * km, rel=1e-4)  # the sample's rate
    net = compute_savings(made, 10.0).money[-1]
    assert net.planned == pytest.approx(900 * (30 + 20 - 2 - 0.12 * km), rel=1e-4)
    assert net.moved == pytest.approx(10 * (30 + 20 - 2 - 0.12 * km), rel=1e-4)
    co2e = compute_savings(made, 10.0).co2e[-1]
    assert co2e.planned == pytest.approx(900 * (800 - 0.1 * km), rel=1e-4)


def test_what_is_planned_stays_when_the_rate_changes(sample_centre):
    place = {"latitude": 0.0, "longitude": 0.0}
    offer = offer_of("Rivermouth", sample_centre["company"], **place)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **place | {"longitude": 1.0})
    made = exchanges.propose_exchange(offer, need, acting_user=sample_centre["expert"])
    values = {"cost": 9.0, "cost_source": "x", "co2e": None, "co2e_source": ""}
    residues.set_transport_rate(values, acting_user=sample_centre["expert"])
    made.refresh_from_db()
    assert made.transport == pytest.approx(0.12 * 111.195, rel=1e-4)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"tonnes": 0.0}, "tonnes"),
        ({"tonnes": -1.0}, "tonnes"),
        ({"tonnes": float("nan")}, "tonnes"),
        ({"evidence": "  "}, "evidence"),
        ({"start": 5}, "end"),  # after the last day
        ({"start": 0, "end": 2}, "end"),  # in the future
        ({"start": -15, "end": -10}, "start"),  # overlaps what is there
    ],
)
def test_a_quantity_that_cannot_be_is_refused(sample_centre, change, where):
    made = moved(sample_centre)
    values = {"start": -100, "end": -90, "tonnes": 5.0, "evidence": "Ticket 1"} | change
    days = {name: TODAY() + timedelta(days=values[name]) for name in ("start", "end")}
    with pytest.raises(ExchangeError) as raised:
        movements.add_movement(made, **values | days, acting_user=sample_centre["dyehouse"])
    assert raised.value.where == where and Movement.objects.filter(exchange=made).count() == 1


def test_nothing_is_moved_before_a_trial(sample_centre):
    made, day = agreed(sample_centre), TODAY()
    with pytest.raises(ExchangeError, match="agreed"):
        movements.add_movement(made, day, day, 5.0, "x", acting_user=sample_centre["company"])


def test_a_quantity_is_removed_and_the_log_keeps_it(sample_centre):
    movement = moved(sample_centre).movements.get()
    with pytest.raises(NotPermittedError):
        movements.remove_movement(movement, acting_user=sample_centre["director"])
    movements.remove_movement(movement, acting_user=sample_centre["company"])
    row = Entry.objects.get(act="remove_movement")
    assert row.before["tonnes"] == 50 and row.organisation is None


def test_the_plan_is_the_best_and_proves_it(sample_centre):
    """By hand: of 1,200 t of ash the two needs take 900 t and 300 t; the dearer need first."""
    ash = offer_of("Rivermouth", sample_centre["company"], **HERE)
    first = need_of("Lower Bridge", sample_centre["dyehouse"], **HERE)
    other = need_of("Anvil", sample_centre["expert"], material="Filler", price=5.0, **HERE)
    board = match_rows([ash], [first, other], 20)
    plan = find_best_plan(board)
    assert {row.pair.need: row.tonnes for row in plan.rows} == {first: 900, other: 300}
    assert plan.value == pytest.approx(900 * (30 + 20 - 2) + 300 * (30 + 5 - 2))
    assert plan.bound == pytest.approx(plan.value) and plan.gap == pytest.approx(0)


def test_the_plan_keeps_the_seasons(sample_centre):
    """Ash in January alone, 1,200 t; the need takes 75 t in each month, so 75 t can move."""
    once = {"quantity": 1200.0, "period": "year", "months": [1]}
    ash = offer_of("Rivermouth", sample_centre["company"], **once | HERE)
    need = need_of("Lower Bridge", sample_centre["dyehouse"], **HERE)
    plan = find_best_plan(match_rows([ash], [need], 20))
    assert plan.tonnes == pytest.approx(75) and plan.bound == pytest.approx(75 * 48)


def test_the_plan_leaves_out_what_was_declined(sample_centre):
    made = proposed(sample_centre)
    exchanges.decline_exchange(made, "No.", acting_user=sample_centre["dyehouse"])
    plan = find_best_plan(match_rows([made.offer], [made.need], 20))
    assert plan.rows == () and plan.value == plan.bound == 0


def test_who_has_agreed_is_no_longer_matched(sample_centre):
    made = agreed(sample_centre)
    board = find_board()
    assert made.offer not in board.offers and made.need not in board.needs
    assert {one.kind for one in board.offers} == {Kind.OFFER}


def test_each_suggestion_says_what_could_be_wrong(sample_centre):
    offer = offer_of("Rivermouth", sample_centre["company"], price=None, contents=[])
    need = need_of("Lower Bridge", sample_centre["dyehouse"])
    board = match_rows([offer], [need])
    (pair,) = board.pairs()
    told = " ".join(doubts_of(pair, board.reasons(pair), board.rate, Crowds([offer, need])))
    for part in (
        "does not specify its content of: silica",
        "The distance is unknown, since a site has no latitude and longitude.",
        "does not say what disposal costs",
        "no CO₂e factor",
        "Apart from the other side, Lower Bridge Dyehouse is the only registered company",
    ):
        assert part in told


def test_the_sample_has_worthwhile_exchanges(sample_centre):
    board = find_board()
    worth = [pair for pair in board.pairs() if pair.value and pair.value > 0]
    assert len(worth) >= 3 and Exchange.objects.filter(state="running").count() == 1
    unmet = ["Sand", "Wood chips for the boiler"]  # the grit for the sand lacks the consent
    assert [need.material for need, _reason in board.unmet()] == unmet
