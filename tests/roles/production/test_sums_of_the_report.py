"""Every sum and rank of the report, recomputed from the results file alone."""

import json

import pytest

from scp_centre.centre.documents.blocks import Items, Paragraph
from scp_centre.centre.translation import speaker
from scp_centre.roles.production.assessment import assess
from scp_centre.roles.production.report.content import compose
from scp_centre.roles.production.report.results_files import results_json
from scp_centre.roles.production.sample import sample_file

CATEGORIES = ("material", "energy", "system", "waste_management")


@pytest.fixture(scope="module", params=["dairy", "dyehouse", "plating"])
def made(request):
    result = assess(sample_file(request.param))
    return result, json.loads(results_json(result))


def test_costs_add_up(made):
    _unused, data = made
    for period in data["periods"]:
        costs = period["costs"]
        parts = costs["product"] + costs["loss"] + costs["stock"] + costs["not_split"]
        assert parts == pytest.approx(costs["in"], abs=0.01)
    latest = max(data["periods"], key=lambda p: p["end"])
    totals = [loss["total"] for loss in data["losses"]]
    assert sum(totals) == pytest.approx(latest["costs"]["loss"], abs=0.01)
    assert totals == sorted(totals, reverse=True)
    for loss in data["losses"]:
        assert sum(loss[c] for c in CATEGORIES) == pytest.approx(loss["total"], abs=1e-6)


def test_the_plan_is_the_sum_of_its_options(made):
    _unused, data = made
    options = {o["key"]: o for o in data["options"]}
    chosen = [options[key] for key in data["plan"]["options"]]
    assert [o["key"] for o in chosen] == [
        o["key"] for o in data["options"] if o["decision"] == "do now"
    ]
    for key in ("investment", "annual_saving", "running_cost", "net_saving", "npv", "co2e_t"):
        assert sum(o[key] for o in chosen) == pytest.approx(data["plan"][key], abs=0.01), key
    saved = {}
    for option in chosen:
        for flow, amount in option["saved"].items():
            saved[flow] = saved.get(flow, 0.0) + amount
    assert saved == pytest.approx(data["plan"]["saved"])
    plan = data["plan"]
    assert plan["payback_years"] == pytest.approx(plan["investment"] / plan["net_saving"])
    for option in data["options"]:
        assert option["net_saving"] == pytest.approx(
            option["annual_saving"] - option["running_cost"]
        )


def test_ranks_are_in_the_order_that_they_claim(made):
    _unused, data = made
    assert [o["rank"] for o in data["options"]] == list(range(1, len(data["options"]) + 1))
    decided = [("do now", "study", "reject").index(o["decision"]) for o in data["options"]]
    assert decided == sorted(decided)
    for decision in ("do now", "study", "reject"):
        alone = [o["npv_alone"] for o in data["options"] if o["decision"] == decision]
        assert alone == sorted(alone, reverse=True)
    curve = data["abatement_curve"]
    assert [s["cost"] for s in curve] == sorted(s["cost"] for s in curve)
    for before, after in zip(curve, curve[1:], strict=False):
        assert after["start"] == pytest.approx(before["end"])


def test_emissions_and_figures_add_up(made):
    _unused, data = made
    for period in data["periods"]:
        assert sum(period["scope"].values()) == pytest.approx(period["co2e_kg"])
    figures = {(f["key"], f["period"]): f for f in data["figures"]}
    for (key, _period), figure in figures.items():
        inputs = [i["value"] for i in figure["explanation"]["inputs"]]
        if key in ("loss_cost", "plan_investment", "plan_saving", "plan_npv", "plan_co2e"):
            assert sum(inputs) == pytest.approx(figure["value"], abs=0.01), key
        if key in ("energy", "water", "wastewater"):
            assert sum(inputs) == pytest.approx(figure["value"]), key
        if key in ("materials", "waste"):
            assert sum(inputs) / 1000 == pytest.approx(figure["value"]), key


def test_the_decisions_asked_of_the_owner_are_the_whole_plan(made):
    result, data = made
    say = speaker("en")
    blocks = compose(result).blocks
    items = next(b for b in blocks if isinstance(b, Items) and b.numbered)
    names = {o["key"]: o["name"] for o in data["options"]}
    assert len(items.items) == len(data["plan"]["options"])
    for key, text in zip(data["plan"]["options"], items.items, strict=True):
        assert text.startswith(names[key])
    together = say.money(data["plan"]["net_saving"], data["currency"])
    paragraphs = [b.text for b in blocks if isinstance(b, Paragraph)]
    assert any(p.startswith("In total, ") and together in p for p in paragraphs)
