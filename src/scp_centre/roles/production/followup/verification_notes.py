"""What a reader of a verification must know: what was projected, left out, or looks odd."""

from collections.abc import Iterator

from scp_centre.methods.messages import Number, _, n_
from scp_centre.roles.production.followup.joint_saving import JointSaving
from scp_centre.roles.production.followup.saving_verification import Span, Verification


def saving_notes(joint: JointSaving, currency: str) -> list[str]:
    """Return what to know of the saving as a whole, as messages."""
    return list(_projection(joint, currency))


def meter_notes(verified: Verification) -> list[str]:
    """Return what to know of one meter and its baseline, as messages, the weightiest first."""
    return [*_periods_that_do_not_count(verified), *_resemblance(verified), *_gaps(verified)]


def _projection(verified: JointSaving, currency: str) -> Iterator[str]:
    unit = verified.unit
    if projected := verified.projected:
        total, money, co2e_t = projected
        yield n_(
            "The saving is projected, not measured: {total} {unit} a year, if the whole year is "
            "like the {count} day measured. Seasonal effects are not taken into account. Verify "
            "again after twelve months.",
            "The saving is projected, not measured: {total} {unit} a year, if the whole year is "
            "like the {count} days measured. Seasonal effects are not taken into account. Verify "
            "again after twelve months.",
            verified.days,
            total=Number(total, ",.0f"),
            unit=unit,
        )
        if money is not None and co2e_t is not None:
            yield _(
                "The saving is projected, not measured: {money} {currency} and {co2e} t CO₂e a "
                "year.",
                money=Number(money, ",.0f"),
                currency=currency,
                co2e=Number(co2e_t, ",.1f"),
            )
    elif verified.days > 371:
        yield n_(
            "Readings cover {count} day. Cost and CO₂e savings are counted for one year only.",
            "Readings cover {count} days. Cost and CO₂e savings are counted for one year only.",
            verified.days,
        )


def _periods_that_do_not_count(verified: Verification) -> Iterator[str]:
    if spans := verified.set_aside:
        yield _(
            "These periods are not counted: {spans}. The plant was shut down in these periods, "
            "but never in the baseline period. A shutdown is not a saving.",
            spans=_listed(spans),
        )
    for name in verified.saving.outside:
        yield _(
            "{name} was outside the baseline range at times. Only periods within the range count "
            "towards the verdict.",
            name=name,
        )
    if spans := verified.outliers:
        yield _(
            "These periods are unusual but were kept in the baseline: {spans}. Check their "
            "readings.",
            spans=_listed(spans),
        )


def _resemblance(verified: Verification) -> Iterator[str]:
    factor = verified.baseline.inflation
    if factor > 1.05:
        yield _(
            "Neighbouring periods are correlated, so the interval is {factor} times as wide as "
            "for independent periods.",
            factor=Number(factor**0.5, ".1f"),
        )


def _gaps(verified: Verification) -> Iterator[str]:
    before, after = verified.missing_days
    if before > 0:
        yield n_(
            "{count} day in the baseline period has no reading.",
            "{count} days in the baseline period have no reading.",
            before,
        )
    if after > 0:
        yield n_(
            "{count} day in the reporting period has no reading and is counted as zero saving.",
            "{count} days in the reporting period have no reading and are counted as zero saving.",
            after,
        )


def _listed(spans: tuple[Span, ...]) -> list[str]:
    return [_("{a} to {b}", a=a, b=b) for a, b in spans]
