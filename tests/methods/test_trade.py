"""Trade: the figures of the methods file, published results of real trade, an independent way."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.trade import (
    DEFINITIONS,
    build_product_space,
    export_potential,
    measure_complexity,
    measure_fitness,
    revealed_advantage,
)
from tests.shared_data import DATA, needs_shared

FOUR = [[100, 80, 0, 20], [50, 0, 30, 0], [0, 40, 60, 10], [10, 0, 0, 70]]
FLOWS = [[[10, 20], [5, 0]], [[30, 40], [20, 10]], [[60, 40], [75, 90]]]
GROWTH_LAB, ECOMPLEXITY = DEFINITIONS["growth-lab"], DEFINITIONS["ecomplexity"]


def test_advantage_proximity_and_density_of_the_small_table():
    space = build_product_space(FOUR, diagonal=1.0)
    assert_allclose(space.rca[0], [1.46875, 1.566667, 0, 0.47], atol=1e-4)
    assert_allclose(space.rca[-1], [0.3672, 0, 0, 4.1125], atol=1e-4)
    near = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    assert_allclose(space.proximity[:3, :3], near)
    assert_allclose(space.proximity[3], [0, 0, 0, 1])
    assert_allclose(space.density[0], [0.75, 0.75, 0.5, 0])


def test_countries_without_a_product_in_common_have_no_order():
    found = measure_complexity(build_product_space(FOUR), GROWTH_LAB)
    assert found.is_split and np.isnan(found.eci).all() and np.isnan(found.cog).all()


def direct(space, definition):
    """Return ECI, PCI, COI and COG by the matrices of the definition, product by product."""
    M, d, u = space.has, space.diversity, space.ubiquity
    values, vectors = np.linalg.eig((M / u).T @ (M / d[:, None]))
    kp = vectors[:, np.argsort(values.real)[-2]].real
    kc = (M / d[:, None]) @ kp
    sign = np.sign(np.corrcoef(d, kc)[0, 1])
    kp, kc = sign * kp, sign * kc

    def spread(of):
        long = np.repeat(of, M.shape[1])
        return long.std(ddof=1) if definition.repeats else of.std()

    coi, cog = np.zeros(len(M)), np.zeros(M.shape)
    for c in range(len(M)):
        for p in range(M.shape[1]):
            if M[c, p]:
                continue
            coi[c] += space.density[c, p] * kp[p]
            cog[c, p] = sum(
                space.proximity[p, q] * (1 - M[c, q]) * kp[q] / space.proximity[q].sum()
                for q in range(M.shape[1])
            )
    return (
        (kc - kc.mean()) / spread(kc),
        (kp - kc.mean()) / spread(kc),
        (coi - coi.mean()) / spread(coi),
        cog / spread(kc),
    )


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("seed", range(3))
def test_both_families_follow_the_definition_written_out(name, seed):
    rng = np.random.default_rng(seed)
    exports = rng.lognormal(0, 2, (12, 20))
    space = build_product_space(exports, diagonal=DEFINITIONS[name].diagonal)
    found = measure_complexity(space, DEFINITIONS[name])
    for ours, theirs in zip(
        (found.eci, found.pci, found.coi, found.cog), direct(space, DEFINITIONS[name]), strict=True
    ):
        assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)


def test_eci_is_the_mean_pci_of_what_a_country_has():
    space = build_product_space(np.random.default_rng(5).lognormal(0, 2, (15, 30)))
    found = measure_complexity(space, GROWTH_LAB)
    assert_allclose(found.eci, space.has @ found.pci / space.diversity)


@given(
    st.integers(2, 8),
    st.integers(2, 10),
    st.integers(0, 2**32 - 1),
    st.floats(0.2, 1.0),
)
def test_laws_of_any_table(countries, products, seed, filled):
    rng = np.random.default_rng(seed)
    exports = rng.lognormal(0, 2, (countries, products)) * (
        rng.random((countries, products)) < filled
    )
    if not exports.any():
        return
    space = build_product_space(exports)
    known = ~np.isnan(space.density)
    assert (space.density[known] >= 0).all() and (space.density[known] <= 1 + 1e-12).all()
    assert (space.proximity == space.proximity.T).all() and (space.proximity <= 1).all()
    found, fitness = measure_complexity(space, GROWTH_LAB), measure_fitness(space)
    assert_allclose(np.nanmean(fitness.country), 1.0)
    assert np.isnan(fitness.country[space.diversity == 0]).all()
    order = rng.permutation(countries)
    shuffled = measure_complexity(build_product_space(exports[order]), GROWTH_LAB)
    if not (found.is_close or found.is_split or found.has_no_sign):
        assert_allclose(shuffled.eci, found.eci[order], rtol=1e-5, atol=1e-5)


def test_a_country_without_exports_has_no_figures():
    space = build_product_space([*FOUR, [0, 0, 0, 0]])
    assert np.isnan(space.rca[4]).all() and space.diversity[4] == 0
    assert_allclose(space.rca[:4], revealed_advantage(np.array(FOUR, dtype=float)))


@pytest.mark.parametrize(
    ("exports", "said"),
    [
        ([[1, -1], [1, 1]], "country 1, product 2"),
        ([[1, 1], [np.nan, 1]], "country 2, product 1"),
        ([[0, 0], [0, 0]], "No country exports anything"),
        ([1, 2], "at least one country"),
        ([[]], "at least one country"),
    ],
)
def test_wrong_exports_are_refused(exports, said):
    with pytest.raises(InvalidValueError, match=said):
        build_product_space(exports)


@pytest.fixture(scope="module")
def world():
    """Return the mean trade of 1998 to 2000, countries and products by name."""
    with gzip.open(DATA / "trade/world-trade-1998-2000-sitc4.csv.gz", "rt") as opened:
        rows = list(csv.DictReader(opened))
    countries = {name: i for i, name in enumerate(sorted({r["country"] for r in rows}))}
    products = {name: i for i, name in enumerate(sorted({r["product"] for r in rows}))}
    exports = np.zeros((len(countries), len(products)))
    for row in rows:
        exports[countries[row["country"]], products[row["product"]]] += float(row["value"])
    return exports, countries, products


@needs_shared
def test_published_fitness_proximity_and_advantage_of_real_trade(world):
    """Published with the R package economiccomplexity; 0011 and 0013 by its vignette."""
    exports, countries, products = world
    space = build_product_space(exports, diagonal=1.0)
    assert space.has.sum() == 31_951
    fitness = measure_fitness(space).country
    with (DATA / "trade/fitness-published-sample.csv").open() as opened:
        published = {r["country"]: float(r["fitness"]) for r in csv.DictReader(opened)}
    assert len(published) == 6
    for country, value in published.items():
        assert fitness[countries[country]] == pytest.approx(value, rel=1e-6)
    first = products["0011"]
    assert space.proximity[first, products["0012"]] == pytest.approx(0.3658537, abs=1e-6)
    assert space.proximity[first, products["0013"]] == pytest.approx(0.1707317, abs=1e-6)
    assert space.rca[countries["deu"], first] == pytest.approx(0.711843, abs=1e-6)


@needs_shared
def test_tiny_exporters_lead_real_trade_unless_they_are_left_out(world):
    exports, countries, _unused = world
    eci = measure_complexity(build_product_space(exports), GROWTH_LAB).eci
    eci = (eci - np.nanmean(eci)) / np.nanstd(eci, ddof=1)
    published = {"sgs": 2.3347, "jpn": 2.2576, "hmd": 1.9852, "gbr": 1.9200, "deu": 1.8802}
    for country, value in published.items():
        assert eci[countries[country]] == pytest.approx(value, abs=1e-4)


def test_potentials_of_the_small_flows():
    found = export_potential(FLOWS)
    assert_allclose(found.ease[0], [0.857143, 1.142857], atol=1e-6)
    assert_allclose(found.potential[0], [[12.857143, 17.142857], [2.142857, 2.857143]], atol=1e-6)
    assert_allclose(found.untapped[0], [[2.857143, 0], [0, 2.857143]], atol=1e-6)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_potentials_of_an_exporter_in_a_market_add_up_to_what_it_sells_there(i, k, j, seed):
    rng = np.random.default_rng(seed)
    flows = rng.lognormal(0, 2, (i, k, j)) * (rng.random((i, k, j)) < 0.6)
    found = export_potential(flows)
    sold, sums = flows.sum(axis=1), np.nansum(found.potential, axis=1)
    known = ~np.isnan(found.ease)
    assert_allclose(sums[known], sold[known], atol=1e-9)
    assert not sold[~known].any()
    assert np.isnan(found.potential[flows.sum(axis=2) == 0]).all()


def test_multipliers_multiply_along_their_own_axis():
    plain = export_potential(FLOWS)
    market = export_potential(FLOWS, growth=[[[1.1, 1.0]]], tariff=0.5)
    assert_allclose(market.potential, plain.potential * np.array([0.55, 0.5]))
    product = export_potential(FLOWS, distance=[[[2.0], [1.0]]])
    assert_allclose(product.potential, plain.potential * np.array([[2.0], [1.0]]))


@pytest.mark.parametrize(
    ("flows", "more", "said"),
    [
        ([[[1, -2]]], {}, "exporter 1, product 1, market 2"),
        ([[1, 2]], {}, "at least one exporter"),
        (FLOWS, {"growth": [1.0, 2.0]}, "” do not have the same shape as the flows."),
        (FLOWS, {"tariff": 0.0}, "above zero"),
        (
            FLOWS,
            {"distance": [[[1.0], [2.0], [3.0]]]},
            "” do not have the same shape as the flows.",
        ),
    ],
)
def test_wrong_flows_and_multipliers_are_refused(flows, more, said):
    with pytest.raises(InvalidValueError, match=said):
        export_potential(flows, **more)
