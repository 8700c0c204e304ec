"""A draw that anybody can repeat: ranks by SHA-256, no order, no generator of random numbers."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.draws import draw_sample, rank_in_draw
from scp_centre.methods.errors import InvalidValueError

NAMES = st.sets(st.text("ABC-0123456789", min_size=1, max_size=12), max_size=30)


def test_the_rank_is_what_sha256sum_says():
    said = subprocess.run(
        ["sha256sum"], input=b"7 11 19\nVGL-2026-0001", capture_output=True, check=True
    )
    assert rank_in_draw("7 11 19", "VGL-2026-0001") == said.stdout.decode().split()[0]


@given(NAMES, st.integers(0, 40))
def test_a_sample_hangs_neither_on_order_nor_on_what_is_not_drawn(names, size):
    drawn = draw_sample("seed", sorted(names), size)
    assert drawn == draw_sample("seed", sorted(names, reverse=True), size)
    assert len(drawn) == min(size, len(names)) and set(drawn) <= names
    left = names - set(drawn)
    assert drawn == draw_sample("seed", drawn, size)
    assert all(rank_in_draw("seed", a) < rank_in_draw("seed", b) for a in drawn for b in left)


def test_each_name_is_drawn_about_as_often_as_any_other():
    names = [f"N{n}" for n in range(10)]
    times = dict.fromkeys(names, 0)
    for seed in range(2000):
        for name in draw_sample(str(seed), names, 3):
            times[name] += 1
    # 2,000 draws of 3 in 10: 600 each, standard deviation 20.5; four of them on either side
    assert all(518 <= number <= 682 for number in times.values())


@pytest.mark.parametrize(("seed", "names"), [(" ", ["A"]), ("1", ["A", "A"])])
def test_a_draw_without_a_seed_or_with_a_name_twice_is_refused(seed, names):
    with pytest.raises(InvalidValueError):
        draw_sample(seed, names, 1)
