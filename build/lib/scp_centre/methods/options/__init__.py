"""Options: their kinds, their savings in sequence without double counting, the abatement curve."""

from scp_centre.methods.options.abatement import AbatementStep, abatement_curve
from scp_centre.methods.options.interaction import (
    Effect,
    FlowValue,
    Saving,
    apply_in_sequence,
)

OPTION_KINDS = (
    "good housekeeping",
    "change of input material",
    "better process control",
    "equipment modification",
    "technology change",
    "on-site recovery and reuse",
    "production of a useful by-product",
    "product modification",
)
DECISIONS = ("do now", "study", "reject")

__all__ = [
    "DECISIONS",
    "OPTION_KINDS",
    "AbatementStep",
    "Effect",
    "FlowValue",
    "Saving",
    "abatement_curve",
    "apply_in_sequence",
]
