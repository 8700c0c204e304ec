"""Input-output: what an economy makes, and what it causes, to meet a demand."""

from scp_centre.methods.inputoutput.accounts import (
    Accounts,
    calculate_accounts,
    intensities,
    row_output,
)
from scp_centre.methods.inputoutput.aggregation import aggregate, concordance, split_sector
from scp_centre.methods.inputoutput.changed_table import (
    Base,
    Updated,
    price_changes,
    update,
    update_output,
    update_prices,
)
from scp_centre.methods.inputoutput.checks import Finding, check_table
from scp_centre.methods.inputoutput.decomposition import (
    Decomposition,
    decompose,
    decompose_account,
)
from scp_centre.methods.inputoutput.extraction import extract_sectors
from scp_centre.methods.inputoutput.leontief import (
    consumption_account,
    multipliers,
    technical_coefficients,
    total_output,
)
from scp_centre.methods.inputoutput.paths import SupplyChain, SupplyChains, find_paths
from scp_centre.methods.inputoutput.price import respond_to_prices, solve_prices
from scp_centre.methods.inputoutput.ras import Balanced, balance_table
from scp_centre.methods.inputoutput.solvers import Flows, System
from scp_centre.methods.inputoutput.supplyuse import (
    market_shares,
    symmetric_coefficients,
    to_commodities,
)

__all__ = [
    "Accounts",
    "Balanced",
    "Base",
    "Decomposition",
    "Finding",
    "Flows",
    "SupplyChain",
    "SupplyChains",
    "System",
    "Updated",
    "aggregate",
    "balance_table",
    "calculate_accounts",
    "check_table",
    "concordance",
    "consumption_account",
    "decompose",
    "decompose_account",
    "extract_sectors",
    "find_paths",
    "intensities",
    "market_shares",
    "multipliers",
    "price_changes",
    "respond_to_prices",
    "row_output",
    "solve_prices",
    "split_sector",
    "symmetric_coefficients",
    "technical_coefficients",
    "to_commodities",
    "total_output",
    "update",
    "update_output",
    "update_prices",
]
