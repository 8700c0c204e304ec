"""What a side of an exchange sees of the other: little before both agreed, names and contact after.

Before both sides have agreed, only this module makes what a side sees of the other, and it gives
nothing that the other wrote in its own words: no name, site, address, material or text.
"""

from dataclasses import dataclass

from scp_centre.centre.registry.models import ContactPerson, Person
from scp_centre.methods.messages import p_
from scp_centre.roles.network.code_texts import Chapter, chapters_of
from scp_centre.roles.network.models import Exchange, Residue
from scp_centre.roles.network.queries import own_organisations
from scp_centre.roles.network.residue_page import Fact, facts_of

CLASSES = (  # tonnes a year, below
    (10.0, p_("quantity class", "less than 10 t a year")),
    (100.0, p_("quantity class", "10 to 100 t a year")),
    (1_000.0, p_("quantity class", "100 to 1,000 t a year")),
    (10_000.0, p_("quantity class", "1,000 to 10,000 t a year")),
)
SIDE_TITLES = {"offer": p_("residue", "Offer"), "need": p_("residue", "Need")}
LARGEST = p_("quantity class", "10,000 t a year or more")


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells nobody who it is. kind : offer or need    chapters : of the List of Waste"""

    kind: str
    sector: str
    region: str
    chapters: tuple[Chapter, ...]
    quantity: str


@dataclass(frozen=True, slots=True)
class Party:
    """One side as a reader sees it.

    side : offer or need    is_own : of a company that the reader is a member of
    residue, facts, contacts, people : only where the reader may know who it is
    opens_residue : whether the reader may open its page
    note : who told the centre of the agreement, for the coordinator
    """

    side: str
    is_own: bool
    has_agreed: bool
    outline: Outline
    residue: Residue | None = None
    facts: tuple[Fact, ...] = ()
    opens_residue: bool = False
    note: str = ""
    contacts: tuple[ContactPerson, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def side_title(self) -> str:
        return SIDE_TITLES[self.side]


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """One exchange in a list, with its sides as the reader may see them."""

    exchange: Exchange
    parties: list[Party]


def outline_of(residue: Residue) -> Outline:
    """Return sector, region, kind and quantity class of an offer or need, and nothing else."""
    quantity = next((said for limit, said in CLASSES if residue.tonnes < limit), LARGEST)
    return Outline(
        kind=residue.kind,
        sector=residue.owner.sector,
        region=residue.site.region,
        chapters=tuple(chapters_of(residue.codes)),
        quantity=quantity,
    )


def parties_of(exchange: Exchange, person: Person, *, is_coordinator: bool) -> list[Party]:
    """Return the two sides as a person may see them, the own one first."""
    own = own_organisations(person)
    found = []
    for side, residue in (("offer", exchange.offer), ("need", exchange.need)):
        is_own = residue.site.organisation_id in own
        knows = is_own or is_coordinator or exchange.is_introduced
        tells_contact = exchange.is_introduced and not is_own
        agreed = exchange.offer_agreed if side == "offer" else exchange.need_agreed
        found.append(
            Party(
                side,
                is_own,
                # Whether the other has answered is told only once both did.
                has_agreed=agreed is not None and (knows or exchange.is_introduced),
                outline=outline_of(residue),
                residue=residue if knows else None,
                facts=tuple(facts_of(residue)) if knows else (),
                opens_residue=is_own or is_coordinator,
                note=_note_of(exchange, side) if is_coordinator else "",
                contacts=tuple(residue.owner.contacts.all()) if tells_contact else (),
                people=_members(residue) if tells_contact else (),
            )
        )
    return sorted(found, key=lambda party: not party.is_own)


def _note_of(exchange: Exchange, side: str) -> str:
    return exchange.offer_note if side == "offer" else exchange.need_note


def _members(residue: Residue) -> tuple[Person, ...]:
    """Return who has an account as a member of the company, each with an e-mail address."""
    found = Person.objects.filter(memberships__organisation=residue.owner, is_active=True)
    return tuple(found.distinct().order_by("name"))
