"""When an exchange is over each side keeps what was shared, and no contact; figures stay put."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.evidence.actions import approve_figures
from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.registry.models import ContactPerson, Organisation, Site
from scp_centre.roles.network.actions import exchanges, movements, residues
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.errors import ExchangeError
from scp_centre.roles.network.models import Exchange, Movement
from scp_centre.roles.network.parties import parties_of
from tests.roles.network.residue_values import (
    NEED,
    OFFER,
    agreed,
    company,
    long_ago,
    moved,
    need_of,
    offer_of,
    proposed,
    site_of,
)

pytestmark = pytest.mark.django_db


def ended(people):
    made = moved(people)
    exchanges.set_exchange_state(made, "ended", "Closed.", acting_user=people["company"])
    made.refresh_from_db()
    return made


def test_after_the_end_a_side_reads_what_was_shared_and_no_contact(sample_centre, signed_in):
    ContactPerson.objects.create(
        organisation=company("Lower Bridge"), name="Quillon Xantho", telephone="+000 9"
    )
    made = ended(sample_centre)
    changed = NEED | {"material": "Zanzibarite", "description": "New secret line."}
    residues.edit_residue(made.need, made.need.site, changed, acting_user=sample_centre["dyehouse"])
    for address in ("/residues/", "/residues/exchanges/", f"/residues/exchanges/{made.pk}/"):
        text = signed_in("company").get(address).content.decode()
        assert "Pozzolan" in text and "Lower Bridge" in text, address
        for secret in ("Zanzibarite", "New secret line", "Quillon Xantho", "dyehouse@"):
            assert secret not in text, (address, secret)
    own = signed_in("dyehouse").get(f"/residues/exchanges/{made.pk}/").content.decode()
    assert "Zanzibarite" in own, "the own entry is the own"


def test_after_a_refusal_the_outline_stands_still(sample_centre):
    made = proposed(sample_centre)
    exchanges.decline_exchange(made, "No.", acting_user=sample_centre["dyehouse"])
    grown = NEED | {"quantity": 20_000.0}
    residues.edit_residue(made.need, made.need.site, grown, acting_user=sample_centre["dyehouse"])
    made = Exchange.objects.get(pk=made.pk)
    other = parties_of(made, sample_centre["company"], is_coordinator=False)[1]
    assert other.outline.quantity == "100 to 1,000 t a year" and other.residue is None
    assert "Lower Bridge" not in str(made.shared) and "Pozzolan" not in str(made.shared)


def test_the_reader_itself_is_no_cover_for_the_other(sample_centre):
    """Two cement works: each knows at once that the other one is meant. Three: it does not."""
    offer = offer_of("Hillside", sample_centre["expert"])
    need = need_of("Stonefield", sample_centre["expert"])
    crowds = Crowds([offer, need])
    assert crowds.tells_region(offer, need) and crowds.tells_sector(offer, need)
    third = Organisation.objects.create(name="Third", kind="company", sector="building materials")
    Site.objects.create(organisation=third, name="Quarry", region="Elsewhere")
    crowds = Crowds([offer, need])
    assert crowds.tells_region(offer, need) and not crowds.tells_sector(offer, need)
    Site.objects.create(organisation=third, name="Works", region="North Valley")
    assert not Crowds([offer, need]).tells_region(offer, need)


def two_needs(people):
    """One offer, proposed to two needs."""
    offer = offer_of("Rivermouth", people["company"])
    first = need_of("Lower Bridge", people["dyehouse"])
    other = need_of("Stonefield", people["expert"])
    return [
        exchanges.propose_exchange(offer, need, acting_user=people["information"])
        for need in (first, other)
    ]


def test_an_offer_is_agreed_once(sample_centre):
    first, second = two_needs(sample_centre)
    for who in ("company", "dyehouse"):
        exchanges.agree_exchange(first, acting_user=sample_centre[who])
    for who in ("company", "partners"):
        with pytest.raises(ExchangeError, match="already part of another exchange"):
            exchanges.agree_exchange(second, acting_user=sample_centre[who])
    with pytest.raises(ExchangeError, match="already part of another exchange"):
        exchanges.record_agreement(
            second, "need", "A letter", acting_user=sample_centre["information"]
        )
    third = need_of("Lower Bridge", sample_centre["dyehouse"], material="Third need")
    with pytest.raises(ExchangeError, match="already part of an exchange"):
        exchanges.propose_exchange(first.offer, third, acting_user=sample_centre["expert"])
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():  # whatever came between
        Exchange.objects.filter(pk=second.pk).update(
            state="agreed", offer_agreed=now, need_agreed=now
        )


def test_agreeing_again_changes_and_logs_nothing(sample_centre):
    made = proposed(sample_centre)
    for _click in range(2):
        exchanges.agree_exchange(made, acting_user=sample_centre["company"])
    assert Entry.objects.filter(act="agree_exchange", subject=str(made)).count() == 1
    with pytest.raises(ExchangeError, match="agreed already"):
        exchanges.record_agreement(
            made, "offer", "A letter", acting_user=sample_centre["information"]
        )


def current(exchange):
    figures = Observation.objects.filter(origin__startswith=f"exchange:{exchange.pk}:")
    return figures.filter(is_latest=True).exclude(status=Status.WITHDRAWN)


def test_another_site_after_the_end_takes_no_tonnes_along(sample_centre):
    made = ended(sample_centre)
    other = Site.objects.create(organisation=made.offer.owner, name="Second works")
    residues.edit_residue(made.offer, other, OFFER, acting_user=sample_centre["company"])
    day = timezone.localdate()
    movements.add_movement(made, day, day, 7.0, "Ticket 8", acting_user=sample_centre["company"])
    rows = current(made).filter(indicator="residue_offer")
    assert sorted(one.value for one in rows) == [7, 50], "each once"
    assert {one.site for one in rows} == {site_of(company("Rivermouth"))}


def test_nothing_was_moved_before_the_agreement(sample_centre):
    made = moved(sample_centre)
    long_ago(made, 30)
    day = timezone.localdate() - timedelta(days=31)
    with pytest.raises(ExchangeError, match="agreed on") as raised:
        movements.add_movement(made, day, day, 5.0, "x", acting_user=sample_centre["company"])
    assert raised.value.where == "start" and made.movements.count() == 1


def test_neither_side_removes_what_the_other_recorded(sample_centre, signed_in):
    movement = moved(sample_centre).movements.get()
    with pytest.raises(ExchangeError, match="Your company did not record"):
        movements.remove_movement(movement, acting_user=sample_centre["dyehouse"])
    address = f"/residues/moved/{movement.pk}/remove/"
    page = f"/residues/exchanges/{movement.exchange_id}/"
    assert address not in signed_in("dyehouse").get(page).content.decode()
    assert address in signed_in("company").get(page).content.decode()
    movements.remove_movement(movement, acting_user=sample_centre["information"])
    movements.remove_movement(movement, acting_user=sample_centre["information"])  # sent again
    assert Entry.objects.filter(act="remove_movement").count() == 1


@pytest.mark.parametrize("side", ["offer", "need"])
def test_what_a_reviewer_approved_is_removed_by_nobody(sample_centre, side):
    movement = moved(sample_centre).movements.get()
    origin = f"exchange:{movement.exchange_id}:{side}"
    assert approve_figures(origin, acting_user=sample_centre["reviewer"]) == 1
    for who in ("company", "dyehouse", "information"):
        with pytest.raises(ExchangeError):
            movements.remove_movement(movement, acting_user=sample_centre[who])
    assert Movement.objects.filter(pk=movement.pk).exists()
    day = timezone.localdate()
    movements.add_movement(
        movement.exchange, day, day, 5.0, "Ticket 9", acting_user=sample_centre["dyehouse"]
    )
    assert current(movement.exchange).filter(origin=origin, status=Status.REVIEWED).count() == 1


def test_the_log_says_what_was_before_and_after_each_act(sample_centre):
    made = ended(sample_centre)
    rows = {row.act: row for row in Entry.objects.filter(subject=str(made)).order_by("pk")}
    proposal, agreement = rows["propose_exchange"], rows["agree_exchange"]
    assert proposal.after["tonnes"] == 900 and proposal.after["disposal"] == 30
    assert agreement.before["state"] == "proposed" and agreement.after["state"] == "agreed"
    assert agreement.after["need_agreed"] and not agreement.before["need_agreed"]
    over = rows["set_exchange_state"]
    assert (over.before["state"], over.after["state"]) == ("running", "ended")
    assert over.after["reason"] == "Closed."
    assert rows["add_movement"].after["evidence"] == "Ticket 7"
    changed = OFFER | {"price": 35.0}
    residues.edit_residue(
        made.offer, made.offer.site, changed, acting_user=sample_centre["company"]
    )
    edit = Entry.objects.get(act="edit_residue")
    assert (edit.before, edit.after) == ({"price": 30.0}, {"price": 35.0})
    residues.withdraw_residue(made.offer, acting_user=sample_centre["company"])
    row = Entry.objects.get(act="withdraw_residue")
    assert (row.before["standing"], row.after["standing"]) == ("open", "withdrawn")
    rate = {"cost": 0.2, "cost_source": "Haulier", "co2e": None, "co2e_source": ""}
    residues.set_transport_rate(rate, acting_user=sample_centre["information"])
    row = Entry.objects.filter(act="set_transport_rate").order_by("-pk").first()
    assert (row.before["cost"], row.after["cost"]) == (0.12, 0.2)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("dyehouse", "The other side does not learn who you are."),
        ("information", "Neither company learns who the other one is."),
    ],
)
def test_whoever_declines_is_spoken_to_as_who_they_are(sample_centre, signed_in, who, said):
    made = proposed(sample_centre)
    sent = signed_in(who).post(
        f"/residues/exchanges/{made.pk}/decline/", {"reason": "Too wet."}, follow=True
    )
    assert said in sent.content.decode()


def test_agreed_exchanges_do_not_stand_beside_a_change_of_agreement(sample_centre):
    made = agreed(sample_centre)
    assert made.introduced == max(made.offer_agreed, made.need_agreed)
