"""Offers and needs of the sample's companies, all invented, and two exchanges between them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Membership, Organisation, Person, Role, Site
from scp_centre.centre.registry.organisation_actions import (
    keep_contact,
    keep_organisation,
    keep_site,
)
from scp_centre.centre.roles import SamplePerson
from scp_centre.roles.network.actions import exchanges as actions
from scp_centre.roles.network.actions.movements import add_movement
from scp_centre.roles.network.actions.residues import add_residue, set_transport_rate
from scp_centre.roles.network.models import Exchange, Kind, Residue

PEOPLE = (
    SamplePerson("partners", "M. Silva, Long Meadow", "company member", "Long Meadow Feed Mill"),
)
DAIRY, DYEHOUSE, PLATING = "Rivermouth Dairy", "Lower Bridge Dyehouse", "Anvil Plating"
BRICKS, CEMENT = "Hillside Brickworks", "Stonefield Cement"
COMPOST, FEED = "Green Terrace Compost", "Long Meadow Feed Mill"
COMPANIES = (  # name, sector, class of ISIC, site, region
    (BRICKS, "building materials", "2392", "Hillside kiln", "North Valley"),
    (CEMENT, "building materials", "2394", "Stonefield works", "North Valley"),
    (COMPOST, "other", "3821", "Green Terrace yard", "River Plain"),
    (FEED, "food and beverage", "1080", "Long Meadow mill", "River Plain"),
)
PLACES = {  # invented, like the country: on no land
    DAIRY: (0.10, -10.10),
    DYEHOUSE: (0.25, -10.30),
    PLATING: (0.30, -10.05),
    BRICKS: (0.45, -10.35),
    CEMENT: (0.60, -10.20),
    COMPOST: (0.05, -10.25),
    FEED: (0.15, -10.00),
}
FACTOR = "Invented for the sample, 2026"
LACTOSE = ("lactose", 70.0, 85.0)


@dataclass(frozen=True)
class Sample:
    """An offer or need. contents : substance, lowest and highest per cent"""

    company: str
    material: str
    codes: str
    states: tuple[str, ...]
    tonnes: float
    period: str
    price: float
    contents: tuple[tuple[str, float, float], ...] = ()
    text: str = ""
    assessment: str = ""
    is_hazardous: bool = False
    treatment: float | None = None


OFFERS = (
    Sample(DAIRY, "Whey permeate", "02 05 01", ("liquid",), 90, "month", 18, (LACTOSE,)),
    Sample(DAIRY, "Sludge from effluent treatment", "02 05 02", ("sludge",), 25, "month", 45),
    Sample(DYEHOUSE, "Cotton fibre waste", "04 02 22", ("solid",), 6, "month", 60),
    Sample(
        DYEHOUSE,
        "Sludge from dyeing effluent",
        "04 02 20",
        ("sludge",),
        9,
        "month",
        75,
        assessment="Laboratory report 14 of March 2026",
    ),
    Sample(
        PLATING,
        "Filter cake with metals",
        "11 01 09*",
        ("sludge",),
        2,
        "month",
        420,
        (("zinc", 5, 12),),
        assessment="Laboratory report 3 of May 2026",
        is_hazardous=True,
    ),
    Sample(
        PLATING,
        "Used blasting grit",
        "12 01 17",
        ("solid",),
        1.5,
        "month",
        80,
        (("silica", 80, 95),),
        assessment="Supplier data sheet and test of June 2026",
    ),
    Sample(
        BRICKS,
        "Fired brick rejects",
        "10 12 08",
        ("solid",),
        40,
        "month",
        12,
        (("silica", 50, 65),),
    ),
)
NEEDS = (
    Sample(
        FEED,
        "Lactose source for pig feed",
        "02 05",
        ("liquid",),
        800,
        "year",
        30,
        (("lactose", 60, 90),),
        "Liquid whey or permeate, fresh.",
        treatment=4,
    ),
    Sample(
        COMPOST,
        "Organic sludge",
        "02 05, 02 01",
        ("sludge", "solid"),
        500,
        "year",
        0,
        text="For windrow composting.",
        treatment=15,
    ),
    Sample(
        BRICKS,
        "Fibre that makes bricks porous",
        "04 02, 03 01",
        ("solid",),
        100,
        "year",
        25,
        text="Cellulose fibre or sawdust.",
        treatment=5,
    ),
    Sample(
        CEMENT,
        "Ceramic raw material",
        "10 12, 10 13",
        ("solid",),
        600,
        "year",
        14,
        (("silica", 40, 70),),
        "Silica and alumina for raw meal.",
        treatment=6,
    ),
    Sample(
        BRICKS,
        "Sand",
        "12 01 17, 01 04",
        ("solid",),
        30,
        "year",
        22,
        (("silica", 75, 100),),
        "Quartz sand or grit without metals.",
        treatment=3,
    ),
    Sample(
        DAIRY,
        "Wood chips for the boiler",
        "03 01 05",
        ("solid",),
        300,
        "year",
        55,
        text="Untreated wood, dry.",
    ),
)


def load(people: dict[str, Person]) -> None:
    """Load companies, offers and needs; one exchange runs, another one is proposed.

    All but one company consent: the entries of the plating works are not matched.
    """
    expert = people["expert"]
    members = {DAIRY: people["company"], DYEHOUSE: people["dyehouse"]}
    for name, sector, isic, site, region in COMPANIES:
        _add_company(name, sector, isic, site, region, expert)
        members[name] = people["partners"]
        company = Organisation.objects.get(name=name)
        Membership.objects.create(person=members[name], role=Role.COMPANY, organisation=company)
    for name, member in members.items():
        company = Organisation.objects.get(name=name)
        set_consent(company, Use.NETWORK, True, acting_user=member)
    rate = {"cost": 0.12, "cost_source": FACTOR, "co2e": 0.1, "co2e_source": FACTOR}
    set_transport_rate(rate, acting_user=people["information"])
    offers = [_add(Kind.OFFER, one, expert) for one in OFFERS]
    needs = [_add(Kind.NEED, one, expert) for one in NEEDS]
    _run_exchange(offers[0], needs[0], people)
    actions.propose_exchange(offers[2], needs[2], acting_user=people["information"])


def _add_company(name: str, sector: str, isic: str, site: str, region: str, expert: Person) -> None:
    values = {"name": name, "country": "Verdania (fictional)", "kind": "company"}
    made = keep_organisation(values | {"sector": sector, "sectors": [isic]}, acting_user=expert)
    Organisation.objects.filter(pk=made.pk).update(is_sample=True)
    keep_site(made, {"name": site, "region": region, "isic": isic}, acting_user=expert)


def _add(kind: Kind, one: Sample, expert: Person) -> Residue:
    latitude, longitude = PLACES[one.company]
    values: dict[str, Any] = {
        "material": one.material,
        "description": one.text,
        "codes": one.codes,
        "states": list(one.states),
        "contents": [list(row) for row in one.contents],
        "quantity": one.tonnes,
        "unit": "t",
        "period": one.period,
        "months": [],
        "price": one.price,
        "latitude": latitude,
        "longitude": longitude,
    }
    if kind == Kind.OFFER:
        values |= {"is_hazardous": one.is_hazardous, "assessment": one.assessment}
    else:
        values |= {"permits": "", "treatment": one.treatment}
    if kind == Kind.NEED and one.company == FEED:
        values |= {"co2e": 250.0, "co2e_source": FACTOR}
    site = Site.objects.filter(organisation__name=one.company).order_by("pk")[0]
    return add_residue(kind, site, values, acting_user=expert)


def _run_exchange(offer: Residue, need: Residue, people: dict[str, Person]) -> None:
    """Let the dairy and the feed mill agree, try and begin, and record two months."""
    coordinator, dairy = people["information"], people["company"]
    contact = {"name": "M. Silva", "function": "Purchasing", "telephone": "+000 555 0142"}
    keep_contact(need.owner, contact, acting_user=people["expert"])
    made = actions.propose_exchange(offer, need, acting_user=coordinator)
    actions.agree_exchange(made, acting_user=dairy)
    note = "M. Silva, by telephone"
    actions.record_agreement(made, "need", note, acting_user=coordinator)
    actions.set_exchange_state(made, "trial", "", acting_user=coordinator)
    agreed = timezone.now() - timedelta(days=70)
    Exchange.objects.filter(pk=made.pk).update(
        proposed=agreed, offer_agreed=agreed, need_agreed=agreed
    )
    today = timezone.localdate()
    for days, tonnes, ticket in (
        (60, 48.2, "Tickets 101 to 103"),
        (30, 55.6, "Tickets 104 to 107"),
    ):
        start = today - timedelta(days=days)
        end = start + timedelta(days=27)
        add_movement(made, start, end, tonnes, ticket, acting_user=dairy)
    actions.set_exchange_state(made, "running", "", acting_user=coordinator)
