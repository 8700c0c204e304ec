"""Benchmarks: where a plant stands among comparable ones, with its interval."""

from scp_centre.methods.benchmarks.adjusted import (
    Adjusted,
    adjust_by_regression,
    quantile_regression,
    reference_use,
)
from scp_centre.methods.benchmarks.distribution import (
    PERCENTILES_FROM,
    QUARTILES_FROM,
    Outliers,
    Quantile,
    Standing,
    flag_jumps,
    flag_outliers,
    quantile,
    quantile_with_interval,
    rank_interval,
    stand,
    weighted_quantile,
)

__all__ = [
    "PERCENTILES_FROM",
    "QUARTILES_FROM",
    "Adjusted",
    "Outliers",
    "Quantile",
    "Standing",
    "adjust_by_regression",
    "flag_jumps",
    "flag_outliers",
    "quantile",
    "quantile_regression",
    "quantile_with_interval",
    "rank_interval",
    "reference_use",
    "stand",
    "weighted_quantile",
]
