"""Secrets of an installation: made once, kept in a file that only its owner reads."""

import os
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept at `path`; make it when there is none.

    Of several processes that start at once one makes it and all return the same.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}-{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(make(), "utf-8")
        _name_once(part, path)
    return path.read_text("utf-8")


def _name_once(part: Path, path: Path) -> None:
    """Give a written file its name, unless another process was first."""
    try:
        os.link(part, path)
        part.unlink()
    except FileExistsError:
        part.unlink()
    except OSError:  # a file system without links
        part.replace(path)
