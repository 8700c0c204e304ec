"""What was moved in an exchange, as its page lists it."""

from dataclasses import dataclass

from scp_centre.centre.evidence.queries import reviewed_figures
from scp_centre.centre.registry.models import Membership, Person, Role
from scp_centre.roles.network.models import Exchange, Movement
from scp_centre.roles.network.queries import own_organisations

SIDES = ("offer", "need")


@dataclass(frozen=True, slots=True)
class MovedLine:
    """is_reviewed : a reviewer has approved its figure of one site or both, so that it stays

    is_removable : the reader may remove it
    """

    movement: Movement
    is_reviewed: bool
    is_removable: bool


def moved_lines(exchange: Exchange, person: Person, *, is_coordinator: bool) -> list[MovedLine]:
    """Return what was moved, with what a person may do about each."""
    reviewed = _reviewed_periods(exchange)
    mine = _mine(exchange, person)
    return [
        MovedLine(
            one,
            str(one) in reviewed,
            str(one) not in reviewed
            and (one.entered_by_id in mine if mine is not None else is_coordinator),
        )
        for one in exchange.movements.select_related("entered_by")
    ]


def _reviewed_periods(exchange: Exchange) -> set[str]:
    found: set[str] = set()
    for side in SIDES:
        origin = f"exchange:{exchange.pk}:{side}"
        figures = reviewed_figures(f"residue_{side}", origin).filter(origin=origin)
        found |= set(figures.values_list("period", flat=True))
    return found


def _mine(exchange: Exchange, person: Person) -> set[int] | None:
    """Return who is a member of the reader's side; None for somebody who is on neither."""
    companies = {exchange.offer.site.organisation_id, exchange.need.site.organisation_id}
    own = companies & own_organisations(person)
    if not own:
        return None
    members = Membership.objects.filter(organisation__in=own, role=str.__str__(Role.COMPANY))
    return set(members.values_list("person", flat=True))
