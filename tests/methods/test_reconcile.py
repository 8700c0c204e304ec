"""Reconciliation: the golden case of docs/methods/flows.md, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import InvalidValueError, UnbalancedError, UnknownLabelError
from scp_centre.methods.flows import reconcile
from scp_centre.methods.flows.reconcile import incidence


def one_node(values, sd):
    ends = [(None, "A"), (None, "A"), ("A", None), ("A", None)]
    return reconcile(["A"], ["1", "2", "3", "4"], *zip(*ends, strict=True), values, sd)


def test_corrections_are_proportional_to_variances():
    result = one_node([100, 50, 90, 54], [2, 1, 3, 2])
    assert result.imbalance == {"A": 6}
    np.testing.assert_allclose(result.corrections, [-4 / 3, -1 / 3, 3, 4 / 3], atol=1e-12)
    assert result.adjusted[:2].sum() == pytest.approx(148 + 1 / 3)


def test_an_exact_stream_is_held_and_a_hopeless_node_is_named():
    held = one_node([100, 50, 90, 54], [0, 0, 0, 2])
    np.testing.assert_allclose(held.adjusted, [100, 50, 90, 60])
    with pytest.raises(UnbalancedError, match="'A' is out of balance by 6"):
        one_node([100, 50, 90, 54], [0, 0, 0, 0])


def test_a_node_with_inputs_only_is_refused():
    with pytest.raises(UnbalancedError, match="inputs but no outputs"):
        reconcile(["A"], ["1"], [None], ["A"], [5], [1])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"values": [-1, 1]}, InvalidValueError),
        ({"sd": [1, -1]}, InvalidValueError),
        ({"targets": ["B", None]}, UnknownLabelError),
    ],
)
def test_bad_streams_are_refused(change, error):
    call = {
        "nodes": ["A"],
        "ids": ["1", "2"],
        "sources": [None, "A"],
        "targets": ["A", None],
        "values": [1, 1],
        "sd": [1, 1],
    }
    with pytest.raises(error):
        reconcile(**(call | change))


def test_what_would_turn_negative_is_held_at_zero_and_the_rest_is_optimal():
    """x1 = x2 + x3 with a weak small stream: unbounded, x3 would be -0.9."""
    result = reconcile(
        ["A"],
        ["in", "big", "small"],
        [None, "A", "A"],
        ["A", None, None],
        [100, 110, 0.1],
        [1, 1, 1],
    )
    np.testing.assert_allclose(result.adjusted, [105, 105, 0], atol=1e-9)
    assert result.at_zero == ("small",)


@st.composite
def networks(draw):
    """A chain of nodes with one recycle, measured with noise."""
    n = draw(st.integers(2, 6))
    nodes = [f"n{i}" for i in range(n)]
    sources = [None, *nodes, nodes[-1], *nodes[:-1]]
    targets = [nodes[0], *nodes[1:], None, nodes[0], *[None] * (n - 1)]
    size = len(sources)
    values = draw(st.lists(st.floats(1, 1000), min_size=size, max_size=size))
    sd = draw(st.lists(st.floats(0.01, 50), min_size=size, max_size=size))
    return nodes, sources, targets, values, sd


@given(networks())
def test_every_node_balances_and_nothing_is_negative(network):
    nodes, sources, targets, values, sd = network
    result = reconcile(nodes, [str(i) for i in range(len(sources))], sources, targets, values, sd)
    M = incidence(nodes, sources, targets)
    assert np.abs(M @ result.adjusted).max() < 1e-9 * max(values) * len(values)
    assert result.adjusted.min() >= 0


@given(networks(), st.integers(0, 2**32 - 1))
def test_no_other_closed_flows_lie_nearer(network, seed):
    """The law of least squares: any other solution of M x = 0, x >= 0 is farther away."""
    nodes, sources, targets, values, sd = network
    result = reconcile(nodes, [str(i) for i in range(len(sources))], sources, targets, values, sd)
    M = incidence(nodes, sources, targets)
    kernel = np.linalg.svd(M)[2][np.linalg.matrix_rank(M) :]
    step = np.random.default_rng(seed).normal(size=len(kernel)) @ kernel
    other = result.adjusted + 0.05 * step
    if other.min() >= 0:
        distance = lambda x: np.sum(((x - np.array(values)) / sd) ** 2)  # noqa: E731
        assert distance(other) >= distance(result.adjusted) * (1 - 1e-9)


def test_balances_that_close_only_below_zero_are_refused():
    """100 in and 120 out are exact; the third stream of 5 +/- 2 would have to be -20."""
    with pytest.raises(UnbalancedError, match="'c'|'A'") as caught:
        reconcile(
            ["A"], ["a", "b", "c"], [None, "A", "A"], ["A", None, None], [100, 120, 5], [0, 0, 2]
        )
    assert caught.value.cure


def test_an_unmeasured_stream_follows_from_the_others_and_weakens_no_balance():
    """Two nodes in series, the stream between them unmeasured: only in = out can be tested.

    100 +/- 3 in, 94 +/- 4 out: by hand 100 - 6 x 9/25 = 97.84, and so is the one between.
    """
    result = reconcile(
        ["A", "B"],
        ["in", "between", "out"],
        [None, "A", "B"],
        ["A", "B", None],
        [100, None, 94],
        [3, 0, 4],
    )
    np.testing.assert_allclose(result.adjusted, [97.84, 97.84, 97.84])
    assert result.unmeasured == ("between",) and result.undetermined == ()
    assert result.degrees_of_freedom == 1
    assert result.chi_square == pytest.approx(36 / 25)
    np.testing.assert_allclose(result.tests[[0, 2]], [6 / 5, 6 / 5])


def test_streams_that_nothing_determines_are_said():
    result = reconcile(
        ["A"], ["in", "x", "y"], [None, "A", "A"], ["A", None, None], [10, None, None], [1, 0, 0]
    )
    assert result.undetermined == ("x", "y") and np.isnan(result.adjusted[1:]).all()


def test_a_gross_error_is_found_and_its_meter_named():
    """Three nodes in series; the second of four equal meters reads 20 too much.

    Global test: chi square by brute force over the mean; Sidak's limit for four tests is 2.4909.
    """
    values = [100.0, 120.0, 100.0, 100.0]
    result = reconcile(
        ["A", "B", "C"], list("1234"), [None, "A", "B", "C"], ["A", "B", "C", None], values, [2] * 4
    )
    np.testing.assert_allclose(result.adjusted, np.mean(values))
    assert result.chi_square == pytest.approx(np.sum((np.array(values) - 105) ** 2) / 4)
    assert result.chi_square > result.critical_chi_square() == pytest.approx(7.8147, abs=1e-4)
    assert result.critical_test() == pytest.approx(2.4909, abs=1e-4)
    assert result.tests[1] == pytest.approx(15 / (2 * np.sqrt(3 / 4)))
    assert result.suspect == "2"
    quiet = one_node([100, 50, 90, 54], [2, 1, 3, 2])
    assert quiet.chi_square == pytest.approx(2.0) and quiet.suspect is None


def test_stocks_of_unknown_nodes_and_nodes_without_streams_are_refused():
    line = (["in", "out"], [None, "A"], ["A", None], [1, 1], [1, 1])
    with pytest.raises(UnknownLabelError, match="'B'"):
        reconcile(["A"], *line, stock_changes={"B": 1.0})
    with pytest.raises(InvalidValueError, match="leaves the node 'B'"):
        reconcile(["A", "B"], *line)
