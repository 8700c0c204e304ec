"""Policy scenarios: typed instruments on a nation's table, run year by year against a baseline."""

from scp_centre.methods.scenarios.balance import (
    EFFECTS,
    Balance,
    Effects,
    plain_balance,
    quiet,
)
from scp_centre.methods.scenarios.economy import (
    AT_HOME,
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
from scp_centre.methods.scenarios.scenario_run import Engine, Run, Year

__all__ = [
    "AT_HOME",
    "EFFECTS",
    "Amount",
    "AnyInstrument",
    "Balance",
    "Category",
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
    "made_at_home",
    "perspectives",
    "plain_balance",
    "quiet",
]
