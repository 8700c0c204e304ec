"""`scp-centre compute trade` and `export-potential`: answers, warnings, what is refused."""

import csv
import gzip

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import InvalidValueError, MethodError
from tests.interfaces.contract_examples import EXAMPLES
from tests.shared_data import DATA, needs_shared

FOUR = EXAMPLES["trade"]["exports"]
CHAIN = [[9, 9, 1, 1], [1, 9, 9, 1], [1, 1, 9, 9], [9, 1, 9, 1]]


def test_the_small_table():
    answer = run("trade", EXAMPLES["trade"])
    assert answer["rca"][0] == pytest.approx([1.46875, 1.566667, 0, 0.47], abs=1e-4)
    assert answer["density"][0] == pytest.approx([0.75, 0.75, 0.5, 0])
    assert answer["eci"] == [None] * 4 and "no product in common" in answer["warnings"][0]


def test_a_country_without_exports_stands_last_with_its_reason():
    answer = run("trade", {"exports": [[0, 0, 0, 0], *CHAIN], "countries": list("EABCD")})
    assert answer["eci"][0] is None and answer["rca"][0] == [None] * 4
    assert answer["order"][-1] == 0
    assert "1 country exports nothing and has no figures: E." in answer["warnings"]
    alone = run("trade", {"exports": CHAIN})
    assert answer["eci"][1:] == pytest.approx(alone["eci"])


def test_the_diagonal_and_the_threshold_can_be_chosen():
    of_lab = run("trade", {"exports": CHAIN})
    with_self = run("trade", {"exports": CHAIN, "diagonal": 1})
    assert of_lab["proximity"][0][0] == 0 and with_self["proximity"][0][0] == 1
    assert run("trade", {"exports": CHAIN, "threshold": 0.1})["diversity"] == [4] * 4


def test_all_countries_alike_have_no_complexity():
    answer = run("trade", {"exports": [[1, 2], [2, 4], [3, 6]]})
    assert answer["eci"] == [None] * 3
    assert any("same products" in one for one in answer["warnings"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"exports": [[1, 2], [3, -4]], "countries": ["A", "B"], "products": ["x", "y"]},
            "product y from B are below zero",
        ),
        ({"exports": [[1, 2], [3]]}, "same number of products"),
        ({"exports": []}, "at least one country"),
        ({"exports": [[1.0]], "countries": ["A", "B"]}, "number of names"),
        ({"exports": [[1.0], [2.0]], "countries": ["A", "A"]}, "A"),
        ({"exports": [[1.0], [1.0]], "filter": 0.9}, "No country reaches"),
        ({"exports": [[0, 0]]}, "No country exports anything"),
    ],
)
def test_what_is_wrong_is_said(data, said):
    with pytest.raises(MethodError, match=said):
        run("trade", data)


@needs_shared
def test_tiny_exporters_are_warned_of_and_can_be_left_out():
    with gzip.open(DATA / "trade/world-trade-1998-2000-sitc4.csv.gz", "rt") as opened:
        rows = list(csv.DictReader(opened))
    countries = sorted({r["country"] for r in rows})
    products = sorted({r["product"] for r in rows})
    of = {(r["country"], r["product"]): float(r["value"]) for r in rows}
    data = {
        "exports": [[of.get((c, p), 0.0) for p in products] for c in countries],
        "countries": countries,
    }
    answer = run("trade", data)
    assert countries[answer["order"][0]] == "sgs"  # South Georgia
    (warning,) = [w for w in answer["warnings"] if "Use the filter" in w]
    assert "sgs" in warning and "hmd" in warning and "jpn" not in warning
    filtered = run("trade", data | {"filter": 1e-4})
    assert countries[filtered["order"][0]] == "jpn"
    assert not [w for w in filtered["warnings"] if "Use the filter" in w]
    assert filtered["eci"][countries.index("sgs")] is None
    assert "left out" in filtered["warnings"][0] and "sgs" in filtered["warnings"][0]


def test_potentials_are_given_with_what_is_sold_and_what_is_not():
    answer = run("export-potential", EXAMPLES["export-potential"])
    assert answer["ease"][0] == pytest.approx([0.857143, 1.142857], abs=1e-6)
    assert answer["potential"][0][0] == pytest.approx([12.857143, 17.142857], abs=1e-6)
    assert answer["untapped"][0][1] == pytest.approx([0, 2.857143], abs=1e-6)
    assert answer["actual"] == EXAMPLES["export-potential"]["flows"]
    assert answer["warnings"] == []


def test_no_money_is_told_of_what_is_not_sold_yet():
    answer = run("export-potential", {"flows": [[[0, 0], [5, 1]], [[3, 4], [2, 1]]]})
    assert answer["potential"][0][0] == [None, None]
    assert "does not sell yet" in answer["warnings"][0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"flows": [[[1, 2]], [[1]]]}, "same length"),
        ({"flows": [[[1, -2]]]}, "cannot be negative"),
        ({"flows": [[[1, 2]]], "growth": [[[1.0], [2.0]]]}, "shape"),
        ({"flows": [[[1, 2]]], "tariff": 0}, "above 0"),
    ],
)
def test_wrong_flows_are_refused(data, said):
    with pytest.raises(InvalidValueError, match=said):
        run("export-potential", data)
