"""What disclosure control has decided: for the director, and for pages that only read."""

from collections.abc import Sequence

from django.db.models import QuerySet

from scp_centre.centre.disclosure.gate import Figure, fact_of, is_same
from scp_centre.centre.disclosure.models import DisclosedFigure
from scp_centre.centre.disclosure.rules import UNDECIDED
from scp_centre.methods.messages import _

# Where a figure was to be shown -> what the place is called
PLACES = {
    "results": _("Public site"),
    "year report": _("The centre's year"),
    "donor report": _("Donor report"),
    "policy": _("Policy"),
    "benchmarks": _("Benchmarks"),
}


def list_decisions() -> QuerySet[DisclosedFigure]:
    """Return all decisions, the latest first, without what each company gave."""
    return DisclosedFigure.objects.defer("cells")


Last = dict[tuple[str, str], DisclosedFigure]  # by place and name


def latest_decisions(figures: Sequence[Figure]) -> Last:
    """Return the last decision on each figure, by place and name."""
    found: Last = {}
    for place in {figure.place for figure in figures}:
        names = {figure.name for figure in figures if figure.place == place}
        rows = DisclosedFigure.objects.filter(place=place, name__in=names)
        found |= {(row.place, row.name): row for row in rows.order_by("pk")}
    return found


def was_shown(figure: Figure, last: Last) -> bool:
    """Return whether the last decision on a figure shows it, as it is."""
    row = last.get((figure.place, figure.name))
    return row is not None and not row.reason and is_same(figure.shown, fact_of(row))


def decided_reasons(figures: Sequence[Figure]) -> list[str]:
    """Return why each figure is hidden, "" where it is shown; enter nothing.

    A figure of which nothing was decided, or that is another than the one that was shown, as
    after a company withdrew its consent, is hidden until somebody decides: UNDECIDED.
    """
    last = latest_decisions(figures)
    found = []
    for figure in figures:
        row = last.get((figure.place, figure.name))
        hidden = row.reason if row is not None else ""
        found.append("" if was_shown(figure, last) else hidden or UNDECIDED)
    return found
