"""Enter figures in the ledger before anybody sees them."""

from collections.abc import Sequence

from django.db import transaction

from scp_centre.centre.disclosure.gate import Figure, Gate
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.queries import Last, latest_decisions, was_shown
from scp_centre.centre.registry.models import Centre


@transaction.atomic
def disclose(figures: Sequence[Figure]) -> list[str]:
    """Return why each figure must be hidden, "" where it may be shown; enter each decision.

    Whoever calls it says in the audit log what was shown and hidden, and checks who may.
    """
    last = latest_decisions(figures)
    if all(was_shown(figure, last) for figure in figures):
        return [""] * len(figures)  # nothing that is not known already
    # Two at once would each be compared with what was shown before both.
    list(Centre.objects.select_for_update().values_list("pk"))
    last = latest_decisions(figures)
    reasons = Gate().decide(figures)
    DisclosedFigure.objects.bulk_create(
        [
            _entry(figure, reason)
            for figure, reason in zip(figures, reasons, strict=True)
            if not _is_entered(figure, reason, last)
        ],
        batch_size=200,
    )
    return reasons


def _is_entered(figure: Figure, reason: str, last: Last) -> bool:
    row = last.get((figure.place, figure.name))
    if reason:
        return row is not None and row.reason == reason
    return was_shown(figure, last)


def _entry(figure: Figure, reason: str) -> DisclosedFigure:
    return DisclosedFigure(
        place=figure.place,
        name=figure.name[:160],
        title=figure.title,
        figure_class=figure.figure_class,
        unit=figure.unit,
        cells=[]
        if reason
        else [[who, year, value, figure.weight] for (who, year), value in figure.cells.items()],
        value=None if reason else figure.value,
        half=0.0 if reason else figure.half,
        reason=reason,
    )
