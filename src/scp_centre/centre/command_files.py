"""Files and numbers that a command reads; what goes wrong is said once, in the same words."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scp_centre.centre.errors import InstallationError
from scp_centre.centre.installation.whole_files import write_whole
from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.text_files import read_sent_text
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


def write_output(path: Path, content: str | bytes) -> None:
    """Write what a command made: the whole file, or nothing of it.

    Raises InstallationError when it cannot be written, as on a full disk.
    """
    try:
        write_whole(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InstallationError(
            _("{path} cannot be written: {reason}.", path=path, reason=reason),
            where=str(path),
            cure=_("Free up space on the disk, or choose another folder."),
        ) from None


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads an option of a command as a whole number within bounds."""

    def number(text: str) -> int:
        found = parse_whole_number(text, least=least, most=most)
        if found is None:
            bounds = {"low": Number(least, ","), "high": Number(most, ",")}
            raise argparse.ArgumentTypeError(_("Enter a value from {low} to {high}.", **bounds))
        return found

    return number


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for "-".

    Raises InvalidValueError for what cannot be read, and as `read_sent_text` does.
    """
    try:
        content = _sent_bytes() if path == "-" else Path(path).read_bytes()
        return read_sent_text(content, where=path)
    except OSError as error:
        raise InvalidValueError(
            _("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror),
            where=path,
            cure=_("Check the file name."),
        ) from None


def _sent_bytes() -> bytes:
    """Return what was sent to standard input, which tests may replace by a text."""
    source = getattr(sys.stdin, "buffer", None)
    return source.read() if source is not None else sys.stdin.read().encode()
