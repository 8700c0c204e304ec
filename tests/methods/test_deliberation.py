"""Opinion maps and Delphi rounds: a small complete example, published groups, planted groups."""

import csv
import gzip
import json
from collections import Counter

import numpy as np
import pytest

from scp_centre.methods.deliberation import (
    agreed_by_all,
    consensus_of_groups,
    consensus_of_halves,
    counted_people,
    counts_of,
    draw_map,
    find_groups,
    names_as_before,
    priority,
    read_votes,
    representative,
    summarise_rounds,
)
from scp_centre.methods.deliberation.opinion_groups import SURE, held_out_loss, votes_held_back
from scp_centre.methods.deliberation.polis import k_means, mean_silhouette, project
from scp_centre.methods.deliberation.shares import z_of_share, z_of_two
from scp_centre.methods.deliberation.votes import AGREE, DISAGREE, MISSING, PASS
from scp_centre.methods.errors import InvalidValueError
from tests.shared_data import DATA, needs_shared

DIALOGUE = DATA / "dialogue"
PUBLISHED = ("brexit-consensus", "vtaiwan.uberx")


def rand_index(one, other):
    """Return the adjusted Rand index of two groupings (Hubert and Arabie, 1985)."""
    table = Counter(zip(one, other, strict=True))
    pairs = [
        sum(n * (n - 1) / 2 for n in of.values()) for of in (table, Counter(one), Counter(other))
    ]
    by_chance = pairs[1] * pairs[2] / (len(one) * (len(one) - 1) / 2)
    return (pairs[0] - by_chance) / ((pairs[1] + pairs[2]) / 2 - by_chance)


def published(name):
    """Return votes, which statements count, and participant -> published group."""
    folder = DIALOGUE / name
    with gzip.open(folder / "votes.csv.gz", "rt", encoding="utf-8") as opened:
        rows = sorted(csv.DictReader(opened), key=lambda row: int(row["timestamp"]))
    votes = read_votes([tuple(int(r[k]) for k in ("voter-id", "comment-id", "vote")) for r in rows])
    with (folder / "comments.csv").open(encoding="utf-8") as opened:
        out = {int(r["comment-id"]) for r in csv.DictReader(opened) if r["moderated"] == "-1"}
    with (folder / "participants-votes.csv").open(encoding="utf-8") as opened:
        groups = {
            int(r["participant"]): int(float(r["group-id"]))
            for r in csv.DictReader(opened)
            if r["group-id"]
        }
    return votes, votes.without(out & set(votes.statements)), groups


def planted(rng, groups, each, statements, missing=0.4):
    """Return votes of groups that were planted: (person, statement), and who is in which."""
    shares = rng.dirichlet([0.4, 0.2, 0.4], (groups, statements))
    own = np.repeat(np.arange(groups), each)
    draw = rng.random((len(own), statements))
    at_most = shares[own].cumsum(axis=2)
    kind = (draw[:, :, None] > at_most).sum(axis=2)
    cells = np.array([AGREE, PASS, DISAGREE], np.int8)[np.minimum(kind, 2)]
    cells[rng.random(cells.shape) < missing] = MISSING
    return cells, own


@needs_shared
def test_each_figure_of_the_small_example():
    given = json.loads((DIALOGUE / "opinion-small.json").read_text("utf-8"))
    votes = read_votes(map(tuple, given["votes"]))
    kept = votes.without([])
    found = draw_map(votes, kept, 2)
    assert rand_index(found.group.tolist(), given["groups"]) == 1
    assert np.hypot(*found.plane.points.T) == pytest.approx(given["radius"], abs=1e-6)
    assert found.plane.extremity == pytest.approx(given["extremity"], abs=1e-6)
    group = np.array(given["groups"])
    counts = counts_of(votes.cells, group, 2)
    said = given["statements"]
    assert consensus_of_groups(counts) == pytest.approx(
        [s["group_aware_consensus"] for s in said], abs=1e-6
    )
    passed = (votes.cells == PASS).sum(axis=0)
    agree, seen = counts.agree.sum(axis=0), counts.seen.sum(axis=0)
    weights = priority(agree, passed, seen, found.plane.extremity)
    assert weights == pytest.approx([s["priority"] for s in said], abs=1e-5)
    for j, statement in enumerate(said):
        for g in (0, 1):
            told = statement[f"group{g}"]
            own, rest = counts.agree[g, j], counts.agree[1 - g, j]
            n, m = counts.seen[g, j], counts.seen[1 - g, j]
            assert (own, counts.disagree[g, j], n) == (
                told["agree"],
                told["disagree"],
                told["seen"],
            )
            assert counts.shares[g, j] == pytest.approx(told["pa"], abs=1e-6)
            assert z_of_share(own, n) == pytest.approx(told["pat"], abs=1e-6)
            assert counts.shares[g, j] / counts.shares[1 - g, j] == pytest.approx(
                told["ra"], abs=1e-6
            )
            assert z_of_two(own, n, rest, m) == pytest.approx(told["rat"], abs=1e-6)


