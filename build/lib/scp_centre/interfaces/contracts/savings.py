"""Contract of `savings`: verified savings against an adjusted baseline."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.verification import Baseline, fit_baseline, given_baseline, verify_saving


class Readings(Strict):
    use: list[float] = Field(description="use in each period, any one unit")
    drivers: dict[str, list[float]] = Field(
        default={}, description="name -> value in each period: output, degree days …"
    )


class Given(Strict):
    intercept: float = Field(description="use per period at drivers of 0")
    slopes: dict[str, float] = Field(default={}, description="use per unit of each driver")


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
    by_period: list[dict[str, float]] = Field(description="expected, measured, avoided")
    model: Model


def compute(given: Input) -> dict[str, Any]:
    if (given.baseline is None) == (given.coefficients is None):
        raise MissingValueError(
            "Give baseline periods or agreed coefficients, one of the two.",
            where="baseline",
            cure="Give use and drivers in baseline, or intercept and slopes in coefficients.",
        )
    if given.baseline is not None:
        model = fit_baseline(given.baseline.use, given.baseline.drivers)
        seen = given.baseline.drivers
    else:
        assert given.coefficients is not None
        model, seen = given_baseline(given.coefficients.intercept, given.coefficients.slopes), {}
    reporting = given.reporting
    saving = verify_saving(
        model, reporting.use, reporting.drivers, confidence=given.confidence, seen=seen
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
        "by_period": [dict(zip(("expected", "measured", "avoided"), r, strict=True)) for r in rows],
        "model": _model(model),
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
