"""Verified savings: a baseline adjusted to the conditions under which use was measured."""

from scp_centre.methods.verification.baseline import (
    Baseline,
    are_even,
    fit_baseline,
    given_baseline,
)
from scp_centre.methods.verification.degree_days import cooling_degree_days, heating_degree_days
from scp_centre.methods.verification.savings import VerifiedSaving, verify_saving

__all__ = [
    "Baseline",
    "VerifiedSaving",
    "are_even",
    "cooling_degree_days",
    "fit_baseline",
    "given_baseline",
    "heating_degree_days",
    "verify_saving",
]
