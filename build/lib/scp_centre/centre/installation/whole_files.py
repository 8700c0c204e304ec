"""Files that are there whole or not at all: written beside their place, then renamed.

A full disk, a killed process or a power cut leaves the old file or none, never half of one.
"""

import contextlib
import os
import tempfile
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it once all of it is on the disk.

    Raises OSError when it cannot be written; what was there before then still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


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
