"""A residue moves: offered on a page, introduced, agreed by both, moved, and counted as moved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scp_centre.roles.network.models import Exchange, Residue
from tests.roles.network.residue_values import company, form_of_offer, site_of

pytestmark = pytest.mark.django_db


def test_two_factories_that_did_not_know_each_other_move_a_residue(signed_in):
    dairy = signed_in("company")
    assert 'href="/residues/"' in dairy.get("/").content.decode()
    sent = form_of_offer(company("Rivermouth"))
    assert dairy.post("/residues/offers/new/", sent).status_code == 302
    need = {
        "site": site_of(company("Lower Bridge")).pk,
        "material": "Pozzolan",
        "codes": "10 01",
        "states": ["solid"],
        "quantity": "900",
        "unit": "t",
        "period": "year",
        "price": "20",
    }
    dyehouse = signed_in("dyehouse")
    assert dyehouse.post("/residues/needs/new/", need).status_code == 302
    coordinator = signed_in("information")
    page = coordinator.get("/residues/matches/").content.decode()
    assert "Coal fly ash" in page and "What could be wrong" in page and "The nine stages" in page
    offer, pozzolan = (Residue.objects.get(material=m) for m in ("Coal fly ash", "Pozzolan"))
    pair = {"offer": offer.pk, "need": pozzolan.pk}
    address = coordinator.post("/residues/introduce/", pair).url
    made = Exchange.objects.get(offer=offer)
    assert address == f"/residues/exchanges/{made.pk}/"
    for who in ("company", "dyehouse"):
        side = signed_in(who)
        assert "Introductions to answer" in side.get("/").content.decode()
        assert "The name is shown once both sides agree." in side.get(address).content.decode()
        assert side.post(f"{address}agree/").status_code == 302
    assert "Rivermouth Dairy" in side.get(address).content.decode()
    assert side.post(f"{address}status/", {"state": "running"}).status_code == 302
    day = timezone.localdate()  # on which both agreed
    moved = {"start": day, "end": day, "tonnes": "24.5", "evidence": "Ticket 12"}
    assert side.post(f"{address}moved/new/", moved).status_code == 302
    page = side.get(address).content.decode()
    assert "24.5 t" in page and "Ticket 12" in page and "900 t" in page
    page = side.get(address, headers={"accept-language": "fr"}).content.decode()
    assert "Échange de résidus" in page and "Transféré, à ce jour" in page
    late = side.post(f"{address}moved/new/", moved | {"end": day + timedelta(days=9)})
    assert late.status_code == 422 and "The last day is in the future." in late.content.decode()
