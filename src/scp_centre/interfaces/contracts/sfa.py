"""Contract of `sfa`: stochastic frontier analysis."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import MOST_ROWS, Contract, Matrix, Name, Row, Strict
from scp_centre.methods.frontier import fit_frontier

Label = Name | Annotated[int, Field(ge=-(10**18), le=10**18)] | float


class Input(Strict):
    y: Row = Field(description="as it enters the regression (logarithm taken)")
    X: Matrix = Field(description="one row a value of y; the intercept is added")
    distribution: Literal["half-normal", "exponential", "truncated-normal"] = "half-normal"
    kind: Literal["production", "cost"] = "production"
    panel: Annotated[list[Label], Field(max_length=MOST_ROWS)] | None = Field(
        default=None, description="unit of each row"
    )
    period: Row | None = Field(default=None, description="period of each row")
    decay: bool = Field(default=False, description="inefficiency changes as exp(-eta (t - T))")
    effects: Matrix | None = Field(
        default=None, description="variables that shift the mean inefficiency"
    )


class Output(BaseModel):
    coefficients: list[float] = Field(description="intercept first")
    standard_errors: list[float] | None = Field(description="null where the likelihood is flat")
    sigma_squared: float = Field(description="sigma_u^2 + sigma_v^2")
    gamma: float = Field(description="sigma_u^2 / sigma_squared")
    parameters: dict[str, float] = Field(description="all parameters beside the coefficients")
    parameter_errors: dict[str, float] | None
    log_likelihood: float
    efficiencies: list[float] = Field(description="E[exp(-u) | residual], one a row")
    mean_efficiency: float
    ols: dict[str, Any] = Field(description="coefficients and log_likelihood of least squares")
    test: dict[str, float] = Field(description="likelihood ratio against least squares, mixed p")
    skewness: dict[str, Any] = Field(description="of the least-squares residuals, before fitting")
    converged: bool
    notes: list[str] = Field(description="what to know before using the figures")


def compute(given: Input) -> dict[str, Any]:
    found = fit_frontier(
        given.y,
        given.X,
        distribution=given.distribution,
        kind=given.kind,
        unit=None if given.panel is None else [str(u) for u in given.panel],
        period=given.period,
        decay=given.decay,
        effects=given.effects,
    )
    errors = found.standard_errors
    return {
        "coefficients": found.coefficients.tolist(),
        "standard_errors": None if errors is None else errors.tolist(),
        "sigma_squared": found.sigma_squared,
        "gamma": found.gamma,
        "parameters": found.parameters,
        "parameter_errors": found.parameter_errors,
        "log_likelihood": found.log_likelihood,
        "efficiencies": found.efficiencies.tolist(),
        "mean_efficiency": found.mean_efficiency,
        "ols": {
            "coefficients": found.ols_coefficients.tolist(),
            "log_likelihood": found.ols_log_likelihood,
        },
        "test": {"ratio": found.ratio, "p_value": found.p_value},
        "skewness": {
            "value": found.skewness,
            "p_value": found.skewness_p,
            "identified": found.identified,
        },
        "converged": found.converged,
        "notes": list(found.notes),
    }


CONTRACT = Contract(
    name="sfa",
    version="1.0",
    summary="Stochastic frontier: best practice with chance in it, by maximum likelihood.",
    formula="y = b0 + X b + v - u (production) or + u (cost); efficiency = E[exp(-u) | v - u]",
    sources=(
        "Aigner, Lovell, Schmidt (1977); Battese and Coelli (1992, 1995); docs/methods/frontier.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
