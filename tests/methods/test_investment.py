"""Appraisal: the golden case of docs/methods/investment.md, terms by hand, and laws."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.investment import (
    Loan,
    TariffSaving,
    Terms,
    annuity_factor,
    appraise,
    internal_rate_of_return,
    net_present_value,
    sensitivities,
)

BASE = Terms(investment=12_000, annual_saving=5_000, years=5, discount_rate=0.10)


def with_terms(**changes):
    return appraise(
        Terms(
            **{"investment": 12_000, "annual_saving": 5_000, "years": 5, "discount_rate": 0.10}
            | changes
        )
    )


def test_golden_case():
    result = appraise(BASE)
    assert result.simple_payback_years == pytest.approx(2.4)
    assert result.npv == pytest.approx(6953.93, abs=0.005)
    assert result.irr == pytest.approx(0.30772, abs=5e-6)
    assert result.discounted_payback_years == pytest.approx(2.88, abs=0.005)
    assert result.benefit_cost_ratio == pytest.approx(18953.93 / 12000, rel=1e-6)
    assert result.annualised_cost == pytest.approx(12_000 * 0.2637975, rel=1e-6)


def test_tax_with_straight_line_depreciation():
    """Yearly: 5000 - 0.3 x (5000 - 2400) = 4220."""
    result = with_terms(tax_rate=0.3)
    assert result.cash_flow == pytest.approx((-12_000, *[4_220] * 5))


def test_escalation_starts_after_the_first_year():
    assert with_terms(escalation=0.1).cash_flow[1:4] == pytest.approx((5_000, 5_500, 6_050))
    assert with_terms(escalation=0.1).npv == pytest.approx(5 * 5_000 / 1.1 - 12_000)


def test_subsidy_salvage_and_operating_cost():
    result = with_terms(subsidy=2_000, salvage=1_000, operating_cost=500)
    assert result.cash_flow == pytest.approx((-10_000, 4_500, 4_500, 4_500, 4_500, 5_500))
    assert result.simple_payback_years == pytest.approx(10_000 / 4_500)


def test_a_loan_at_the_discount_rate_leaves_the_value_as_it_is():
    result = with_terms(loan=Loan(10_000, 0.10, 5))
    assert result.equity_npv == pytest.approx(result.npv)
    assert result.equity_flow[0] == pytest.approx(-2_000)
    assert result.lowest_debt_cover == pytest.approx(5_000 / (10_000 * annuity_factor(0.1, 5)))


def test_cost_per_tonne():
    result = with_terms(annual_co2e_t=10)
    assert result.cost_per_t_co2e == pytest.approx((12_000 * 0.2637975 - 5_000) / 10, rel=1e-5)


def test_what_never_pays_back_says_none():
    result = with_terms(annual_saving=-100)
    assert result.simple_payback_years is None
    assert result.discounted_payback_years is None
    assert result.irr is None


def test_a_flow_with_two_rates_has_none():
    """-1000, 2300, -1320 is zero at 10 % and at 20 %."""
    assert internal_rate_of_return([-1000, 2300, -1320]) is None


@pytest.mark.parametrize(
    "bad",
    [
        {"investment": -1},
        {"years": 0},
        {"discount_rate": 9},
        {"subsidy": 20_000},
        {"loan": Loan(13_000, 0.1, 5)},
    ],
)
def test_impossible_terms_are_refused(bad):
    with pytest.raises(InvalidValueError):
        with_terms(**bad)


def test_sensitivities_come_widest_first():
    rows = sensitivities(BASE)
    widths = [abs(high - low) for _, low, high in rows]
    assert widths == sorted(widths, reverse=True)
    assert dict((n, low) for n, low, _ in rows)["investment"] == pytest.approx(
        6953.93 + 2400, abs=0.01
    )


@given(st.floats(1, 1e6), st.floats(0.01, 1e6), st.integers(1, 40), st.floats(0, 0.5))
def test_the_internal_rate_makes_the_value_zero(investment, saving, years, rate):
    result = appraise(Terms(investment, saving, years, rate))
    if result.irr is not None and result.irr > -0.9:
        at_irr = net_present_value(list(result.cash_flow), result.irr)
        assert at_irr == pytest.approx(0, abs=1e-5 * max(investment, saving))
    assert result.npv == pytest.approx(
        -investment + saving / annuity_factor(rate, years),
        rel=1e-9,
        abs=1e-6 * max(investment, saving),
    )


def test_each_tariff_grows_at_its_own_rate():
    """3,000 a year that grow by 5 % and 2,000 that fall by 2 %, by hand over three years."""
    tariffs = (TariffSaving(3_000, 0.05, "power"), TariffSaving(2_000, -0.02, "gas"))
    result = appraise(replace(BASE, years=3, tariffs=tariffs))
    by_hand = [3_000 + 2_000, 3_150 + 1_960, 3_307.5 + 1_920.8]
    assert_allclose(result.cash_flow[1:], by_hand)
    low = next(low for name, low, _ in sensitivities(result.terms) if name == "annual_saving")
    assert low == pytest.approx(
        sum(0.8 * c / 1.1**t for t, c in enumerate(by_hand, start=1)) - 12_000
    )


def test_tariffs_that_are_not_the_saving_are_refused():
    with pytest.raises(InvalidValueError, match="annual saving is 5000 with an escalation of 0"):
        replace(BASE, tariffs=(TariffSaving(4_000),))


def test_an_option_that_saves_maintenance_has_a_negative_running_cost():
    """12,000 once, 5,000 of energy and 1,000 of maintenance a year, 5 years at 10 %: by annuity."""
    terms = Terms(
        investment=12_000, annual_saving=5_000, years=5, discount_rate=0.1, operating_cost=-1_000
    )
    result = appraise(terms)
    assert result.simple_payback_years == pytest.approx(2.0)
    assert result.npv == pytest.approx(6_000 * (1 - 1.1**-5) / 0.1 - 12_000)
