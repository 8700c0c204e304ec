"""What waits for a person in the network role."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from scp_centre.centre.home import BeginLink, Task, TaskGroup, group_tasks
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.network.models import Exchange, State
from scp_centre.roles.network.queries import PARTS, own_organisations

BEGIN = (
    BeginLink(_("Offer a residue"), "new_offer", "enter_residue"),
    BeginLink(_("Request a residue"), "new_need", "enter_residue"),
)


def tasks_for(person: Person, today: date) -> Iterator[TaskGroup]:
    """Yield introductions to answer for a company, and agreed pairs for the coordinator.

    A task of a company is called by its own entry: of the other side it says nothing.
    """
    if own := own_organisations(person):
        yield _to_answer(own)
    if allowed(person, "coordinate_exchanges"):
        agreed = Exchange.objects.filter(state=str.__str__(State.AGREED.value))
        yield group_tasks(
            _("Pairs that agreed to an introduction"),
            agreed.select_related(*PARTS).order_by("pk"),
            lambda one: Task(f"{one.offer} → {one.need}", reverse("exchange", args=[one.pk])),
            more=reverse("residues"),
        )


def work_of(person: Person) -> Iterator[TaskGroup]:
    """Yield the exchanges in trial or running of whoever coordinates them."""
    if allowed(person, "coordinate_exchanges"):
        states = [str.__str__(s.value) for s in (State.TRIAL, State.RUNNING)]
        yield group_tasks(
            _("Exchanges in trial or running"),
            Exchange.objects.filter(state__in=states).select_related(*PARTS).order_by("-pk"),
            lambda one: Task(f"{one.offer} → {one.need}", reverse("exchange", args=[one.pk])),
            more=reverse("residues"),
        )


def _to_answer(own: set[int]) -> TaskGroup:
    """Return the introductions that companies have not answered yet."""
    as_offer = Q(offer__site__organisation__in=own, offer_agreed__isnull=True)
    as_need = Q(need__site__organisation__in=own, need_agreed__isnull=True)
    waiting = Exchange.objects.filter(as_offer | as_need, state=str.__str__(State.PROPOSED.value))
    return group_tasks(
        _("Introductions to answer"),
        waiting.select_related(*PARTS).order_by("pk"),
        lambda one: Task(_own_material(one, own), reverse("exchange", args=[one.pk])),
        more=reverse("residues"),
    )


def _own_material(exchange: Exchange, own: set[int]) -> str:
    is_offer = exchange.offer.site.organisation_id in own
    return str(exchange.offer if is_offer else exchange.need)
