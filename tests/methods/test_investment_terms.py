"""Replacement that is due anyway, renewals, and how sure a payback is: by hand."""

from dataclasses import replace

import numpy as np
import pytest

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.investment import (
    Loan,
    Outlay,
    Terms,
    appraise,
    combine,
    sensitivities,
    spread,
)

GOLDEN = Terms(12_000, 5_000, years=5, discount_rate=0.10)  # NPV 6,953.93; 2.4 years
ANNUITY = 3.7907867694  # present value of 1 a year for 5 years at 10 %


def test_only_what_is_paid_on_top_of_a_replacement_has_to_be_paid_back():
    found = appraise(replace(GOLDEN, replaced=7_000))
    assert found.simple_payback_years == pytest.approx(1.0)
    assert found.npv == pytest.approx(5_000 * ANNUITY - 5_000, abs=0.01)
    assert found.npv == pytest.approx(appraise(GOLDEN).npv + 7_000)
    assert found.terms.own_investment == 12_000 and found.terms.extra_investment == 5_000


def test_a_bank_finances_all_of_it():
    found = appraise(replace(GOLDEN, replaced=7_000))
    together = combine([found], discount_rate=0.10, loan=Loan(12_000, 0.08, 5))
    assert together.investment == 12_000
    assert together.npv == pytest.approx(appraise(GOLDEN).npv)


def test_a_renewal_every_two_years_of_five_is_paid_twice():
    """1,000 in years 2 and 4: 826.45 + 683.01."""
    found = appraise(replace(GOLDEN, renewal=1_000, renewal_years=2))
    assert found.terms.renewals == (2, 4)
    assert found.npv == pytest.approx(appraise(GOLDEN).npv - 1_000 / 1.1**2 - 1_000 / 1.1**4)
    assert found.simple_payback_years == appraise(GOLDEN).simple_payback_years
    assert replace(GOLDEN, renewal=1_000, renewal_years=5).renewals == ()


def test_a_renewal_lowers_the_tax_of_its_year():
    taxed = replace(GOLDEN, tax_rate=0.25)
    found = appraise(replace(taxed, renewal=1_000, renewal_years=3))
    assert found.cash_flow[3] == pytest.approx(appraise(taxed).cash_flow[3] - 750)


def test_an_investment_in_a_later_year_is_paid_then():
    """3,000 at the end of year 2: 3,000 / 1.21 = 2,479.34 less; 15,000 / 5,000 = 3 years."""
    found = appraise(replace(GOLDEN, outlays=(Outlay(3_000, 2),)))
    assert found.cash_flow == pytest.approx((-12_000, 5_000, 2_000, 5_000, 5_000, 5_000))
    assert found.npv == pytest.approx(6_953.93 - 2_479.34, abs=0.01)
    assert found.simple_payback_years == pytest.approx(3.0)
    assert found.benefit_cost_ratio == pytest.approx(5_000 * ANNUITY / 14_479.34, abs=1e-4)
    assert found.annualised_cost == pytest.approx(14_479.34 / ANNUITY, abs=0.01)


def test_a_later_investment_is_depreciated_over_the_years_after_it():
    """3,000 in year 2 of 5: 1,000 in years 3, 4 and 5, which saves 300 of tax in each."""
    taxed = replace(GOLDEN, tax_rate=0.3)
    found = appraise(replace(taxed, outlays=(Outlay(3_000, 2),)))
    more = [a - b for a, b in zip(found.cash_flow, appraise(taxed).cash_flow, strict=True)]
    assert more == pytest.approx([0, 0, -3_000, 300, 300, 300])


def test_what_is_not_depreciated_when_the_option_ends_is_written_off():
    """3,000 over 10 years from year 3: 300, 300, and 300 + 2,100 in the last year."""
    taxed = replace(GOLDEN, tax_rate=0.3, depreciation_years=10)
    found = appraise(replace(taxed, outlays=(Outlay(3_000, 2),)))
    more = [a - b for a, b in zip(found.cash_flow, appraise(taxed).cash_flow, strict=True)]
    assert more == pytest.approx([0, 0, -3_000, 90, 90, 720])


def test_the_book_value_of_what_is_replaced_is_written_off_in_the_first_year():
    """10,000 that had 5 years left: 3,000 of tax at once, less 600 in each of the 5 years."""
    taxed = replace(GOLDEN, tax_rate=0.3)
    found = appraise(replace(taxed, book_value=10_000, book_years=5))
    more = [a - b for a, b in zip(found.cash_flow, appraise(taxed).cash_flow, strict=True)]
    assert more == pytest.approx([0, 2_400, -600, -600, -600, -600])
    assert sum(more) == pytest.approx(0)  # the same tax, only earlier


def test_what_replaced_equipment_is_sold_for_comes_in_at_the_start():
    """12,000 less 2,000 for 5,000 a year: payback 2 years; NPV 2,000 higher without a tax."""
    plain, found = appraise(GOLDEN), appraise(replace(GOLDEN, sale=2_000))
    assert found.cash_flow[0] == plain.cash_flow[0] + 2_000
    assert found.simple_payback_years == pytest.approx(2.0)
    assert found.npv == pytest.approx(plain.npv + 2_000)
    assert appraise(replace(GOLDEN, sale=13_000)).simple_payback_years == 0.0


