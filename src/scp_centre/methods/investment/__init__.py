"""What an option is worth: payback, net present value, internal rate of return, sensitivities."""

from scp_centre.methods.investment.appraisal import Appraisal, appraise
from scp_centre.methods.investment.measures import (
    annuity_factor,
    discounted_payback,
    internal_rate_of_return,
    net_present_value,
)
from scp_centre.methods.investment.sensitivity import sensitivities, switching_value
from scp_centre.methods.investment.terms import Loan, TariffSaving, Terms

__all__ = [
    "Appraisal",
    "Loan",
    "TariffSaving",
    "Terms",
    "annuity_factor",
    "appraise",
    "discounted_payback",
    "internal_rate_of_return",
    "net_present_value",
    "sensitivities",
    "switching_value",
]
