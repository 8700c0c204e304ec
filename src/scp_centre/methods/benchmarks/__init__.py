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
from scp_centre.methods.benchmarks.published_scores import (
    FrozenFrontier,
    FrozenPoints,
    FrozenRegression,
    FrozenScore,
)
from scp_centre.methods.benchmarks.ratio import Ratio, estimate_change, estimate_ratio

__all__ = [
    "PERCENTILES_FROM",
    "QUARTILES_FROM",
    "Adjusted",
    "FrozenFrontier",
    "FrozenPoints",
    "FrozenRegression",
    "FrozenScore",
    "Outliers",
    "Quantile",
    "Ratio",
    "Standing",
    "adjust_by_regression",
    "estimate_change",
    "estimate_ratio",
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
