"""What a disk refuses a command, said in a sentence: full, read-only, of another owner."""

import errno
import os

from scp_centre.settings.installation import data_folder

OTHER_OWNER = "Let its owner start the centre, or name another folder: SCP_DATA=/another/folder."
CURES = {
    errno.ENOSPC: "Make room on it, then start again.",
    errno.EFBIG: "Make room on it, then start again.",
    errno.EDQUOT: "Make room on it, then start again.",
    errno.EIO: "Check whether the disk is full or damaged, then start again.",
    errno.EROFS: "Name a folder that can be written: SCP_DATA=/another/folder.",
    errno.EACCES: OTHER_OWNER,
    errno.EPERM: OTHER_OWNER,
    errno.ENOTDIR: "Name a folder, not a file: SCP_DATA=/another/folder.",
}
# How the embedded database says the same.
DATABASE_WORDS = {
    "database or disk is full": errno.ENOSPC,
    "disk I/O error": errno.EIO,
    "attempt to write a readonly database": errno.EROFS,
    "unable to open database file": errno.EACCES,
}


def disk_sentence(error: Exception) -> str:
    """Return what the disk refused and what to do, or nothing where it was not the disk."""
    if isinstance(error, OSError):
        number, place = error.errno, error.filename
    else:
        words = str(error)
        number, place = next((n for w, n in DATABASE_WORDS.items() if w in words), None), None
    if number not in CURES:
        return ""
    where = place or f"the folder of the data, {data_folder()}"
    return f"Cannot write to {where}: {os.strerror(number)}. {CURES[number]}"
