"""Options: their kinds, their savings in sequence without double counting, the abatement curve."""

from scp_centre.methods.messages import _
from scp_centre.methods.options.abatement import AbatementStep, abatement_curve
from scp_centre.methods.options.interaction import (
    Effect,
    FlowValue,
    Saving,
    apply_in_sequence,
)

OPTION_KINDS = (
    _("good housekeeping"),
    _("change of input material"),
    _("better process control"),
    _("equipment modification"),
    _("technology change"),
    _("on-site recovery and reuse"),
    _("production of a useful by-product"),
    _("product modification"),
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
