"""The options catalogue and the published cases."""

import pytest

from scp_centre.methods.options import OPTION_KINDS
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.calculations import run_calculation
from scp_centre.roles.production.assessment.cases import published_cases
from scp_centre.roles.production.assessment.option_matches import HOW_CHECKED, catalogue
from scp_centre.roles.production.workbook.schema import sheet


def test_a_hundred_options_and_forty_ranges():
    rows = catalogue()
    assert len(rows) >= 100 and len({r["key"] for r in rows}) == len(rows)
    assert sum(1 for r in rows if r["saving_low"] is not None) >= 40
    assert len({r["sector"] for r in rows} - {"any"}) >= 5


def test_every_range_has_a_source_that_was_read():
    sources = {r["source"]: r for r in load_table("option_sources").rows}
    for row in catalogue():
        assert row["kind"] in OPTION_KINDS and row["check"], row["key"]
        if row["saving_low"] is not None or row["payback"]:
            assert sources[row["source"]]["checked"] == "read", row["key"]
        if row["saving_low"] is not None:
            assert row["saving_low"] <= row["saving_high"] <= 100 and row["saving_of"]


def test_every_source_says_how_it_was_checked():
    """Nothing is called read that was met in a copy, a quotation or an abstract."""
    for row in load_table("option_sources").rows:
        assert row["how_checked"] in HOW_CHECKED, row["source"]
        if "quoting" in row["publisher"] or "copy" in row["publisher"]:
            assert row["how_checked"] != "read", row["source"]
        if row["publisher"] == "US DOE" and "energy.gov" not in row["address"]:
            assert row["how_checked"] == "read in a copy", row["source"]
    assert all(bool(row["how_checked"]) == bool(row["source"]) for row in catalogue())


def test_equipment_of_the_catalogue_can_be_entered():
    known = set(sheet("Centres").column("equipment").allowed)
    assert {e for r in catalogue() for e in (r["equipment"] or ())} <= known


def test_published_reductions_follow_from_the_published_figures():
    """Fifteen plating shops; one source prints 70 % where its own figures make 44 %."""
    cases = {c.case: c for c in published_cases()}
    differing = [c.case for c in cases.values() if c.agrees is False]
    assert differing == ["ps_298"]
    assert 100 * cases["ps_298"].reduction == pytest.approx(43.75)
    assert sum(1 for c in cases.values() if c.agrees) >= 13


def test_the_brewery():
    """46,000 to 14,000 m3 a month."""
    cases = {c.case: c for c in published_cases()}
    assert cases["sa_brewing"].reduction == pytest.approx(0.6957, abs=5e-5)


def test_what_a_source_does_not_measure_is_no_range_and_no_case():
    """Held against their sources: a purchase choice, a share of use, other water, all measures."""
    rows = {r["key"]: r for r in catalogue()}
    for key in ("vsd_nsw", "cip_optimise", "pasteuriser_water", "rinse_flow"):
        assert rows[key]["saving_low"] is None, key
    assert "nsw_pumps" not in {c.case for c in published_cases()}
    assert (rows["mill_energy"]["saving_low"], rows["mill_energy"]["saving_high"]) == (6, 6)
    assert pytest.approx(rows["air_whole"]["saving_low"], abs=0.5) == 100 * 116_520 / 180_711
    assert "estimated" in rows["air_whole"]["saving_of"]


def test_units_of_readings_are_converted():
    si = run_calculation(
        "compressed_air_leaks",
        {"leak_flow": (169.9, "m3/h"), "specific_power": (0.0942, None), "hours": (8760, "h")},
    )
    us = run_calculation(
        "compressed_air_leaks",
        {"leak_flow": (100, "ft3/min"), "specific_power": (0.0942, None), "hours": (365, "d")},
    )
    assert us == pytest.approx(si, rel=1e-4)
    assert us == pytest.approx(140_160, rel=2e-3)  # the reference's 100 scfm at 0.16 kW/scfm
