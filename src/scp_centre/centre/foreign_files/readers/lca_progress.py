"""How far the reading of a package is: the share of its bytes, unpacked, told per hundredth."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

STEP = 0.01  # share of a package between two reports


def unpacked_size(
    content: bytes, endings: Sequence[str], wanted: Callable[[str], bool] | None = None
) -> int:
    """Return the bytes of the files with these endings, as the archive states them; 0 for none.

    wanted : takes the name of a file; others do not count
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return 0  # whoever reads the files says so
    named = (part for part in package.infolist() if part.filename.lower().endswith(tuple(endings)))
    return sum(part.file_size for part in named if wanted is None or wanted(part.filename))


def yield_progress(parts: Iterable[Any], whole: int) -> Iterator[Any]:
    """Yield what `archive.read` yields, and now and then {"read": share} in between."""
    done, told = 0, 0.0
    for part in parts:
        yield part
        if isinstance(part, dict):
            done += part.get("size", 0)
            continue
        share = min(done / whole, 1.0) if whole else 0.0
        if share >= told + STEP:
            told = share
            yield {"read": share}
