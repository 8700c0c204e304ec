"""The public history of a licence: its steps with their days, and counts without names."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from scp_centre.methods.messages import n_
from scp_centre.roles.recognition.models import (
    OPEN_COMPLAINTS,
    CheckFinding,
    ComplaintState,
    Event,
    Licence,
    Step,
)

PUBLIC_STEPS = (Step.AWARDED, Step.SUSPENDED, Step.LIFTED, Step.WITHDRAWN)


def steps_of(licence: Licence) -> list[tuple[date, str]]:
    """Return the day and sentence of each public step; who took it and why stays in the file."""
    words = [str.__str__(step.value) for step in PUBLIC_STEPS]
    found = Event.objects.filter(application=licence.application_id, step__in=words)
    return [(timezone.localdate(one.moment), one.sentence) for one in found]


def counts_of(licence: Licence) -> Sequence[str]:
    """Return how many checks and complaints were finished, by outcome, each in a sentence."""
    checks = _counted(licence.checks.exclude(finding=""), "finding")
    complaints = _counted(licence.complaints.exclude(state__in=OPEN_COMPLAINTS), "state")
    said = []
    if number := checks.get(CheckFinding.KEPT, 0):
        said.append(
            n_(
                "{count} check found that the criteria were still met.",
                "{count} checks found that the criteria were still met.",
                number,
            )
        )
    if number := checks.get(CheckFinding.CORRECTED, 0):
        said.append(
            n_(
                "{count} check found a fault that was corrected.",
                "{count} checks found a fault that was corrected.",
                number,
            )
        )
    if number := checks.get(CheckFinding.SUSPENDED, 0):
        said.append(
            n_(
                "{count} check led to a suspension.",
                "{count} checks led to a suspension.",
                number,
            )
        )
    if number := complaints.get(ComplaintState.UPHELD, 0):
        said.append(n_("{count} complaint was upheld.", "{count} complaints were upheld.", number))
    if number := complaints.get(ComplaintState.REJECTED, 0):
        said.append(
            n_("{count} complaint was not upheld.", "{count} complaints were not upheld.", number)
        )
    return said


def _counted(rows: QuerySet[Any], field: str) -> dict[str, int]:
    pairs = rows.order_by().values_list(field).annotate(Count("pk"))
    return {str(word): number for word, number in pairs}
