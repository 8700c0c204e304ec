"""`scp-centre compute`: each method held to the contract and to the figures of the methods file."""

import json
import math

import pytest

from scp_centre.interfaces.contracts import contracts, run
from scp_centre.methods.errors import InvalidValueError, MethodError
from tests.interfaces.contract_examples import EXAMPLES, A, command


def test_there_is_an_example_of_every_method():
    assert {c.name for c in contracts()} == set(EXAMPLES)


@pytest.mark.parametrize("method", EXAMPLES)
def test_answer_carries_method_and_explanation_and_plain_numbers(method):
    answer = run(method, EXAMPLES[method])
    assert answer["method"]["name"] == method and answer["method"]["version"]
    assert answer["explanation"]["formula"] and answer["explanation"]["sources"]
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize("method", EXAMPLES)
def test_answer_fits_its_own_schema(method):
    found = next(c for c in contracts() if c.name == method)
    found.output_model.model_validate(run(method, EXAMPLES[method]))
    given = found.schema()["input"]
    assert given.get("properties") or given["oneOf"]


def test_reconcile_in_the_order_of_the_input():
    answer = run("reconcile", EXAMPLES["reconcile"])
    assert answer["imbalance"] == {"A": 6}
    assert [s["id"] for s in answer["streams"]] == ["in1", "in2", "out1", "out2"]
    assert [round(s["correction"], 4) for s in answer["streams"]] == [-1.3333, -0.3333, 3.0, 1.3333]


def test_mfca():
    answer = run("mfca", EXAMPLES["mfca"])
    assert answer["centres"][0]["product"]["total"] == pytest.approx(1295)
    assert answer["total"]["loss"] == pytest.approx(635)
    assert answer["total"]["all"] == pytest.approx(1930)


def test_ghg():
    answer = run("ghg", EXAMPLES["ghg"])
    gas, oil, refrigerant, power = (a["co2e_kg"] for a in answer["by_activity"])
    assert gas == pytest.approx(56157.1)
    assert oil == pytest.approx(0.43 * (74_100 + 3 * 29.8 + 0.6 * 273))
    assert (refrigerant, power) == (pytest.approx(4511), pytest.approx(50_000))
    assert answer["scope"]["1"] + answer["scope"]["2"] == pytest.approx(answer["co2e_kg"])


def test_appraise():
    answer = run("appraise", EXAMPLES["appraise"])
    assert answer["simple_payback_years"] == pytest.approx(2.4)
    assert answer["npv"] == pytest.approx(6953.93, abs=0.005)
    assert answer["irr"] == pytest.approx(0.30772, abs=5e-6)
    assert answer["discounted_payback_years"] == pytest.approx(2.88, abs=0.005)
    assert run("appraise", EXAMPLES["appraise"] | {"years": 5.0})["npv"] == answer["npv"]


def test_savings():
    answer = run("savings", EXAMPLES["savings"])
    assert answer["avoided"] == pytest.approx(8.0) and answer["verdict"] == "proved"
    months = {"use": [7.0, 12.1, 16.9, 22.2], "drivers": {"output": [10, 20, 30, 40]}}
    fitted = run("savings", {"baseline": months, "reporting": EXAMPLES["savings"]["reporting"]})
    assert fitted["model"]["r_squared"] > 0.99 and fitted["outside"] == ["output"]


def test_dea():
    answer = run("dea", EXAMPLES["dea"])
    scores = [round(u["efficiency"], 4) for u in answer["units"]]
    assert scores == [1, 1, 0.8333, 0.75, 0.9, 0.5, 1, 0.75]
    more = {
        "super_efficiency": True,
        "scale": True,
        "prices": [2.0],
        "undesirable": [[1.0]] * 8,
        "bootstrap": {"replications": 100},
    }
    full = run("dea", EXAMPLES["dea"] | more)["units"]
    assert full[0]["super_efficiency"] == pytest.approx(1.5)
    assert full[0]["returns_to_scale"] == "increasing"
    assert full[3]["low"] <= full[3]["corrected"] <= full[3]["high"] <= 0.75 + 1e-9
    alone = run("dea", {"units": ["a", "b"], "inputs": [[1], [2]], "outputs": [[1], [3]],
                        "super_efficiency": True})["units"]  # fmt: skip
    assert alone[1]["super_efficiency"] is None and not alone[1]["super_efficiency_feasible"]
    output = run("dea", EXAMPLES["dea"] | {"orientation": "output"})["units"]
    assert output[3]["efficiency"] == pytest.approx(3 / (3 + 2 / 3))


