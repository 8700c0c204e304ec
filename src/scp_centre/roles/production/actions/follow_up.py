"""Savings are verified from readings, and the verification is approved."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.actions import Entry, approve_figures, enter_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.verification import LINE
from scp_centre.roles.production.assessment.flow_system import carrier_of
from scp_centre.roles.production.assessment.option_plan import flow_values
from scp_centre.roles.production.assessment.results import AssessmentResult
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.followup.joint_saving import JointSaving, figures_of, join
from scp_centre.roles.production.followup.saving_verification import Metered, Worth, verify
from scp_centre.roles.production.models import (
    Assessment,
    DayTemperature,
    Measure,
    Meter,
    VerifiedSaving,
)
from scp_centre.roles.production.queries import result_of


@transaction.atomic
def verify_saving(
    assessment: Assessment,
    key: str,
    meters: Sequence[Meter],
    drivers: Sequence[Meter],
    baseline: tuple[date, date],
    reporting: tuple[date, date],
    *,
    acting_user: Person,
    model: str = LINE,
) -> VerifiedSaving:
    """Verify the saving of one measure and enter it into the ledger as a draft.

    meters : their savings are added up    model : name of a baseline model, or "choose"
    """
    require(acting_user, "verify_saving", assessment.site.organisation)
    measure = Measure.objects.select_for_update().filter(assessment=assessment, option=key).first()
    if measure is None or measure.carried_out_on is None:
        raise FollowUpError(
            _("The option '{key}' has not been carried out yet.", key=key),
            where=key,
            cure=_("On the option's page, enter the date it was carried out."),
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
            cure=_(
                "Start the reporting period on or after the date when the option was carried out."
            ),
        )
    verified = preview_saving(assessment, meters, drivers, baseline, reporting, model)
    _refuse_twice(measure, meters, reporting)
    before = VerifiedSaving.objects.filter(measure=measure, current=True)
    was = {str(v) for v in before}
    before.update(current=False)
    saved = VerifiedSaving.objects.create(
        measure=measure,
        meter=meters[0],
        baseline_start=baseline[0],
        baseline_end=baseline[1],
        reporting_start=reporting[0],
        reporting_end=reporting[1],
        verdict=verified.verdict,
        avoided=verified.avoided_a_year,
        low=verified.low * verified.carried,
        high=verified.high * verified.carried,
        unit=verified.unit,
        money=verified.money,
        co2e_t=verified.co2e_t,
        measured_days=verified.days,
        model=model,
        **verified.physical,
        verified_by=acting_user,
    )
    saved.more_meters.set(meters[1:])
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


def _refuse_twice(measure: Measure, meters: Sequence[Meter], reporting: tuple[date, date]) -> None:
    """Refuse what another measure was credited with: one meter saves each day once."""
    mine = Q(meter__in=meters) | Q(more_meters__in=meters)
    others = VerifiedSaving.objects.filter(
        mine,
        current=True,
        verdict="proved",
        reporting_start__lte=reporting[1],
        reporting_end__gte=reporting[0],
    ).exclude(measure=measure)
    if other := others.select_related("measure").first():
        raise FollowUpError(
            _(
                "The saving on {meter} from {start} to {end} has already been credited to "
                "“{option}”.",
                meter=[meter.name for meter in meters],
                start=other.reporting_start,
                end=other.reporting_end,
                option=other.measure.name or other.measure.option,
            ),
            where="meter",
            cure=_("Choose a meter that measures only this option, or a different period."),
        )


def preview_saving(
    assessment: Assessment,
    meters: Sequence[Meter],
    drivers: Sequence[Meter],
    baseline: tuple[date, date],
    reporting: tuple[date, date],
    model: str = LINE,
) -> JointSaving:
    """Return the verification without keeping it."""
    if not meters:
        raise FollowUpError(
            _("No meter has been chosen."), where="meters", cure=_("Choose at least one meter.")
        )
    span = (baseline[0], reporting[1])
    degrees = _temperatures(assessment, span) if model != LINE else {}
    metered_drivers = [_metered(d, span) for d in drivers]
    return join(
        verify(
            _metered(meter, span),
            metered_drivers,
            baseline,
            reporting,
            worth=_worth(result_of(assessment), meter) if meter.flow else None,
            model=model,
            temperatures=degrees,
        )
        for meter in meters
    )


def _temperatures(assessment: Assessment, span: tuple[date, date]) -> dict[date, float]:
    rows = DayTemperature.objects.filter(site=assessment.site, day__range=span).order_by()
    return dict(rows.values_list("day", "celsius"))


def _worth(result: AssessmentResult, meter: Meter) -> Worth | None:
    """Return what a unit of a meter is worth, by the flow that it counts; None without that flow.

    Raises FollowUpError when nothing says how the unit of the meter becomes one of the flow.
    """
    value = flow_values(result.file, result.assessed, 1.0).get(meter.flow)
    period = result.assessed.period.key
    entry = next((f for f in result.file.flows if f.key == meter.flow and f.period == period), None)
    if value is None or entry is None:
        return None
    carrier = carrier_of(entry)
    try:
        in_base = carrier.to_base(1.0, meter.unit)
    except MethodError as error:
        raise FollowUpError(error.message, where=meter.name, cure=error.cure) from None
    return Worth(in_base, carrier.balance, value.value, value.co2e_kg)


def _metered(meter: Meter, span: tuple[date, date]) -> Metered:
    rows = meter.readings.filter(current=True, start__gte=span[0], end__lte=span[1]).order_by()
    read = {(a, b): value for a, b, value in rows.values_list("start", "end", "value")}
    return Metered(meter.name, meter.unit, read)


def _enter_evidence(
    assessment: Assessment, saved: VerifiedSaving, verified: JointSaving, key: str
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