def test_figures_of_the_methods_file():
    one = [np.array(v, float) for v in (1, 0, 1, 0)]
    assert float(priority(*one)) == pytest.approx(12.529726, abs=1e-6)
    assert float(z_of_share(np.array(3), np.array(4))) == pytest.approx(1.341641, abs=1e-6)


def test_what_speaks_for_a_group_is_sure_and_the_best_agreement_comes_first():
    cells, own = planted(np.random.default_rng(3), 2, 40, 12)
    counts = counts_of(cells, own, 2)
    kept = np.ones(12, bool)
    kept[4] = False
    for spoken in representative(counts, kept):
        assert 1 <= len(spoken) <= 5 and all(one.statement != 4 for one in spoken)
        assert all(one.z > 1.2816 and one.z_of_ratio > 1.2816 for one in spoken)
        agreed = [one for one in spoken if one.agrees]
        assert not agreed or spoken[0] is agreed[0]


def test_what_everybody_agrees_with_is_found_and_what_divides_is_not():
    cells, own = planted(np.random.default_rng(5), 2, 40, 6, missing=0.0)
    cells[:, 0] = AGREE
    cells[:, 1] = np.where(own == 0, AGREE, DISAGREE)
    assert 0 in {one.statement for one in agreed_by_all(cells, np.ones(6, bool)) if one.agrees}
    points = project(cells, np.ones(6, bool)).points
    value = consensus_of_halves(cells, points, np.ones(6, bool))
    assert value[0] > 0.94 and value[1] < 0.1 and value.argmax() == 0


@needs_shared
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_groups_are_found_again(name):
    votes, kept, groups = published(name)
    found = draw_map(votes, kept, 2)
    both = [i for i, who in enumerate(votes.people) if who in groups and found.group[i] >= 0]
    theirs = [groups[votes.people[i]] for i in both]
    assert rand_index(found.group[both].tolist(), theirs) > 0.82


@needs_shared
@pytest.mark.parametrize("name", PUBLISHED)
def test_classes_predict_votes_held_back_better_than_k_means(name):
    votes, kept, _groups = published(name)
    cells = votes.cells[counted_people(votes)]
    cells[:, ~kept] = MISSING
    ours = held_out_loss(cells, (2,), np.random.default_rng(11))[2].mean()
    assert ours < loss_of_k_means(cells, 2, np.random.default_rng(11))


def loss_of_k_means(cells, k, rng, prior=2.0):
    """Return the log loss of votes held back when each group of k-means has its own shares."""
    losses, kept = [], np.ones(cells.shape[1], bool)
    for out in votes_held_back(cells, rng):
        seen = cells.copy()
        seen[out[:, 0], out[:, 1]] = MISSING
        _centres, group = k_means(project(seen, kept).points, k)
        kinds = np.stack([seen == kind for kind in (AGREE, PASS, DISAGREE)], axis=1)
        overall = (kinds.sum(axis=0) + 1.0) / (kinds.sum(axis=(0, 1)) + 3.0)
        counts = np.stack([kinds[group == g].sum(axis=0) for g in range(k)])
        theta = (counts + prior * overall) / (counts.sum(axis=1, keepdims=True) + prior)
        vote = 1 - cells[out[:, 0], out[:, 1]].astype(int)
        losses.append(-np.log(theta[group[out[:, 0]], vote, out[:, 1]]).mean())
    return np.mean(losses)


