"""Enter figures into the ledger; a changed figure succeeds the old one."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from scp_centre.centre.evidence.models import Observation, Status
from scp_centre.centre.registry.models import Site
from scp_centre.methods.explanation import Figure


def enter_figures(
    site: Site, origin: str, figures: Iterable[Figure], periods: dict[str, tuple[date, date]]
) -> int:
    """Enter the figures of one origin; return how many are new or changed.

    Called inside the transaction of the act that made them. A figure that is no longer made is
    withdrawn; equal figures are left as they are.
    """
    current = {
        (o.indicator, o.period): o
        for o in Observation.objects.filter(origin=origin, succeeded_by__isnull=True).exclude(
            status=Status.WITHDRAWN
        )
    }
    entered = 0
    for figure in figures:
        old = current.pop((figure.key, figure.period), None)
        new = _observation(site, origin, figure, periods)
        if old and _same(old, new):
            continue
        _succeed(old, new)
        entered += 1
    for gone in current.values():
        Observation.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)
    return entered


def _observation(
    site: Site, origin: str, figure: Figure, periods: dict[str, tuple[date, date]]
) -> Observation:
    start, end = periods.get(figure.period, (None, None))
    return Observation(
        site=site,
        origin=origin,
        indicator=figure.key,
        name=figure.name,
        value=figure.value,
        unit=figure.unit,
        period=figure.period,
        period_start=start,
        period_end=end,
        formula=figure.explanation.formula,
        inputs=[asdict(given) for given in figure.explanation.inputs],
        sources=list(figure.explanation.sources),
    )


def _same(old: Observation, new: Observation) -> bool:
    return all(
        getattr(old, name) == getattr(new, name)
        for name in ("value", "unit", "formula", "inputs", "sources", "name")
    )


def _succeed(old: Observation | None, new: Observation) -> None:
    """Save the new figure and link the old one to it, so that one current figure remains."""
    if old is None:
        withdrawn = Observation.objects.filter(
            origin=new.origin,
            indicator=new.indicator,
            period=new.period,
            succeeded_by__isnull=True,
        ).first()
        old = withdrawn
    if old is None:
        new.save()
        return
    new.version = old.version + 1
    Observation.objects.filter(pk=old.pk).update(succeeded_by=old.pk)
    new.save()
    Observation.objects.filter(pk=old.pk).update(succeeded_by=new.pk)
