"""Stages of a life cycle."""

from enum import StrEnum

from scp_centre.methods.messages import _


class Stage(StrEnum):
    """Stages of a life cycle, in their order."""

    MATERIALS = "materials"
    PRODUCTION = "production"
    PACKAGING = "packaging"
    DISTRIBUTION = "distribution"
    USE = "use"
    END = "end of life"


STAGE_TITLES = {
    Stage.MATERIALS: _("Materials and parts"),
    Stage.PRODUCTION: _("Production"),
    Stage.PACKAGING: _("Packaging"),
    Stage.DISTRIBUTION: _("Distribution"),
    Stage.USE: _("Use"),
    Stage.END: _("End of life"),
}
TO_GATE = (Stage.MATERIALS, Stage.PRODUCTION, Stage.PACKAGING)
