"""Benchmarks, the plants behind them, what was released of them, and surveys on their way in."""

from scp_centre.roles.benchmarks.models.benchmarks import (
    RESOURCES,
    Approach,
    Benchmark,
    Contribution,
    KeptResult,
    Method,
    OwnScore,
    Part,
    Plant,
    RegionMap,
    Release,
    Status,
    Target,
    TargetComment,
    Variable,
)
from scp_centre.roles.benchmarks.models.surveys import KeptMapping, SurveyUpload

__all__ = [
    "RESOURCES",
    "Approach",
    "Benchmark",
    "Contribution",
    "KeptMapping",
    "KeptResult",
    "Method",
    "OwnScore",
    "Part",
    "Plant",
    "RegionMap",
    "Release",
    "Status",
    "SurveyUpload",
    "Target",
    "TargetComment",
    "Variable",
]
