"""The figures of an investment file: chosen options together, under the terms of one loan."""

from dataclasses import dataclass

from scp_centre.methods.errors import MethodError
from scp_centre.methods.investment import (
    CombinedAppraisal,
    Loan,
    combine,
    combined_sensitivities,
)
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.results import AssessmentResult, OptionResult
from scp_centre.roles.production.errors import FollowUpError
from scp_centre.roles.production.models import InvestmentFile

Sensitivities = tuple[tuple[str, CombinedAppraisal, CombinedAppraisal], ...]


@dataclass(frozen=True, slots=True)
class Financing:
    """What a bank looks at, in the currency of the assessment."""

    options: tuple[OptionResult, ...]
    whole: CombinedAppraisal
    sensitivities: Sensitivities
    discount_rate: float

    @property
    def net_saving(self) -> float:
        return sum(o.net_saving for o in self.options)

    @property
    def co2e_t(self) -> float:
        return sum(o.effect.co2e_t for o in self.options)


def finance(file: InvestmentFile, result: AssessmentResult) -> Financing:
    """Return the options of a file as one investment with its loan.

    Each option saves what it saves after those ranked before it. Raises FollowUpError when an
    option is gone or the loan does not fit.
    """
    known = {o.entry.key: o for o in result.options}
    if gone := [key for key in file.options if key not in known]:
        raise FollowUpError(
            _("The options {join} are no longer in the workbook.", join=list(gone)),
            where="options",
            cure=_("Choose the options again."),
        )
    chosen = tuple(known[key] for key in file.options)
    if not chosen:
        raise FollowUpError(
            _("No option has been chosen."), where="options", cure=_("Choose what to finance.")
        )
    loan = None
    if file.loan:
        loan = Loan(file.loan, (file.loan_rate or 0.0) / 100, file.loan_years or 1)
    rate = result.file.factory.discount_rate / 100
    appraisals = [o.appraisal for o in chosen]
    try:
        whole = combine(appraisals, discount_rate=rate, loan=loan)
        moved = combined_sensitivities(appraisals, discount_rate=rate, loan=loan)
    except MethodError as error:
        raise FollowUpError(error.message, where=error.where, cure=error.cure) from None
    return Financing(chosen, whole, moved, rate)
