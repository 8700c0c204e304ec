"""The sentence model beside the pages: never in their way, once for a question, in batches."""

import threading

import numpy as np
import pytest

from scp_centre.centre.search.question_vectors import QUESTION_VECTORS, QuestionVectors
from scp_centre.reference import sentence_model
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.clearinghouse.search.neighbours import find_similar
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401

needs_model = pytest.mark.skipif(
    not sentence_model.available(), reason="the sentence model is not installed"
)


class SlowModel:
    """A model that answers when it is let, and counts what it was asked."""

    def __init__(self):
        self.batches, self.go_on = [], threading.Event()

    def encode(self, texts):
        self.batches.append(list(texts))
        self.go_on.wait(10)
        return np.ones((len(texts), 384), np.float32)


@pytest.fixture
def slow(monkeypatch):
    model = SlowModel()
    monkeypatch.setattr(sentence_model, "encoder", lambda: model)
    yield model
    model.go_on.set()


def test_a_question_that_takes_too_long_has_no_vector_and_the_next_asker_has_it(slow):
    vectors = QuestionVectors()
    assert vectors.of(["steam"], patience=0.01) is None
    slow.go_on.set()
    assert vectors.of(["steam"], patience=5).shape == (1, 384)
    assert slow.batches == [["steam"]]


def test_the_same_question_is_asked_once_and_others_go_in_one_batch(slow):
    vectors = QuestionVectors()
    vectors.of(["first"], patience=0.01)
    askers = [
        threading.Thread(target=vectors.of, args=([text], 5)) for text in ("a", "b", "a", "c")
    ]
    for asker in askers:
        asker.start()
    while len(vectors._waiting) < 4:
        pass
    slow.go_on.set()
    for asker in askers:
        asker.join()
    assert slow.batches[0] == ["first"] and sorted(slow.batches[1]) == ["a", "b", "c"]


def test_too_many_waiting_questions_go_by_words(slow, monkeypatch):
    monkeypatch.setattr("scp_centre.centre.search.question_vectors.MOST_WAITING", 2)
    vectors = QuestionVectors()
    assert [vectors.of([text], patience=0.01) for text in "abc"] == [None, None, None]
    slow.go_on.set()
    assert vectors.of(["a"], patience=5) is not None and vectors._kept.keys() <= {"a", "b"}


def test_an_error_of_the_model_is_logged_and_does_not_end_the_thread(monkeypatch, capsys):
    class Broken:
        def encode(self, texts):
            raise MemoryError("too large")

    vectors = QuestionVectors()
    monkeypatch.setattr(sentence_model, "encoder", lambda: Broken())
    assert vectors.of(["steam"], patience=5) is None
    assert "sentence model failed" in capsys.readouterr().err
    model = SlowModel()
    model.go_on.set()
    monkeypatch.setattr(sentence_model, "encoder", lambda: model)
    assert vectors.of(["steam"], patience=5) is not None


@needs_model
def test_without_an_answer_of_the_model_words_answer_alone(editor, settings, monkeypatch):  # noqa: F811
    settings.SEARCH_MEANING = True
    written(editor, "Steam traps that leak")
    monkeypatch.setattr(QUESTION_VECTORS, "of", lambda texts, patience: None)
    assert search("steam traps").total == 1


@needs_model
def test_neighbours_come_from_the_index_without_the_model(editor, settings, monkeypatch):  # noqa: F811
    settings.SEARCH_MEANING = True
    traps = written(editor, "Steam traps that leak waste energy")
    near = written(editor, "Finding leaking steam traps with ultrasound")
    written(editor, "Tanning hides without chromium")

    def never():
        raise AssertionError("an item's page asked the sentence model")

    monkeypatch.setattr(sentence_model, "encoder", never)
    assert find_similar(traps.pk, traps.title, "en", 4) == (near.pk,)


def test_without_vectors_neighbours_share_words_of_the_title(editor):  # noqa: F811
    traps = written(editor, "Steam traps that leak")
    near = written(editor, "Leaking steam traps found")
    written(editor, "Tanning hides")
    assert find_similar(traps.pk, traps.title, "en", 4) == (near.pk,)
    assert Item.objects.count() == 3
