"""`scp-centre compute lca`: held to the contract, to published answers, and to its refusals."""

import copy
import json

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import MethodError
from tests.interfaces.contract_examples import EXAMPLES
from tests.interfaces.test_contracts import command
from tests.methods.lifecycle_fixtures import published_cases

TEXTBOOK = {
    key: EXAMPLES["lca"][key] for key in ("technosphere", "biosphere", "characterisation", "demand")
}
CASES = published_cases()


def with_(path, value, base=TEXTBOOK):
    """Return an input with one value replaced, at a path such as "technosphere.n"."""
    changed = copy.deepcopy(base)
    *parents, last = path.split(".")
    part = changed
    for name in parents:
        part = part[name]
    part[last] = value
    return changed


def test_the_textbook():
    answer = run("lca", TEXTBOOK)
    assert answer["supply"] == pytest.approx([100, 2])
    assert answer["inventory"] == pytest.approx([120, 14, -100])
    assert answer["score"] == pytest.approx(120)
    assert answer["contributions"] == pytest.approx([100, 20])
    assert answer["upstream"] == pytest.approx([120, 20])
    assert answer["unit_scores"] == pytest.approx([0.1, 0.12])
    assert "distribution" not in answer and "probability_lower" not in answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_published_answers(case):
    answer = run("lca", case["input"])
    for key in ("supply", "inventory", "score"):
        assert answer[key] == pytest.approx(case["expect"][key])


def test_several_categories_answer_by_name():
    several = {"climate": [1.0, 0, 0], "acid": [0, 1.0, 0]}
    answer = run("lca", TEXTBOOK | {"characterisation": several, "runs": 10, "compare": {"1": 1}})
    assert answer["score"] == pytest.approx({"climate": 120, "acid": 14})
    assert answer["contributions"]["acid"] == pytest.approx([10, 4])
    assert set(answer["distribution"]) == set(several) == set(answer["probability_lower"])


def lognormal(n, sigma):
    return [{"kind": "lognormal", "sigma": sigma}] + [None] * (n - 1)


def test_spread_and_comparison():
    spreads = {"biosphere": lognormal(5, 0.2)}
    given = TEXTBOOK | {"uncertainty": spreads, "runs": 20_000, "seed": 1, "compare": {"1": 1_001}}
    answer = run("lca", given)
    found = answer["distribution"]
    assert found["median"] == pytest.approx(120, abs=1)
    assert found["mean"] == pytest.approx(20 + 100 * 1.02020134, abs=0.5)
    assert found["percentiles"].keys() == {"2.5", "97.5"}
    assert answer["probability_lower"] == 1  # the same draws: always a thousandth lower
    assert answer["notes"] == [] and "median" in answer["mean_and_median"]
    again = run("lca", given)
    assert again["distribution"] == found
    assert run("lca", given | {"seed": 2})["distribution"] != found


def test_without_runs_a_spread_has_a_thousand_and_certainty_none():
    answer = run("lca", TEXTBOOK | {"uncertainty": {"technosphere": lognormal(3, 0.1)}})
    assert answer["distribution"]["sd"] > 0
    certain = run("lca", TEXTBOOK | {"compare": {"1": 900}})
    assert certain["probability_lower"] == 0 and "distribution" not in certain
    assert certain["compare"]["score"] == pytest.approx(108)


def test_rows_that_count_as_certain_are_listed():
    spreads = [{"kind": "lognormal", "sigma": 0}, {"kind": "lognormal"}, None, None]
    spreads.append({"kind": "lognormal", "sigma": 0.1})
    answer = run("lca", TEXTBOOK | {"uncertainty": {"biosphere": spreads}, "runs": 50})
    assert [note["entry"] for note in answer["notes"]] == [0, 1, 4]
    assert "certain" in answer["notes"][0]["message"]
    assert "negative" in answer["notes"][2]["message"]


def test_quality_scores_give_sigma():
    scored = {"scores": [2, 3, 1, 2, 4], "basic": 1.05, "factors": 2005}
    spreads = [{"kind": "lognormal", "pedigree": scored}] + [None] * 4
    given = TEXTBOOK | {"runs": 300, "uncertainty": {"biosphere": spreads}}
    plain = given | {"uncertainty": {"biosphere": lognormal(5, 0.207148740845976)}}
    assert run("lca", given)["distribution"]["sd"] == pytest.approx(
        run("lca", plain)["distribution"]["sd"]
    )


