"""What is wrong by a factor is said with the ratio; what is right is left in peace."""

from dataclasses import replace
from datetime import date

import pytest

from scp_centre.centre.translation import speaker
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.report.notices import notice_text
from scp_centre.roles.production.sample import sample_file
from tests.roles.production.test_assessment import ONE, entry, factory, small

ODD = ("price_level", "price_jump", "amount_jump", "energy_gain", "intensity")


def odd(result):
    return [n for n in result.notices if n.key in ODD]


@pytest.mark.parametrize("company", ["dairy", "dyehouse", "plating"])
def test_the_sample_companies_raise_nothing(company):
    assert odd(assess(sample_file(company))) == []


def power(price, key="power", **more):
    return entry(
        key, "energy", None, "mill", 1_000, "kWh", substance="electricity", price=price, **more
    )


def test_a_price_per_mwh_entered_per_kwh_is_asked_about():
    """105 EUR/kWh is 380 times the dearest of Eurostat's countries, 0.276."""
    (notice,) = odd(assess(small(*ONE[:3], power(105.0))))
    text = speaker("en")(notice_text(notice, speaker("en")))
    assert "105 EUR/kWh: 380 times" in text and "Did you mean 0.105?" in text
    assert odd(assess(small(*ONE[:3], power(0.105)))) == []


def test_prices_in_far_currencies_are_compared_among_each_other_only():
    som = factory(currency="UZS")
    assert odd(assess(small(*ONE[:3], power(1_000.0), factory=som))) == []
    file = small(*ONE[:3], power(1_000.0), power(1.0, "second"), factory=som)
    (notice,) = odd(assess(file))
    assert notice.key == "price_jump" and dict(notice.values)["ratio"] == "1000"


def test_a_boiler_that_gives_out_more_than_it_takes_in():
    flows = (
        *ONE[:3],
        entry("gas", "energy", None, "boiler", 100, "GJ", substance="natural_gas"),
        entry("steam", "energy", "boiler", "mill", 125, "GJ", substance="steam"),
    )
    (notice,) = odd(assess(small(*flows, centres=("mill", "boiler"))))
    assert (notice.key, dict(notice.values)["ratio"]) == ("energy_gain", "1.25")


def test_a_flow_that_changes_by_a_thousand_between_periods():
    file = small(*ONE)
    before = replace(file.periods[0], key="2024", start=date(2024, 1, 1), end=date(2024, 12, 31))
    old = tuple(replace(f, period="2024") for f in ONE[:3])
    old += (replace(ONE[3], period="2024", amount=1_000.0),)
    file = replace(file, periods=(before, *file.periods), flows=(*old, *file.flows))
    (notice,) = odd(assess(file))
    assert notice.key == "amount_jump" and dict(notice.values)["ratio"] == "1/1000"
