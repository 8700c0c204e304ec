"""Costs and end of life of a product: entered, computed, compared, handed over, refused in words."""

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from scp_centre.centre.documents.blocks import Heading
from scp_centre.interfaces.cli.main import main
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.footprints import Cost, CostBasis, CostChange
from scp_centre.roles.products import actions
from scp_centre.roles.products import content_changes as changes
from scp_centre.roles.products.content import check_content, read_content, write_content
from scp_centre.roles.products.content_limits import MOST
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.footprint_computation import compute
from scp_centre.roles.products.models import FootprintModel
from scp_centre.roles.products.report import compose_report
from scp_centre.roles.products.workbook import read_workbook, write_workbook
from scp_centre.roles.products.workbook.report_book import write_report_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def bottle(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Returnable")


@pytest.fixture
def bracket(sample_centre):
    return FootprintModel.objects.get(product__name__startswith="Zinc")


@pytest.fixture
def content(bottle):
    return read_content(bottle.content)


def test_the_sample_bottle_costs_what_its_prices_say(content):
    """350 g at 0.66 over 25 fills; gas, 0.09 kWh a fill at 0.07, paid in 3 yearly parts at 4 %."""
    base = compute(content).costs.base
    by_key = {row.cost.key: row for row in base.rows}
    assert by_key["glass"].value == pytest.approx(0.35 * 0.66 / 25)
    annuity = (1 - 1.04**-3) / 0.04
    assert by_key["gas"].value == pytest.approx(0.09 * 0.07 * annuity / 3)
    assert by_key["cullet"].value == pytest.approx(0.35 * 0.06 / 25 / 1.04**3)


def test_the_sample_bottle_by_three_ways(content):
    """Glass of 14 g a fill: R1 30 %, R2 50 %, A 0.2, qualities 1."""
    (found,) = compute(content).cycles
    formula, cut_off, substitution = (one.total for one in found.ways)
    ev, erec, ed, mass = 1.40276667, 0.82318954, 0.00898311, 0.014
    assert cut_off == pytest.approx(mass * (0.7 * ev + 0.3 * erec + 0.5 * ed))
    made = 0.7 * ev + 0.3 * (0.2 * erec + 0.8 * ev) + 0.8 * 0.5 * (erec - ev)
    assert formula == pytest.approx(mass * (made + 0.5 * ed))
    assert substitution == pytest.approx(mass * (ev + 0.5 * (erec - ev) + 0.5 * ed))
    assert found.beyond == pytest.approx(mass * 0.2 * (erec - ev)) and found.agrees


def test_page_shows_costs_and_ways_and_nothing_where_none_were_entered(signed_in, bottle, bracket):
    client = signed_in("expert")
    page = client.get(f"/footprints/{bottle.pk}/").content.decode()
    for seen in ("Life-cycle cost", "Probability of being cheaper", "Cut-off (used in the",
                 "Circular footprint formula", "A = 0.2", "not in the sum"):  # fmt: skip
        assert seen in page
    page = client.get(f"/footprints/{bracket.pk}/").content.decode()
    assert "Life-cycle cost" not in page and "Circular footprint" not in page
    assert client.get(f"/footprints/{bottle.pk}/build/").status_code == 200


def test_a_model_that_was_kept_before_costs_is_read_and_unchanged(sample_centre, bracket):
    old = dict(bracket.content["model"])
    for name in ("costs", "cycles", "cost_basis"):
        del old[name]
    bracket.content = {**bracket.content, "model": old}
    bracket.save()
    content = read_content(bracket.content)
    assert compute(content).costs is None and compute(content).cycles == ()
    same = actions.write_footprint(
        bracket, content, acting_user=sample_centre["expert"], seen=bracket.version
    )
    assert same.version == bracket.version


def test_costs_and_ends_of_life_come_back_from_the_workbook(content):
    back = read_workbook(io.BytesIO(write_workbook(content)))
    assert back.model.costs == content.model.costs
    assert back.model.cost_basis == content.model.cost_basis
    assert back.model.cycles == content.model.cycles
    assert [one.costs for one in back.model.alternatives] == [
        one.costs for one in content.model.alternatives
    ]
    assert [one.years for one in back.model.alternatives] == [None, 4, None, 0]


def test_a_workbook_without_the_sheets_of_costs_is_read(content):
    book = load_workbook(io.BytesIO(write_workbook(content)))
    for name in ("Cost basis", "Costs", "Cost changes", "End of life"):
        del book[name]
    out = io.BytesIO()
    book.save(out)
    back = read_workbook(io.BytesIO(out.getvalue()))
    assert back.model.costs == () and back.model.lines


def test_the_command_line_says_costs_and_ways(content, tmp_path, capsys):
    book, out = tmp_path / "model.xlsx", tmp_path / "out.json"
    book.write_bytes(write_workbook(content))
    assert main(["footprint", str(book), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert (
        "EUR over its life, in prices of 2025" in said
        and "kg with the circular footprint formula and" in said
    )
    found = json.loads(out.read_text())
    computed = compute(content)
    assert found["costs"]["base"]["total"] == pytest.approx(computed.costs.base.total)
    assert found["modules"]["A-C"] == pytest.approx(computed.base.total)
    assert found["modules"]["D"] == pytest.approx(computed.cycles[0].beyond)


def test_report_and_its_workbook_hold_costs_with_their_sources(bottle, bracket, content):
    computed = compute(content)
    report = compose_report(bottle, computed, "en", "An adviser")
    titles = [block.text for block in report.blocks if isinstance(block, Heading)]
    assert "Life-cycle cost" in titles and "Recycled content and end of life" in titles
    book = load_workbook(io.BytesIO(write_report_book(bottle, computed, "en")))
    assert {"Life-cycle cost", "End of life", "EN 15804 modules"} <= set(book.sheetnames)
    sources = [row[9].value for row in book["Life-cycle cost"].iter_rows()]
    assert "Tariff of the utility, 2025 (fictional)" in sources
    plain = compute(read_content(bracket.content))
    report = compose_report(bracket, plain, "en", "An adviser")
    assert "Life-cycle cost" not in [b.text for b in report.blocks if isinstance(b, Heading)]


def with_cost(**more):
    values = {"key": "x", "name": "X", "price": 1.0, "unit": "kg", "source": "s", "line": "glass"}
    return lambda content: changes.with_cost(content, Cost(**(values | more)))


def with_basis(**more):
    basis = CostBasis("EUR", 2025, 0.04, 3)
    return lambda content: changes.with_cost_basis(content, replace(basis, **more))


def with_many(content):
    many = tuple(replace(content.model.costs[0], key=f"c{i}") for i in range(MOST["costs"] + 1))
    return replace(content, model=replace(content.model, costs=many))


def with_changes(content):
    one = replace(content.model.alternatives[0], costs=(CostChange("gas"), CostChange("gas")))
    return changes.with_alternative(content, one)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_cost(source=" "), "has no source"),
        (with_cost(unit=""), "has no unit"),
        (with_cost(unit="kWh"), "price of X is per kWh"),
        (with_cost(line="gone"), "The line 'gone' does not exist"),
        (with_cost(line="", amount="nothing * 2"), "nothing"),
        (with_cost(line="", amount="2026-01-31", stage="use"), "is a date"),
        (with_cost(price=1e15), "cannot be used"),
        (with_cost(price=float("nan")), "outside its range"),
        (with_cost(low=2.0, high=1.0), "outside its range"),
        (with_cost(name="X" * 300), "too long"),
        (with_basis(currency="euro"), "Unknown currency"),
        (with_basis(rate=1.5), "discount rate"),
        (with_basis(years=-1), "years in use"),
        (with_basis(year=12), "price year"),
        (with_many, "too many costs: 101"),
        (with_changes, "twice"),
    ],
)
def test_what_no_cost_can_be_computed_of_is_refused_in_words(content, change, said):
    with pytest.raises(SpokenError) as caught:
        check_content(change(content))
    assert said in str(caught.value.message)


