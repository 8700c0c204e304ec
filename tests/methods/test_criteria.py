"""Criteria of a label: three answers, points, conditions, alternatives, and schemes that are wrong."""

import copy
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.criteria import Evidence, decide, read_scheme
from scp_centre.methods.criteria.rules import read_rule, require_computable
from scp_centre.methods.criteria.sentences import sentence_of
from scp_centre.methods.errors import InvalidValueError

SCHEME = {
    "id": "guest-house",
    "version": "1.0",
    "title": "Green guest house",
    "measures": {
        "water": {"title": "Water used in a year", "unit": "m3"},
        "nights": {"title": "Guest nights in a year"},
        "pool": {"title": "The house has a pool", "kind": "yes or no"},
        "small": {"title": "The house has less than 5 rooms", "kind": "yes or no"},
        "class": {"title": "Energy class of the boiler", "kind": "word"},
        "sorted": {"title": "Waste is sorted", "kind": "yes or no"},
        "solar": {"title": "Solar water heating", "kind": "yes or no"},
        "bikes": {"title": "Bicycles are lent", "kind": "yes or no"},
        "ph": {"title": "pH of the waste water"},
    },
    "criteria": [
        {
            "id": "1",
            "title": "Water",
            "rule": {"value": "1000 * water / nights", "at most": 200, "unit": "l a night"},
        },
        {
            "id": "2",
            "title": "Boiler",
            "rule": {
                "any": [
                    {"word": "class", "one of": ["A", "B"]},
                    {"is": "solar"},
                ]
            },
        },
        {
            "id": "3",
            "title": "Waste water of the pool",
            "when": {"is": "pool"},
            "rule": {"value": "ph", "between": [6, 9]},
        },
        {"id": "4", "title": "Waste", "unless": {"is": "small"}, "rule": {"is": "sorted"}},
        {
            "id": "5",
            "title": "Sun",
            "kind": "points",
            "points": 3,
            "group": "energy",
            "rule": {"is": "solar"},
        },
        {"id": "6", "title": "Bicycles", "kind": "points", "points": 2, "rule": {"is": "bikes"}},
    ],
    "points": {"minimum": 3, "groups": {"energy": 2}},
}
GOOD = {
    "water": Evidence(300, "m3", "figure 1"),
    "nights": Evidence(2_000, "", "figure 2"),
    "pool": Evidence(False),
    "small": Evidence(False),
    "class": Evidence("A"),
    "sorted": Evidence(True),
    "solar": Evidence(True),
    "bikes": Evidence(False),
}


def results(evidence, scheme=SCHEME):
    found = decide(read_scheme(scheme), evidence)
    return str(found.result), {o.criterion.id: str(o.result) for o in found.outcomes}, found


def test_what_is_met_says_value_limit_and_sources():
    whole, each, found = results(GOOD)
    assert whole == "met" and (found.points, found.possible) == (3, 3)
    assert each == {
        "1": "met",
        "2": "met",
        "3": "not asked",
        "4": "met",
        "5": "met",
        "6": "not met",
    }
    first = found.outcomes[0]
    assert first.value == pytest.approx(150) and first.limit == "at most 200 l a night"
    assert set(first.sources) == {"figure 1", "figure 2"} and first.reasons == ()
    title = "1000 × Water used in a year / Guest nights in a year"
    assert first.sentence == f"{title}: at most 200 l a night."
    assert found.outcomes[1].sentence == (
        "At least one of the following is true: Energy class of the boiler is one of the following: A, B. "
        "Solar water heating: yes."
    )


