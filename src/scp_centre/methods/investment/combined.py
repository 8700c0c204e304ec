"""Several options financed together: one cash flow, one loan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.investment.appraisal import Appraisal, appraise
from scp_centre.methods.investment.measures import (
    annuity_factor,
    internal_rate_of_return,
    net_present_value,
)
from scp_centre.methods.investment.payback import discounted_payback
from scp_centre.methods.investment.sensitivity import scaled
from scp_centre.methods.investment.terms import Loan
from scp_centre.methods.messages import Number, _


@dataclass(frozen=True, slots=True)
class CombinedAppraisal:
    """Options together, in currency; years from 0 to the longest life or the end of the loan.

    cash_flow : after tax and subsidy, before financing      debt_service : interest + repayment
    equity_flow : cash flow + loan - debt service (the tax relief of interest is left out)
    debt_cover : cash flow / debt service, of each year with debt
    """

    investment: float
    cash_flow: tuple[float, ...]
    debt_service: tuple[float, ...]
    interest: tuple[float, ...]
    equity_flow: tuple[float, ...]
    debt_cover: tuple[float | None, ...]
    npv: float
    irr: float | None
    discounted_payback_years: float | None
    equity_npv: float
    equity_irr: float | None

    @property
    def lowest_debt_cover(self) -> float | None:
        return min((c for c in self.debt_cover if c is not None), default=None)


def combine(
    appraisals: Sequence[Appraisal], *, discount_rate: float, loan: Loan | None = None
) -> CombinedAppraisal:
    """Return the options as one investment; each flow ends with the life of its option.

    C_t = sum of C_kt over the options k      equity_t = C_t + loan [t = 0] - debt service_t
    Loans of single options are left aside: the loan given here finances them together.
    Raises InvalidValueError when the loan is larger than the investment.
    """
    # All of the investment is financed, also what would have been bought anyway.
    alone = [appraise(replace(a.terms, loan=None, replaced=0.0)) for a in appraisals]
    project = [sum(year) for year in zip_longest(*(a.cash_flow for a in alone), fillvalue=0.0)]
    investment = sum(a.terms.own_investment for a in alone)
    if loan and loan.amount > investment * (1 + 1e-9):
        raise InvalidValueError(
            _(
                "The loan of {amount} is larger than the investment of {investment}.",
                amount=Number(loan.amount, "g"),
                investment=Number(investment, "g"),
            ),
            where="loan",
            cure=_("Reduce the loan, or choose more options."),
        )
    years = max(len(project), (loan.years + 1) if loan else 1)
    project += [0.0] * (years - len(project))
    interest, service = _schedule(loan, years)
    equity = [c - s for c, s in zip(project, service, strict=True)]
    equity[0] += loan.amount if loan else 0.0
    return CombinedAppraisal(
        investment=investment,
        cash_flow=tuple(project),
        debt_service=tuple(service),
        interest=tuple(interest),
        equity_flow=tuple(equity),
        debt_cover=tuple(c / s if s > 0 else None for c, s in zip(project, service, strict=True)),
        npv=net_present_value(project, discount_rate),
        irr=internal_rate_of_return(project),
        discounted_payback_years=discounted_payback(project, discount_rate),
        equity_npv=net_present_value(equity, discount_rate),
        equity_irr=internal_rate_of_return(equity),
    )


def combined_sensitivities(
    appraisals: Sequence[Appraisal],
    *,
    discount_rate: float,
    loan: Loan | None = None,
    change: float = 0.2,
) -> tuple[tuple[str, CombinedAppraisal, CombinedAppraisal], ...]:
    """Return for each input the whole with it lower and higher by `change`, in all options."""
    rows = []
    for name in ("annual_saving", "investment", "operating_cost"):
        sides = []
        for factor in (1 - change, 1 + change):
            moved = [scaled(a.terms, name, factor) for a in appraisals]
            total = sum(a.terms.own_investment for a in moved)
            smaller = replace(loan, amount=min(loan.amount, total)) if loan else None
            sides.append(combine(moved, discount_rate=discount_rate, loan=smaller))
        if sides[0].npv != sides[1].npv:
            rows.append((name, sides[0], sides[1]))
    return tuple(rows)


def _schedule(loan: Loan | None, years: int) -> tuple[list[float], list[float]]:
    """Return interest and instalment of each year of a loan with equal instalments."""
    interest, service = [0.0] * years, [0.0] * years
    if loan is None:
        return interest, service
    owed = loan.amount
    instalment = owed * annuity_factor(loan.rate, loan.years)
    for t in range(1, loan.years + 1):
        interest[t] = owed * loan.rate
        service[t] = instalment
        owed -= instalment - interest[t]
    return interest, service
