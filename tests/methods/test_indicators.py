"""RECP indicators: the golden case of docs/methods/indicators.md."""

import pytest

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.indicators import Performance, compare

BASELINE = Performance("2023", 1_000, energy=20_000_000, water=15_000, waste=120)
AFTER = Performance("2024", 1_100, energy=19_800_000, water=14_300, waste=99)


def test_golden_case():
    change = {c.pressure: c for c in compare(BASELINE, AFTER)}
    assert change["energy"].before * 1000 == pytest.approx(0.050)  # t/GJ
    assert change["energy"].after * 1000 == pytest.approx(0.055556, abs=5e-7)
    assert change["energy"].relative_change == pytest.approx(0.1111, abs=5e-5)
    assert change["water"].relative_change == pytest.approx(0.1538, abs=5e-5)
    assert (change["waste"].before, change["waste"].after) == pytest.approx((0.12, 0.09))
    assert change["waste"].relative_change == pytest.approx(-0.25)
    assert {change[p].decoupling for p in ("energy", "water", "waste")} == {"absolute"}
    assert all(change[p].better for p in ("energy", "water", "waste"))


def test_what_was_not_recorded_is_missing_not_zero():
    change = {c.pressure: c for c in compare(BASELINE, AFTER)}
    assert change["carbon"].before is None
    assert change["carbon"].relative_change is None


@pytest.mark.parametrize(
    ("output", "water", "kind"),
    [(1_100, 15_500, "relative"), (1_100, 17_000, "none"), (900, 12_000, "output fell")],
)
def test_kinds_of_decoupling(output, water, kind):
    after = Performance("2024", output, water=water)
    assert {c.pressure: c for c in compare(BASELINE, after)}["water"].decoupling == kind


def test_output_of_zero_and_two_units_are_refused():
    with pytest.raises(InvalidValueError, match="product output"):
        Performance("2023", 0)
    with pytest.raises(
        InvalidValueError, match="Output is measured in t in 2023 but in pieces in 2024"
    ):
        compare(BASELINE, Performance("2024", 5, output_unit="pieces"))
