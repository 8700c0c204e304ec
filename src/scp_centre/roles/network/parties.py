"""What a side of an exchange sees of the other: little before both agreed, names and contact after.

Only this module makes what a side sees of the other. Before both sides have agreed it gives nothing
that the other wrote in its own words: no name, site, address, material or text. Once the exchange
is over it gives what was shared up to then, without contacts; without the consent of the other,
nothing but the name that is known already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scp_centre.centre.registry.models import ContactPerson, Person
from scp_centre.methods.messages import p_
from scp_centre.roles.network.code_texts import Chapter, chapters_of
from scp_centre.roles.network.consents import lets_show
from scp_centre.roles.network.crowds import Crowds
from scp_centre.roles.network.models import Exchange, Residue
from scp_centre.roles.network.queries import own_organisations
from scp_centre.roles.network.residue_page import Fact, facts_of
from scp_centre.roles.network.shared_entries import thaw

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
    """What tells nobody who it is. kind : offer or need    chapters : of the List of Waste

    hides_sector, hides_region : what is left out, since too few companies have it
    """

    kind: str
    sector: str
    region: str
    chapters: tuple[Chapter, ...]
    quantity: str
    hides_sector: bool = False
    hides_region: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """One side as a reader sees it.

    side : offer or need    is_own : of a company that the reader is a member of
    outline : of a side that the reader may not know; None where not even that is shown
    company : its name, where the reader may know it
    residue, facts, contacts, people : only where the reader may know what it offers or needs
    opens_residue : whether the reader may open its page
    is_frozen : it is shown as it was when the exchange ended
    note : who told the centre of the agreement, for the coordinator
    """

    side: str
    is_own: bool
    has_agreed: bool
    outline: Outline | None = None
    company: str = ""
    residue: Residue | None = None
    facts: tuple[Fact, ...] = ()
    opens_residue: bool = False
    is_frozen: bool = False
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


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, with what decides on each exchange: read once for a whole list.

    own : companies that the reader is a member of    consenting : companies that let others see
    their entries
    """

    own: frozenset[int]
    is_coordinator: bool
    consenting: frozenset[int]
    crowds: Crowds


def reader_of(person: Person, exchanges: Iterable[Exchange], *, is_coordinator: bool) -> Reader:
    """Return a reader of some exchanges."""
    residues = [one for exchange in exchanges for one in (exchange.offer, exchange.need)]
    return Reader(
        frozenset(own_organisations(person)),
        is_coordinator,
        lets_show(one.site.organisation_id for one in residues),
        Crowds(residues),
    )


def outline_of(residue: Residue, *, hides_sector: bool, hides_region: bool) -> Outline:
    """Return sector, region, kind and quantity class of an offer or need, and nothing else."""
    quantity = next((said for limit, said in CLASSES if residue.tonnes < limit), LARGEST)
    return Outline(
        kind=residue.kind,
        sector="" if hides_sector else residue.owner.sector,
        region="" if hides_region else residue.site.region,
        chapters=tuple(chapters_of(residue.codes)),
        quantity=quantity,
        hides_sector=hides_sector,
        hides_region=hides_region,
    )


def exchange_lines(
    exchanges: Sequence[Exchange], person: Person, *, is_coordinator: bool
) -> list[ExchangeLine]:
    """Return exchanges for a list, each side as a person may see it, without contacts."""
    reader = reader_of(person, exchanges, is_coordinator=is_coordinator)
    return [ExchangeLine(one, _sides(one, reader, tells_contacts=False)) for one in exchanges]


def parties_of(exchange: Exchange, person: Person, *, is_coordinator: bool) -> list[Party]:
    """Return the two sides as a person may see them, the own one first."""
    reader = reader_of(person, [exchange], is_coordinator=is_coordinator)
    return _sides(exchange, reader, tells_contacts=True)


def _sides(exchange: Exchange, reader: Reader, *, tells_contacts: bool) -> list[Party]:
    found = []
    for side, residue, other in (
        ("offer", exchange.offer, exchange.need),
        ("need", exchange.need, exchange.offer),
    ):
        is_own = residue.site.organisation_id in reader.own
        if is_own or reader.is_coordinator:
            found.append(_known(exchange, side, residue, reader, tells_contacts=tells_contacts))
        elif residue.site.organisation_id not in reader.consenting:
            name = _name_of(exchange, side) if exchange.is_introduced else ""
            found.append(Party(side, False, exchange.is_introduced, company=name))
        elif exchange.is_over:
            found.append(_frozen(exchange, side))
        elif exchange.is_introduced:
            found.append(_partner(side, residue, tells_contacts=tells_contacts))
        else:
            hides = {
                "hides_sector": reader.crowds.tells_sector(residue, other),
                "hides_region": reader.crowds.tells_region(residue, other),
            }
            # Whether the other has answered is told only once both did.
            found.append(Party(side, False, False, outline_of(residue, **hides)))
    return sorted(found, key=lambda party: not party.is_own)


def _known(
    exchange: Exchange, side: str, residue: Residue, reader: Reader, *, tells_contacts: bool
) -> Party:
    """Return a side to its own company, or to the coordinator, who may know all of it."""
    is_own = residue.site.organisation_id in reader.own
    is_offer = side == "offer"
    agreed = exchange.offer_agreed if is_offer else exchange.need_agreed
    note = exchange.offer_note if is_offer else exchange.need_note
    tells = tells_contacts and exchange.is_introduced and not (is_own or exchange.is_over)
    return Party(
        side,
        is_own,
        agreed is not None,
        company=residue.owner.name,
        residue=residue,
        facts=tuple(facts_of(residue)),
        opens_residue=True,
        note=note if reader.is_coordinator else "",
        contacts=tuple(residue.owner.contacts.all()) if tells else (),
        people=_members(residue) if tells else (),
    )


def _partner(side: str, residue: Residue, *, tells_contacts: bool) -> Party:
    """Return a side to its partner, once both agreed and until the exchange is over."""
    return Party(
        side,
        False,
        True,
        company=residue.owner.name,
        residue=residue,
        facts=tuple(facts_of(residue)),
        contacts=tuple(residue.owner.contacts.all()) if tells_contacts else (),
        people=_members(residue) if tells_contacts else (),
    )


def _frozen(exchange: Exchange, side: str) -> Party:
    """Return a side to the other once the exchange is over: as it was, without contacts."""
    said = exchange.shared.get(side)
    if said is None:  # ended before such copies were kept
        name = _name_of(exchange, side) if exchange.is_introduced else ""
        return Party(side, False, exchange.is_introduced, company=name)
    residue = thaw(said)
    if exchange.is_introduced:
        return Party(
            side,
            False,
            True,
            company=residue.owner.name,
            residue=residue,
            facts=tuple(facts_of(residue)),
            is_frozen=True,
        )
    hides = {name: said[name] for name in ("hides_sector", "hides_region")}
    return Party(side, False, False, outline_of(residue, **hides), is_frozen=True)


def _name_of(exchange: Exchange, side: str) -> str:
    """Return the name under which a partner knows a company."""
    said = exchange.shared.get(side, {})
    return str(said.get("company") or exchange.site_of(side).organisation.name)


def _members(residue: Residue) -> tuple[Person, ...]:
    """Return who has an account as a member of the company, each with an e-mail address."""
    found = Person.objects.filter(memberships__organisation=residue.owner, is_active=True)
    return tuple(found.distinct().order_by("name"))
