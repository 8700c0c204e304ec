"""Targets: formulas, paths, from sector to plant and back, and progress."""

from scp_centre.methods.targets.formulas import (
    Target,
    best_share,
    contract,
    converge,
    update_benchmark,
)
from scp_centre.methods.targets.sector import (
    Progress,
    ceiling_for,
    contraction_path,
    convergence_path,
    judge_progress,
    sector_intensity,
)

__all__ = [
    "Progress",
    "Target",
    "best_share",
    "ceiling_for",
    "contract",
    "contraction_path",
    "converge",
    "convergence_path",
    "judge_progress",
    "sector_intensity",
    "update_benchmark",
]