@pytest.mark.parametrize("seed", range(3))
def test_where_there_are_no_groups_none_is_drawn(seed):
    rng = np.random.default_rng(seed)
    cells, _own = planted(rng, 1, 200, 40)
    found = find_groups(cells, np.ones(200, bool), np.random.default_rng(1))
    assert len(found.classes.share) == 1 and set(found.group) == {0}


@pytest.mark.parametrize("groups", [2, 3, 5, 8])
def test_planted_groups_are_found(groups):
    cells, own = planted(np.random.default_rng(groups), groups, 25, 40)
    found = find_groups(cells, np.ones(len(own), bool), np.random.default_rng(1))
    assert len(found.classes.share) == groups
    assert rand_index(found.group.tolist(), own.tolist()) > 0.95


@needs_shared
def test_those_who_are_sure_keep_their_group_in_samples():
    votes, kept, _groups = published("brexit-consensus")
    cells = votes.cells[counted_people(votes)].copy()
    cells[:, ~kept] = MISSING
    everybody = np.ones(len(cells), bool)
    whole = find_groups(cells, everybody, np.random.default_rng(1), 2)
    sure = whole.classes.probability.max(axis=1) >= SURE
    rng, indices = np.random.default_rng(2), []
    for _sample in range(5):
        some = np.sort(rng.permutation(len(cells))[: round(0.8 * len(cells))])
        part = find_groups(cells[some], everybody[some], np.random.default_rng(1), 2)
        of_sure = sure[some]
        indices.append(
            rand_index(part.group[of_sure].tolist(), whole.group[some][of_sure].tolist())
        )
    assert sure.mean() > 0.8 and np.mean(indices) > 0.9


def test_the_order_of_the_votes_changes_nothing():
    cells, _own = planted(np.random.default_rng(9), 3, 20, 15)
    votes = [(f"p{i}", f"s{j}", int(cells[i, j])) for i, j in np.argwhere(cells != MISSING)]
    shuffled = [votes[k] for k in np.random.default_rng(1).permutation(len(votes))]
    one, other = read_votes(votes), read_votes(shuffled)
    assert one.people == other.people and (one.cells == other.cells).all()


def test_a_later_vote_takes_the_place_of_an_earlier_one():
    votes = read_votes([(1, "a", 1), (1, "b", 0), (1, "a", -1)])
    assert votes.cells.tolist() == [[-1, 0]]


def test_no_group_of_one_person():
    rng = np.random.default_rng(4)
    cells, _own = planted(rng, 2, 30, 20, missing=0.0)
    cells[0] = np.where(cells[0] == AGREE, DISAGREE, AGREE)  # like nobody
    votes = read_votes([(i, j, int(cells[i, j])) for i, j in np.argwhere(cells != MISSING)])
    for k in (None, 2, 4, 5):
        size = np.bincount(draw_map(votes, np.ones(20, bool), k).group)
        assert size[size > 0].min() > 1
    found = find_groups(cells, np.ones(60, bool), np.random.default_rng(1))
    assert np.bincount(found.group).min() > 1


@pytest.mark.parametrize(
    "votes",
    [
        [(i, j, 1) for i in range(10) for j in range(5)],  # all votes are equal
        [(i, j, 1 if i else -1) for i in range(2) for j in range(5)],  # two people
        [(i, i % 3, 1) for i in range(9)],  # nobody has voted on all
        [(1, 1, 1)],
    ],
)
def test_odd_votes_have_an_answer(votes):
    read = read_votes(votes)
    kept = np.ones(len(read.statements), bool)
    assert draw_map(read, kept).groups >= 1
    found = find_groups(read.cells, counted_people(read), np.random.default_rng(1))
    assert found.group.max() >= 0 and np.isfinite(list(found.loss.values())).all()


def test_groups_keep_their_names():
    before = np.array([0, 0, 0, 1, 1, 1, 2, 2, -1])
    now = np.array([1, 1, 1, 0, 0, 2, 2, 2, 2])
    assert names_as_before(now, before).tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 2]
    fewer = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0])
    assert names_as_before(fewer, before).tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]


