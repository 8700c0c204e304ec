"""Turns: of those in this process who do the same thing at once, one after another."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Turn:
    """The lock of one thing, and how many hold it or wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0


class Turns:
    """Locks by name. One is there as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: dict[str, Turn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    @contextmanager
    def take(self, name: str, patience: float = -1) -> Iterator[None]:
        """Wait for one's turn; raise TimeoutError where it does not come within the patience.

        patience : seconds; without it, for ever
        """
        with self._guard:
            turn = self._turns.setdefault(name, Turn())
            turn.waiting += 1
        try:
            if not turn.lock.acquire(timeout=patience):
                raise TimeoutError
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            with self._guard:
                turn.waiting -= 1
                if not turn.waiting:
                    del self._turns[name]
