"""Vectors of questions: made one batch after the other in a thread of its own, and kept.

A page never waits long for the sentence model: after SEARCH_PATIENCE (see the settings) the answer
goes by words alone. The vector is made all the same, so that the next one who asks has it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime

import numpy as np
from numpy.typing import NDArray

from scp_centre.centre.faults.tracebacks import trace
from scp_centre.centre.journal import log
from scp_centre.reference import sentence_model

MOST_KEPT = 5_000  # vectors of 384 numbers: 8 MB
MOST_AT_ONCE = 16  # questions in one batch
MOST_WAITING = 200  # questions; further ones go by words alone
Vector = NDArray[np.float32]


class QuestionVectors:
    """Encodes questions beside the pages; the same question is encoded once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._waiting: OrderedDict[str, Future[Vector | None]] = OrderedDict()
        self._thread: threading.Thread | None = None

    def of(self, texts: Sequence[str], patience: float | None) -> Vector | None:
        """Return the vectors of texts, (texts, 384); None when they are not made in time.

        patience : seconds; None waits as long as it takes
        """
        asked = [self._ask(text) for text in texts]
        ends = None if patience is None else time.monotonic() + patience
        try:
            made = [None if one is None else one.result(_left(ends)) for one in asked]
        except NotInTime:
            return None
        found = [vector for vector in made if vector is not None]
        return np.stack(found) if len(found) == len(texts) else None

    def _ask(self, text: str) -> "Future[Vector | None] | None":
        """Return a future of a vector; None when too many wait already."""
        with self._changed:
            if (known := self._kept.get(text)) is not None:
                self._kept.move_to_end(text)
                ready: Future[Vector | None] = Future()
                ready.set_result(known)
                return ready
            if (waiting := self._waiting.get(text)) is not None:
                return waiting
            if len(self._waiting) >= MOST_WAITING:
                return None
            made = self._waiting[text] = Future()
            self._begin()
            self._changed.notify()
            return made

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._encode, name="questions", daemon=True)
            self._thread.start()

    def _encode(self) -> None:
        """Encode what waits, batch after batch; the thread lives as long as the process."""
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                texts = list(self._waiting)[:MOST_AT_ONCE]
            try:
                self._keep(texts, sentence_model.encoder().encode(texts))
            except (MemoryError, OSError, ValueError) as error:
                # Words answer alone, and the log says why, without the question.
                log(f"The sentence model failed.\n{trace(error)}")
            finally:
                self._give_up(texts)  # whatever ended this thread: nobody waits for ever

    def _keep(self, texts: list[str], vectors: Vector) -> None:
        with self._changed:
            for text, vector in zip(texts, vectors, strict=True):
                self._kept[text] = vector
                self._waiting.pop(text).set_result(vector)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _give_up(self, texts: list[str]) -> None:
        """Tell those who still wait that there is no vector; who asks next tries again."""
        with self._changed:
            for text in texts:
                if (waiting := self._waiting.pop(text, None)) is not None:
                    waiting.set_result(None)


def _left(ends: float | None) -> float | None:
    """Return how many seconds are left of a wait that may be without an end."""
    return None if ends is None else max(0.0, ends - time.monotonic())


QUESTION_VECTORS = QuestionVectors()
