"""The stages of a footprint as modules of EN 15804; module D beside the total, never in it."""

import math
from collections.abc import Iterable

from scp_centre.methods.footprints.cycle_results import CycleResult
from scp_centre.methods.footprints.results import FootprintResult
from scp_centre.methods.footprints.stages import TO_GATE, Stage
from scp_centre.methods.lifecycle.end_of_life import ModuleResults, sort_modules
from scp_centre.methods.messages import _

MODULE_OF = {stage: "A1-A3" for stage in TO_GATE} | {
    Stage.DISTRIBUTION: "A4",
    Stage.USE: "B",
    Stage.END: "C1-C4",
}
MODULE_TITLES = {
    "A1-A3": _("A1–A3, production"),
    "A4": _("A4, distribution"),
    "B": _("B, use"),
    "C1-C4": _("C1–C4, end of life"),
    "D": _("D, beyond the product’s life"),
}


def modules_of(base: FootprintResult, cycles: Iterable[CycleResult]) -> ModuleResults:
    """Return a footprint by module, kg CO2e per functional unit.

    A stage without a line is not declared. D is the sum over the parts whose end of life was
    entered; None where there is none.
    """
    impacts: dict[str, float] = {}
    for stage, value in base.stages.items():
        module = MODULE_OF[stage]
        impacts[module] = impacts.get(module, 0.0) + value
    beyond = [one.beyond for one in cycles]
    if beyond:
        impacts["D"] = math.fsum(beyond)
    return sort_modules(impacts)
