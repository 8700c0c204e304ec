"""Secrets of an installation: made once, kept in a file that only its owner reads."""

import os
import time
from collections.abc import Callable
from pathlib import Path

MOST_WAITING = 10.0  # seconds for another process that makes the same secret


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept at `path`; make it when there is none.

    Of several processes that start at once one makes it and all return the same. A file that a
    power cut left empty counts as none.
    """
    if not _kept(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        part = path.with_name(f".{path.name}-{os.getpid()}")
        _write_private(part, make())
        _name_once(part, path)
    return path.read_text("utf-8")


def _kept(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _write_private(part: Path, secret: str) -> None:
    part.touch(mode=0o600)
    with part.open("w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())


def _name_once(part: Path, path: Path) -> None:
    """Give a written file its name, unless another process was first."""
    try:
        os.link(part, path)
        part.unlink()
    except FileExistsError:
        part.unlink()
    except OSError:  # a file system without links
        _name_once_by_folder(part, path)


def _name_once_by_folder(part: Path, path: Path) -> None:
    """The same where there are no links: who makes the folder is first, the others wait."""
    turn = path.with_name(f".{path.name}-turn")
    try:
        turn.mkdir()
    except FileExistsError:
        part.unlink()
        ends = time.monotonic() + MOST_WAITING
        while not _kept(path) and time.monotonic() < ends:
            time.sleep(0.05)
        return
    part.replace(path)
    turn.rmdir()
