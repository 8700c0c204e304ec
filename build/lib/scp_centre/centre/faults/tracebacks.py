"""Tracebacks without anybody's data: files, lines, functions and the code that stands there."""

import traceback
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
LONGEST = 20_000  # characters of a traceback
MOST_CAUSES = 5
MOST_STEPS = 40  # of one exception; the outermost and the innermost tell the story
# What these say is written by Python from the code alone: names, never values. All other messages
# can hold what a person typed, and are left out.
SPEAKING = (NameError, AttributeError, ImportError)


def kinds_of(error: BaseException) -> str:
    """Return the classes of an exception and of what caused it, the cause first."""
    return " → ".join(_kind(one) for one in causes_of(error))[:200]


def trace(error: BaseException) -> str:
    """Return the traceback of an exception and of what caused it."""
    parts = [_trace_one(one) for one in causes_of(error)]
    return "\n\nDuring this:\n\n".join(parts)[-LONGEST:]


def causes_of(error: BaseException) -> list[BaseException]:
    """Return what caused an exception, and it itself at the end."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain and len(chain) < MOST_CAUSES:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return chain[::-1]


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _trace_one(error: BaseException) -> str:
    steps = list(_steps(error))
    if len(steps) > MOST_STEPS:
        half = MOST_STEPS // 2
        steps = [*steps[:half], f"  … {len(steps) - MOST_STEPS} more …", *steps[-half:]]
    said = f": {error}" if type(error) in SPEAKING else ""
    return "\n".join([*steps, f"{_kind(error)}{said}"])


def _steps(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}\n    {frame.line or ''}"


def _short(file: str) -> str:
    """Return where a file is in this program or in a library; not where either is installed."""
    path = Path(file)
    if path.is_relative_to(PACKAGE):
        return f"scp_centre/{path.relative_to(PACKAGE).as_posix()}"
    _, libraries, inside = path.as_posix().rpartition("/site-packages/")
    return inside if libraries else path.name