def test_what_a_sale_brings_beyond_the_book_value_is_taxed_in_the_first_year():
    """30 % of 2,000 - 500 = 450 more tax in year 1 than with the write-off of 500 alone: 600."""
    taxed = replace(GOLDEN, tax_rate=0.3)
    sold = appraise(replace(taxed, sale=2_000))
    assert sold.cash_flow[1] == pytest.approx(appraise(taxed).cash_flow[1] - 600)
    with_book = appraise(replace(taxed, book_value=500, book_years=1, sale=2_000))
    # one year of depreciation is lost and written off in the same year: only the sale is taxed
    assert with_book.cash_flow[1] == pytest.approx(appraise(taxed).cash_flow[1] - 600)
    later = appraise(replace(taxed, book_value=500, book_years=5, sale=2_000))
    assert later.cash_flow[1] == pytest.approx(
        appraise(taxed).cash_flow[1] - 0.3 * (2_000 - 500 + 100)
    )


def test_without_a_tax_a_book_value_changes_nothing():
    found = appraise(replace(GOLDEN, book_value=10_000, book_years=5))
    assert found.cash_flow == appraise(GOLDEN).cash_flow


def test_a_shorter_life_leaves_out_what_would_be_invested_after_it():
    rows = sensitivities(replace(GOLDEN, outlays=(Outlay(3_000, 4),)))
    shorter = next(low for name, low, _high in rows if name == "years")
    assert shorter == pytest.approx(appraise(replace(GOLDEN, years=4)).npv)


def test_the_range_of_a_payback_counts_later_investments():
    found = run(replace(GOLDEN, outlays=(Outlay(3_000, 2),)), 0.0, 0.0, runs=10)
    assert found.payback == pytest.approx((3.0, 3.0, 3.0))


def test_a_book_value_without_its_years_is_asked_for():
    with pytest.raises(MissingValueError) as caught:
        replace(GOLDEN, book_value=1)
    assert caught.value.where == "book_years"


@pytest.mark.parametrize(
    "wrong",
    [
        {"outlays": (Outlay(1, 5),)},
        {"book_value": -1},
        {"replaced": 12_001},
        {"replaced": -1},
        {"renewal": 10, "renewal_years": 0},
    ],
)
def test_impossible_terms_are_refused(wrong):
    with pytest.raises(InvalidValueError) as caught:
        replace(GOLDEN, **wrong)
    assert caught.value.cure


def run(terms, saving, investment, seed=1, runs=60_000):
    return spread(
        terms,
        saving_range=saving,
        investment_range=investment,
        random=np.random.default_rng(seed),
        runs=runs,
    )


def test_savings_within_a_fifth_pay_back_within_2_to_3_years():
    """12,000 / (5,000 x 1.2) = 2.0 and 12,000 / (5,000 x 0.8) = 3.0 years."""
    found = run(GOLDEN, 0.2, 0.0)
    assert found.payback == pytest.approx((2.0, 2.4, 3.0), rel=0.01)
    bounds = [5_000 * f * ANNUITY - 12_000 for f in (0.8, 1.0, 1.2)]
    assert found.npv == pytest.approx(bounds, rel=0.02)
    assert found.gains == pytest.approx(0.9987, abs=0.001)


def test_drawn_values_are_those_of_whole_appraisals():
    """NPV is linear in both: one appraisal of each draw gives the same quantiles."""
    terms = replace(GOLDEN, subsidy=1_000, operating_cost=400, tax_rate=0.2, salvage=500)
    found = run(terms, 0.3, 0.2, runs=400)
    random = np.random.default_rng(1)
    f = np.maximum(random.normal(1, 0.3 / 1.6448536269514722, 400), 0)
    g = np.maximum(random.normal(1, 0.2 / 1.6448536269514722, 400), 0)
    each = [
        appraise(replace(terms, annual_saving=5_000 * a, investment=12_000 * b)).npv
        for a, b in zip(f, g, strict=True)
    ]
    assert found.npv == pytest.approx(np.quantile(each, [0.05, 0.5, 0.95]))


def test_savings_that_may_fail_have_no_last_payback():
    found = run(replace(GOLDEN, operating_cost=4_500), 0.5, 0.0)
    assert found.payback[0] is not None and found.payback[2] is None
    assert 0 < found.gains < 0.5


def test_the_same_seed_gives_the_same_range_and_nothing_uncertain_gives_a_point():
    assert run(GOLDEN, 0.2, 0.1, runs=500) == run(GOLDEN, 0.2, 0.1, runs=500)
    exact = run(GOLDEN, 0.0, 0.0, runs=100)
    assert exact.payback == pytest.approx((2.4, 2.4, 2.4))


def test_a_range_of_everything_is_refused():
    with pytest.raises(InvalidValueError, match="range"):
        run(GOLDEN, 1.0, 0.0)
