"""Industrial symbiosis: which residue suits which need, and the plan that is worth most."""

from scp_centre.methods.symbiosis.exchanges import (
    LARGEST,
    Exchanges,
    per_exchange,
    read_exchanges,
    read_table,
)
from scp_centre.methods.symbiosis.matching import Matches, Pairs, Stage, match
from scp_centre.methods.symbiosis.plan import Plan, plan_exchanges, relative_gap, solve_tree
from scp_centre.methods.symbiosis.reasons import (
    Reason,
    explain_match,
    explain_unmet,
    missing_amounts,
)
from scp_centre.methods.symbiosis.resources import Resource, tonnes_a_year
from scp_centre.methods.symbiosis.robust import (
    RobustPlan,
    Rung,
    plan_against_loss,
    price_ladder,
)
from scp_centre.methods.symbiosis.stable_pairs import pair_stably
from scp_centre.methods.symbiosis.terms import Terms, TermsPlan, no_terms, plan_with_terms
from scp_centre.methods.symbiosis.waste_law import WasteCode, WasteRule, read_waste_code

__all__ = [
    "LARGEST",
    "Exchanges",
    "Matches",
    "Pairs",
    "Plan",
    "Reason",
    "Resource",
    "RobustPlan",
    "Rung",
    "Stage",
    "Terms",
    "TermsPlan",
    "WasteCode",
    "WasteRule",
    "explain_match",
    "explain_unmet",
    "match",
    "missing_amounts",
    "no_terms",
    "pair_stably",
    "per_exchange",
    "plan_against_loss",
    "plan_exchanges",
    "plan_with_terms",
    "price_ladder",
    "read_exchanges",
    "read_table",
    "read_waste_code",
    "relative_gap",
    "solve_tree",
    "tonnes_a_year",
]
