"""Marks, item statistics and gain: by hand, by SciPy, and the laws that they keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.quizzes import (
    item_statistics,
    learning_gain,
    mark_choices,
    mark_matching,
    mark_number,
    mark_words,
)


@pytest.mark.parametrize(
    ("right", "chosen", "mark"),
    [({1}, {1}, 1), ({1}, {0}, 0), ({1}, set(), 0), ({1}, {0, 1}, 0), ({0, 1}, {0, 1, 2}, 0.5)],
)
def test_choices_are_marked_less_the_wrong_ones(right, chosen, mark):
    assert mark_choices(right, chosen) == mark


@given(st.sets(st.integers(0, 5), min_size=1), st.sets(st.integers(0, 5)))
def test_a_mark_of_choices_is_between_0_and_1_and_1_only_for_the_right_ones(right, chosen):
    mark = mark_choices(right, chosen)
    assert 0 <= mark <= 1 and (mark == 1) == (right == chosen)


def test_numbers_words_and_pairs():
    assert mark_number(10.2, 10, 0.2) == 1 and mark_number(10.21, 10, 0.2) == 0
    assert mark_words(" Éco-conception. ", ["eco conception"]) == 1
    assert mark_words("eco", ["eco conception"]) == 0
    assert mark_matching({"a": "1", "b": "2"}, {"a": "1", "b": "1"}) == 0.5


def test_items_are_judged_by_the_other_items():
    rng = np.random.default_rng(5)
    ability = rng.normal(size=200)
    good = (ability + rng.normal(scale=0.7, size=200) > 0).astype(float)
    noise = (rng.random(200) > 0.3).astype(float)
    others = np.array([(ability + rng.normal(size=200) > c) for c in (-1, 0, 1)], float).T
    marks = np.column_stack([good, noise, others])
    found = item_statistics(marks)
    assert found[0].difficulty == pytest.approx(good.mean())
    rest = marks[:, 1:].sum(axis=1)
    assert found[0].discrimination == pytest.approx(stats.pearsonr(good, rest).statistic)
    assert found[0].discrimination > 0.4 > 0.2 > abs(found[1].discrimination)


def test_what_was_left_out_does_not_count():
    marks = np.array([[1, np.nan], [0, np.nan], [1, np.nan]])
    first, second = item_statistics(marks)
    assert (first.n, first.difficulty) == (3, pytest.approx(2 / 3))
    assert (second.n, second.difficulty, second.discrimination) == (0, None, None)
    assert first.discrimination is None, "three answers say nothing"


def test_the_gain_is_paired_and_has_its_interval():
    before = np.array([0.2, 0.5, 0.4, 0.6])
    after = np.array([0.6, 0.7, 0.9, 0.6])
    gain = learning_gain(before, after)
    interval = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (gain.low, gain.high) == pytest.approx((interval.low, interval.high))
    assert gain.difference == pytest.approx(0.275)
    assert gain.normalised == pytest.approx(0.275 / (1 - 0.425))
    assert learning_gain(np.array([1.0]), np.array([1.0])).normalised is None
    with pytest.raises(InvalidValueError, match="cannot be paired"):
        learning_gain(before, after[:2])
