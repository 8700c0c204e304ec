"""Spreads, and Monte Carlo of scores: analytic answers, common draws, certificates."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.lifecycle import (
    Kind,
    Spread,
    SpreadField,
    pedigree_sigma,
    probability_lower,
    read_sigma,
    read_simapro_normal,
    read_spreads,
    screen,
    simulate,
    simulate_all_products,
    simulation,
    summarise,
)
from scp_centre.methods.lifecycle.spread import TABLE_FROM, Sampler
from scp_centre.reference.pedigree_factors import pedigree_factors
from tests.methods.lifecycle_fixtures import (
    layered_system,
    lognormal,
    random_system,
    uncertain_system,
)

ONE = np.eye(1)


def chance(seed=1):
    return np.random.default_rng(seed)


@pytest.fixture(params=["batches", "sweeps"])
def way(request, monkeypatch):
    """Small systems are solved in batches, large ones one by one; both say the same."""
    if request.param == "sweeps":
        monkeypatch.setattr(simulation, "DENSE", 0)
    return request.param


def distribution_of(amount, spread, runs):
    uncertain = uncertain_system(ONE, np.array([[amount]]), [1.0], None, spread)
    found = simulate(uncertain, [np.ones(1)], runs=runs, generator=chance())
    return summarise(found.scores[0, 0])


def test_lognormal_of_one_process(way):
    """The analytic case of the data folder: median 2, sigma 0.2."""
    runs = 100_000 if way == "batches" else 1_000
    found = distribution_of(2.0, lognormal(0.2), runs)
    error = 3 * 0.4122 / np.sqrt(runs)
    assert found.median == pytest.approx(2, abs=1.3 * error)
    assert found.mean == pytest.approx(2.0404026800535116, abs=error)
    assert found.sd == pytest.approx(0.41219555302099176, abs=2 * error)
    (_low, low), (_high, high) = found.percentiles
    assert low == pytest.approx(1.3514179580955217, abs=4 * error)
    assert high == pytest.approx(2.9598541117782524, abs=8 * error)
    assert "median" in found.mean_and_median


MOMENTS = [
    (Spread(Kind.LOGNORMAL, 0.5), 2.0, 2 * np.exp(0.125), 2 * np.exp(0.125) * 0.53294),
    (Spread(Kind.LOGNORMAL, 0.5, keeps_mean=True), 2.0, 2.0, 2 * 0.53294),
    (Spread(Kind.LOGNORMAL, 0.5), -2.0, -2 * np.exp(0.125), 2 * np.exp(0.125) * 0.53294),
    (Spread(Kind.NORMAL, 0.3), -2.0, -2.0, 0.3),
    (Spread(Kind.NORMAL, 0.3), 0.0, 0.0, 0.3),
    (Spread(Kind.UNIFORM, minimum=1.0, maximum=4.0), 2.0, 2.5, 3 / np.sqrt(12)),
    (Spread(Kind.TRIANGULAR, minimum=1.0, maximum=4.0), 2.0, 7 / 3, np.sqrt(7 / 18)),
    (Spread(Kind.TRIANGULAR, minimum=1.0, maximum=4.0), -2.0, -7 / 3, np.sqrt(7 / 18)),
]


@pytest.mark.parametrize(("spread", "amount", "mean", "sd"), MOMENTS, ids=str)
def test_moments_of_each_distribution(spread, amount, mean, sd):
    spreads, _notes = read_spreads(np.array([amount]), [spread], name="biosphere")
    assert spreads.mean()[0] == pytest.approx(mean)
    assert spreads.deviation()[0] == pytest.approx(sd, rel=1e-4)
    drawn = amount + Sampler(spreads, np.array([amount])).draw(chance(), 200_000)[:, 0]
    assert drawn.mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(200_000))
    assert drawn.std() == pytest.approx(sd, rel=0.02)


def test_the_table_of_normals_serves_large_models():
    n = TABLE_FROM
    spreads, _notes = read_spreads(np.full(n, 3.0), [lognormal(0.4)] * n, name="biosphere")
    drawn = 3 + Sampler(spreads, np.full(n, 3.0), from_table=True).draw(chance(), 5)
    logarithm = np.log(drawn / 3) / 0.4
    assert logarithm.std() == pytest.approx(1, abs=0.01) and abs(logarithm.mean()) < 0.01
    assert np.abs(logarithm).max() < 4.5


def test_rows_without_a_usable_spread_are_listed_and_stop_nothing():
    amounts = np.array([1.0, 1.0, -1.0, 0.0, 2.0, -2.0, 1.0, 3.0])
    spreads = [
        lognormal(0.0),
        lognormal(None),
        lognormal(0.2),
        lognormal(0.2),
        Spread(Kind.UNIFORM, minimum=3.0, maximum=1.0),
        Spread(Kind.UNIFORM, minimum=1.0, maximum=3.0),
        Spread(Kind.TRIANGULAR, minimum=1.0),
        None,
    ]
    found, notes = read_spreads(amounts, spreads, name="technosphere")
    assert found.entry.tolist() == [2, 4, 5]
    assert [note.entry for note in notes] == [0, 1, 2, 3, 4, 5, 6]
    assert "certain" in notes[0].message and "its sign does not" in notes[2].message
    assert (found.low[2], found.high[2]) == (-3, -1)


BAD = [
    (Spread(Kind.LOGNORMAL, -0.1), "spread cannot be"),
    (Spread(Kind.NORMAL, np.inf), "spread cannot be"),
    (Spread(Kind.TRIANGULAR, minimum=2.0, maximum=3.0), "not between its bounds, 2.0 and 3.0"),
    (Spread(Kind.UNIFORM, minimum=0.0, maximum=np.inf), "bounds"),
]


@pytest.mark.parametrize(("spread", "message"), BAD, ids=str)
def test_a_spread_that_cannot_be_is_refused(spread, message):
    with pytest.raises(InvalidValueError, match=message) as caught:
        read_spreads(np.ones(2), [None, spread], name="biosphere")
    assert caught.value.where == "uncertainty.biosphere.1"


def test_spreads_number_the_entries():
    with pytest.raises(
        InvalidValueError, match="entries in biosphere .2. does not match the number of spreads .1."
    ):
        read_spreads(np.ones(2), [None], name="biosphere")


def test_common_draws_in_a_comparison(way):
    """A takes 10 kWh; B takes 9 and emits 0.4 kg. Independent draws would give about 0.55."""
    A = np.array([[1.0, 0, 0], [0, 1, 0], [-10, -9, 1]])
    B = np.array([[0, 0.4, 0.5]])
    uncertain = uncertain_system(A, B, [1.0], None, lognormal(0.4))
    certain = uncertain.biosphere.value == 0.4
    spreads = [None if c else lognormal(0.4) for c in certain]
    read = read_spreads(uncertain.biosphere.value, spreads, name="biosphere")[0]
    uncertain = type(uncertain).of(
        uncertain.technosphere,
        uncertain.biosphere,
        np.ones((1, 1)),
        uncertain.technosphere_spreads,
        read,
    )
    runs = 100_000 if way == "batches" else 1_500
    found = simulate(uncertain, [np.eye(3)[1], np.eye(3)[0]], runs=runs, generator=chance())
    # B is better when 9 e + 0.4 < 10 e: when the factor e is above 0.4.
    assert probability_lower(found) == pytest.approx(0.7115296, abs=3 * 0.453 / np.sqrt(runs))


@pytest.mark.parametrize("seed", range(4))
def test_runs_are_those_of_dense_solutions(seed, way):
    """Uncertain inputs, emissions and outputs: mean and spread of a plain loop over solutions."""
    generator = chance(seed)
    A, B, c = random_system(generator, 8)
    uncertain = uncertain_system(A, B, c, lognormal(0.1), Spread(Kind.NORMAL, 0.05))
    everything = [lognormal(0.1)] * len(uncertain.technosphere.value)
    read = read_spreads(uncertain.technosphere.value, everything, name="technosphere")[0]
    uncertain = type(uncertain).of(
        uncertain.technosphere,
        uncertain.biosphere,
        np.atleast_2d(c),
        read,
        uncertain.biosphere_spreads,
    )
    f = np.ones(8)
    found = summarise(simulate(uncertain, [f], runs=1_000, generator=chance()).scores[0, 0])
    plain = []
    for _run in range(1_000):
        drawn = A * np.exp(0.1 * generator.standard_normal(A.shape))
        emitted = B + 0.05 * generator.standard_normal(B.shape) * (B != 0)
        plain.append(c @ emitted @ np.linalg.solve(drawn, f))
    assert found.mean == pytest.approx(np.mean(plain), abs=6 * np.std(plain) / np.sqrt(1_000))
    assert found.sd == pytest.approx(np.std(plain), rel=0.2)


def test_only_what_matters_is_drawn_and_the_certificate_says_so():
    A, B, c = layered_system(3_000)
    uncertain = uncertain_system(A, B, c, lognormal(0.2), lognormal(0.2))
    f = np.eye(3_000)[-1]
    near = simulate(uncertain, [f], runs=400, generator=chance())
    about = near.certificate
    assert about.kept_entries < 0.7 * about.entries
    assert 0 < about.largest_error <= about.tolerance == 1e-6 and about.checks >= 4
    whole = simulate(uncertain, [f], runs=400, generator=chance(2), tolerance=0.0)
    assert whole.certificate.kept_entries == about.entries
    a, b = summarise(near.scores[0, 0]), summarise(whole.scores[0, 0])
    assert a.mean == pytest.approx(b.mean, abs=5 * b.sd / np.sqrt(200))
    assert a.sd == pytest.approx(b.sd, rel=0.25)


def test_a_check_that_fails_tightens_the_choice(monkeypatch):
    """When too much is left out, the runs begin again with more; at last with everything."""
    monkeypatch.setattr(simulation, "SAFETY", 1e-6)
    A, B, c = layered_system(500)
    uncertain = uncertain_system(A, B, c, lognormal(0.2), lognormal(0.2))
    found = simulate(uncertain, [np.eye(500)[-1]], runs=50, generator=chance())
    about = found.certificate
    assert about.tolerance == 0 or about.largest_error <= about.tolerance


def test_the_same_seed_gives_the_same_runs():
    A, B, c = layered_system(300)
    uncertain = uncertain_system(A, B, c, lognormal(0.2), None)
    f = np.eye(300)[-1]
    first, second = (
        simulate(uncertain, [f], runs=20, generator=chance(4)).scores for _time in range(2)
    )
    assert_allclose(first, second, rtol=0)
    with pytest.raises(InvalidValueError, match="runs cannot be 0"):
        simulate(uncertain, [f], runs=0, generator=chance())


def test_entries_that_meet_at_one_place_are_drawn_each_by_itself(way):
    """Two inputs of 1 each, sigma 0.3, at one place: the spread of their sum, not of 2."""
    A = sp.coo_matrix(([1.0, 1, -1, -1], ([0, 1, 1, 1], [0, 1, 0, 0])), (2, 2))
    uncertain = uncertain_system(A, np.array([[0, 1.0]]), [1.0], lognormal(0.3), None)
    found = simulate(uncertain, [np.eye(2)[0]], runs=1_500, generator=chance())
    one = np.exp(0.045) * np.sqrt(np.expm1(0.09))
    assert found.scores.std() == pytest.approx(np.sqrt(2) * one, rel=0.1)


def test_all_products_at_once():
    A, B, c = random_system(chance(2), 10)
    uncertain = uncertain_system(A, B, c, lognormal(0.05), lognormal(0.05))
    found = simulate_all_products(uncertain, runs=800, generator=chance())
    for product in range(10):
        alone = simulate(uncertain, [np.eye(10)[product]], runs=800, generator=chance(3))
        scores = alone.scores[0, 0]
        assert found.mean[product] == pytest.approx(scores.mean(), abs=0.25 * scores.std())
        assert found.sd[product] == pytest.approx(scores.std(), rel=0.25)


def test_what_to_better_first():
    """Emissions of 3 and 4 with equal sigma: 9 / 25 and 16 / 25 of the variance."""
    A = np.array([[1.0, 0], [-1, 1]])
    uncertain = uncertain_system(A, np.array([[3.0, 4.0]]), [1.0], None, lognormal(0.1))
    found = screen(uncertain, [1, 0])
    assert [one.col for one in found] == [1, 0]
    assert [one.share for one in found] == pytest.approx([0.64, 0.36])
    certain = uncertain_system(A, np.array([[3.0, 4.0]]), [1.0], None, None)
    assert screen(certain, [1, 0]) == ()


def test_conventions_of_the_formats():
    assert read_sigma(1.2, SpreadField.GSD) == pytest.approx(np.log(1.2))
    assert read_sigma(1.44, SpreadField.GSD_SQUARED) == pytest.approx(np.log(1.2))
    assert read_sigma(0.04, SpreadField.LOG_VARIANCE) == pytest.approx(0.2)
    assert read_simapro_normal(0.4) == pytest.approx(0.2)
    for field in (SpreadField.GSD, SpreadField.GSD_SQUARED):
        with pytest.raises(InvalidValueError, match="must be at least 1"):
            read_sigma(0.9, field)


@pytest.mark.parametrize(
    ("year", "sigma"), [(2005, 0.207148740845976), (2013, 0.42668952286071216)]
)
def test_pedigree(year, sigma):
    """brightway-lca/pedigree_matrix 706ff7e: scores (2, 3, 1, 2, 4), basic factor 1.05."""
    assert pedigree_sigma((2, 3, 1, 2, 4), pedigree_factors(year), 1.05) == pytest.approx(sigma)


def test_scores_of_quality_are_checked():
    factors = pedigree_factors(2005)
    with pytest.raises(InvalidValueError, match="score of reliability cannot be 6"):
        pedigree_sigma((6, 3, 1, 2, 4), factors, 1.05)
    with pytest.raises(
        InvalidValueError, match="scores entered .4. does not match the number of indicators .5."
    ):
        pedigree_sigma((3, 1, 2, 4), factors, 1.05)
    with pytest.raises(InvalidValueError):
        pedigree_factors(1999)
