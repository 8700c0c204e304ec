"""Whether a server runs on a data folder: it notes itself there, and takes the note away."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scp_centre.centre.installation.whole_files import write_note

RUNNING = "running.json"  # in the data folder while a server runs; left behind by a sudden end


def note_running(data: Path) -> None:
    """Note that this process serves the centre in a data folder."""
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    write_note(data / RUNNING, json.dumps({"pid": os.getpid(), "since": since}).encode())


def forget_running(data: Path) -> None:
    (data / RUNNING).unlink(missing_ok=True)


def noted_server(data: Path) -> dict[str, Any]:
    """Return what a server noted: pid and since; {} where none did."""
    try:
        noted = json.loads((data / RUNNING).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def server_runs(data: Path) -> bool:
    """Return whether the server that noted itself is there, and is not this process."""
    try:
        pid = int(noted_server(data).get("pid", 0))
        if pid <= 0:
            return False
        os.kill(pid, 0)
    except PermissionError:  # it is there, and belongs to somebody else
        return True
    except (OSError, OverflowError, ValueError, TypeError):
        return False
    return pid != os.getpid()
