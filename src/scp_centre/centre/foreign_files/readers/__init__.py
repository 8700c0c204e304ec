"""One module for each format: `read(content, **options)` yields plain data, and bytes.

They run in a reading process: no Django, no settings, no database, no written file.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from scp_centre.centre.foreign_files.refusals import FileRefusal

READERS = frozenset(
    {
        "archive",
        "citations",
        "declarations",
        "feed",
        "impact_method",
        "lca",
        "logo",
        "olca",
        "page",
        "pdf",
        "picture",
        "slides",
        "table",
        "workbook",
        "xml",
    }
)


def parts_of(reader: str, content: bytes, options: dict[str, Any]) -> Iterator[Any]:
    """Yield the parts of what a reader says of a file; raise FileRefusal for its refusal."""
    if reader not in READERS:
        raise FileRefusal("unreadable", f"no reader {reader}")
    module = import_module(f"scp_centre.centre.foreign_files.readers.{reader}")
    try:
        yield from module.read(content, **options)
    except FileRefusal:
        raise
    except (MemoryError, RecursionError) as error:
        raise FileRefusal("too_large", type(error).__name__) from error
    except Exception as error:  # libraries of formats raise what they like on broken files
        raise FileRefusal("unreadable", type(error).__name__) from error
