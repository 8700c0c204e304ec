"""Life cycle: what a demand causes over all processes that it sets going."""

from scp_centre.methods.lifecycle.data_quality import (
    SpreadField,
    pedigree_sigma,
    read_sigma,
    read_simapro_normal,
)
from scp_centre.methods.lifecycle.impact_assessment import (
    RegionalFlows,
    normalise,
    regionalise,
    weigh,
)
from scp_centre.methods.lifecycle.inventory import (
    Inventory,
    Model,
    build_model,
    solve_inventory,
    solve_model,
)
from scp_centre.methods.lifecycle.matrices import Entries, read_entries, require_places
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
from scp_centre.methods.lifecycle.spread import Kind, Spread, Spreads, read_spreads
from scp_centre.methods.lifecycle.supply_tree import (
    Sankey,
    SupplyTree,
    draw_sankey,
    grow_tree,
)
from scp_centre.methods.lifecycle.uncertain_model import UncertainModel

__all__ = [
    "Certificate",
    "ChangedExchange",
    "Distribution",
    "Entries",
    "Inventory",
    "Kind",
    "Model",
    "RegionalFlows",
    "Sankey",
    "ScreenedEntry",
    "Sensitivity",
    "Simulation",
    "Spread",
    "SpreadField",
    "Spreads",
    "SupplyTree",
    "UncertainModel",
    "build_model",
    "change_exchange",
    "differentiate",
    "draw_sankey",
    "grow_tree",
    "normalise",
    "pedigree_sigma",
    "probability_lower",
    "read_entries",
    "read_sigma",
    "read_simapro_normal",
    "read_spreads",
    "regionalise",
    "require_places",
    "screen",
    "simulate",
    "simulate_all_products",
    "solve_inventory",
    "solve_model",
    "summarise",
    "weigh",
]
