"""Secrets of an installation: made once, kept in a file that only its owner reads."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MOST_WAITING = 10.0  # seconds for another process that makes the same secret, or died at it


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept at `path`; make it when there is none.

    Of several processes that start at once one makes it and all return the same. A file that a
    power cut left empty counts as none.
    """
    if not _is_kept(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _turn(path):
            if not _is_kept(path):
                _write_private(path, make())
    return path.read_text("utf-8")


def _is_kept(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Let one process at a time in: making a folder succeeds for one only, on every disk."""
    folder = path.with_name(f".{path.name}-turn")
    ends = time.monotonic() + MOST_WAITING
    while time.monotonic() < ends:
        with suppress(FileExistsError):
            folder.mkdir()
            break
        time.sleep(0.02)
    try:
        yield
    finally:
        with suppress(OSError):
            folder.rmdir()


def _write_private(path: Path, secret: str) -> None:
    part = path.with_name(f".{path.name}-{os.getpid()}")
    part.touch(mode=0o600)
    with part.open("w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
