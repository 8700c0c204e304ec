"""Case studies stand on figures of the ledger, as long as they are published."""

from collections.abc import Sequence

from django.urls import reverse

from scp_centre.centre.evidence.dependents import (
    DependentKind,
    Shown,
    forget_dependent,
    record_dependent,
)
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Item, Standing

CASE_STUDY = "case_study"


def show_case_studies(person: Person, keys: Sequence[str]) -> dict[str, Shown]:
    """Return items by their keys; what is not public only for editors."""
    found = Item.objects.filter(pk__in=keys).prefetch_related("texts")
    if not allowed(person, "edit_item"):
        found = found.filter(standing=Standing.PUBLISHED)
    return {str(i.pk): Shown(i.title, reverse("item", args=[i.pk])) for i in found}


CASE_STUDIES = DependentKind(CASE_STUDY, _("Case study"), show_case_studies)


def follow_item(item: Item) -> None:
    """Record what a published item shows of the ledger, or forget it; inside the transaction."""
    if item.standing != Standing.PUBLISHED or not item.evidence:
        forget_dependent(CASE_STUDY, item.pk)
        return
    figures = shared_figures(Use.CASE_STUDY).filter(pk__in=item.evidence)
    record_dependent(CASE_STUDY, item.pk, item.title, figures, owner=item.owner)
