"""Compute what is asked over HTTP in a process of its own, with a deadline and little memory.

A page's thread cannot be ended, and many that compute for hours would be the end of the server. On
the command line a method runs as long as it takes (registry.run).
"""

import atexit
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from scp_centre.centre.errors import CostlyMethodError, MethodsBusyError, ReadersBusyError
from scp_centre.centre.foreign_files.allowance import MB, Allowance
from scp_centre.centre.foreign_files.frames import as_json
from scp_centre.centre.foreign_files.pool import Pool
from scp_centre.centre.foreign_files.process import ReadingProcess
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.interfaces.contracts.registry import MODULES
from scp_centre.methods.errors import MethodError
from scp_centre.methods.labels import require_known

ALLOWANCE = Allowance(seconds=20.0, output=64 * MB, patience=2.0)
MOST, WAITING = 2, 2  # processes that compute at once, and who waits for one
MOST_OF_PERSON = 1  # at once


class ComputingProcess(ReadingProcess):
    """A fresh interpreter that runs methods, one after another."""

    module = "scp_centre.interfaces.contracts.main"
    # One thread each: the pages need the other cores.
    environment: ClassVar[dict[str, str]] = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class MethodFaultError(Exception):
    """A method raised what it should not: a fault of ours, with the traceback of the process."""


def run_apart(name: str, data: Any, *, person: int) -> dict[str, Any]:
    """Return the answer of a method to an input of plain JSON values.

    person : key of who asks

    Raises MethodError as registry.run does, CostlyMethodError at the deadline, and
    MethodsBusyError where the person, or everybody together, computes enough already.
    """
    require_known(name, MODULES, what="method", where="method")
    with _turn_of(person):
        said = _ask(name, data)
    if "fault" in said:
        raise MethodFaultError(said["fault"])
    if "error" in said:
        raise _as_error(said["error"])
    answer: dict[str, Any] = said["answer"]
    return answer


def _ask(name: str, data: Any) -> dict[str, Any]:
    try:
        with _shared_pool().lend(ALLOWANCE.patience) as process:
            (said,) = list(process.ask(name, as_json(data), ALLOWANCE, {}))
    except ReadersBusyError:
        raise MethodsBusyError from None
    except FileRefusal:
        raise CostlyMethodError from None
    found: dict[str, Any] = said
    return found


def _as_error(said: dict[str, str]) -> MethodError:
    error = MethodError(said["message"], where=said["where"], cure=said["cure"])
    error.code = said["code"]
    return error


_guard = threading.Lock()
_computing: Counter[int] = Counter()
_pool: Pool | None = None


@contextmanager
def _turn_of(person: int) -> Iterator[None]:
    with _guard:
        if _computing[person] >= MOST_OF_PERSON:
            raise MethodsBusyError
        _computing[person] += 1
    try:
        yield
    finally:
        with _guard:
            _computing[person] -= 1
            if not _computing[person]:
                del _computing[person]


def _shared_pool() -> Pool:
    """Return the pool of this program; a forked child gets its own."""
    global _pool
    with _guard:
        if _pool is None or _pool.owner != os.getpid():
            _pool = Pool(MOST, WAITING, ComputingProcess)
        return _pool


@atexit.register
def _end_pool() -> None:
    if _pool is not None and _pool.owner == os.getpid():
        _pool.end()
