"""Savings are verified from readings, and the verification is approved."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.actions import Entry, approve_figures, enter_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS, convert, kind_of
from scp_centre.roles.production.assessment.option_plan import annual_factor, flow_values
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.saving_verification import (
    Metered,
    Verification,
    figures_of,
    verify,
)
from scp_centre.roles.production.models import (
    Assessment,
    Measure,
    Meter,
    VerifiedSaving,
)
from scp_centre.roles.production.queries import result_of


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
            _("The option '{key}' is not carried out yet.", key=key),
            where=key,
            cure=_("Enter the day on which it was carried out on its page."),
        )
    if measure.carried_out_on > reporting[0]:
        raise FollowUpError(
            _(
                "The reporting period begins on {reporting}, before the option was carried out on "
                "{carried_out_on}.",
                reporting=reporting[0],
                carried_out_on=measure.carried_out_on,
            ),
            where="reporting",
            cure=_("Let the reporting period begin on or after that day."),
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
    options = {o.entry.key: o.entry for o in result_of(assessment).options}
    name = options[key].name if key in options else key
    kind = options[key].kind if key in options else ""
    period = f"{saved.reporting_start} to {saved.reporting_end}"
    figures = figures_of(verified, name, period, assessment.currency, kind)
    spans = {period: (saved.reporting_start, saved.reporting_end)}
    entry = Entry(assessment.site, saved.origin, saved.verified_by)
    enter_figures(entry, figures, spans)


@transaction.atomic
def approve_verification(saved: VerifiedSaving, *, acting_user: Person) -> int:
    """Approve the figures of a verification; whoever made it cannot."""
    organisation = saved.measure.assessment.site.organisation
    require(acting_user, "review_figures", organisation)
    if saved.verified_by_id == acting_user.pk:
        raise ReviewError(
            _("You verified this saving, so somebody else must approve it."),
            where=str(saved),
            cure=_("Ask another reviewer."),
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