def test_sfa():
    answer = run("sfa", EXAMPLES["sfa"])
    assert len(answer["efficiencies"]) == 12 and len(answer["coefficients"]) == 2
    assert answer["skewness"]["identified"] == (answer["skewness"]["value"] < 0)
    assert run("sfa", EXAMPLES["sfa"] | {"panel": [1, 2, 3, 4] * 3})["mean_efficiency"] <= 1


def test_disclosure():
    def status(contributions, **more):
        cells = [{"id": "x", "contributions": contributions}]
        return run("disclosure", EXAMPLES["disclosure"] | {"cells": cells} | more)["cells"][0]

    assert status([60, 25, 5, 4, 3, 3])["status"] == "safe"
    assert status([80, 12, 2, 2, 2, 2])["reasons"] == ["dominance"]
    assert status([80, 12, 2, 2, 2, 2], p_percent=15)["reasons"] == ["dominance", "p_percent"]
    one_holding = [{"holder": "H", "value": v} for v in (1, 1, 1, 1)] + [1.0]
    assert "minimum_contributors" in status(one_holding)["reasons"]


def test_disclosure_of_a_table():
    few, many = [9.0, 8.0, 7.0], [5.0] * 9
    cells = [
        {"id": f"{a}{b}", "place": [a, b], "contributions": few if (a, b) == ("n", "x") else many}
        for a in "nsw"
        for b in "xyz"
    ]
    answer = run("disclosure", {"cells": cells})
    hidden = {c["id"]: c["reasons"] for c in answer["cells"] if c["status"] == "suppressed"}
    assert hidden["nx"] == ["minimum_contributors", "p_percent"][:1] and len(hidden) >= 2
    assert answer["optimal"]
    assert all((t["value"] is None) == (t["status"] == "suppressed") for t in answer["totals"])


def test_target():
    assert run("target", EXAMPLES["target"])["target"] == pytest.approx(580)
    assert run("target", EXAMPLES["target"] | {"base_year": 2018})["cut"] == pytest.approx(0.504)
    sda = {
        "method": "sda",
        "base_intensity": 2.0,
        "sector_base": 1.5,
        "sector_target": 1.0,
        "sector_end": 0.5,
        "market_share_ratio": 1,
    }
    assert run("target", sda)["target"] == pytest.approx(1.25)
    assert run("target", sda | {"market_share_ratio": 0.8})["target"] == pytest.approx(1.1)
    low = run("target", sda | {"base_intensity": 0.4})
    assert low["capped"] and low["target"] == pytest.approx(0.4)
    best = run("target", {"method": "best_share", "intensities": list(range(1, 11))})
    assert best["target"] == pytest.approx(1)
    update = run("target", {"method": "benchmark_update", "before": 0.766, "best": 0.722})
    assert update["target"] == pytest.approx(0.693, abs=5e-4)


def test_appraise_with_later_investments_and_a_book_value():
    """3,000 at the end of year 2 cost 3,000 / 1.1² today; a book value lowers tax in year 1 only."""
    terms = EXAMPLES["appraise"]
    plain = run("appraise", terms)
    later = run("appraise", terms | {"outlays": [{"amount": 3_000, "year": 2}]})
    assert plain["npv"] - later["npv"] == pytest.approx(3_000 / 1.1**2)
    assert later["simple_payback_years"] == pytest.approx(3.0)
    taxed = terms | {"tax_rate": 0.3}
    written_off = run("appraise", taxed | {"book_value": 1_000, "book_years": 4})
    flows = zip(run("appraise", taxed)["cash_flow"], written_off["cash_flow"], strict=True)
    gained = [after - before for before, after in flows]
    assert gained == pytest.approx([0, 0.3 * 750, -0.3 * 250, -0.3 * 250, -0.3 * 250, 0])
    sold = run("appraise", terms | {"sale": 2_000})
    assert sold["npv"] == pytest.approx(plain["npv"] + 2_000)
    assert sold["simple_payback_years"] == pytest.approx(2.0)
    with pytest.raises(InvalidValueError, match="year 5"):
        run("appraise", terms | {"outlays": [{"amount": 3_000, "year": 5}]})


def test_appraise_by_tariff():
    terms = {k: v for k, v in EXAMPLES["appraise"].items() if k != "annual_saving"}
    tariffs = [{"annual_saving": 3_000, "name": "power"}, {"annual_saving": 2_000}]
    flat = run("appraise", terms | {"tariffs": tariffs})
    assert flat["npv"] == pytest.approx(6953.93, abs=0.005)
    tariffs[0]["escalation"] = 0.1  # at 10 % discount, five equal present values
    grown = run("appraise", terms | {"tariffs": tariffs})
    assert grown["npv"] == pytest.approx(5 * 3_000 / 1.1 + 2_000 * 3.790787 - 12_000, abs=0.01)


