"""Product footprints: a model of stages and lines, its impact, its spread, its alternatives."""

from scp_centre.methods.footprints.cost_entries import Cost, CostBasis, CostChange
from scp_centre.methods.footprints.cost_spread import (
    ComparedCost,
    CostSpread,
    simulate_costs,
)
from scp_centre.methods.footprints.costs import CostResult, CostRow, compute_costs
from scp_centre.methods.footprints.cycle_results import (
    CUT_OFF,
    INPUT_TITLES,
    CycleResult,
    WayResult,
    compute_cycles,
)
from scp_centre.methods.footprints.entries import (
    Alternative,
    Change,
    Design,
    Evidence,
    Factor,
    Line,
    ProductModel,
    ResolvedLine,
    convertible_units,
    resolve,
    to_unit_of,
)
from scp_centre.methods.footprints.impacts import (
    AIRCRAFT,
    BIOGENIC,
    BIOGENIC_CO2,
    FOSSIL,
    KIND_TITLES,
    LAND_USE,
    SUBSTANCE_TITLES,
    TOTAL,
    co2e_of,
)
from scp_centre.methods.footprints.modules import MODULE_TITLES, modules_of
from scp_centre.methods.footprints.part_cycles import PartCycle
from scp_centre.methods.footprints.results import (
    FootprintResult,
    RowResult,
    build_system,
    compute_footprint,
)
from scp_centre.methods.footprints.spread import Compared, Driver, SpreadResult, simulate_footprint
from scp_centre.methods.footprints.stages import STAGE_TITLES, TO_GATE, Stage

__all__ = [
    "AIRCRAFT",
    "BIOGENIC",
    "BIOGENIC_CO2",
    "CUT_OFF",
    "FOSSIL",
    "INPUT_TITLES",
    "KIND_TITLES",
    "LAND_USE",
    "MODULE_TITLES",
    "STAGE_TITLES",
    "SUBSTANCE_TITLES",
    "TOTAL",
    "TO_GATE",
    "Alternative",
    "Change",
    "Compared",
    "ComparedCost",
    "Cost",
    "CostBasis",
    "CostChange",
    "CostResult",
    "CostRow",
    "CostSpread",
    "CycleResult",
    "Design",
    "Driver",
    "Evidence",
    "Factor",
    "FootprintResult",
    "Line",
    "PartCycle",
    "ProductModel",
    "ResolvedLine",
    "RowResult",
    "SpreadResult",
    "Stage",
    "WayResult",
    "build_system",
    "co2e_of",
    "compute_costs",
    "compute_cycles",
    "compute_footprint",
    "convertible_units",
    "modules_of",
    "resolve",
    "simulate_costs",
    "simulate_footprint",
    "to_unit_of",
]
