"""Lines for whoever runs the server: time and text, to standard error, where journals read."""

import sys
from datetime import UTC, datetime


def log(text: str) -> None:
    """Write one line with its time."""
    sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}\n")
    sys.stderr.flush()