BAD = [
    ("dea", EXAMPLES["dea"] | {"units": ["A"] * 8}, "A"),
    ("dea", EXAMPLES["dea"] | {"inputs": [[-1]] * 8}, "inputs[0][0]"),
    ("sfa", EXAMPLES["sfa"] | {"X": [[1.0]] * 12}, "X[0]"),
    ("disclosure", {"cells": [{"id": "x", "contributions": [1]}] * 2}, "x"),
    ("target", EXAMPLES["target"] | {"rate": 4.2}, "rate"),
    ("appraise", {"investment": 1, "years": 3, "discount_rate": 0.1}, "annual_saving"),
    ("appraise", EXAMPLES["appraise"] | {"tariffs": [{"annual_saving": 1}]}, "tariffs"),
    ("appraise", EXAMPLES["appraise"] | {"tax": 0.3}, "tax"),
    ("appraise", EXAMPLES["appraise"] | {"investment": "12000"}, "investment"),
    ("appraise", EXAMPLES["appraise"] | {"years": 2.5}, "years"),
    ("ghg", {"gwp_set": "AR9", "activities": []}, "gwp_set"),
    (
        "ghg",
        {"gwp_set": "AR6", "activities": [{"fuel": "coal", "energy_tj": 1}]},
        "activities.0.fuel",
    ),
    (
        "ghg",
        {"gwp_set": "AR6", "activities": [{"electricity_mwh": 1}]},
        "activities.0.factor_kg_per_kwh",
    ),
    (
        "mfca",
        {"centres": [], "flows": [{"from": "A", "to": None, "material": "m", "mass": 1}]},
        "flows.0",
    ),
    ("reconcile", {"nodes": ["A", "A"], "streams": []}, "node"),
    ("reconcile", [], "input"),
    ("savings", {"reporting": {"use": [1.0]}}, "baseline"),
    (
        "savings",
        EXAMPLES["savings"] | {"reporting": {"use": [1.0], "drivers": {"hours": [1.0]}}},
        "drivers",
    ),
]


@pytest.mark.parametrize(("method", "data", "where"), BAD)
def test_wrong_input_says_where_and_what_to_do(method, data, where):
    with pytest.raises(MethodError) as caught:
        run(method, data)
    error = caught.value.as_dict()
    assert error["where"] == where
    assert error["code"] and error["message"] and error["cure"]


@pytest.mark.parametrize("method", EXAMPLES)
def test_command_line_prints_the_answer_and_nothing_else(method, tmp_path):
    path = tmp_path / "input.json"
    path.write_text(json.dumps(EXAMPLES[method]))
    done = command("compute", method, str(path))
    assert (done.returncode, done.stderr) == (0, "")
    answer, here = json.loads(done.stdout), json.loads(json.dumps(run(method, EXAMPLES[method])))
    for timed in ("index_seconds", "query_milliseconds_p95"):
        assert answer.pop(timed, 0) >= 0 and here.pop(timed, 0) >= 0
    assert answer == here


