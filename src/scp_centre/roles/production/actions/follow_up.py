"""Readings come in, savings are verified from them, and the verification is approved."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Lead

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import FollowUpError, ReviewError
from scp_centre.centre.evidence.actions import approve_figures, enter_figures
from scp_centre.centre.registry.acts import require
from scp_centre.centre.registry.models import Person, Site
from scp_centre.methods.quantity import SYMBOLS, convert, kind_of
from scp_centre.roles.production.assessment.planning import annual_factor, flow_values
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.followup.verifying import (
    Metered,
    Verification,
    figures_of,
    verify,
)
from scp_centre.roles.production.models import (
    DRIVER_UNITS,
    Assessment,
    Measure,
    Meter,
    Reading,
    VerifiedSaving,
)
from scp_centre.roles.production.queries import result_of

BATCH = 5_000


@transaction.atomic
def add_meter(
    site: Site,
    name: str,
    unit: str,
    *,
    acting_user: Person,
    driver: bool = False,
    flow: str = "",
) -> Meter:
    """Add a meter of use, or a driver such as output or degree days."""
    require(acting_user, "enter_readings", site.organisation)
    key = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")[:60]
    if not key:
        raise FollowUpError("The meter has no name.", where="name", cure="Say what it measures.")
    if unit not in (*SYMBOLS, *DRIVER_UNITS):
        raise FollowUpError(
            f"The unit {unit!r} is not known.", where="unit", cure="Choose one of the list."
        )
    if Meter.objects.filter(site=site, key=key).exists():
        raise FollowUpError(
            f"There is a meter {key!r} already.", where="name", cure="Give it another name."
        )
    meter = Meter.objects.create(
        site=site, key=key, name=name.strip(), unit=unit, driver=driver, flow=flow
    )
    record(
        "add_meter",
        str(meter),
        acting_user=acting_user,
        organisation=site.organisation,
        after={"unit": unit, "driver": driver, "flow": flow},
    )
    return meter


@transaction.atomic
def enter_readings(
    site: Site, entries: Sequence[ReadingEntry], *, acting_user: Person
) -> dict[str, int]:
    """Enter readings, all or nothing. Return how many are new, corrected, and as they stood."""
    require(acting_user, "enter_readings", site.organisation)
    meters = {m.key: m for m in Meter.objects.select_for_update().filter(site=site)}
    counts = {"new": 0, "corrected": 0, "unchanged": 0}
    for batch in _batches(entries):
        _enter_batch(batch, meters, counts, acting_user)
    _refuse_overlaps([meters[key] for key in {e.meter for e in entries}])
    record(
        "enter_readings",
        str(site),
        acting_user=acting_user,
        organisation=site.organisation,
        after=counts,
    )
    return counts


def _batches(entries: Sequence[ReadingEntry]) -> Iterator[list[ReadingEntry]]:
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _enter_batch(
    batch: list[ReadingEntry], meters: dict[str, Meter], counts: dict[str, int], person: Person
) -> None:
    for entry in batch:
        if entry.meter not in meters:
            raise FollowUpError(
                f"There is no meter {entry.meter!r}.",
                where="meter",
                cure=f"Known are: {', '.join(meters) or 'none yet'}.",
            )
        if entry.value < 0 or entry.end < entry.start:
            raise FollowUpError(
                f"{entry.meter}, {entry.start} to {entry.end}: {entry.value:g} cannot be.",
                where="value",
                cure="A value is 0 or more, and the last day not before the first.",
            )
    starts = [e.start for e in batch]
    known = {
        (r.meter_id, r.start): r
        for r in Reading.objects.filter(
            meter__in={meters[e.meter].pk for e in batch},
            start__range=(min(starts), max(starts)),
            current=True,
        )
    }
    old: list[int] = []
    new: list[Reading] = []
    for entry in batch:
        meter = meters[entry.meter]
        before = known.get((meter.pk, entry.start))
        if before and (before.end, before.value) == (entry.end, entry.value):
            counts["unchanged"] += 1
            continue
        if before:
            old.append(before.pk)
        counts["corrected" if before else "new"] += 1
        new.append(
            Reading(
                meter=meter,
                start=entry.start,
                end=entry.end,
                value=entry.value,
                source=entry.source,
                entered_by=person,
            )
        )
    Reading.objects.filter(pk__in=old).update(current=False)
    Reading.objects.bulk_create(new, batch_size=2_000)


def _refuse_overlaps(meters: list[Meter]) -> None:
    """Raise when two current readings of one meter cover the same day."""
    rows = Reading.objects.filter(meter__in=meters, current=True).annotate(
        next=Window(Lead("start"), partition_by=F("meter"), order_by=F("start").asc())
    )
    if clash := rows.filter(next__lte=F("end")).select_related("meter").first():
        raise FollowUpError(
            f"{clash.meter.name}: the reading from {clash.start} to {clash.end} overlaps the one "
            f"from {clash.next}.",
            where=clash.meter.name,
            cure="Correct the days; a period is corrected by a row with the same first day.",
        )


@transaction.atomic
def verify_saving(
    assessment: Assessment,
    key: str,
    meter: Meter,
    drivers: Sequence[Meter],
    baseline: tuple[date, date],
    reporting: tuple[date, date],
    *,
    acting_user: Person,
) -> VerifiedSaving:
    """Verify the saving of one measure and enter it into the ledger as a draft."""
    require(acting_user, "verify_saving", assessment.site.organisation)
    measure = Measure.objects.select_for_update().filter(assessment=assessment, option=key).first()
    if measure is None or measure.carried_out_on is None:
        raise FollowUpError(
            f"The option {key!r} is not carried out yet.",
            where=key,
            cure="Say on its page on which day it was carried out.",
        )
    if measure.carried_out_on > reporting[0]:
        raise FollowUpError(
            f"The reporting period begins on {reporting[0]}, before the option was carried out "
            f"on {measure.carried_out_on}.",
            where="reporting",
            cure="Let the reporting period begin on or after that day.",
        )
    verified = preview_saving(assessment, meter, drivers, baseline, reporting)
    before = VerifiedSaving.objects.filter(measure=measure, current=True)
    was = {str(v) for v in before}
    before.update(current=False)
    saved = VerifiedSaving.objects.create(
        measure=measure,
        meter=meter,
        baseline_start=baseline[0],
        baseline_end=baseline[1],
        reporting_start=reporting[0],
        reporting_end=reporting[1],
        verdict=verified.saving.verdict,
        avoided=verified.avoided_a_year,
        low=verified.saving.low * verified.per_year,
        high=verified.saving.high * verified.per_year,
        unit=meter.unit,
        money=verified.money,
        co2e_t=verified.co2e_t,
        **_physical(verified.avoided_a_year, meter.unit),
        verified_by=acting_user,
    )
    saved.drivers.set(drivers)
    _enter_evidence(assessment, saved, verified, key)
    record(
        "verify_saving",
        f"{assessment}: {key}",
        acting_user=acting_user,
        organisation=assessment.site.organisation,
        before={"verified": "; ".join(was)},
        after={"verified": str(saved)},
    )
    return saved


def _physical(amount: float, unit: str) -> dict[str, float]:
    """Return an amount as MWh, m3 or t, for sums over a portfolio; nothing for other units."""
    kinds = {"energy": ("mwh", "MWh"), "volume": ("m3", "m3"), "mass": ("t", "t")}
    if unit not in SYMBOLS or kind_of(unit) not in kinds:
        return {}
    name, to = kinds[kind_of(unit)]
    return {name: convert(amount, unit, to)}


def preview_saving(
    assessment: Assessment,
    meter: Meter,
    drivers: Sequence[Meter],
    baseline: tuple[date, date],
    reporting: tuple[date, date],
) -> Verification:
    """Return the verification without keeping it."""
    result = result_of(assessment)
    value = None
    if meter.flow:
        factor = annual_factor(result.assessed.period)
        value = flow_values(result.file, result.assessed, factor).get(meter.flow)
    span = (baseline[0], reporting[1])
    return verify(
        _metered(meter, span),
        [_metered(d, span) for d in drivers],
        baseline,
        reporting,
        value=value,
    )


def _metered(meter: Meter, span: tuple[date, date]) -> Metered:
    rows = meter.readings.filter(current=True, start__gte=span[0], end__lte=span[1])
    return Metered(meter.name, meter.unit, {(r.start, r.end): r.value for r in rows})


def _enter_evidence(
    assessment: Assessment, saved: VerifiedSaving, verified: Verification, key: str
) -> None:
    names = {o.entry.key: o.entry.name for o in result_of(assessment).options}
    period = f"{saved.reporting_start} to {saved.reporting_end}"
    figures = figures_of(verified, names.get(key, key), period, assessment.currency)
    spans = {period: (saved.reporting_start, saved.reporting_end)}
    enter_figures(assessment.site, saved.origin, figures, spans)


@transaction.atomic
def approve_verification(saved: VerifiedSaving, *, acting_user: Person) -> int:
    """Approve the figures of a verification; whoever made it cannot."""
    organisation = saved.measure.assessment.site.organisation
    require(acting_user, "review_figures", organisation)
    if saved.verified_by_id == acting_user.pk:
        raise ReviewError(
            "You verified this saving, so somebody else must approve it.",
            where=str(saved),
            cure="Ask another reviewer.",
        )
    approved = approve_figures(saved.origin, acting_user=acting_user)
    record(
        "approve_verification",
        str(saved),
        acting_user=acting_user,
        organisation=organisation,
        after={"figures": approved},
    )
    return approved
