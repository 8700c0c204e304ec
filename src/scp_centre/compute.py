"""Wider maps for methods that take `run=map`: threads of this machine, or a Dask cluster.

The only module that imports Dask, and only when a scheduler is named.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

Run = Callable[..., Iterable[Any]]


@contextmanager
def wide_map(scheduler: str = "", *, workers: int = 2) -> Iterator[Run]:
    """Lend a map that works on several pieces at once and keeps their order.

    scheduler : address of a Dask scheduler (tcp://host:8786); empty: threads of this machine,
    which NumPy lets run side by side

    >>> with wide_map() as run:
    ...     list(run(abs, [-1, 2]))
    [1, 2]
    """
    if scheduler:
        from distributed import Client

        with Client(scheduler) as client:  # type: ignore[no-untyped-call]  # of Dask
            yield lambda work, *pieces: client.gather(client.map(work, *pieces, pure=False))
        return
    with ThreadPoolExecutor(workers) as pool:
        yield pool.map
