"""Contracts of dialogue: what cannot be drawn as asked is said, and no name is two."""

import pytest

from scp_centre.interfaces.contracts import run
from scp_centre.methods.errors import InvalidValueError

TWO = [[p, s, 1 if p < 3 else -1] for p in range(6) for s in range(4)]
ALIKE = [[p, s, 1] for p in range(12) for s in range(8)]


@pytest.mark.parametrize(("mode", "votes"), [("polis", TWO), ("classes", ALIKE)])
def test_fewer_groups_than_were_asked_for_are_said(mode, votes):
    answer = run("opinion", {"votes": votes, "mode": mode, "groups": 3})
    assert answer["k"] < 3 and len(answer["representative"]) == answer["k"]
    assert {g for g in answer["participants"].values() if g is not None} == {*range(answer["k"])}
    (said,) = answer["warnings"]
    assert said.startswith("You asked for 3 groups")
    assert run("opinion", {"votes": TWO, "mode": mode, "groups": 2})["warnings"] == []


@pytest.mark.parametrize("votes", [[[1, "s", 1], ["1", "s", 1]], [["p", 1, 1], ["p", "1", -1]]])
def test_one_name_as_number_and_as_text_is_refused(votes):
    with pytest.raises(InvalidValueError, match="once as a number and once as text"):
        run("opinion", {"votes": votes})


@pytest.mark.parametrize("mode", ["polis", "classes"])
def test_nobody_who_counts_is_said_in_its_own_words(mode):
    votes = [[p, s, 1] for p in range(16) for s in range(8)] + [["late", "last", 1]]
    with pytest.raises(InvalidValueError, match="has voted on the remaining") as told:
        run("opinion", {"votes": votes, "mode": mode, "moderated": list(range(8))})
    assert told.value.where == "moderated"


@pytest.mark.parametrize(
    ("method", "data", "where"),
    [
        ("delphi", {"rounds": [{"a": 1}, {}]}, "rounds.1"),
        ("delphi", {"rounds": [{"a": 1}, {"a": "x"}]}, "rounds.1.a"),
        ("opinion", {"votes": [[1, 2, 1], [1, 3, 7]]}, "votes.1"),
        ("opinion", {"votes": [[1, 2, 1], [1, 2.5, 1]]}, "votes.1.1"),
    ],
)
def test_an_error_says_its_place_in_the_input(method, data, where):
    with pytest.raises(InvalidValueError) as told:
        run(method, data)
    assert told.value.where == where


def test_a_round_of_other_experts_is_said():
    rounds = [{"a": 1, "b": 2}, {"a": 1, "c": 2}]
    (said,) = run("delphi", {"rounds": rounds})["warnings"]
    assert "round 2 differ from" in said and "New: c" in said and "No longer taking part: b" in said
    assert run("delphi", {"rounds": [rounds[0]] * 2})["warnings"] == []