def test_the_most_decisive_data_first():
    spreads = [{"kind": "normal", "sd": 0.1}, {"kind": "normal", "sd": 10.0}, None, None, None]
    answer = run("lca", TEXTBOOK | {"uncertainty": {"biosphere": spreads}, "screen": 2})
    assert [one["entry"] for one in answer["screening"]] == [1, 0]
    assert answer["screening"][0]["share"] == pytest.approx(0.8)


T, B = "technosphere", "biosphere"
REFUSED = [
    (with_(f"{T}.row", [0, 0, 2]), f"{T}.row.2", "outside the range 0 to 1|enter 0 or more"),
    (with_(f"{T}.col", [0, -1, 0]), f"{T}.col.1", "outside the range 0 to 1|enter 0 or more"),
    (with_(f"{B}.row", [0, 0, 1, 1, 3]), f"{B}.row.4", "outside the range 0 to 2"),
    (with_(f"{T}.value", [1.0]), T, "Rows: 3, columns: 3, values: 1"),
    (with_(f"{T}.n", 3), f"{T}.row.2", "No process makes or treats product 2"),
    (with_(f"{T}.value", [-2.0, 100.0, 0.0]), f"{T}.row.1", "No process makes or treats"),
    (with_(T, {"n": 2, "row": [0, 1], "col": [0, 0], "value": [1.0, -1.0]}), f"{T}.col.1", "Proc"),
    (with_(T, {"n": 2, "row": [0, 1, 0, 1], "col": [0, 0, 1, 1], "value": [1.0, -1.0, -1.0, 1.0]}),
     T, "singular"),
    (with_(T, {"n": 2, "row": [0, 1, 0, 1], "col": [0, 0, 1, 1], "value": [1.0, -2.0, -2.0, 1.0]}),
     f"{T}.col.0", "consumes more than it produces"),
    (with_("demand", {"2": 1.0}), "demand.2", "outside the range 0 to 1|enter 0 or more"),
    (with_("demand", {"-1": 1.0}), "demand.-1", "numbered from 0"),
    (with_("demand", {"bread": 1.0}), "demand.bread", "numbered from 0"),
    (with_("demand", {"9" * 500: 1.0}), None, "outside"),
    (with_("demand", {"0": 1.0, "00": 1.0}), "demand.00", "numbered from 0"),
    (with_(T, {"n": 2, "row": [0, 1, 1], "col": [0, 1, 0], "value": [1e-320, 1.0, -0.5]}),
     T, "singular"),
    (with_("demand", {}), "demand", "at least 1"),
    (with_("characterisation", [1.0]), "characterisation", "1 factors"),
    (with_("characterisation", {"climate": [1.0]}), "characterisation.climate", "1 factors"),
    (TEXTBOOK | {"uncertainty": {T: [None]}}, f"uncertainty.{T}", "does not match the number of spreads"),
    (TEXTBOOK | {"uncertainty": {B: lognormal(5, -1.0)}}, f"uncertainty.{B}.0", "cannot be -1"),
    (TEXTBOOK | {"runs": 0}, "runs", "enter 1 or more"),
    (TEXTBOOK | {"runs": 1_000_000}, "runs", "enter 100,000 or less"),
]  # fmt: skip


def test_sobol_indices_of_a_sum_are_its_shares_of_variance():
    """The score adds up two flows, so that nothing interacts: first and total are the shares."""
    spreads = [{"kind": "normal", "sigma": 0.5}, {"kind": "normal", "sigma": 0.5}]
    spreads += [None] * (len(TEXTBOOK["biosphere"]["value"]) - 2)
    asked = TEXTBOOK | {"uncertainty": {"biosphere": spreads}, "runs": 4_000}
    answer = run("lca", asked | {"screen": 2, "sobol": 2})
    assert [one["entry"] for one in answer["sobol"]] == [
        one["entry"] for one in answer["screening"]
    ]
    for one, screened in zip(answer["sobol"], answer["screening"], strict=True):
        for kind in ("first", "total"):
            low, high = one[f"{kind}_interval"]
            assert low < one[kind] < high and high - low < 0.2
            assert one[kind] == pytest.approx(screened["share"], abs=0.05)


@pytest.mark.parametrize(("given", "where", "message"), REFUSED)
def test_wrong_input_says_where_and_what_to_do(given, where, message):
    with pytest.raises(MethodError, match=message) as caught:
        run("lca", given)
    error = caught.value.as_dict()
    assert error["cure"] and error["code"]
    assert where is None or error["where"] == where


def test_not_a_number_exits_2_and_prints_nothing():
    text = json.dumps(TEXTBOOK).replace("100.0", "NaN")
    done = command("compute", "lca", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert "NaN" in json.loads(done.stderr)["error"]["message"]
