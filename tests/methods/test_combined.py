"""Options financed together: sums by hand, a loan by hand, laws."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.investment import (
    Loan,
    Terms,
    appraise,
    combine,
    combined_sensitivities,
    net_present_value,
)

LONG = appraise(Terms(investment=12_000, annual_saving=5_000, years=5, discount_rate=0.10))
SHORT = appraise(Terms(investment=1_000, annual_saving=800, years=2, discount_rate=0.10))


def test_flows_add_up_and_each_ends_with_its_option():
    both = combine([LONG, SHORT], discount_rate=0.10)
    assert both.cash_flow == (-13_000, 5_800, 5_800, 5_000, 5_000, 5_000)
    assert both.npv == pytest.approx(LONG.npv + SHORT.npv)
    assert both.equity_flow == both.cash_flow and both.lowest_debt_cover is None


def test_a_loan_of_two_years_by_hand():
    """6,300 at 10 % in two instalments of 3,630: interest 630, then 330."""
    both = combine([LONG, SHORT], discount_rate=0.10, loan=Loan(6_300, 0.10, 2))
    assert_allclose(both.debt_service, [0, 3_630, 3_630, 0, 0, 0])
    assert_allclose(both.interest, [0, 630, 330, 0, 0, 0])
    assert_allclose(both.equity_flow, [-6_700, 2_170, 2_170, 5_000, 5_000, 5_000])
    assert both.lowest_debt_cover == pytest.approx(5_800 / 3_630)


def test_a_loan_longer_than_every_option_is_still_served():
    whole = combine([SHORT], discount_rate=0.10, loan=Loan(1_000, 0.05, 4))
    assert len(whole.cash_flow) == 5 and whole.cash_flow[4] == 0
    assert whole.debt_cover[4] == 0 and sum(whole.debt_service) > 1_000


def test_a_loan_larger_than_the_investment_is_refused():
    with pytest.raises(InvalidValueError, match="larger than the investment"):
        combine([SHORT], discount_rate=0.10, loan=Loan(1_001, 0.10, 2))


def test_sensitivities_move_all_options_at_once():
    rows = {
        name: (low, high)
        for name, low, high in combined_sensitivities([LONG, SHORT], discount_rate=0.1)
    }
    low, high = rows["annual_saving"]
    assert low.cash_flow[1] == pytest.approx(0.8 * 5_800)
    assert high.npv > low.npv
    assert rows["investment"][1].investment == pytest.approx(1.2 * 13_000)
    assert "operating_cost" not in rows


@given(st.floats(0, 0.3), st.integers(1, 9), st.floats(100, 13_000))
def test_a_loan_at_the_discount_rate_leaves_the_value_as_it_is(rate, years, amount):
    terms = [replace(a.terms, discount_rate=rate) for a in (LONG, SHORT)]
    options = [appraise(t) for t in terms]
    without = combine(options, discount_rate=rate)
    with_loan = combine(options, discount_rate=rate, loan=Loan(amount, rate, years))
    assert with_loan.equity_npv == pytest.approx(without.npv, rel=1e-9, abs=1e-6)
    assert net_present_value(list(with_loan.debt_service), rate) == pytest.approx(amount)
