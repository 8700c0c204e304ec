"""Contract of `appraise`."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Name, Strict, Years
from scp_centre.methods.errors import MissingValueError
from scp_centre.methods.investment import (
    Loan,
    Outlay,
    TariffSaving,
    Terms,
    appraise,
    sensitivities,
)


class LoanIn(Strict):
    amount: float = Field(description="currency")
    rate: float = Field(description="1/year, 0.08 for 8 %")
    years: Years = Field(description="years; equal yearly instalments")


class TariffIn(Strict):
    annual_saving: float = Field(description="currency/year, in prices of year 1")
    escalation: float = Field(default=0, description="1/year, growth of this tariff")
    name: Name = ""


class OutlayIn(Strict):
    amount: float = Field(description="currency, in prices of year 1")
    year: Years = Field(description="paid at the end of this year, before the last of the life")
    name: Name = ""


class Input(Strict):
    investment: float = Field(description="currency, year 0")
    annual_saving: float | None = Field(
        default=None, description="currency/year, in prices of year 1; or give tariffs"
    )
    tariffs: list[TariffIn] = Field(
        default=[],
        max_length=1_000,
        description="the annual saving by tariff, each with its own escalation",
    )
    years: Years = Field(description="life of the option, years")
    discount_rate: float = Field(description="1/year, 0.10 for 10 %")
    operating_cost: float = Field(default=0, description="currency/year, year 1")
    escalation: float = Field(default=0, description="1/year, growth of the saving (tariff)")
    operating_escalation: float = Field(default=0, description="1/year")
    subsidy: float = Field(default=0, description="currency, year 0")
    salvage: float = Field(default=0, description="currency, end of the last year")
    tax_rate: float = Field(default=0, description="1, 0.25 for 25 %")
    depreciation_years: Years | None = Field(default=None, description="years; default: the life")
    replaced: float = Field(
        default=0, description="currency, year 0: what would be bought without the option"
    )
    renewal: float = Field(default=0, description="currency, paid again while the option lives")
    renewal_years: Years | None = Field(default=None, description="years between renewals")
    outlays: list[OutlayIn] = Field(
        default=[], max_length=1_000, description="investments in later years"
    )
    book_value: float = Field(
        default=0, description="currency: what the accounts still show of replaced equipment"
    )
    book_years: Years | None = Field(
        default=None, description="years in which it would have been depreciated"
    )
    sale: float = Field(default=0, description="currency, year 0: for equipment that is replaced")
    loan: LoanIn | None = None
    annual_co2e_t: float | None = Field(default=None, description="t CO2e avoided per year")


class Sensitivity(BaseModel):
    input: str
    npv_low: float = Field(description="NPV with the input 20 % lower")
    npv_high: float = Field(description="NPV with the input 20 % higher")


class Output(BaseModel):
    simple_payback_years: float | None
    discounted_payback_years: float | None = Field(description="linear within the year")
    npv: float
    irr: float | None = Field(description="null when there is none, or more than one")
    benefit_cost_ratio: float | None
    annualised_cost: float = Field(description="currency/year, before savings")
    net_annualised_cost: float = Field(description="currency/year, after savings")
    cost_per_t_co2e: float | None = Field(description="net annualised cost / t CO2e avoided")
    cash_flow: list[float] = Field(description="project, after tax and subsidy, years 0 to n")
    equity_flow: list[float] = Field(description="owner, with loan and interest")
    equity_npv: float
    equity_irr: float | None
    lowest_debt_cover: float | None = Field(description="cash flow / debt service, worst year")
    sensitivities: list[Sensitivity]


def compute(given: Input) -> dict[str, Any]:
    values = given.model_dump(exclude={"loan", "tariffs", "outlays"})
    tariffs = tuple(TariffSaving(t.annual_saving, t.escalation, t.name) for t in given.tariffs)
    if given.annual_saving is None:
        if not tariffs:
            raise MissingValueError(
                "There is neither an annual_saving nor tariffs.",
                where="annual_saving",
                cure="Give annual_saving in currency a year, or tariffs with one saving each.",
            )
        values["annual_saving"] = sum(t.amount for t in tariffs)
    loan = Loan(**given.loan.model_dump()) if given.loan else None
    outlays = tuple(Outlay(one.amount, one.year, one.name) for one in given.outlays)
    terms = Terms(**values, loan=loan, tariffs=tariffs, outlays=outlays)
    result = appraise(terms)
    own = {
        name: getattr(result, name)
        for name in Output.model_fields
        if name not in ("cash_flow", "equity_flow", "sensitivities")
    }
    rows = sensitivities(terms)
    return own | {
        "cash_flow": list(result.cash_flow),
        "equity_flow": list(result.equity_flow),
        "sensitivities": [dict(zip(Sensitivity.model_fields, r, strict=True)) for r in rows],
    }


CONTRACT = Contract(
    name="appraise",
    version="1.0",
    summary="What an option is worth: payback, NPV, IRR, annualised cost, cost per t CO2e.",
    formula="NPV = sum C_t / (1 + r)^t; IRR: NPV = 0; annualised cost = PV of costs x annuity",
    sources=("Standard investment appraisal; definitions in docs/methods/investment.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
