"""Steam in tonnes: its energy follows from its pressure and the feed water."""

from dataclasses import replace
from io import BytesIO

import pytest

from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.assessment.entries import FlowEntry, SavingEntry
from scp_centre.roles.production.assessment.flow_system import carrier_of, steam_heat
from scp_centre.roles.production.workbook import WorkbookError, read_workbook, write_workbook

TEN_BAR_ABSOLUTE = 8.98675  # bar above the standard atmosphere


def steam(**more):
    values = {
        "period": "2025",
        "key": "bought_steam",
        "name": "Steam bought",
        "kind": "energy",
        "substance": "steam",
        "source": None,
        "target": "vat",
        "amount": 100.0,
        "unit": "t",
        "quality": "measured",
        "origin": "Steam meter",
        "price": 30.0,
        "steam_pressure": TEN_BAR_ABSOLUTE,
        "feedwater": 80.0,
    }
    return FlowEntry(**values | more)


def with_steam(file, **more):
    return replace(file, flows=(*file.flows, steam(**more)))


def test_a_tonne_at_ten_bar_is_its_enthalpy_less_that_of_the_feed_water():
    """Steam tables: 2,777.1 kJ/kg of steam, 335.0 of water at 80 °C: 2.442 MJ/kg."""
    assert steam_heat(steam()) == pytest.approx(2.4421, rel=1e-3)


def test_weighed_steam_is_energy_with_a_price_per_megajoule(dairy_file):
    flow = next(
        f for f in assess(with_steam(dairy_file)).assessed.system.flows if f.key == "bought_steam"
    )
    assert (flow.balance, flow.entered) == ("energy", "100 t")
    assert flow.amount == pytest.approx(100_000 * 2.4421, rel=1e-3)  # MJ
    assert flow.unit_cost * flow.amount == pytest.approx(3_000)


def test_a_saving_in_tonnes_or_in_energy_is_the_same(dairy_file):
    carrier = carrier_of(steam())
    assert carrier.to_base(1, "t") == pytest.approx(carrier.to_base(2.4421, "GJ"), rel=1e-3)
    file = with_steam(dairy_file)
    row = SavingEntry(option="pipe", flow="bought_steam", amount=10.0, unit="t")
    option = file.options[0]
    savings = (
        *(s for s in file.savings if s.option != option.key),
        replace(row, option=option.key),
    )
    found = next(
        o for o in assess(replace(file, savings=savings)).options if o.entry.key == option.key
    )
    assert found.effect.money == pytest.approx(300)


def test_steam_survives_the_workbook(dairy_file):
    file = with_steam(dairy_file)
    assert read_workbook(BytesIO(write_workbook(file))).flows == file.flows


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"feedwater": None}, "The feed water temperature of the steam is missing."),
        ({"unit": "MWh"}, "Only an energy flow in a unit of mass"),
    ],
)
def test_what_does_not_fit_is_said(dairy_file, wrong, words):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(BytesIO(write_workbook(with_steam(dairy_file, **wrong))))
    assert any(words in str(f.message) for f in caught.value.findings)
