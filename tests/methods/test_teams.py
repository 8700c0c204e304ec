"""Groups: the rule of 4 or 5, the proven fewest pairs, and everything else even."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scp_centre.methods.errors import MethodError
from scp_centre.methods.teams import (
    Participant,
    explain_place,
    form_groups,
    place_latecomer,
    same_organisation_bound,
    split_class,
)

words = st.sampled_from(["", "a", "b", "c", "d"])
classes = st.lists(st.tuples(words, words, st.integers(0, 30), words), min_size=1, max_size=40)


def people_of(rows):
    return [Participant(f"p{i}", o, s, float(e), w) for i, (o, s, e, w) in enumerate(rows)]


@pytest.mark.parametrize("n", range(1, 200))
def test_groups_of_4_or_5_wherever_there_can_be(n):
    split = split_class(n)
    possible = any(4 * a + 5 * b == n for a in range(n) for b in range(n))
    assert sum(split.sizes) == n
    assert (set(split.sizes) <= {4, 5}) == possible == (split.note == "")
    assert max(split.sizes) - min(split.sizes) <= 1


def test_the_exceptions_are_the_nearest_fair_split():
    assert [split_class(n).sizes for n in (6, 7, 11)] == [(3, 3), (4, 3), (4, 4, 3)]
    assert split_class(11).note.startswith("A class of 11 cannot be split")


@given(classes)
@settings(max_examples=150, deadline=None)
def test_the_fewest_pairs_are_reached_and_everybody_sits_once(rows):
    people = people_of(rows)
    found = form_groups(people)
    assert sorted(m for g in found.groups for m in g) == sorted(p.id for p in people)
    assert found.pairs == found.lower_bound
    assert sorted(map(len, found.groups)) == sorted(
        split_class(len(people), len(found.groups)).sizes
    )


def test_no_other_number_of_groups_would_have_had_fewer_pairs():
    people = [Participant(str(i), "one" if i < 5 else f"o{i}") for i in range(20)]
    assert same_organisation_bound(people, 4) == 1
    found = form_groups(people)
    assert len(found.groups) == 5 and found.pairs == 0


def test_the_bound_is_the_fewest_of_all_groupings_of_a_small_class():
    """All 35 ways to part 8 people into two groups of 4."""
    from itertools import combinations

    organisations = "AAAAABBC"
    people = [Participant(str(i), o) for i, o in enumerate(organisations)]

    def pairs(chosen):
        sides = [
            [o for i, o in enumerate(organisations) if (i in chosen) == side] for side in (0, 1)
        ]
        return sum(c * (c - 1) // 2 for side in sides for c in Counter(side).values())

    fewest = min(pairs(set(chosen)) for chosen in combinations(range(8), 4))
    assert form_groups(people).pairs == fewest == same_organisation_bound(people, 2)


def test_sectors_and_languages_are_spread_after_organisations():
    rng = np.random.default_rng(2)
    people = [
        Participant(f"p{i}", f"o{i // 3}", "abcd"[i % 4], float(rng.integers(0, 30)), "ef"[i % 2])
        for i in range(40)
    ]
    known = {p.id: p for p in people}
    groups = form_groups(people).groups
    for name, most in (("sector", 2), ("language", 3)):
        for group in groups:
            counts = Counter(getattr(known[m], name) for m in group)
            assert max(counts.values()) <= most, (name, counts)


@given(classes, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_pinned_people_stay_together(rows, seed):
    people = people_of(rows)
    pins = [["p0", "p1"], ["p1", "p2"]] if len(people) >= 3 else []
    found = form_groups(people, pins=pins, seed=seed)
    assert found.pairs >= found.lower_bound or pins
    if pins:
        assert any({"p0", "p1", "p2"} <= set(g) for g in found.groups)


def test_together_lets_organisations_sit_together():
    people = [Participant(str(i), f"o{i % 5}") for i in range(20)]
    found = form_groups(people, together=True)
    organisation = {p.id: p.organisation for p in people}
    assert all(len({organisation[m] for m in g}) <= 2 for g in found.groups)
    assert found.pairs > found.lower_bound


def test_another_seed_is_another_draw_and_the_same_one_the_same():
    people = [Participant(str(i), f"o{i % 7}") for i in range(23)]
    assert form_groups(people, seed=1) == form_groups(people, seed=1)
    assert form_groups(people, seed=1) != form_groups(people, seed=2)


def test_a_latecomer_moves_nobody_and_meets_few_of_her_own():
    people = [Participant(str(i), f"o{i % 6}", "ab"[i % 2]) for i in range(22)]
    found = form_groups(people)
    k = place_latecomer(found, people, Participant("late", "o0", "a"))
    assert len(found.groups[k]) == min(map(len, found.groups))
    known = {p.id: p for p in people}
    alike = [sum(known[m].organisation == "o0" for m in g) for g in found.groups if len(g) == 4]
    assert sum(known[m].organisation == "o0" for m in found.groups[k]) == min(alike)


def test_each_place_is_explained():
    people = [Participant(str(i), "one" if i < 3 else f"o{i}", "ab"[i % 2]) for i in range(12)]
    found = form_groups(people)
    assert "Colleagues from the same organisation in the group: 0 of 2" in explain_place(
        found, people, "0"
    )
    with pytest.raises(MethodError):
        explain_place(found, people, "nobody")


@pytest.mark.parametrize(
    ("people", "pins", "words"),
    [
        ([], [], "There are no people to assign to groups."),
        ([Participant("a"), Participant("a")], [], "appears twice"),
        ([Participant(str(i)) for i in range(8)], [["0", "9"]], "9"),
        ([Participant(str(i)) for i in range(8)], [list("01234")], "room for only 4 more"),
    ],
)
def test_what_cannot_be_grouped_is_said(people, pins, words):
    with pytest.raises(MethodError, match=words):
        form_groups(people, pins=pins)
