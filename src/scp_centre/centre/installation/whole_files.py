"""Files that are there whole or not at all: written beside their place, then renamed.

A full disk, a killed process or a power cut leaves the old file or none, never half of one.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from scp_centre.centre.journal import log

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
UNFINISHED = ".writing-"  # how the names of files begin that are being written


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it once all of it is on the disk.

    Raises OSError when it cannot be written; what was there before then still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
        keep_name(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_note(path: Path, content: bytes) -> None:
    """Write a file that helps and that nothing depends on: a full disk does not stop who writes."""
    try:
        write_whole(path, content)
    except OSError as error:
        log(f"{path} cannot be written: {error.strerror or error}.")


def keep_name(path: Path) -> None:
    """Let the new name of a file outlast a power cut: it stands in the folder, not in the file."""
    with contextlib.suppress(OSError):  # Windows opens no folders; some disks do not keep them so
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_unfinished(folder: Path, before: float) -> int:
    """Remove what writers that were killed left of their files; return how many.

    before : as seconds since 1970; a newer one may still be written
    """
    left = [p for p in folder.rglob(f"{UNFINISHED}*") if p.is_file()]
    old = [p for p in left if p.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _umask() -> int:
    """Return which permissions new files of this process are without; asking means setting."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def keep_private(folder: Path) -> None:
    """Let nobody but the owner read a folder of this installation and what this process adds."""
    os.umask(0o077)
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # a shared disk of another owner: seen at the checks
        folder.chmod(PRIVATE_FOLDER)
        for database in folder.glob("*.sqlite3*"):
            database.chmod(PRIVATE_FILE)
