"""What runs in a reading process: `python -m scp_centre.centre.foreign_files.main`.

It knows neither database nor settings nor secrets: its environment is empty, and no module that it
imports asks for Django.
"""

import sys
from typing import IO, Any

from scp_centre.centre.foreign_files.frames import (
    BYTES,
    DATA,
    END,
    REFUSAL,
    answer_tasks,
    as_json,
    write_frame,
)
from scp_centre.centre.foreign_files.limits import (
    MEMORY,
    MOST_MEMORY,
    go_without_numpy,
    limit_computing,
    limit_memory,
    limit_process,
    stand_back,
)
from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.centre.foreign_files.refusals import FileRefusal

STRANGER = "--stranger"  # the file comes from somebody without an account


def answer(task: dict[str, Any], content: bytes, target: IO[bytes]) -> bool:
    """Write what a reader says of one file; return whether this process is fit for more."""
    limit_computing(float(task["seconds"]))
    try:
        for part in parts_of(task["reader"], content, task["options"]):
            if isinstance(part, bytes):
                write_frame(target, BYTES, part)
            else:
                write_frame(target, DATA, as_json(part))
    except FileRefusal as refusal:
        said = {"kind": refusal.kind, "why": refusal.why[:200], "about": refusal.about}
        write_frame(target, REFUSAL, as_json(said))
        return refusal.kind != "too_large"
    write_frame(target, END)
    return True


def prepare(task: dict[str, Any]) -> None:
    """Allow the memory that the next file may cost."""
    limit_memory(int(task.get("memory", MEMORY)))


def main() -> None:
    """Answer files until the product hangs up."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand among the frames
    go_without_numpy()
    if STRANGER in sys.argv:
        stand_back()
    limit_process(most_memory=MEMORY if STRANGER in sys.argv else MOST_MEMORY)
    answer_tasks(source, target, answer, prepare)


if __name__ == "__main__":
    main()