def test_a_silhouette_by_hand():
    points = np.array([[0.0, 0], [1, 0], [4, 0], [6, 0]])
    # a, b: 1 and 5; 1 and 4; 2 and 3.5; 2 and 5.5
    by_hand = np.mean([4 / 5, 3 / 4, 1.5 / 3.5, 3.5 / 5.5])
    assert mean_silhouette(points, np.array([0, 0, 1, 1])) == pytest.approx(by_hand)


def test_votes_that_cannot_be_read():
    for votes, said in (
        ([], "no votes"),
        ([(1, 1, 2)], "Vote 1 is 2"),
        ([(1, 1, True)], "Vote 1 is True"),
    ):
        with pytest.raises(InvalidValueError, match=said):
            read_votes(votes)
    with pytest.raises(InvalidValueError, match="Statement 7"):
        read_votes([(1, 1, 1)]).without([7])


def test_rounds_of_estimates():
    first = {"a": 10.0, "b": 20.0, "c": 40.0, "d": 30.0, "e": 100.0}
    second = {"a": 20.0, "b": 25.0, "c": 35.0, "d": 30.0, "e": 40.0}
    found = summarise_rounds([first, second])
    assert (found.rounds[0].median, found.rounds[0].quartiles) == (30.0, (20.0, 40.0))
    assert found.rounds[0].outer == ("a", "e") and found.rounds[0].n == 5
    assert found.convergence == pytest.approx(1 - 10 / 20) and found.moved == 0.0
    alike = summarise_rounds([{"a": 5.0, "b": 5.0}])
    assert (alike.convergence, alike.moved) == (None, None)
    for rounds, said in (([], "no rounds"), ([{}], "Round 1"), ([{"a": float("nan")}], "finite")):
        with pytest.raises(InvalidValueError, match=said):
            summarise_rounds(rounds)


def test_more_than_an_opinion_map_can_hold_is_refused():
    with pytest.raises(InvalidValueError, match="too many"):
        read_votes([(0, j, 1) for j in range(2_001)])
    with pytest.raises(InvalidValueError, match="There are no statements left."):
        read_votes([(1, 1, 1)]).without([1])


def test_more_groups_than_people_stand_at_places_are_not_drawn():
    """Six people at two places: two groups however many are asked for."""
    votes = read_votes([(p, s, 1 if p < 3 else -1) for p in range(6) for s in range(4)])
    kept = np.ones(4, bool)
    found = draw_map(votes, kept, 3)
    assert found.groups == 2 and sorted(found.group.tolist()) == [0, 0, 0, 1, 1, 1]
    alike = read_votes([(p, s, 1) for p in range(6) for s in range(4)])
    assert draw_map(alike, kept, 3).groups == 1


def test_a_class_that_is_nobodys_is_not_returned():
    """Everybody votes alike: of four classes three would be empty."""
    cells = np.ones((12, 8), np.int8)
    found = find_groups(cells, np.ones(12, bool), np.random.default_rng(0), 4)
    sizes = np.bincount(found.group)
    assert len(found.classes.share) == len(sizes) and sizes.min() > 0
    assert found.classes.probability.shape == (12, len(sizes))
    np.testing.assert_allclose(found.classes.probability.sum(axis=1), 1)
    assert set(found.loss) == {len(sizes)}


def test_where_nobody_who_counts_has_voted_on_what_is_left_that_is_said():
    busy = [(p, s, 1) for p in range(16) for s in range(8)]
    votes = read_votes([*busy, ("late", "last", 1)])
    kept = votes.without(range(8))
    cells = votes.cells.copy()
    cells[:, ~kept] = MISSING
    with pytest.raises(InvalidValueError, match="has voted on the remaining statements"):
        find_groups(cells, counted_people(votes), np.random.default_rng(0))
    with pytest.raises(InvalidValueError, match="has voted on the remaining statements"):
        draw_map(votes, kept)


def test_a_round_of_other_experts_is_told():
    found = summarise_rounds([{"a": 1, "b": 2}, {"a": 1, "c": 2}, {"a": 1, "c": 3}, {"c": 3}])
    assert found.changed == ((2, ("c",), ("b",)), (4, (), ("a",)))
    assert summarise_rounds([{"a": 1}, {"a": 2}]).changed == ()
