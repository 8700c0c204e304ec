"""What forms and actions of the network role are given, and exchanges in any state."""

from datetime import timedelta

from django.utils import timezone

from scp_centre.centre.registry.models import Organisation, Site
from scp_centre.roles.network.actions import exchanges, movements, residues
from scp_centre.roles.network.models import Exchange, Kind, Residue

OFFER = {
    "material": "Coal fly ash",
    "description": "From the boiler house.",
    "codes": "10 01 02",
    "is_hazardous": False,
    "assessment": "",
    "states": ["solid"],
    "contents": [["silica", 45.0, 55.0]],
    "contaminants": [],
    "quantity": 100.0,
    "unit": "t",
    "period": "month",
    "months": [],
    "price": 30.0,
}
NEED = {
    "material": "Pozzolan",
    "description": "Fly ash for cement.",
    "codes": "10 01",
    "permits": "",
    "states": ["solid"],
    "contents": [["silica", 40.0, 60.0]],
    "quantity": 900.0,
    "unit": "t",
    "period": "year",
    "months": [],
    "price": 20.0,
    "treatment": 2.0,
}
HERE = {"latitude": 0.0, "longitude": 0.0}  # two entries here are 0 km apart


def site_of(company):
    return Site.objects.filter(organisation=company).order_by("pk").first()


def company(name):
    return Organisation.objects.get(name__startswith=name)


def offer_of(name, person, **values):
    said = OFFER | values
    return residues.add_residue(Kind.OFFER, site_of(company(name)), said, acting_user=person)


def need_of(name, person, **values):
    said = NEED | values
    return residues.add_residue(Kind.NEED, site_of(company(name)), said, acting_user=person)


def proposed(people):
    """The dairy offers ash, the dyehouse takes it: both have an account."""
    offer = offer_of("Rivermouth", people["company"])
    need = need_of("Lower Bridge", people["dyehouse"])
    return exchanges.propose_exchange(offer, need, acting_user=people["information"])


def agreed(people):
    made = proposed(people)
    exchanges.agree_exchange(made, acting_user=people["company"])
    exchanges.agree_exchange(made, acting_user=people["dyehouse"])
    long_ago(made)
    return made


def long_ago(made, days=200):
    """Let an exchange be agreed some days ago, so that quantities of before today are its own."""
    then = timezone.now() - timedelta(days=days)
    Exchange.objects.filter(pk=made.pk).update(offer_agreed=then, need_agreed=then)
    made.refresh_from_db()


def moved(people, tonnes=50.0):
    made = agreed(people)
    exchanges.set_exchange_state(made, "running", "", acting_user=people["company"])
    end = timezone.localdate() - timedelta(days=1)
    movements.add_movement(
        made, end - timedelta(days=20), end, tonnes, "Ticket 7", acting_user=people["company"]
    )
    made.refresh_from_db()
    return made


def form_of_offer(person_company, **values):
    """What a browser sends for an offer."""
    said = {
        "site": site_of(person_company).pk,
        "material": "Coal fly ash",
        "codes": "10 01 02",
        "is_hazardous": "no",
        "states": "solid",
        "contents": "silica; 45; 55",
        "quantity": "100",
        "unit": "t",
        "period": "month",
        "price": "30",
    }
    return said | values


def named(material):
    return Residue.objects.get(material=material)
