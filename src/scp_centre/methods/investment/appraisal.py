"""The appraisal of one option: yearly cash flows and the measures that an owner reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scp_centre.methods.investment.measures import (
    annuity_factor,
    internal_rate_of_return,
    net_present_value,
)
from scp_centre.methods.investment.payback import discounted_payback, simple_payback
from scp_centre.methods.investment.terms import TariffSaving, Terms

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the option is worth. Money in the currency of the terms; None: does not exist.

    cash_flow : (years + 1,)    of the project, after tax and subsidy, before financing
    equity_flow : (years + 1,)  of the owner, with loan and interest; equal without a loan
    annualised_cost : currency/year   (investment - subsidy) a + operating cost, before savings
    net_annualised_cost : the same less the annual saving and the annuity of the salvage value
    """

    terms: Terms
    cash_flow: tuple[float, ...]
    equity_flow: tuple[float, ...]
    simple_payback_years: float | None
    discounted_payback_years: float | None
    npv: float
    irr: float | None
    benefit_cost_ratio: float | None
    annualised_cost: float
    net_annualised_cost: float
    cost_per_t_co2e: float | None
    equity_npv: float
    equity_irr: float | None
    lowest_debt_cover: float | None


def appraise(terms: Terms) -> Appraisal:
    """Return the appraisal of one option.

    C_0 = subsidy + replaced - investment
    C_t = (s_t - o_t) - tax (s_t - o_t - d_t) - outlay_t + salvage (1 - tax) [t = n]
    s_t = sum of saving_k (1 + e_k)^(t-1) over the tariffs k
    o_t = operating cost (1 + e_o)^(t-1) + renewal [t a renewal year]
    d_t = straight line on (investment - subsidy - replaced), and on each outlay over the years
          after it, what is left of it in year n + book value [t = 1]
          - book value / book years [t <= book years]
    simple payback = (investment - subsidy - replaced + sum of outlays)
                     / (saving - operating cost), before tax, renewals left out
    benefit-cost ratio = PV(s + salvage) / (investment - subsidy - replaced + PV(outlays)
                         + PV(o)), before tax
    Source of the definitions: docs/methods/investment.md.
    """
    saving, operating = _yearly(terms)
    margin = saving - operating
    depreciation = _depreciation(terms)
    project = _after_tax(terms, margin, depreciation, interest=np.zeros(terms.years))
    interest, repayment = _loan_schedule(terms)
    equity = _after_tax(terms, margin, depreciation, interest=interest)
    equity[0] += terms.loan.amount if terms.loan else 0.0
    equity[1:] -= interest + repayment
    r = terms.discount_rate
    annual, net_annual = _annualised(terms, saving, operating)
    return Appraisal(
        terms=terms,
        cash_flow=tuple(map(float, project)),
        equity_flow=tuple(map(float, equity)),
        simple_payback_years=simple_payback(
            terms.net_investment + terms.later_investment,
            terms.annual_saving - terms.operating_cost,
        ),
        discounted_payback_years=discounted_payback(project.tolist(), r),
        npv=net_present_value(project.tolist(), r),
        irr=internal_rate_of_return(project.tolist()),
        benefit_cost_ratio=_benefit_cost(terms, saving, operating),
        annualised_cost=annual,
        net_annualised_cost=net_annual,
        cost_per_t_co2e=net_annual / terms.annual_co2e_t if terms.annual_co2e_t else None,
        equity_npv=net_present_value(equity.tolist(), r),
        equity_irr=internal_rate_of_return(equity.tolist()),
        lowest_debt_cover=_debt_cover(project, interest + repayment),
    )


def _yearly(terms: Terms) -> tuple[Array, Array]:
    t = np.arange(terms.years, dtype=float)
    parts = terms.tariffs or (TariffSaving(terms.annual_saving, terms.escalation),)
    saving: Array = np.sum([p.amount * (1 + p.escalation) ** t for p in parts], axis=0)
    operating: Array = terms.operating_cost * (1 + terms.operating_escalation) ** t
    operating[[year - 1 for year in terms.renewals]] += terms.renewal
    return saving, operating


def _depreciation(terms: Terms) -> Array:
    years = terms.depreciation_years or terms.years
    yearly = np.zeros(terms.years)
    yearly[: min(years, terms.years)] = terms.extra_investment / years
    for outlay in terms.outlays:
        left = terms.years - outlay.year
        spread_over = terms.depreciation_years or left
        yearly[outlay.year : outlay.year + spread_over] += outlay.amount / spread_over
        # What the accounts still show when the option ends is written off with it.
        yearly[-1] += outlay.amount * max(0, spread_over - left) / spread_over
    return yearly + _write_off(terms)


def _write_off(terms: Terms) -> Array:
    """Return what replaced equipment adds to depreciation, and takes from it.

    Its book value is written off in year 1 instead of later, less what it is sold for.
    """
    yearly = np.zeros(terms.years)
    if terms.book_value and terms.book_years:
        yearly[: terms.book_years] -= terms.book_value / terms.book_years
        yearly[0] += terms.book_value
    yearly[0] -= terms.sale  # a gain over the book value is taxed, a loss deducted
    return yearly


def _outlays(terms: Terms) -> Array:
    """Return what is invested in each year after year 0."""
    yearly = np.zeros(terms.years)
    for outlay in terms.outlays:
        yearly[outlay.year - 1] += outlay.amount
    return yearly


def _after_tax(terms: Terms, margin: Array, depreciation: Array, *, interest: Array) -> Array:
    tax = terms.tax_rate * (margin - depreciation - interest)
    flow = np.concatenate([[-terms.net_investment], margin - tax - _outlays(terms)])
    flow[-1] += terms.salvage * (1 - terms.tax_rate)
    return flow


def _loan_schedule(terms: Terms) -> tuple[Array, Array]:
    """Return interest and repayment of each year; what is still owed is paid in the last."""
    interest, repayment = np.zeros(terms.years), np.zeros(terms.years)
    if terms.loan is None:
        return interest, repayment
    owed = terms.loan.amount
    instalment = owed * annuity_factor(terms.loan.rate, terms.loan.years)
    for t in range(min(terms.loan.years, terms.years)):
        interest[t] = owed * terms.loan.rate
        repayment[t] = instalment - interest[t]
        owed -= repayment[t]
    repayment[-1] += max(owed, 0.0) if terms.loan.years > terms.years else 0.0
    return interest, repayment


def _present(row: Array, rate: float) -> float:
    return net_present_value([0.0, *row.tolist()], rate)


def _benefit_cost(terms: Terms, saving: Array, operating: Array) -> float | None:
    gains = saving.copy()
    gains[-1] += terms.salvage
    costs = terms.net_investment + _present(operating + _outlays(terms), terms.discount_rate)
    return _present(gains, terms.discount_rate) / costs if costs > 0 else None


def _annualised(terms: Terms, saving: Array, operating: Array) -> tuple[float, float]:
    r = terms.discount_rate
    a = annuity_factor(r, terms.years)
    cost = a * (terms.net_investment + _present(operating + _outlays(terms), r))
    gains = saving.copy()
    gains[-1] += terms.salvage
    return cost, cost - a * _present(gains, r)


def _debt_cover(project: Array, service: Array) -> float | None:
    due = service > 0
    return float(np.min(project[1:][due] / service[due])) if due.any() else None
