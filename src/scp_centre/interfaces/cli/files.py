"""Read what a command was given; what cannot be read is said once, in the same words."""

import sys
from pathlib import Path

from scp_centre.methods.errors import InvalidValueError


def read_text(path: str, kind: str) -> str:
    """Return the text of a file, or of standard input for "-".   kind : for example "CSV"."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise InvalidValueError(
            f"{path} cannot be read: {error.strerror}.", where=path, cure="Check the file's name."
        ) from None
    except UnicodeDecodeError:
        raise InvalidValueError(
            f"{path} is not text in UTF-8.", where=path, cure=f"Save it as {kind} in UTF-8."
        ) from None