def test_a_line_goes_with_its_cost_and_its_end_of_life(content):
    left = changes.without_line(content, "glass")
    assert "glass" not in {one.line for one in left.model.costs} and not left.model.cycles
    assert not any(c.cost == "glass" for one in left.model.alternatives for c in one.costs)


def test_a_cost_is_entered_on_the_page_and_stands_in_the_log(signed_in, bracket):
    client = signed_in("expert")
    address = f"/footprints/{bracket.pk}/costs/"
    assert client.get(f"{address}new/").status_code == 302  # the money comes first
    money = {"currency": "eur", "year": "2025", "rate": "5", "years": "10", "seen": "1"}
    assert client.post(address, money).status_code == 302
    sent = {"name": "Steel", "line": "steel", "price": "0.95", "unit": "kg", "source": "Invoice 7",
            "low": "0.8", "high": "1.2", "seen": "2"}  # fmt: skip
    assert client.post(f"{address}new/", sent | {"unit": "kWh"}).status_code == 422
    assert client.post(f"{address}new/", sent).status_code == 302
    bracket.refresh_from_db()
    content = read_content(bracket.content)
    assert compute(content).costs.base.total == pytest.approx(0.32 * 0.95)
    thinner = client.post(
        f"/footprints/{bracket.pk}/alternatives/thinner/costs/",
        {"years": "8", "price-steel": "1.0", "low-steel": "0.9", "high-steel": "1.3", "seen": "3"},
    )
    assert thinner.status_code == 302
    bracket.refresh_from_db()
    one = compute(read_content(bracket.content)).costs.compared[0]
    assert one.result.total == pytest.approx(0.26 * 1.0) and one.result.years == 8
    assert one.probability_cheaper == 1.0  # 0.26 · 1.3 < 0.32 · 1.2, at the same rank in every run
    assert client.post(f"{address}steel/remove/").status_code == 302
    bracket.refresh_from_db()
    assert not read_content(bracket.content).model.alternatives[0].costs


def test_an_end_of_life_is_entered_on_the_page_with_nothing_filled_in(signed_in, bracket):
    client, address = signed_in("expert"), f"/footprints/{bracket.pk}/end-of-life/new/"
    page = client.get(address).content.decode()
    assert 'name="burden_share"' in page and 'value="0' not in page
    sent = {
        "line": "steel", "recycled_content": "0", "recycled_after": "0", "energy_after": "0",
        "burden_share": "0.2", "quality_in": "1", "quality_out": "1", "virgin": "own_steel_strip",
        "source": "Annex C", "seen": "1",
    }  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 422 and "Disposal (ED)" in answer.content.decode()
    disposal = "waste_metal_mixed_as_scrap_metal_landfill"
    assert client.post(address, sent | {"disposal": disposal}).status_code == 302
    bracket.refresh_from_db()
    (found,) = compute(read_content(bracket.content)).cycles
    assert found.way("cut-off").material == pytest.approx(0.32 * 2.2)
    assert client.get(f"/footprints/{bracket.pk}/end-of-life/steel/").status_code == 200


def test_costs_stand_in_the_json_of_the_model(content):
    assert read_content(write_content(content)) == content
    with pytest.raises(ProductError):
        read_content({**write_content(content), "model": {"costs": [{"key": "x"}]}})
