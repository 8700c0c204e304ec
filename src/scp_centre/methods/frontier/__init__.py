"""Frontiers: best practice as it is seen (DEA) and with chance in it (SFA)."""

from scp_centre.methods.frontier.bootstrap import Bootstrapped, bootstrap_efficiency
from scp_centre.methods.frontier.efficiency import Efficiency, measure_efficiency
from scp_centre.methods.frontier.extensions import (
    CostEfficiency,
    Distance,
    Scale,
    SuperEfficiency,
    classify_scale,
    measure_cost_efficiency,
    measure_distance,
    measure_super_efficiency,
)
from scp_centre.methods.frontier.intervals import Inefficiency, judge_residuals
from scp_centre.methods.frontier.partial import (
    PartialFrontier,
    measure_order_m,
    measure_orders_m,
)
from scp_centre.methods.frontier.slack_models import (
    Malmquist,
    SlackModel,
    measure_additive,
    measure_malmquist,
    measure_slack_based,
)
from scp_centre.methods.frontier.stochastic import StochasticFrontier, fit_frontier, mixed_p_value

__all__ = [
    "Bootstrapped",
    "CostEfficiency",
    "Distance",
    "Efficiency",
    "Inefficiency",
    "Malmquist",
    "PartialFrontier",
    "Scale",
    "SlackModel",
    "StochasticFrontier",
    "SuperEfficiency",
    "bootstrap_efficiency",
    "classify_scale",
    "fit_frontier",
    "judge_residuals",
    "measure_additive",
    "measure_cost_efficiency",
    "measure_distance",
    "measure_efficiency",
    "measure_malmquist",
    "measure_order_m",
    "measure_orders_m",
    "measure_slack_based",
    "measure_super_efficiency",
    "mixed_p_value",
]
