"""Contract of `savings`: verified savings against an adjusted baseline."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Amounts, Contract, Name, Row, Strict
from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.verification import (
    Baseline,
    are_even,
    fit_baseline,
    given_baseline,
    verify_saving,
)


class Readings(Strict):
    use: Row = Field(description="use in each period, any one unit")
    drivers: dict[Name, Row] = Field(
        default={},
        max_length=100,
        description="name -> value in each period: output, degree days …",
    )
    days: Row | None = Field(
        default=None,
        description="length of each period in days; needed when they are not months of one length",
    )


class Given(Strict):
    intercept: float = Field(description="use per period at drivers of 0")
    slopes: Amounts = Field(default={}, description="use per unit of each driver")


class Input(Strict):
    baseline: Readings | None = Field(default=None, description="periods before the measure")
    coefficients: Given | None = Field(
        default=None, description="an agreed baseline instead of periods to fit"
    )
    reporting: Readings = Field(description="periods after the measure")
    confidence: float = Field(default=0.9, description="1, of the interval")


class Coefficient(BaseModel):
    name: str
    value: float
    standard_error: float
    t: float | None
    p: float | None


class Model(BaseModel):
    coefficients: list[Coefficient]
    r_squared: float | None
    cv_rmse: float | None
    nmbe: float | None = Field(description="sum of residuals / sum of use")
    by_day: bool = Field(description="the intercept and residual_sd are of one day")
    outliers: list[int] = Field(description="baseline periods (from 0) beyond chance; kept")
    residual_sd: float
    degrees_of_freedom: int


class Output(BaseModel):
    avoided: float = Field(description="total of the reporting periods, unit of the use")
    low: float
    high: float
    standard_error: float
    share: float | None = Field(description="avoided / expected")
    verdict: str = Field(description="proved, not proved or lost")
    outside: list[str] = Field(description="drivers beyond the range of the baseline")
    set_aside: list[int] = Field(
        description="reporting periods (from 0) in which the plant stood still; they count nothing"
    )
    by_period: list[dict[str, float]] = Field(description="expected, measured, avoided")
    model: Model


def compute(given: Input) -> dict[str, Any]:
    if (given.baseline is None) == (given.coefficients is None):
        raise MissingValueError(
            "Give baseline periods or agreed coefficients, one of the two.",
            where="baseline",
            cure="Give use and drivers in baseline, or intercept and slopes in coefficients.",
        )
    baseline, reporting = given.baseline, given.reporting
    if baseline is not None:
        days, days_now = _lengths(baseline, reporting)
        model = fit_baseline(baseline.use, baseline.drivers, days)
        seen, seen_use = _seen(baseline.drivers, days), baseline.use
    else:
        assert given.coefficients is not None
        model = given_baseline(given.coefficients.intercept, given.coefficients.slopes)
        seen, seen_use, days_now = {}, None, None
    saving = verify_saving(
        model,
        reporting.use,
        reporting.drivers,
        confidence=given.confidence,
        seen=seen,
        seen_use=seen_use,
        days=days_now,
    )
    rows = zip(
        saving.expected.tolist(), saving.measured.tolist(), saving.avoided.tolist(), strict=True
    )
    return {
        "avoided": saving.total,
        "low": saving.low,
        "high": saving.high,
        "standard_error": saving.standard_error,
        "share": saving.share,
        "verdict": saving.verdict,
        "outside": list(saving.outside),
        "set_aside": list(saving.set_aside),
        "by_period": [dict(zip(("expected", "measured", "avoided"), r, strict=True)) for r in rows],
        "model": _model(model),
    }


def _lengths(
    baseline: Readings, reporting: Readings
) -> tuple[list[float] | None, list[float] | None]:
    """Return the days of the periods where they differ in length; None where all are alike."""
    before, now = baseline.days, reporting.days
    if (before is None) != (now is None):
        raise MissingValueError(
            "The days are given for one of baseline and reporting only.",
            where="days",
            cure="Give the days of the periods in both, or in neither.",
        )
    if before is None or now is None:
        return None, None
    for part, days, use in (
        ("baseline", before, baseline.use),
        ("reporting", now, reporting.use),
    ):
        if len(days) != len(use) or any(d <= 0 for d in days):
            raise InvalidValueError(
                f"The days of {part} do not fit its periods.",
                where=f"{part}.days",
                cure="Give one number of days above 0 for each period.",
            )
    together = [*before, *now]
    return (None, None) if not together or are_even(together) else (before, now)


def _seen(drivers: dict[str, list[float]], days: list[float] | None) -> dict[str, list[float]]:
    """Return the drivers of the baseline, per day where its periods differ in length."""
    if days is None:
        return drivers
    return {
        name: [v / d for v, d in zip(values, days, strict=True)] for name, values in drivers.items()
    }


def _model(model: Baseline) -> dict[str, Any]:
    columns = zip(
        ("intercept", *model.drivers),
        model.coefficients.tolist(),
        model.standard_errors.tolist(),
        model.t_values,
        model.p_values,
        strict=True,
    )
    return {
        "coefficients": [dict(zip(Coefficient.model_fields, c, strict=True)) for c in columns],
        "r_squared": model.r_squared,
        "cv_rmse": model.cv_rmse,
        "nmbe": model.mean_bias,
        "by_day": model.by_day,
        "outliers": list(model.outliers),
        "residual_sd": model.residual_sd,
        "degrees_of_freedom": model.degrees_of_freedom,
    }


CONTRACT = Contract(
    name="savings",
    version="1.0",
    summary="Verified savings: baseline by regression on drivers, adjusted, with uncertainty.",
    formula="avoided = baseline at the reporting period's drivers - measured use",
    sources=("IPMVP (idea); see docs/methods/verification.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
