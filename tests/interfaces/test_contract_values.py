"""Every entry of every method is given what it cannot be: an answer, or a refusal in words."""

import copy
import json
import re

import pytest

from scp_centre.interfaces.cli import compute as compute_command
from scp_centre.interfaces.contracts import contract, run
from scp_centre.methods.errors import SpokenError
from tests.interfaces.contract_examples import EXAMPLES

NUMBERS = [-1, 0, -1.5, 1e308, -1e308, 1e-308, 2**63, -(2**63) - 1, float("nan"), float("inf")]
OTHERS = [None, True, "", "much", [], {}, [[]], {"x": 1}]
TECHNICAL = re.compile(
    r"Input should|Field required|valid (?:number|integer|string|list|dict|boolean)|"
    r"Traceback|constrained|function-before|pydantic|literal_error|Tuple|NoneType|strict",
)
LEFT_OUT = object()
MOST_OF_A_LIST = 2  # entries of a list that are tried: the others are alike


def places(data, place=()):
    """Yield each place in an input, as the keys that lead to it."""
    if place:
        yield place
    if isinstance(data, dict):
        for name, part in data.items():
            yield from places(part, (*place, name))
    elif isinstance(data, list):
        for number, part in enumerate(data[:MOST_OF_A_LIST]):
            yield from places(part, (*place, number))


def absent_numbers(part, parts, data, place=()):
    """Yield each place of an input that could hold a number, and that its example leaves out."""
    part = parts.get(part.get("$ref", "").rpartition("/")[2], part)
    for one in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        yield from absent_numbers(one, parts, data, place)
    if isinstance(data, list) and "items" in part:
        for number, inner in enumerate(data[:MOST_OF_A_LIST]):
            yield from absent_numbers(part["items"], parts, inner, (*place, number))
    if not isinstance(data, dict):
        return
    for name, inner in part.get("properties", {}).items():
        if name in data:
            yield from absent_numbers(inner, parts, data[name], (*place, name))
        elif {"number", "integer"} & kinds_of(inner, parts):
            yield (*place, name)


def kinds_of(part, parts):
    part = parts.get(part.get("$ref", "").rpartition("/")[2], part)
    inner = [kinds_of(one, parts) for one in (*part.get("anyOf", ()), *part.get("oneOf", ()))]
    return {part.get("type", "")}.union(*inner)


def with_value(data, place, value):
    changed = copy.deepcopy(data)
    inner = changed
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return changed


def without(data, place):
    changed = copy.deepcopy(data)
    inner = changed
    for part in place[:-1]:
        inner = inner[part]
    del inner[place[-1]]
    return changed


def answered(method, data):
    """Run a method; return its refusal in words, or nothing."""
    try:
        answer = run(method, data)
    except SpokenError as error:
        told = error.as_dict()
        assert told["message"] and told["code"], told
        assert not TECHNICAL.search(f"{told['message']} {told['cure']}"), told
        assert not TECHNICAL.search(told["where"]), told
        return told
    json.dumps(answer, allow_nan=False)
    return None


def tried(method, place, value):
    """Return what is wrong with the answer to an example with another value at one place."""
    example = EXAMPLES[method]
    data = without(example, place) if value is LEFT_OUT else with_value(example, place, value)
    try:
        answered(method, data)
    except (Exception, AssertionError) as error:  # noqa: BLE001 -- collected, to see all
        return f"{method} {place} {value!r}: {type(error).__name__} {str(error)[:200]}"
    return ""


@pytest.mark.parametrize("method", EXAMPLES)
def test_every_entry_is_answered_or_refused_in_words(method):
    values = (*NUMBERS, *OTHERS, LEFT_OUT)
    found = [tried(method, place, one) for place in places(EXAMPLES[method]) for one in values]
    assert [one for one in found if one] == []


@pytest.mark.parametrize("method", EXAMPLES)
def test_every_number_that_may_be_given_is_bounded_or_refused_in_words(method):
    schema = contract(method).schema()["input"]
    left = [*absent_numbers(schema, schema.get("$defs", {}), EXAMPLES[method])]
    found = [tried(method, place, one) for place in left for one in NUMBERS]
    assert [one for one in found if one] == []


def test_the_walk_finds_every_seed():
    """A negative seed was a traceback."""
    for method in ("teams", "opinion", "lca"):
        schema = contract(method).schema()["input"]
        left = absent_numbers(schema, schema.get("$defs", {}), EXAMPLES[method])
        assert ("seed",) in [*places(EXAMPLES[method]), *left]
        told = answered(method, EXAMPLES[method] | {"seed": -1})
        assert told["where"] == "seed" and told["message"] == "seed: enter 0 or more."


@pytest.mark.parametrize(
    ("method", "place", "value", "words"),
    [
        ("teams", ("seed",), 2**63, "seed: enter 9,223,372,036,854,775,807 or less."),
        ("dea", ("units",), "a", "units: enter a list."),
        ("dea", ("rts",), "all", "rts: choose one of: crs, vrs, nirs"),
        ("appraise", ("investment",), float("nan"), "investment: enter a number."),
        ("appraise", ("investment",), None, "investment: enter a number."),
        (
            "scenario",
            ("scenario", "instruments", 0, "type"),
            "x",
            "scenario.instruments.0: the type “x” does not",
        ),
        ("opinion", ("votes", 0), [1, "a"], "votes.0: provide at least 3 entries."),
        ("opinion", ("votes", 0, 0), None, "votes.0.0: enter a whole number."),
    ],
)
def test_a_refusal_says_what_to_enter(method, place, value, words):
    assert answered(method, with_value(EXAMPLES[method], place, value))["message"].startswith(words)


def test_a_name_that_stands_twice_in_an_object_is_refused_everywhere(capsys, tmp_path):
    for method, example in EXAMPLES.items():
        name = next(iter(example))
        path = tmp_path / "twice.json"
        path.write_text(f'{{"{name}": 1, {json.dumps(example)[1:]}')
        assert compute_command.run(Asked(method, str(path))) == 2
        told = json.loads(capsys.readouterr().err)["error"]
        assert f"'{name}' stands twice" in told["message"]


class Asked:
    """What the command line was given."""

    output, schema = None, False

    def __init__(self, method, path):
        self.method, self.input = method, path