def criterion(rule, **measures):
    return {
        "id": "x",
        "version": "1",
        "title": "X",
        "measures": {name: {"title": name, "kind": kind} for name, kind in measures.items()},
        "criteria": [{"id": "1", "title": "One", "rule": rule}],
    }


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        (criterion({"value": "p", "at most": 3}, p="word"), "uses p as number"),
        (criterion({"is": "p"}, p="number"), "uses p as yes or no"),
        (criterion({"word": "p", "one of": ["a"]}, p="yes or no"), "uses p as word"),
        (criterion({"not": {"all": [{"is": "p"}]}}, p="word"), "uses p as yes or no"),
        (criterion({"value": "p", "at most": 10**400}, p="number"), "is not a number"),
        (
            criterion({"is": "p"}, p="yes or no") | {"points": {"groups": {"": 0}}},
            "A group of points has no name.",
        ),
    ],
)
def test_what_could_never_be_decided_is_refused(scheme, said):
    with pytest.raises(InvalidValueError, match=said):
        read_scheme(scheme)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"not": {"is": "solar"}}, "Solar water heating: no."),
        ({"not": {"not": {"is": "solar"}}}, "Solar water heating: yes."),
        (
            {"not": {"word": "class", "one of": ["A", "B"]}},
            "Energy class of the boiler is not one of the following: A, B.",
        ),
        (
            {"not": {"all": [{"is": "solar"}, {"not": {"is": "solar"}}]}},
            "The following is not true: All of the following are true: Solar water heating: yes. "
            "Solar water heating: no.",
        ),
    ],
)
def test_what_must_not_be_is_said_plainly(rule, sentence):
    measures = read_scheme(SCHEME).measures
    assert str(sentence_of(read_rule(rule, "rule"), measures)) == sentence


@pytest.mark.parametrize(
    ("change", "id_", "result"),
    [
        ({"water": Evidence(500, "m3")}, "1", "not met"),
        ({"water": Evidence(400, "m3")}, "1", "met"),  # at the limit
        ({"water": Evidence(300_000, "l")}, "1", "met"),
        ({"water": Evidence(300, "t")}, "1", "not known"),
        ({"water": Evidence(None)}, "1", "not known"),
        ({"water": Evidence("much")}, "1", "not known"),
        ({"water": Evidence(True)}, "1", "not known"),
        ({"nights": Evidence(0)}, "1", "not known"),
        ({"class": Evidence("C"), "solar": Evidence(None)}, "2", "not known"),
        ({"class": Evidence(None), "solar": Evidence(True)}, "2", "met"),
        ({"class": Evidence("C"), "solar": Evidence(False)}, "2", "not met"),
        ({"pool": Evidence(True)}, "3", "not known"),
        ({"pool": Evidence(True), "ph": Evidence(9.5)}, "3", "not met"),
        ({"pool": Evidence(None), "ph": Evidence(7)}, "3", "met"),
        ({"pool": Evidence(None), "ph": Evidence(3)}, "3", "not known"),
        ({"small": Evidence(True), "sorted": Evidence(False)}, "4", "not asked"),
        ({"solar": Evidence(None)}, "5", "not known"),
    ],
)
def test_each_kind_of_answer(change, id_, result):
    _whole, each, found = results(GOOD | change)
    assert each[id_] == result
    (outcome,) = [o for o in found.outcomes if o.criterion.id == id_]
    assert bool(outcome.reasons) is (result == "not known")


def test_points_are_enough_too_few_or_not_known():
    assert results(GOOD)[0] == "met"
    assert results(GOOD | {"solar": Evidence(None)})[0] == "not known"
    assert results(GOOD | {"solar": Evidence(False), "bikes": Evidence(True)})[0] == "not met"
    few = copy.deepcopy(SCHEME) | {"points": {"minimum": 5}}
    assert results(GOOD, few)[0] == "not met"
    assert results(GOOD | {"bikes": Evidence(None)}, few)[0] == "not known"


@pytest.mark.parametrize("check", ["not read", "recalled", "", None])
@pytest.mark.parametrize("water", [300, 900_000, None])
def test_a_limit_that_nobody_read_cannot_decide(check, water):
    scheme = copy.deepcopy(SCHEME)
    scheme["criteria"][0]["check"] = check
    whole, each, found = results(GOOD | {"water": Evidence(water, "m3")}, scheme)
    assert (whole, each["1"]) == ("not known", "not known")
    assert "has not been checked against its source" in found.outcomes[0].reasons[-1]


def test_nor_does_a_recalled_condition_set_a_criterion_aside():
    scheme = copy.deepcopy(SCHEME)
    scheme["criteria"][0] |= {"check": "recalled", "when": {"not": {"is": "pool"}}}
    said = GOOD | {"pool": Evidence(True)}
    assert results(said, scheme)[1]["1"] == "not known"
    scheme["criteria"][0]["check"] = "read"
    assert results(said, scheme)[1]["1"] == "not asked"


