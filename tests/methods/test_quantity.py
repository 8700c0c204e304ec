"""Units at the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.errors import CurrencyError, InvalidValueError, UnitError
from scp_centre.methods.quantity import BASE_UNITS, SYMBOLS, Money, Quantity, convert, units_of


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        (1, "t", 1000),
        (1, "lb", 0.45359237),
        (1, "MWh", 3600),
        (1, "Gcal", 4186.8),
        (1, "toe", 41868),
        (1, "hl", 0.1),
        (1, "US gal", 0.003785411784),
        (1, "MMBtu", 1055.056),
        (100, "%", 1),
        (1, "psi", 6.894757),
        (20, "°C", 293.15),
        (1, "hp", 0.7457),
    ],
)
def test_base_values(value, unit, base):
    assert Quantity(value, unit).base == pytest.approx(base, rel=1e-3 if unit == "Gcal" else 1e-5)


def test_a_unit_that_does_not_fit_says_which_do():
    with pytest.raises(UnitError, match="MWh measures energy, but kg measures mass") as caught:
        convert(1, "MWh", "kg")
    assert "short ton" in caught.value.cure
    with pytest.raises(UnitError, match="The unit 'ton' is not recognised"):
        Quantity(1, "ton")
    with pytest.raises(InvalidValueError):
        Quantity(float("nan"), "kg")


def test_money_of_two_years_is_never_added_in_silence():
    assert (Money(1, "EUR", 2024) + Money(2, "EUR", 2024)).amount == 3
    with pytest.raises(CurrencyError):
        Money(1, "EUR", 2024) + Money(1, "EUR", 2023)


@given(st.sampled_from(sorted(SYMBOLS)), st.floats(-1e6, 1e6))
def test_there_and_back(unit, value):
    base = BASE_UNITS[SYMBOLS[unit][0]]
    assert convert(convert(value, unit, base), base, unit) == pytest.approx(
        value, abs=1e-6, rel=1e-9
    )
    assert unit in units_of(SYMBOLS[unit][0])
