"""Every read of the network role, limited to what this person may see."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Centre, Person, Site
from scp_centre.centre.registry.permissions import (
    COMPANY,
    allowed,
    memberships,
    sees_all_organisations,
)
from scp_centre.roles.network.models import (
    INTRODUCED,
    Exchange,
    Kind,
    Movement,
    Residue,
    Standing,
    TransportRate,
)

MOST_MATCHED = 2_000  # open offers and needs that are matched on a page
PARTS = (
    *("offer__site__organisation", "need__site__organisation"),
    *("offer_site__organisation", "need_site__organisation"),
)


def own_organisations(person: Person) -> set[int]:
    """Return the companies that a person is a member of."""
    return {
        m.organisation_id
        for m in memberships(person)
        if m.role == COMPANY and m.organisation_id is not None
    }


def residues_for(person: Person) -> QuerySet[Residue]:
    """Return the offers and needs that a person may see: all for a coordinator, else the own."""
    found = Residue.objects.select_related("site__organisation", "entered_by")
    if allowed(person, "coordinate_exchanges"):
        return found
    if not allowed(person, "see_residues"):
        return found.none()
    return found.filter(site__organisation__in=own_organisations(person))


def sites_for(person: Person) -> QuerySet[Site]:
    """Return the sites for which a person may enter offers and needs."""
    if not allowed(person, "enter_residue"):
        return Site.objects.none()
    found = Site.objects.select_related("organisation")
    if sees_all_organisations(person):
        return found
    return found.filter(organisation__in=own_organisations(person))


def exchanges_for(person: Person) -> QuerySet[Exchange]:
    """Return the exchanges that a person may see: all for a coordinator, else the own."""
    found = Exchange.objects.select_related(*PARTS, "proposed_by")
    if allowed(person, "coordinate_exchanges"):
        return found
    if not allowed(person, "see_residues"):
        return found.none()
    own = own_organisations(person)
    mine = Q(offer__site__organisation__in=own) | Q(need__site__organisation__in=own)
    return found.filter(mine)


def movements_for(person: Person) -> QuerySet[Movement]:
    """Return what was moved in the exchanges that a person may see."""
    return Movement.objects.filter(exchange__in=exchanges_for(person)).select_related("exchange")


def agreed_exchanges() -> QuerySet[Exchange]:
    """Return the exchanges that both sides agreed to and that have not ended."""
    return Exchange.objects.filter(state__in=[str.__str__(s.value) for s in INTRODUCED])


def open_residues(kind: Kind) -> list[Residue]:
    """Return what is offered or needed and not yet part of an exchange that both agreed to.

    Of companies that consent to being shown to others. For coordinators alone: it is of all of
    them.
    """
    found = _open(kind).filter(site__organisation__in=consenting(Use.NETWORK))
    rows = found.select_related("site__organisation").order_by("-pk")[:MOST_MATCHED]
    return sorted(rows, key=lambda one: one.pk)


def _open(kind: Kind) -> QuerySet[Residue]:
    found = Residue.objects.filter(
        kind=str.__str__(kind.value), standing=str.__str__(Standing.OPEN.value)
    )
    side = "offer" if kind == Kind.OFFER else "need"
    return found.exclude(pk__in=agreed_exchanges().values(side))


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many open entries of a kind there are.

    matched : of companies that consent    without_consent : of others
    """

    matched: int
    without_consent: int

    @property
    def skipped(self) -> int:
        """Return how many are left out since there are more than are matched on a page."""
        return max(self.matched - MOST_MATCHED, 0)


def count_open(kind: Kind) -> OpenCount:
    """Return how many open entries of a kind are matched, and how many only lack the consent."""
    found = _open(kind)
    matched = found.filter(site__organisation__in=consenting(Use.NETWORK)).count()
    return OpenCount(matched, found.count() - matched)


def transport_rate() -> TransportRate | None:
    return TransportRate.objects.first()


def currency() -> str:
    """Return the currency of the centre, in which all prices of this role are."""
    centre = Centre.objects.first()
    return centre.currency if centre else ""
