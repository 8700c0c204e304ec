"""JSON lines, read one by one: memory does not grow with the file, bad lines are told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scp_centre.methods.messages import Number, _

LONGEST_LINE = 20_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """number : in the file, from 1    value : what it holds    fault : why it cannot be read"""

    number: int
    value: Any = None
    fault: str = ""


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a file that are not empty; one that cannot be read carries its fault."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while rest := stream.readline(LONGEST_LINE):
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
        return Line(number, json.loads(text))
    except RecursionError:
        return Line(number, fault=_("The line is nested too deeply."))
    except ValueError as error:
        column = Number(getattr(error, "colno", 1))
        if not line.endswith(b"\n"):
            return Line(
                number, fault=_("The last line is incomplete. The file may have been cut off.")
            )
        return Line(number, fault=_("The line is not JSON from column {column}.", column=column))
