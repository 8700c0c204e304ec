"""The few reading processes of this program: lent to one file at a time, replaced when used up."""

import atexit
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scp_centre.centre.errors import ReadersBusyError
from scp_centre.centre.foreign_files.process import ReadingProcess

MOST = 2  # at once; fewer than there are threads for pages
WAITING = 4  # who may wait until one is free, half of them strangers
MOST_FILES = 50  # that one process reads before it is replaced


class Pool:
    """Lends reading processes. Strangers never hold the last one, so that staff can go on."""

    def __init__(self, most: int = MOST, waiting: int = WAITING) -> None:
        self.most, self.most_waiting = most, waiting
        self.owner = os.getpid()
        self._free: list[ReadingProcess] = []
        self._lent = self._lent_to_strangers = self._waiting = 0
        self._change = threading.Condition()

    @contextmanager
    def lend(self, patience: float, *, stranger: bool = False) -> Iterator[ReadingProcess]:
        """Lend a process; it goes back when it is fit for another file, else it is ended.

        stranger : somebody without an account; their file gets a process that nobody else uses

        Raises ReadersBusyError where none becomes free within the patience.
        """
        self._admit(patience, stranger)
        process: ReadingProcess | None = None
        fit = False
        try:
            process = self._take(stranger)
            yield process
            fit = process.is_alive and process.files < MOST_FILES and not stranger
        finally:
            self._give_back(process, stranger, fit)

    def end(self) -> None:
        """End the processes that wait for work."""
        with self._change:
            ended, self._free = self._free, []
        for process in ended:
            process.end()

    def _admit(self, patience: float, stranger: bool) -> None:
        until = time.monotonic() + patience
        with self._change:
            if not self._has_room(stranger):
                places = self.most_waiting // 2 if stranger else self.most_waiting
                if self._waiting >= places:
                    raise ReadersBusyError
                self._waiting += 1
                try:
                    while not self._has_room(stranger):
                        left = until - time.monotonic()
                        if left <= 0:
                            raise ReadersBusyError
                        self._change.wait(left)
                finally:
                    self._waiting -= 1
            self._lent += 1
            self._lent_to_strangers += stranger

    def _has_room(self, stranger: bool) -> bool:
        if self._lent >= self.most:
            return False
        return not stranger or self._lent_to_strangers < max(self.most - 1, 1)

    def _take(self, stranger: bool) -> ReadingProcess:
        while not stranger:
            with self._change:
                process = self._free.pop() if self._free else None
            if process is None or process.is_alive:
                break
            process.end()
        else:
            process = None
        return process or ReadingProcess(stranger=stranger)

    def _give_back(self, process: ReadingProcess | None, stranger: bool, fit: bool) -> None:
        if process is not None and not fit:
            process.end()
        with self._change:
            if process is not None and fit:
                self._free.append(process)
            self._lent -= 1
            self._lent_to_strangers -= stranger
            self._change.notify_all()


_pool: Pool | None = None
_making = threading.Lock()


def shared_pool() -> Pool:
    """Return the pool of this program; a forked child gets its own."""
    global _pool
    with _making:
        if _pool is None or _pool.owner != os.getpid():
            _pool = Pool()
        return _pool


@atexit.register
def _end_pool() -> None:
    if _pool is not None and _pool.owner == os.getpid():
        _pool.end()
