"""Units as people write them in English, French and Spanish; ambiguous ones are asked back."""

import pytest

from scp_centre.centre.sheets.cells import CellError, read_cell
from scp_centre.centre.sheets.schema import Column
from scp_centre.methods.entries import POINT, read_quantity
from scp_centre.methods.errors import UnclearEntryError, UnitError
from scp_centre.methods.quantity import SYMBOLS, units_of
from scp_centre.methods.unit_spellings import (
    AMBIGUOUS,
    MULTIPLES,
    SPELLINGS,
    symbol_of,
    unit_named,
)

WRITTEN = {
    "m3": ("m3", "m³", "M3", "cbm", "m^3", "mètres cubes", "metros cúbicos", "cu m"),
    "Nm3": ("Nm3", "Nm³", "nm3", "m3(n)"),
    "t": ("t", "T", "to", "tonnes", "toneladas", "TM", "metric ton", "tonne métrique"),
    "short ton": ("short ton", "short tons", "US ton"),
    "lb": ("lb", "lbs", "LB", "pounds", "libras"),
    "kg": ("kg", "KG", "kgs", "kilogrammes", "kilogramos"),
    "l": ("l", "L", "litres", "liters", "litros", "ltr"),
    "kWh": ("kWh", "KWH", "kwh", "kW·h", "kilowattheures"),
    "GJ": ("GJ", "gj", "gigajoules"),
    "MMBtu": ("MMBtu", "MMBTU", "mmbtu", "million Btu"),
    "therm": ("therm", "therms"),
    "toe": ("toe", "tep", "TEP"),
    "Gcal": ("Gcal", "gcal"),
    "bar": ("bar", "bars"),
    "ft3": ("ft3", "ft³", "cu ft", "pieds cubes"),
}


@pytest.mark.parametrize("unit", WRITTEN)
def test_a_unit_is_read_however_it_is_written(unit):
    assert {unit_named(text) for text in WRITTEN[unit]} == {unit}


@pytest.mark.parametrize("text", ["ton", "Tons", "gal", "gallons", "MT", "tn", "mbtu"])
def test_a_unit_that_can_mean_several_is_asked_with_all_of_them(text):
    with pytest.raises(UnclearEntryError) as caught:
        unit_named(text)
    assert caught.value.readings == AMBIGUOUS[text.lower()]
    assert all(unit in caught.value.message for unit in caught.value.readings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kWhh", "kWh"),
        ("tonness", "t"),
        ("ktoe", "Multiply the amount by 1,000 and enter it in toe."),
        ("kWh/a", "Enter the amount of the whole period in kWh."),
        ("MWh per month", "Enter the amount of the whole period in MWh."),
        ("t/año", "Enter the amount of the whole period in t."),
    ],
)
def test_what_is_no_unit_here_is_named_with_what_to_do(text, words):
    with pytest.raises(UnitError) as caught:
        unit_named(text)
    assert words in caught.value.cure


def test_each_spelling_is_one_unit_that_exists():
    for text, symbol in SPELLINGS.items():
        assert symbol in SYMBOLS or symbol in MULTIPLES, text
        assert text not in AMBIGUOUS
    assert all(symbol_of(text) == "" for text in AMBIGUOUS)


def test_quantities_and_workbooks_read_units_by_the_same_rule():
    assert read_quantity("1,200 cbm", POINT).unit == "m3"
    column = Column("unit", "Unit", "unit", "The unit.", allowed=tuple(units_of("mass", "volume")))
    assert [read_cell(column, text) for text in ("tonnes", "LBS", "litros", "m³")] == [
        "t",
        "lb",
        "l",
        "m3",
    ]
    for text, words in (("ton", "long ton"), ("kWh", "not in the list"), ("kgg", "kg")):
        with pytest.raises(CellError) as caught:
            read_cell(column, text)
        assert words in f"{caught.value.message} {caught.value.cure}"
