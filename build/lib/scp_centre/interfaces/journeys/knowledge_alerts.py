"""A new item brings itself to the companies that it fits, with the loss that it is for.

What a company loses most is kept as its need; a new item is laid beside all needs. The company
may say of an item that it is not for them, and that nothing shall be brought.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require, visible_organisations
from scp_centre.centre.sheets.findings import WorkbookError
from scp_centre.interfaces.journeys.knowledge import (
    can_use,
    country_of,
    dearest,
    division_of,
    said_of,
    topics_of,
)
from scp_centre.methods.errors import MethodError
from scp_centre.roles.clearinghouse import queries as items
from scp_centre.roles.clearinghouse.models import Brought, Item, Need, Standing
from scp_centre.roles.production import queries
from scp_centre.roles.production.models import Assessment

NEW = timedelta(days=7)  # an item that was published earlier is found, not brought
GENERAL = ("technology", "case_study", "funding", "event")  # types that are worth it for any sector
SEEN = "brought_seen"  # in the session: when a person looked last
MOST_AT_ONCE = 5  # items that a company gets in one go
Loss = dict[str, Any]  # as `_losses` makes them


def read_needs() -> int:
    """Bring the needs of all companies up to their assessments; return how many changed."""
    found: dict[int, list[Assessment]] = {}
    for one in Assessment.objects.select_related("site__organisation").order_by("pk"):
        found.setdefault(one.site.organisation_id, []).append(one)
    known = dict(Need.objects.values_list("organisation_id", "version"))
    Need.objects.exclude(organisation_id__in=found).filter(wanted=True).delete()
    changed = 0
    for organisation, assessments in found.items():
        marks = ",".join(f"{a.pk}:{a.revision}" for a in assessments)
        version = sha256(marks.encode()).hexdigest()
        if known.get(organisation) != version:
            losses = sorted(
                (loss for a in assessments for loss in _losses(a)), key=lambda loss: -loss["money"]
            )
            values = {"version": version, "losses": losses}
            Need.objects.update_or_create(organisation_id=organisation, defaults=values)
            changed += 1
    return changed


def _losses(assessment: Assessment) -> list[Loss]:
    """Return the dearest losses of an assessment; none where its data lead to no result."""
    try:
        result = queries.result_of(assessment)
    except (MethodError, WorkbookError):
        return []
    return [
        {
            "assessment": assessment.pk,
            "loss": loss.flow.name if loss.flow else "",
            "centre": result.centre_name(loss.centre),
            "money": loss.costs.total,
            "currency": assessment.currency,
            "period": result.assessed.period.key,
            "topics": topics_of(loss),
            "division": division_of(assessment),
            "country": country_of(assessment),
            "said": said_of(equipment),
        }
        for loss, equipment in dearest(result)
    ]


def loss_for(item: Item, need: Need) -> Loss | None:
    """Return the dearest loss of a company that an item is for, or nothing."""
    topics = set(item.topics)
    of_a_sector = any(code.isdigit() for code in item.sectors)
    if not of_a_sector and item.type not in GENERAL:
        return None
    for loss in need.losses:
        if topics & set(loss["topics"]) and can_use(
            item, loss["division"], loss["said"], loss["country"]
        ):
            return dict(loss)
    return None


def fits(item: Item) -> int:
    """Return how many companies an item would come to."""
    return sum(loss_for(item, need) is not None for need in Need.objects.filter(wanted=True))


def bring_new() -> int:
    """Bring what was published lately to whom it fits, once; return how many rows came of it."""
    new = items.public_items().filter(published__gt=timezone.now() - NEW, brought_at=None)
    if not new.exists():
        return 0
    read_needs()  # before the transaction, which would keep everybody from writing meanwhile
    return bring(list(new))


@transaction.atomic
def bring(new: Sequence[Item]) -> int:
    """Bring items to the companies whose needs are read: the best few to each."""
    rows = []
    for need in Need.objects.filter(wanted=True).select_related("organisation"):
        others = [item for item in new if item.company_id != need.organisation_id]
        pairs = [(item, loss) for item in others if (loss := loss_for(item, need))]
        pairs.sort(key=lambda pair: (not _own_sector(*pair), -pair[1]["money"], pair[0].pk))
        rows += [
            Brought(item=item, organisation=need.organisation, loss=loss)
            for item, loss in pairs[:MOST_AT_ONCE]
        ]
    Brought.objects.bulk_create(rows, ignore_conflicts=True)
    Item.objects.filter(pk__in=[i.pk for i in new]).update(brought_at=timezone.now())
    return len(rows)


def _own_sector(item: Item, loss: Loss) -> bool:
    return loss["division"] in item.sectors


def brought_to(person: Person) -> QuerySet[Brought]:
    """Return what was brought to the companies that a person may see."""
    return Brought.objects.filter(
        organisation__in=visible_organisations(person),
        dismissed=None,
        item__standing=Standing.PUBLISHED,
    )


def new_for(person: Person, seen: str) -> int:
    """Return how many items came to the companies of a person since they looked, for the menu.

    seen : moment of the last look, as text; without it the last days count
    """
    since = parse_datetime(seen) if seen else None
    found = brought_to(person).filter(brought__gt=since or timezone.now() - NEW)
    led = led_by(person)
    return (found.filter(organisation__in=led) if led else found).count()


def led_by(person: Person) -> set[int]:
    """Return the companies in which a person leads an assessment, of those they may see."""
    found = queries.assessments_for(person).filter(lead=person)
    return set(found.values_list("site__organisation", flat=True))


def grouped(rows: Iterable[Brought]) -> list[tuple[Organisation, list[Brought]]]:
    """Return what was brought, by company."""
    found: dict[int, tuple[Organisation, list[Brought]]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, (row.organisation, []))[1].append(row)
    return sorted(found.values(), key=lambda pair: pair[0].name)


@transaction.atomic
def dismiss(brought: Brought, *, acting_user: Person) -> None:
    """Say that an item is not for a company."""
    require(acting_user, "choose_items", brought.organisation)
    Brought.objects.filter(pk=brought.pk).update(dismissed=timezone.now())
    record("choose_items", f"{brought}: no", acting_user=acting_user)


@transaction.atomic
def want(organisation: Organisation, wanted: bool, *, acting_user: Person) -> None:
    """Say whether new items shall be brought to a company."""
    require(acting_user, "choose_items", organisation)
    Need.objects.update_or_create(organisation=organisation, defaults={"wanted": wanted})
    record("choose_items", str(organisation), acting_user=acting_user, after={"brought": wanted})
