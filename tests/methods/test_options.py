"""Options in sequence and the abatement curve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import InvalidValueError, MissingValueError, UnknownLabelError
from scp_centre.methods.options import FlowValue, Saving, abatement_curve, apply_in_sequence

POWER = {"power": FlowValue(100_000, value=0.1, co2e_kg=0.5)}


def test_two_savings_of_a_fifth_save_36_percent_together():
    effects = apply_in_sequence(
        [("a", [Saving("power", share=0.2)]), ("b", [Saving("power", amount=20_000)])], POWER
    )
    assert sum(e.saved["power"] for e in effects) == pytest.approx(36_000)
    assert sum(e.money for e in effects) == pytest.approx(3_600)
    assert effects[1].money_alone == pytest.approx(2_000)
    assert sum(e.co2e_t for e in effects) == pytest.approx(18)


def test_impossible_savings_are_refused():
    with pytest.raises(InvalidValueError, match="120% of the flow"):
        apply_in_sequence([("a", [Saving("power", amount=120_000)])], POWER)
    with pytest.raises(MissingValueError):
        apply_in_sequence([("a", [Saving("power")])], POWER)
    with pytest.raises(UnknownLabelError, match="The flow 'gas' does not exist"):
        apply_in_sequence([("a", [Saving("gas", share=0.1)])], POWER)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_together_never_more_than_there_is_and_the_order_does_not_change_the_sum(shares, random):
    options = [(str(i), [Saving("power", share=s)]) for i, s in enumerate(shares)]
    total = sum(e.saved["power"] for e in apply_in_sequence(options, POWER))
    random.shuffle(options)
    again = sum(e.saved["power"] for e in apply_in_sequence(options, POWER))
    assert total <= 100_000 * (1 + 1e-9)
    assert again == pytest.approx(total)


def test_the_curve_rises_and_leaves_out_what_abates_nothing():
    steps = abatement_curve([("dear", 10, 500), ("gain", 5, -100), ("nothing", 0, 50)])
    assert [(s.option, s.start, s.end, s.cost) for s in steps] == [
        ("gain", 0, 5, -20),
        ("dear", 5, 15, 50),
    ]
