"""Limits that a reading process puts on itself, where its system knows them."""

import os
import sys
import time
from contextlib import suppress

MEMORY = 1024**3  # bytes of address space, interpreter and libraries included
MOST_MEMORY = 3 * 1024**3  # of a file that a job reads, where the allowance says so
OPEN_FILES = 64
NICENESS = 10  # of what strangers send: pages come first


def stand_back() -> None:
    """Let every other process of the machine go first."""
    with suppress(OSError, AttributeError):  # Windows has no nice
        os.nice(NICENESS)


def limit_process(
    memory: int = MEMORY, *, threads: bool = False, most_memory: int | None = None
) -> None:
    """Forbid this process more memory, written files, children and a core dump.

    threads : whether it may start threads, which the system counts as children
    most_memory : up to which `limit_memory` may allow more later; none may be more without it
    """
    try:
        import resource
    except ImportError:  # Windows: the deadline of `process` alone holds
        return
    limits = {
        "RLIMIT_AS": memory,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": OPEN_FILES,
    }
    limits |= {} if threads else {"RLIMIT_NPROC": 0}
    for name, most in limits.items():
        with suppress(AttributeError, ValueError, OSError):  # not each system has each
            hard = most_memory if name == "RLIMIT_AS" and most_memory else most
            resource.setrlimit(getattr(resource, name), (most, hard))


def limit_memory(memory: int) -> None:
    """Let this process use so much memory for what it reads next."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def limit_computing(seconds: float) -> None:
    """Let this process compute for so many seconds more; then its system ends it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        end = int(time.process_time() + seconds) + 2
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))


def go_without_numpy() -> None:
    """Let openpyxl do without numpy: half a second and 100 MB less for each process."""
    sys.modules["numpy"] = None  # type: ignore[assignment]
