"""Life cycle: what a demand causes over all processes that it sets going."""

from scp_centre.methods.lifecycle.allocation import (
    Exchange,
    Process,
    Rule,
    SquareSystem,
    economic_factors,
    physical_factors,
    square_system,
)
from scp_centre.methods.lifecycle.background import Background, Flow, link_database
from scp_centre.methods.lifecycle.carbon import CarbonFootprint
from scp_centre.methods.lifecycle.data_quality import (
    SpreadField,
    pedigree_sigma,
    read_sigma,
    read_simapro_normal,
)
from scp_centre.methods.lifecycle.database import Database, Finding, collect_database
from scp_centre.methods.lifecycle.end_of_life import (
    CycleFootprint,
    MaterialCycle,
    ModuleResults,
    beyond_the_system,
    compare_ways,
    sort_modules,
)
from scp_centre.methods.lifecycle.flow_mapping import FlowMapping, list_unfactored, map_flows
from scp_centre.methods.lifecycle.formulas import evaluate, evaluate_parameters
from scp_centre.methods.lifecycle.greenhouse_flows import (
    NOT_COUNTED,
    GreenhouseGas,
    ProductGases,
    gases_of_products,
    is_suspect,
    map_greenhouse_flows,
    medium_of,
    total_of,
    weigh_gases,
)
from scp_centre.methods.lifecycle.impact_assessment import (
    RegionalFlows,
    normalise,
    regionalise,
    weigh,
)
from scp_centre.methods.lifecycle.impact_methods import (
    Category,
    Characterised,
    ImpactMethod,
    NormalisationSet,
    characterise,
    collect_method,
)
from scp_centre.methods.lifecycle.inventory import (
    Inventory,
    Model,
    build_model,
    solve_inventory,
    solve_model,
)
from scp_centre.methods.lifecycle.matrices import Entries, read_entries, require_places
from scp_centre.methods.lifecycle.pact import (
    DeclaredProduct,
    ReadFootprint,
    read_footprint,
    write_footprint,
)
from scp_centre.methods.lifecycle.screening import ScreenedEntry, screen
from scp_centre.methods.lifecycle.sensitivity import (
    ChangedExchange,
    Sensitivity,
    change_exchange,
    differentiate,
)
from scp_centre.methods.lifecycle.simulation import (
    Certificate,
    Distribution,
    Simulation,
    probability_lower,
    simulate,
    simulate_all_products,
    summarise,
)
from scp_centre.methods.lifecycle.sobol import SobolIndex, sobol_indices
from scp_centre.methods.lifecycle.spread import Kind, Spread, Spreads, read_spreads
from scp_centre.methods.lifecycle.supply_tree import (
    Sankey,
    SupplyTree,
    draw_sankey,
    grow_tree,
)
from scp_centre.methods.lifecycle.uncertain_model import UncertainModel

__all__ = [
    "NOT_COUNTED",
    "Background",
    "CarbonFootprint",
    "Category",
    "Certificate",
    "ChangedExchange",
    "Characterised",
    "CycleFootprint",
    "Database",
    "DeclaredProduct",
    "Distribution",
    "Entries",
    "Exchange",
    "Finding",
    "Flow",
    "FlowMapping",
    "GreenhouseGas",
    "ImpactMethod",
    "Inventory",
    "Kind",
    "MaterialCycle",
    "Model",
    "ModuleResults",
    "NormalisationSet",
    "Process",
    "ProductGases",
    "ReadFootprint",
    "RegionalFlows",
    "Rule",
    "Sankey",
    "ScreenedEntry",
    "Sensitivity",
    "Simulation",
    "SobolIndex",
    "Spread",
    "SpreadField",
    "Spreads",
    "SquareSystem",
    "SupplyTree",
    "UncertainModel",
    "beyond_the_system",
    "build_model",
    "change_exchange",
    "characterise",
    "collect_database",
    "collect_method",
    "compare_ways",
    "differentiate",
    "draw_sankey",
    "economic_factors",
    "evaluate",
    "evaluate_parameters",
    "gases_of_products",
    "grow_tree",
    "is_suspect",
    "link_database",
    "list_unfactored",
    "map_flows",
    "map_greenhouse_flows",
    "medium_of",
    "normalise",
    "pedigree_sigma",
    "physical_factors",
    "probability_lower",
    "read_entries",
    "read_footprint",
    "read_sigma",
    "read_simapro_normal",
    "read_spreads",
    "regionalise",
    "require_places",
    "screen",
    "simulate",
    "simulate_all_products",
    "sobol_indices",
    "solve_inventory",
    "solve_model",
    "sort_modules",
    "square_system",
    "summarise",
    "total_of",
    "weigh",
    "weigh_gases",
    "write_footprint",
]