@pytest.mark.parametrize("text", ["{", "[NaN]", "[1e999]", "[]", "null", '{"a": 1}', "[" * 10**5])
def test_wrong_input_exits_2_with_one_object_on_standard_error(text):
    done = command("compute", "reconcile", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert set(json.loads(done.stderr)["error"]) == {"code", "message", "where", "cure"}


def test_list_schema_output_file_and_unknown_method(tmp_path):
    assert [line.split()[0] for line in command("compute").stdout.splitlines()] == list(EXAMPLES)
    assert json.loads(command("compute", "ghg", "--schema").stdout)["method"] == "ghg"
    out = tmp_path / "out.json"
    done = command(
        "compute", "appraise", "-", "-o", str(out), text=json.dumps(EXAMPLES["appraise"])
    )
    assert done.stdout == "" and math.isclose(
        json.loads(out.read_text())["simple_payback_years"], 2.4
    )
    assert json.loads(command("compute", "frobnicate").stderr)["error"]["code"] == "unknown_label"
    assert command("compute", "ghg", str(tmp_path / "absent.json")).returncode == 2


def test_teams_keep_the_pins_and_say_the_bound():
    asked = EXAMPLES["teams"]
    answer = run("teams", asked)
    assert sorted(len(g["members"]) for g in answer["groups"]) == [4, 5]
    assert any({"p0", "p3"} <= set(g["members"]) for g in answer["groups"])
    assert answer["lower_bound"] == 3 <= answer["same_organisation_pairs"]
    free = run("teams", asked | {"pins": []})
    assert free["same_organisation_pairs"] == free["lower_bound"] == 3
    assert free["groups"][0]["spokesperson"] is None and len(free["places"]) == 9
    with pytest.raises(MethodError):
        run("teams", asked | {"participants": []})


def test_accounts_prices_and_paths_of_the_textbook_table():
    found = run("io-accounts", EXAMPLES["io-accounts"])
    assert found["x"] == pytest.approx([1000, 2000])
    assert found["production"] == [3000, 50]
    assert [sum(row) for row in found["footprint"]] == pytest.approx([3000, 50])
    assert found["multipliers"][0] == pytest.approx([2 * 1.2541 + 0.5 * 0.2640, 1.2211], abs=1e-4)
    assert run("io-price", EXAMPLES["io-price"])["price"] == pytest.approx(
        [1.1254, 1.0330], abs=5e-5
    )
    plain = {"A": A, "value_added": [0.65, 0.70]}
    assert run("io-price", plain)["price"] == pytest.approx([1, 1])
    chains = run("io-paths", EXAMPLES["io-paths"])
    assert [p["sectors"] for p in chains["paths"]] == [[1], [0, 1], [0]]
    assert [p["value"] for p in chains["paths"]] == pytest.approx([3400, 425, 350])
    assert chains["covered"] == pytest.approx(0.835)


def test_a_scenario_from_the_command_line_is_the_one_of_the_page():
    found = run("scenario", EXAMPLES["scenario"])
    change = found["years"][-1]["changes"][0]
    assert change["base_production"] == pytest.approx(3000)
    assert change["production"] < 3000
    parts = sum(change[name] for name in ("structure", "substitution", "response", "rebound"))
    assert change["production"] - 3000 == pytest.approx(parts)
    balance = found["years"][-1]["balance"]
    assert sum(b["paid"] for b in balance["buyers"]) == pytest.approx(balance["revenue"])
    assert found["years"][0]["price"] == pytest.approx([1.1254, 1.0330], abs=5e-5)
    assert (
        found["intervals"][0]["low"] < change["production"] - 3000 < found["intervals"][0]["high"]
    )


@pytest.mark.parametrize(
    ("method", "change", "where"),
    [
        ("io-accounts", {"Z": [[1, 2, 3], [4, 5, 6]]}, "Z"),
        ("io-accounts", {"Z": [[1, 2], [4]]}, "Z.1"),
        ("io-accounts", {"F": [[1, 2, 3]]}, "F"),
        ("io-accounts", {"Y": [[1, 2]]}, "Y"),
        ("io-accounts", {"Z": [[1, 2], [0, 0]], "Y": [[1], [0]]}, "x"),
        ("io-accounts", {"Z": [["1", 2], [3, 4]]}, "Z.0.0"),
        ("io-price", {"A": [[1, 0], [0, 0.5]]}, "A"),
        ("io-price", {"tax": [0.1]}, "tax"),
        ("io-paths", {"s": [1]}, "s"),
        ("io-paths", {"top": 0}, "top"),
    ],
)
def test_a_table_that_does_not_fit_says_where(method, change, where):
    with pytest.raises(MethodError) as found:
        run(method, EXAMPLES[method] | change)
    assert found.value.where == where and found.value.cure


@pytest.mark.parametrize("model", ["radial", "slack-based", "additive", "directional", "order-m"])
def test_every_model_of_dea_scores_between_0_and_1(model):
    from scp_centre.interfaces.contracts import dea

    data = {"units": ["a", "b", "c", "d"], "inputs": [[2.0], [4.0], [4.0], [9.0]],
            "outputs": [[1.0], [3.0], [2.0], [2.0]], "model": model}  # fmt: skip
    answer = dea.compute(dea.Input(**data))
    assert answer["model"] == model
    for row in answer["units"]:
        assert 0 < row["efficiency"] <= 1
        assert min(row.get("input_targets") or [1.0]) >= 0
    later = {"inputs_later": data["inputs"], "outputs_later": [[2.0], [6.0], [4.0], [4.0]]}
    changed = dea.compute(dea.Input(**data | later | {"model": "malmquist"}))
    assert changed["geometric_mean"] == pytest.approx(2)
