"""The files of a ZIP archive that have one of the endings asked for."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scp_centre.centre.foreign_files.refusals import FileRefusal

LARGEST_RATIO = 200
DEBRIS = ("__macosx/", ".")  # what file managers add


def read(
    content: bytes,
    *,
    endings: Sequence[str],
    most: int = 1_000,
    largest: int = 50 * 1024**2,
    whole: int = 500 * 1024**2,
    wanted: Callable[[str], bool] | None = None,
) -> Iterator[Any]:
    """Yield for each file {"name": …, "fault": ""} and its bytes.

    most : files    largest : bytes of one, unpacked    whole : bytes of all, unpacked
    wanted : takes the name of a file; others are passed over after the bounds were checked
    fault : too_large, locked or unreadable; such a file has no bytes

    Raises FileRefusal for what is no ZIP, holds no such file, too many, or too much.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileRefusal("unreadable", "not a ZIP archive") from None
    parts = [p for p in package.infolist() if _is_meant(p.filename, endings)]
    if not 0 < len(parts) <= most:
        raise FileRefusal("too_many", count=len(parts))
    if sum(p.file_size for p in parts if not _is_bomb(p, largest)) > whole:
        raise FileRefusal("too_large", size=sum(p.file_size for p in parts))
    for part in parts:
        if wanted is not None and not wanted(part.filename):
            continue
        fault, found = _unpacked(package, part, largest)
        yield {"name": part.filename, "fault": fault, "size": part.file_size}
        if not fault:
            yield found


def _is_meant(name: str, endings: Sequence[str]) -> bool:
    small = name.lower()
    hidden = small.startswith(DEBRIS) or small.rsplit("/", 1)[-1].startswith(".")
    return not hidden and small.endswith(tuple(endings))


def _is_bomb(part: zipfile.ZipInfo, largest: int) -> bool:
    return part.file_size > largest or part.file_size > LARGEST_RATIO * max(part.compress_size, 1)


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, largest: int) -> tuple[str, bytes]:
    if _is_bomb(part, largest):
        return "too_large", b""
    if part.flag_bits & 1:
        return "locked", b""
    try:
        with package.open(part) as file:
            found = file.read(largest + 1)  # what the archive says of its size need not be true
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return "unreadable", b""
    return ("too_large", b"") if len(found) > largest else ("", found)
