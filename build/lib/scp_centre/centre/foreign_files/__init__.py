"""Files that somebody else made are read here, in processes of their own, within limits.

    from scp_centre.centre.foreign_files import read, stream
    about = read("pdf", content, PAGE, pages=3)

A hostile file costs its sender a sentence, and nobody else anything: a reader that takes too long,
too much memory or answers too much is ended; where all are busy the sender is told so after a few
seconds. Readers give plain data back; no object of theirs is ever unpickled.

Layout: `pool` lends the processes, `process` speaks with one, `main` is what runs in it, `frames`
is their language, `readers/` holds one module for each format.
"""

from scp_centre.centre.foreign_files.allowance import (
    JOB,
    MANY_ROWS,
    PAGE,
    PICTURE,
    WORKBOOK,
    Allowance,
)
from scp_centre.centre.foreign_files.elements import read_xml
from scp_centre.centre.foreign_files.foreign_file import read, read_here, stream
from scp_centre.centre.foreign_files.refusals import FileRefusal

__all__ = [
    "JOB",
    "MANY_ROWS",
    "PAGE",
    "PICTURE",
    "WORKBOOK",
    "Allowance",
    "FileRefusal",
    "read",
    "read_here",
    "read_xml",
    "stream",
]
