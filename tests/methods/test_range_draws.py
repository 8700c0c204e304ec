"""Draws of ranges: the distribution is the stated one, and the percentiles are near the true ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import triang

from scp_centre.methods.scenarios import Engine
from scp_centre.methods.scenarios.instruments import Range
from scp_centre.methods.scenarios.range_draws import RangeDraws, has_ranges, ranges_of, triangular
from tests.methods.scenario_fixtures import economy, scenario

LESS = {"type": "demand", "goods": ["A"], "freed": "saved"}
UNSURE = {"low": -0.6, "likely": -0.5, "high": -0.1}


@pytest.mark.parametrize(
    ("low", "likely", "high"), [(0, 5, 10), (-3, -3, 1), (2, 7, 7), (1e-9, 2e-9, 1e-8)]
)
def test_values_follow_the_triangular_distribution(low, likely, high):
    u = np.linspace(0, 1, 1001)
    true = triang((likely - low) / (high - low), loc=low, scale=high - low)
    found = triangular(u, Range(low=low, likely=likely, high=high))
    assert_allclose(found, true.ppf(u), rtol=1e-9, atol=1e-12 * (high - low))
    assert (found >= low).all() and (found <= high).all()


def test_a_range_without_width_is_its_number():
    assert triangular(np.array([0.1, 0.9]), Range(low=3, likely=3, high=3)).tolist() == [3, 3]


def test_the_percentiles_of_one_range_are_the_true_ones():
    """The change of output is linear in the change of demand, so its percentiles are known."""
    engine = Engine(economy())
    run = engine.run(scenario({**LESS, "change": UNSURE}))
    width = UNSURE["high"] - UNSURE["low"]
    true = triang((UNSURE["likely"] - UNSURE["low"]) / width, loc=UNSURE["low"], scale=width)

    def change(share):
        year = engine.run(scenario({**LESS, "change": share})).last
        return (year.production - year.base_production).sum(axis=1)

    assert_allclose(run.low, change(true.ppf(0.05)), rtol=3e-3)
    assert_allclose(run.high, change(true.ppf(0.95)), rtol=3e-3)


def test_the_percentiles_of_many_ranges_are_nearer_than_those_of_random_numbers():
    several = scenario(*[{**LESS, "change": UNSURE} for _ in range(6)])
    ranges = list(ranges_of(several))
    assert len(ranges) == 6 and has_ranges(several)
    rng = np.random.default_rng(3)
    many = np.sum([triangular(rng.random(2_000_000), one) for one in ranges], axis=0)
    true = np.percentile(many, [5, 95])

    def error(values):
        return np.abs(np.percentile(values.sum(axis=1), [5, 95]) - true).mean()

    even = [error(RangeDraws(several, 512, seed).values) for seed in range(30)]
    random = [
        error(np.column_stack([triangular(one, ranges[0]) for one in rng.random((6, 512))]))
        for _ in range(30)
    ]
    assert np.mean(even) < 0.7 * np.mean(random)  # 0.51 here: as four times as many


def test_a_seed_gives_the_same_draws_again_and_another_seed_others():
    one = scenario({**LESS, "change": UNSURE})
    first, again, other = (RangeDraws(one, 100, seed).values for seed in (1, 1, 2))
    assert first.shape == (100, 1)
    assert (first == again).all() and (first != other).all()
