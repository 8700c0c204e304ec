"""Ranking and its measures, against worked numbers and a peer."""

import math

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scp_centre.methods.retrieval import (
    Index,
    analyzer,
    average_precision,
    best_of,
    blend,
    kept_key,
    match,
    ndcg,
    rarities,
    recall,
    weigh,
)
from scp_centre.reference import sentence_model

TEXTS = [
    "water saving in textile dyeing",
    "heat recovery from textile stenters",
    "water water water everywhere in a dairy with many other words that say little",
    "brick kilns fired in zigzag",
]


def index_of(texts, **options):
    return Index([weigh([("en", t, 1.0)]) for t in texts], **options)


def groups(text, language="en"):
    return [{kept_key(t): 1.0} for t in analyzer(language).terms(text)]


def test_scores_are_those_of_bm25s_for_the_same_terms():
    tokens = [analyzer("en").terms(t) for t in TEXTS]
    peer = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    peer.index(tokens, show_progress=False)
    for question in ("water dyeing", "textile heat", "zigzag water"):
        theirs = peer.get_scores(analyzer("en").terms(question))
        ours = match(index_of(TEXTS, k1=1.2), groups(question)).scores
        # Theirs leaves out the factor k1 + 1, which orders nothing.
        assert np.allclose(ours, theirs * 2.2, rtol=1e-5)


def test_what_a_document_covers_is_its_share_of_the_idf():
    found = match(index_of(TEXTS), groups("water kilns"))
    rare = rarities([index_of(TEXTS)], groups("water kilns"))
    assert found.covered[0] == pytest.approx(rare[0] / sum(rare))
    assert found.covered[3] == pytest.approx(rare[1] / sum(rare))


def test_two_indexes_rank_as_one():
    whole = match(index_of(TEXTS), groups("water textile")).scores
    first = index_of(TEXTS[:3], mean_length=index_of(TEXTS).mean_length)
    second = index_of(TEXTS[3:], mean_length=index_of(TEXTS).mean_length)
    rare = rarities([first, second], groups("water textile"))
    apart = [match(i, groups("water textile"), rare).scores for i in (first, second)]
    assert np.allclose(whole, np.concatenate(apart), rtol=1e-5)


def test_of_terms_that_stand_for_one_word_the_best_counts():
    synonyms = [{kept_key("water"): 1.0, kept_key("zigzag"): 0.5}]
    found = match(index_of(TEXTS), synonyms).scores
    assert found[3] > 0 and found[0] > found[3]


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "Boilers' efficiencies", ["boiler", "effici"]),
        ("fr", "L’économie d’eau à l’usine", ["econom", "eau", "usin"]),
        ("es", "Las curtiembres ahorran energía", ["curtiembr", "ahorr", "energ"]),
        ("zh", "节约用水", ["节约", "约用", "用水"]),
    ],
)
def test_terms_of_a_language(language, text, terms):
    assert analyzer(language).terms(text) == terms


def test_measures_by_hand():
    judged = {"a": 3.0, "b": 1.0, "c": 0.0}
    dcg = (2**1 - 1) + (2**3 - 1) / math.log2(3)
    ideal = (2**3 - 1) + (2**1 - 1) / math.log2(3)
    assert ndcg(["b", "a", "c"], judged) == pytest.approx(dcg / ideal)
    assert average_precision(["x", "a", "y", "b"], judged) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert recall(["a"] + ["x"] * 99 + ["b"], judged) == 0.5


@given(st.permutations(["a", "b", "c", "d"]))
def test_no_ranking_is_better_than_the_ideal(ranking):
    judged = {"a": 3.0, "b": 2.0, "c": 1.0, "d": 0.0}
    assert 0 < ndcg(ranking, judged) <= 1 + 1e-12
    assert ndcg(["a", "b", "c", "d"], judged) == pytest.approx(1)


@given(st.lists(st.floats(0, 10, width=32), min_size=1, max_size=60), st.integers(1, 10))
def test_best_are_the_highest_in_order(scores, count):
    found = best_of(np.array(scores, np.float32), count)
    kept = [scores[i] for i in found]
    assert kept == sorted(kept, reverse=True)
    assert kept == sorted([s for s in scores if s > 0], reverse=True)[:count]


def test_a_blend_of_nothing_is_nothing():
    assert blend(np.zeros(3, np.float32), np.full(3, -0.2, np.float32)).tolist() == [0, 0, 0]


@pytest.mark.skipif(not sentence_model.available(), reason="the sentence model is not installed")
def test_the_sentence_model_gives_the_cosines_of_its_makers():
    # As the model's page on its hub answers for these sentences: recalled, not read here.
    vectors = sentence_model.encoder().encode(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[1:] @ vectors[0], [0.69458, 0.94292, 0.25688], atol=1e-3)
    together = sentence_model.encoder().encode(["That is a happy person", "x " * 200])
    assert np.allclose(together[0], vectors[0], atol=1e-5)  # whatever stands in the same batch
