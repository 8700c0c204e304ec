"""Write down what screens must know, in the transaction of the act."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from scp_centre.roles.training.live_updates import HUB
from scp_centre.roles.training.models import Change, Participant, Workshop


def tell_screens(
    workshop: Workshop,
    part: str,
    data: dict[str, Any] | None = None,
    *,
    group: int | None = None,
    operation: uuid.UUID | None = None,
    participant: Participant | None = None,
) -> Change:
    """Return the new change; the workshop's row is held until it is committed, so order is kept.

    group : the only group that may know, 0 for the trainer's screens
    """
    Workshop.objects.filter(pk=workshop.pk).update(last_change=F("last_change") + 1)
    number = Workshop.objects.values_list("last_change", flat=True).get(pk=workshop.pk)
    change = Change.objects.create(
        workshop=workshop,
        number=number,
        part=part,
        group=group,
        data=data or {},
        operation=operation,
        participant=participant,
    )
    transaction.on_commit(HUB.tell)
    return change
