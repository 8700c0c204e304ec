"""What an option is worth: payback, net present value, internal rate of return, sensitivities."""

from scp_centre.methods.investment.appraisal import Appraisal, appraise
from scp_centre.methods.investment.combined import (
    CombinedAppraisal,
    combine,
    combined_sensitivities,
)
from scp_centre.methods.investment.measures import (
    annuity_factor,
    internal_rate_of_return,
    net_present_value,
)
from scp_centre.methods.investment.payback import (
    discounted_payback,
    simple_payback,
    simple_paybacks,
)
from scp_centre.methods.investment.sensitivity import sensitivities, switching_value
from scp_centre.methods.investment.spread import Spread, spread
from scp_centre.methods.investment.terms import Loan, Outlay, TariffSaving, Terms

__all__ = [
    "Appraisal",
    "CombinedAppraisal",
    "Loan",
    "Outlay",
    "Spread",
    "TariffSaving",
    "Terms",
    "annuity_factor",
    "appraise",
    "combine",
    "combined_sensitivities",
    "discounted_payback",
    "internal_rate_of_return",
    "net_present_value",
    "sensitivities",
    "simple_payback",
    "simple_paybacks",
    "spread",
    "switching_value",
]
