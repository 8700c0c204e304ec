"""JSON lines, read one by one: memory does not grow with the file, bad lines are told."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _

LONGEST_LINE = 20_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """number : in the file, from 1    value : what it holds    fault : why it cannot be read

    has_odd_signs : it may hold signs that no text has: a NUL, or half of a sign
    """

    number: int
    value: Any = None
    fault: str = ""
    has_odd_signs: bool = False


ODD_SIGNS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # as JSON escapes them


def lines_of(
    opened: Callable[[], BinaryIO], most_whole: int, most_lines: int, where: str = "tenders"
) -> Iterator[Line]:
    """Yield the lines of a file, or all of it as one line where it is one JSON document.

    opened : opens the file anew    most_whole, most_lines : bytes, unpacked, of either form
    Raises InvalidValueError for a file that is larger.
    """
    with opened() as stream:
        first, second = stream.readline(most_whole), stream.readline(most_whole)
    with opened() as stream:
        if not second and _is_json(first):
            yield _whole(stream.read(most_whole))
        elif _is_json(first) or second.startswith(b"{"):
            yield from read_lines(stream, most_lines, where)
        elif first:
            content = stream.read(most_whole + 1)
            if len(content) > most_whole:
                raise _too_large(most_whole, where)
            yield _whole(content)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def _whole(content: bytes) -> Line:
    try:
        value = json.loads(content.decode("utf-8-sig"))
        return Line(1, value, has_odd_signs=ODD_SIGNS.search(content) is not None)
    except (ValueError, RecursionError):
        return Line(1, fault=_("The file is not JSON. It may have been cut off."))


def _too_large(most: int, where: str) -> InvalidValueError:
    return InvalidValueError(
        _("The file is too large."),
        where=where,
        cure=_("Split the file. The limit is {size} MB.", size=Number(most / 1e6)),
    )


def read_lines(
    stream: BinaryIO, most_bytes: int | None = None, where: str = "tenders"
) -> Iterator[Line]:
    """Yield the lines of a file that are not empty; one that cannot be read carries its fault."""
    number = taken = 0
    while line := stream.readline(LONGEST_LINE):
        number, taken = number + 1, taken + len(line)
        if most_bytes is not None and taken > most_bytes:
            raise _too_large(most_bytes, where)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while rest := stream.readline(LONGEST_LINE):
                taken += len(rest)
                if most_bytes is not None and taken > most_bytes:
                    raise _too_large(most_bytes, where)
                if rest.endswith(b"\n"):
                    break
            yield Line(number, fault=_("The line is too long."))
        elif line.strip():
            yield _read(number, line)


def _read(number: int, line: bytes) -> Line:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return Line(number, fault=_("The line is not UTF-8 text."))
    try:
        value = json.loads(text)
        return Line(number, value, has_odd_signs=ODD_SIGNS.search(line) is not None)
    except RecursionError:
        return Line(number, fault=_("The line is nested too deeply."))
    except ValueError as error:
        column = Number(getattr(error, "colno", 1))
        if not line.endswith(b"\n"):
            return Line(
                number, fault=_("The last line is incomplete. The file may have been cut off.")
            )
        return Line(number, fault=_("The line is not JSON from column {column}.", column=column))
