"""Verified savings: a baseline adjusted to the conditions under which use was measured."""

from scp_centre.methods.verification.baseline import (
    Baseline,
    are_even,
    fit_baseline,
    given_baseline,
)
from scp_centre.methods.verification.degree_days import cooling_degree_days, heating_degree_days
from scp_centre.methods.verification.model_choice import (
    ALL_TERMS,
    CHOOSE,
    LINE,
    Candidate,
    ModelChoice,
    Periods,
    Terms,
    choose_model,
    columns_of,
    shifts_of,
    weather_names,
)
from scp_centre.methods.verification.savings import VerifiedSaving, verify_saving

__all__ = [
    "ALL_TERMS",
    "CHOOSE",
    "LINE",
    "Baseline",
    "Candidate",
    "ModelChoice",
    "Periods",
    "Terms",
    "VerifiedSaving",
    "are_even",
    "choose_model",
    "columns_of",
    "cooling_degree_days",
    "fit_baseline",
    "given_baseline",
    "heating_degree_days",
    "shifts_of",
    "verify_saving",
    "weather_names",
]
