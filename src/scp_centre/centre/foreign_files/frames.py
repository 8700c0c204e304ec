"""The language between the product and a reading process: frames of JSON and of bytes.

A frame is a letter, a length and that many bytes:

    T  a task, JSON: {"reader": "pdf", "options": {…}, "seconds": 6}, followed by B, the file
    J  a part of the answer, JSON      B  a part of the answer, bytes
    E  a refusal, JSON: {"kind": "unreadable", "why": "…"}      .  the end of the answer

JSON has no dates; those of cells travel as {"$": "date", "v": "2026-01-31"}, and are taken for
dates in the answers of readers of cells only: what strangers wrote as JSON may look the same.
Nothing is unpickled, because a reader that a hostile file has taken over could answer anything.
"""

import json
import re
import shutil
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from os import SEEK_END
from typing import IO, Any

from scp_centre.centre.clean_text import clean_text

HEAD = struct.Struct(">cQ")
READERS_OF_CELLS = {"table", "workbook"}  # whose answers hold dates, and no data of strangers' own
LARGEST = 2**31  # bytes of one frame; the allowance is far below
Content = bytes | IO[bytes]  # a file as it came: whole, or open
Answer = Callable[[dict[str, Any], bytes, IO[bytes]], bool]
SUSPECT = re.compile(  # the same in JSON, and now and then another sign: looked for first
    rb"\\u(?:00|[Dd][89A-Fa-f]|202|[Ff][Dd]|[Ff][Ff])|\\[bf]|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xad\xae]|\xef\xb7|\xef\xbf"
)
TASK, DATA, BYTES, REFUSAL, END = b"T", b"J", b"B", b"E", b"."


class BrokenFrameError(Exception):
    """What came is no frame: the process has ended, or does not keep to the language."""


def write_frame(target: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write one frame."""
    target.write(HEAD.pack(kind, len(content)))
    target.write(content)
    target.flush()


def write_content(target: IO[bytes], content: Content) -> None:
    """Write a file as one frame, an open one from its start, without holding it in memory."""
    if isinstance(content, bytes):
        write_frame(target, BYTES, content)
        return
    size = content.seek(0, SEEK_END)
    content.seek(0)
    target.write(HEAD.pack(BYTES, size))
    shutil.copyfileobj(content, target, 1024**2)
    target.flush()


def read_frame(source: IO[bytes], most: int = LARGEST) -> tuple[bytes, bytes]:
    """Return kind and content of the next frame; raise BrokenFrameError where there is none.

    most : bytes that it may have, beyond which it is not read
    """
    kind, size = HEAD.unpack(_exactly(source, HEAD.size))
    if size > most:
        raise OverflowError(size)
    return kind, _exactly(source, size)


def answer_tasks(
    source: IO[bytes],
    target: IO[bytes],
    answer: Answer,
    prepare: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """Say that this process has begun, and answer tasks until the product hangs up.

    answer : takes a task, its content and where to write; returns whether it is fit for more
    prepare : is told the task before its content is read
    """
    write_frame(target, END)
    while True:
        try:
            kind, said = read_frame(source)
            task = from_json(said) if kind == TASK else {}
            if prepare is not None:
                prepare(task)
            _, content = read_frame(source)
        except BrokenFrameError:
            return
        if kind != TASK or not answer(task, content, target):
            return
        del content  # not kept while the next one is read


def _exactly(source: IO[bytes], size: int) -> bytes:
    content = source.read(size)
    if len(content) != size:
        raise BrokenFrameError
    return content


class PerCent(float):
    """A number of a workbook cell that is shown as a percentage: 0.1, shown as 10 %."""


class Uncomputed(str):
    """A formula of a workbook cell that no program has computed: it has no saved result."""


def as_json(value: Any) -> bytes:
    """Return plain data as JSON."""
    return json.dumps(
        _with_marks(value), ensure_ascii=False, default=_marked, separators=(",", ":")
    ).encode("utf-8", "surrogatepass")


def from_json(content: bytes, *, dates: bool = False) -> Any:
    """Return plain data of JSON; raise ValueError for what is none.

    dates : what is marked as a date becomes one

    Signs that no database holds, and those that turn a text round, are left out of all texts.
    """
    hook = _unmarked if dates else None
    try:
        found = json.loads(content.decode("utf-8", "replace"), object_hook=hook)
        return _without_signs(found) if SUSPECT.search(content) else found
    except RecursionError:
        raise ValueError("nested too deep") from None
    except OverflowError as error:
        raise ValueError(str(error)) from None


def _without_signs(value: Any) -> Any:
    if isinstance(value, str):
        return type(value)(clean_text(value))
    if isinstance(value, list):
        return [_without_signs(one) for one in value]
    if isinstance(value, dict):
        return {_without_signs(key): _without_signs(one) for key, one in value.items()}
    return value


def _with_marks(value: Any) -> Any:
    """Return data in which percentages and formulas are marked: JSON knows no such numbers."""
    if isinstance(value, PerCent):
        return {"$": "per cent", "v": float(value)}
    if isinstance(value, Uncomputed):
        return {"$": "formula", "v": str(value)}
    if isinstance(value, dict) and value.get("marked"):
        return value | {"rows": [[_with_marks(cell) for cell in row] for row in value["rows"]]}
    return value


def _marked(value: Any) -> Any:
    for kind in (datetime, date, time):  # a datetime is a date as well, so it comes first
        if isinstance(value, kind):
            return {"$": kind.__name__, "v": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$": "timedelta", "v": value.total_seconds()}
    return str(value)


def _unmarked(found: dict[str, Any]) -> Any:
    match found:
        case {"$": "datetime", "v": str(text)}:
            return datetime.fromisoformat(text)
        case {"$": "date", "v": str(text)}:
            return date.fromisoformat(text)
        case {"$": "time", "v": str(text)}:
            return time.fromisoformat(text)
        case {"$": "per cent", "v": int() | float() as share}:
            return PerCent(share)
        case {"$": "formula", "v": str(text)}:
            return Uncomputed(text)
        case {"$": "timedelta", "v": int() | float() as seconds}:
            return timedelta(seconds=seconds)
    return found
