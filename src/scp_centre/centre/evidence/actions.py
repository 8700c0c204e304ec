"""Enter figures into the ledger; a changed figure succeeds the old one."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.models import (
    Consent,
    Derivation,
    Observation,
    Remark,
    Status,
    Use,
)
from scp_centre.centre.evidence.signals import consent_withdrawn
from scp_centre.centre.registry.models import Organisation, Person, Site
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.explanation import Figure
from scp_centre.methods.messages import _


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
    entered: dict[tuple[str, str], Observation] = {}
    standing = dict(current)
    for figure in figures:
        key = (figure.key, figure.period)
        old = current.pop(key, None)
        new = _observation(site, origin, figure, periods)
        if old and _same(old, new):
            continue
        _succeed(old, new)
        entered[key] = new
    _link(entered, standing | entered)
    for gone in current.values():
        Observation.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)
    return len(entered) + len(current)


def _observation(
    site: Site, origin: str, figure: Figure, periods: dict[str, tuple[date, date]]
) -> Observation:
    start, end = periods.get(figure.period, (None, None))
    return Observation(
        site=site,
        origin=origin,
        indicator=figure.key,
        name=figure.name,
        subject=figure.subject[:60],
        value=figure.value,
        unit=figure.unit,
        period=figure.period,
        period_start=start,
        period_end=end,
        formula=figure.explanation.formula,
        inputs=[asdict(given) for given in figure.explanation.inputs],
        sources=list(figure.explanation.sources),
        uncertainty=figure.uncertainty,
    )


def _link(
    entered: dict[tuple[str, str], Observation], all_: dict[tuple[str, str], Observation]
) -> None:
    """Link each new figure to the figures of its period that entered it."""
    Derivation.objects.bulk_create(
        Derivation(figure=figure, source=source)
        for (_unused, period), figure in entered.items()
        for given in figure.inputs
        if (source := all_.get((given.get("figure", ""), period)))
    )


def _same(old: Observation, new: Observation) -> bool:
    return all(
        getattr(old, name) == getattr(new, name)
        for name in ("value", "unit", "formula", "inputs", "sources", "name", "subject")
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
    origin, new.origin = new.origin, f"{new.origin} (entering)"[:100]  # beside the current one
    new.save()
    Observation.objects.filter(pk=old.pk).update(succeeded_by=new.pk)
    new.origin = origin
    new.save(update_fields=["origin"])


@transaction.atomic
def remark_on(figure: Observation, text: str, *, acting_user: Person) -> Remark:
    """Say what is wrong with one figure; the figure cannot be approved until it is settled."""
    require(acting_user, "review_figures", figure.site.organisation)
    if not text.strip():
        raise ReviewError(
            _("The remark is empty."), where=figure.name, cure=_("Say what should be looked at.")
        )
    remark = Remark.objects.create(figure=figure, author=acting_user, text=text.strip())
    record(
        "remark_on_figure",
        str(figure),
        acting_user=acting_user,
        organisation=figure.site.organisation,
        after={"remark": remark.text},
    )
    return remark


@transaction.atomic
def settle_remark(remark: Remark, answer: str, *, acting_user: Person) -> None:
    """Answer a remark: the figure was corrected, or stands, and why."""
    organisation = remark.figure.site.organisation
    require(acting_user, "answer_remark", organisation)
    if not answer.strip():
        raise ReviewError(
            _("The answer is empty."),
            where=remark.figure.name,
            cure=_("Say what was corrected, or why the figure stands."),
        )
    remark.answer, remark.settled_by = answer.strip(), acting_user
    remark.settled_on = timezone.now()
    remark.save(update_fields=["answer", "settled_by", "settled_on"])
    record(
        "answer_remark",
        str(remark.figure),
        acting_user=acting_user,
        organisation=organisation,
        before={"remark": remark.text},
        after={"answer": remark.answer},
    )


def approve_figures(origin: str, *, acting_user: Person) -> int:
    """Approve the current draft figures of one origin; return how many.

    Called inside the transaction of the act. Raises ReviewError when a remark on one of them is
    still open.
    """
    current = Observation.objects.filter(
        origin=origin, succeeded_by__isnull=True, status=Status.DRAFT
    )
    if open_ := Remark.objects.filter(figure__in=current, settled_on__isnull=True).first():
        raise ReviewError(
            _(
                "A remark on {name}, {period}, is still open.",
                name=open_.figure.name,
                period=open_.figure.period,
            ),
            where=open_.figure.name,
            cure=_("Wait for the answer, or settle it."),
        )
    return current.update(
        status=Status.REVIEWED, reviewed_by=acting_user, reviewed_on=timezone.now()
    )


@transaction.atomic
def set_consent(
    organisation: Organisation, use: str, given: bool, *, acting_user: Person
) -> Consent:
    """Give or withdraw the consent of a company to one use of its data."""
    require(acting_user, "set_consent", organisation)
    if use not in Use.values:
        raise ReviewError(
            _("There is no use '{use}'.", use=use),
            where="use",
            cure=_("Use one of: {join}.", join=list(Use.values)),
        )
    last = Consent.objects.filter(organisation=organisation, use=use).first()
    if last is not None and last.given == given:
        return last
    consent = Consent.objects.create(
        organisation=organisation, use=use, given=given, person=acting_user
    )
    record(
        "set_consent",
        f"{organisation}: {use}",
        acting_user=acting_user,
        organisation=organisation,
        before={"given": bool(last and last.given)},
        after={"given": given},
    )
    if not given:
        consent_withdrawn.send(Consent, organisation=organisation, use=use)
    return consent
