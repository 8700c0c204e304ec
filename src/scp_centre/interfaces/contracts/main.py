"""What runs in a computing process: `python -m scp_centre.interfaces.contracts.main`.

It knows neither database nor settings nor secrets, as a reading process of foreign files.
"""

import sys
import traceback
from typing import IO, Any

from scp_centre.centre.foreign_files.frames import (
    DATA,
    END,
    REFUSAL,
    answer_tasks,
    as_json,
    from_json,
    write_frame,
)
from scp_centre.centre.foreign_files.limits import limit_computing, limit_process, stand_back
from scp_centre.interfaces.contracts.registry import contracts, run
from scp_centre.methods.errors import SpokenError

MEMORY = 2 * 1024**3  # bytes of address space, half of which the libraries take


def answer(task: dict[str, Any], content: bytes, target: IO[bytes]) -> bool:
    """Write what a method answers; return whether this process is fit for more."""
    limit_computing(float(task["seconds"]))
    try:
        said: dict[str, Any] = {"answer": run(task["reader"], from_json(content))}
    except SpokenError as error:
        said = {"error": error.as_dict()}
    except (MemoryError, OverflowError, RecursionError):
        write_frame(target, REFUSAL, as_json({"kind": "too_large"}))
        return False
    except Exception:
        said = {"fault": traceback.format_exc()}
    write_frame(target, DATA, as_json(said))
    write_frame(target, END)
    return True


def main() -> None:
    """Compute until the product hangs up."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand among the frames
    stand_back()
    limit_process(MEMORY, threads=True)
    contracts()  # reading the libraries is not the first method's fault
    answer_tasks(source, target, answer)


if __name__ == "__main__":
    main()
