"""The CSV template of a life-cycle database: rows, and what is wrong in them."""

import pytest

from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.roles.products.csv_template import write_template
from tests.methods.test_lifecycle_formats import inventory, read

HEAD = "process;region;year;type;name;amount;unit;compartment\n"


def faults(*rows):
    with pytest.raises(FileRefusal) as refused:
        read((HEAD + "\n".join(rows)).encode())
    return [(one["row"], one["column"], one["kind"]) for one in refused.value.about["rows"]]


def test_the_example_of_the_template_computes():
    found = read(write_template())
    assert (found.format, found.findings) == ("CSV template", ())
    # of 1 kg: 0.18 kg, and 0.06 kWh of 0.45 kg each
    co2 = inventory(found, "Brick works", "Carbon dioxide, fossil")
    assert co2 == pytest.approx(0.18 + 0.06 * 0.45)
    assert {one["year"] for one in found.processes} == {2025, 2024}


def test_decimal_commas_units_and_waste_are_read():
    rows = (
        "Steel works;;;product;Steel;2;t;",
        "Steel works;;;waste;Slag;0,5;t;",
        "Steel works;;;emission;Carbon dioxide;1,5;t;air/urban",
        "Landfill;;;treatment;Slag;1;kg;",
        "Landfill;;;emission;Carbon dioxide;20;g;air/urban",
    )
    found = read((HEAD + "\n".join(rows)).encode())
    # of 1 t: 750 kg, and 0.25 t of slag with 0.02 kg a kg
    co2 = inventory(found, "Steel works", "Carbon dioxide")
    assert co2 == pytest.approx(750 + 250 * 0.02)


def test_every_row_that_is_wrong_is_said_and_nothing_is_taken():
    assert faults(
        "Steel works;;;product;Steel;1;kg;",
        "Steel works;;;inputs;Power;1;kWh;",
        "Steel works;;;input;Power;many;kWh;",
        "Steel works;;;emission;Soot;1;kg;",
        "Steel works;;last year;input;Power;1;;",
        "Steel works;;;product;Slag;1;kg;",
        "Coke works;;;input;Coal;1;kg;",
        "Lime works;;;product;Lime;0;kg;",
    ) == [
        (3, "type", "unknown_type"),
        (4, "amount", "no_number"),
        (5, "compartment", "no_medium"),
        (6, "unit", "missing"),
        (6, "year", "no_year"),
        (7, "type", "second_product"),
        (8, "type", "no_product"),
        (9, "amount", "not_above_0"),
    ]


def test_a_number_that_can_mean_two_is_asked_back():
    assert faults("Works;;;product;Steel;1,500;kg;") == [(2, "amount", "unclear")]
