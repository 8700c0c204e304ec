"""Targets: the figures of the methods file, and the laws that paths obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import MethodError
from scp_centre.methods.targets import (
    best_share,
    ceiling_for,
    contract,
    contraction_path,
    converge,
    convergence_path,
    judge_progress,
    sector_intensity,
    update_benchmark,
)


@pytest.mark.parametrize(
    ("base_year", "cut"), [(2018, 0.504), (2020, 0.42), (2022, 0.42), (2015, 0.63)]
)
def test_contraction_counts_later_base_years_from_2020(base_year, cut):
    found = contract(1000, base_year, 2030, 0.042, counted_from=2020)
    assert found.cut == pytest.approx(cut)
    assert found.target == pytest.approx(1000 * (1 - cut))
    assert not found.capped


def test_contraction_stops_at_nothing():
    found = contract(1000, 2010, 2040, 0.042)
    assert (found.target, found.cut, found.capped) == (0.0, 1.0, True)


def test_convergence():
    assert converge(2.0, 1.5, 1.0, 0.5).target == pytest.approx(1.25)
    assert converge(2.0, 1.5, 1.0, 0.5, 0.8).target == pytest.approx(1.10)


def test_a_plant_below_the_sectors_end_may_not_worsen():
    found = converge(0.4, 1.5, 1.0, 0.5)
    assert found.target == 0.4
    assert found.capped
    assert "keeps its level" in found.note


@given(
    base=st.floats(0.1, 10),
    sector=st.floats(0.5, 5),
    end=st.floats(0.01, 0.4),
    progress=st.floats(0, 1),
    share=st.floats(0.5, 1.5),
)
def test_no_convergence_target_is_worse_than_today(base, sector, end, progress, share):
    found = converge(base, sector, end + progress * (sector - end), end, share)
    assert 0 <= found.target <= base * (1 + 1e-12)


def test_all_plants_meet_at_the_end_of_the_path():
    path = {2020: 1.5, 2030: 1.0, 2050: 0.5}
    for own in (0.9, 2.0, 5.0):
        assert convergence_path(own, path)[2050].target == pytest.approx(0.5)
        assert convergence_path(own, path)[2020].target == pytest.approx(own)


@pytest.mark.parametrize(
    ("fraction", "expected"), [("part", (1 + 2 + 0.5 * 3) / 2.5), ("whole", 2.0), ("drop", 1.5)]
)
def test_a_fraction_of_a_plant_counts_as_stated(fraction, expected):
    assert best_share(range(1, 26), fraction=fraction) == pytest.approx(expected)


def test_the_best_by_output_weigh_by_it():
    assert best_share([1, 2, 3], [1, 9, 90]) == pytest.approx((1 * 1 + 2 * 9) / 10)


def test_benchmark_update():
    ways = {"years_between": 9, "years_ahead": 15, "least": 0.002, "most": 0.016}
    assert update_benchmark(0.766, 0.722, **ways).target == pytest.approx(0.693, abs=5e-4)
    assert update_benchmark(1.0, 0.1, **ways).target == pytest.approx(0.76)
    assert update_benchmark(1.0, 1.1, **ways).target == pytest.approx(0.97)


@given(
    plants=st.lists(st.tuples(st.floats(0.1, 10), st.floats(0.1, 10)), min_size=1, max_size=12),
    share=st.floats(0.05, 1.2),
)
def test_plants_together_meet_the_sectors_target(plants, share):
    intensities, outputs = map(list, zip(*plants, strict=True))
    now = sector_intensity(intensities, outputs)
    ceiling, each = ceiling_for(intensities, outputs, share * now)
    assert sector_intensity(each, outputs) == pytest.approx(min(share, 1.0) * now, rel=1e-9)
    assert (each <= np.asarray(intensities) + 1e-12).all()
    assert (each <= ceiling + 1e-12).all()


def test_progress_is_said_with_its_uncertainty():
    path = contraction_path(100.0, 2020, 60.0, 2030)
    assert judge_progress(96.1, 2021, path).verdict == "off track"
    assert judge_progress(95.0, 2021, path).verdict == "on track"
    assert judge_progress(96.1, 2021, path, uncertainty=0.05).verdict == "cannot be told"
    assert judge_progress(130.0, 2021, path, uncertainty=0.05).verdict == "off track"
    needed = judge_progress(96.1, 2021, path).needed
    assert 96.1 * (1 - needed) ** 9 == pytest.approx(60)


@pytest.mark.parametrize(
    "call",
    [
        lambda: contract(1000, 2030, 2020, 0.042),
        lambda: contract(-1, 2020, 2030, 0.042),
        lambda: contract(1000, 2020, 2030, 4.2),
        lambda: converge(2.0, 0.5, 0.5, 0.5),
        lambda: converge(2.0, 1.5, -1.0, 0.5),
        lambda: best_share([]),
        lambda: best_share([1.0], [0.0]),
        lambda: judge_progress(1.0, 2040, {2020: 1.0}),
        lambda: ceiling_for([1.0], [1.0], -1.0),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(MethodError) as caught:
        call()
    assert caught.value.cure