CHOICES = {
    "water": [Evidence(300, "m3"), Evidence(500, "m3"), Evidence(None)],
    "pool": [Evidence(True), Evidence(False), Evidence(None)],
    "ph": [Evidence(7), Evidence(12), Evidence(None)],
    "small": [Evidence(True), Evidence(False), Evidence(None)],
    "class": [Evidence("A"), Evidence("C"), Evidence(None)],
    "sorted": [Evidence(True), Evidence(False), Evidence(None)],
    "solar": [Evidence(True), Evidence(False), Evidence(None)],
    "bikes": [Evidence(True), Evidence(False), Evidence(None)],
}


@given(st.fixed_dictionaries({name: st.sampled_from(kinds) for name, kinds in CHOICES.items()}))
def test_more_evidence_never_overturns_an_answer(known):
    """What was met or not met without some evidence stays so, whatever the evidence says."""
    known = {"nights": Evidence(2_000)} | known
    before, each, _found = results(known)
    missing = [name for name in CHOICES if known[name].value is None][:3]
    for said in itertools.product(*(CHOICES[name][:2] for name in missing)):
        after, later, _found = results(known | dict(zip(missing, said, strict=True)))
        assert before in ("not known", after)
        for id_, answer in each.items():
            if answer == "not met":
                assert later[id_] == "not met"
            if answer == "met":
                assert later[id_] in ("met", "not asked")


WRONG = {
    "no criteria": lambda s: s | {"criteria": []},
    "no measures": lambda s: {k: v for k, v in s.items() if k != "measures"},
    "no title": lambda s: s | {"title": " "},
    "two with one id": lambda s: s | {"criteria": s["criteria"][:1] * 2, "points": {}},
    "a name that is none": lambda s: s | {"measures": s["measures"] | {"Pool 1": {"title": "x"}}},
    "a kind that is none": lambda s: (
        s | {"measures": s["measures"] | {"x": {"title": "x", "kind": "y"}}}
    ),
    "more points than it gives": lambda s: s | {"points": {"minimum": 6}},
    "a group without points": lambda s: s | {"points": {"groups": {"water": 1}}},
    "negative points": lambda s: s | {"points": {"minimum": -1}},
}
RULES = {
    "no rule": None,
    "a text": "water < 5",
    "a measure that is none": {"is": "sauna"},
    "two comparisons": {"value": "water", "at most": 1, "at least": 0},
    "no comparison": {"value": "water"},
    "an unknown word": {"value": "water", "at most": 1, "about": 2},
    "a limit that is a text": {"value": "water", "at most": "1"},
    "a limit that is yes": {"value": "water", "at most": True},
    "a limit without end": {"value": "water", "at most": float("inf")},
    "ends the wrong way round": {"value": "water", "between": [9, 6]},
    "one end": {"value": "water", "between": [9]},
    "a formula that is none": {"value": "water +", "at most": 1},
    "code": {"value": "__import__('os')", "at most": 1},
    "nothing in all": {"all": []},
    "a text in all": {"all": "water"},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_scheme_that_is_wrong_is_refused(case):
    with pytest.raises(InvalidValueError):
        read_scheme(WRONG[case](copy.deepcopy(SCHEME)))


@pytest.mark.parametrize("case", RULES)
def test_a_rule_that_is_wrong_names_its_criterion(case):
    scheme = copy.deepcopy(SCHEME)
    scheme["criteria"][0]["rule"] = RULES[case]
    with pytest.raises(InvalidValueError) as caught:
        read_scheme(scheme)
    assert caught.value.where == "1"


def test_rules_nested_without_end_are_refused():
    rule = {"is": "pool"}
    for _level in range(100):
        rule = {"not": rule}
    scheme = copy.deepcopy(SCHEME)
    scheme["criteria"][0]["rule"] = rule
    with pytest.raises(InvalidValueError):
        read_scheme(scheme)


@pytest.mark.parametrize(
    "formula",
    ["lambda: 1", "[x for x in (1, 2)]", "water.real", "1 / 0", "9 ** 9 ** 9 ** 9", "1e400"],
)
def test_a_formula_that_gives_no_number_is_not_written(formula):
    with pytest.raises(InvalidValueError):
        require_computable(read_rule({"value": formula, "at most": 1}, "1"), "1")


def test_a_formula_that_gives_numbers_for_some_evidence_is_written():
    for formula in ("sqrt(nights - water)", "water / (water - nights)", "3"):
        require_computable(read_rule({"value": formula, "at most": 1}, "1"), "1")
