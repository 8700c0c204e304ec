"""Policy scenarios: typed instruments on a nation's table, run year by year against a baseline."""

from scp_centre.methods.scenarios.balance import (
    EFFECTS,
    Balance,
    Effects,
    plain_balance,
    quiet,
)
from scp_centre.methods.scenarios.combustion import Combustion
from scp_centre.methods.scenarios.economy import (
    ACCOUNTING,
    AT_HOME,
    VALUE_ADDED,
    Category,
    Economy,
    Indicator,
    made_at_home,
    perspectives,
)
from scp_centre.methods.scenarios.instruments import (
    Amount,
    AnyInstrument,
    Range,
    Scenario,
    combine,
    difference,
)
from scp_centre.methods.scenarios.range_draws import has_ranges
from scp_centre.methods.scenarios.scenario_run import DRAWS, Engine, Run, Year

__all__ = [
    "ACCOUNTING",
    "AT_HOME",
    "DRAWS",
    "EFFECTS",
    "VALUE_ADDED",
    "Amount",
    "AnyInstrument",
    "Balance",
    "Category",
    "Combustion",
    "Economy",
    "Effects",
    "Engine",
    "Indicator",
    "Range",
    "Run",
    "Scenario",
    "Year",
    "combine",
    "difference",
    "has_ranges",
    "made_at_home",
    "perspectives",
    "plain_balance",
    "quiet",
]
