"""Read a foreign file in a process of its own; say in the user's words what does not work."""

from collections.abc import Iterator
from typing import Any

from scp_centre.centre.errors import CostlyFileError
from scp_centre.centre.foreign_files.allowance import PAGE, Allowance
from scp_centre.centre.foreign_files.frames import Content
from scp_centre.centre.foreign_files.pool import shared_pool
from scp_centre.centre.foreign_files.readers import parts_of
from scp_centre.centre.foreign_files.refusals import FileRefusal
from scp_centre.methods.messages import Number, _


def stream(
    reader: str,
    content: Content,
    allowance: Allowance = PAGE,
    *,
    stranger: bool = False,
    **options: Any,
) -> Iterator[Any]:
    """Yield the parts of what a reader says of a file.

    stranger : the file comes from somebody without an account

    Raises FileRefusal for what the caller has its own sentence for, CostlyFileError for a file
    that costs too much, ReadersBusyError where all readers are busy.
    """
    with shared_pool().lend(allowance.patience, stranger=stranger) as process:
        try:
            yield from process.ask(reader, content, allowance, options)
        except FileRefusal as refusal:
            if refusal.kind == "too_slow":
                raise CostlyFileError(
                    _(
                        "Reading the file takes longer than {seconds} s.",
                        seconds=Number(allowance.seconds, ".0f"),
                    ),
                    where="file",
                    cure=_("Open the file, save it under a new name, and try again."),
                ) from None
            if refusal.kind == "too_large" and not refusal.about:
                raise CostlyFileError(
                    _("Reading the file requires more memory than is allowed for one file."),
                    where="file",
                    cure=_("Remove anything you do not need from the file, or split the file."),
                ) from None
            raise


def read(
    reader: str,
    content: Content,
    allowance: Allowance = PAGE,
    *,
    stranger: bool = False,
    **options: Any,
) -> Any:
    """Return the one part of what a reader says of a file; raises as `stream` does."""
    found = list(stream(reader, content, allowance, stranger=stranger, **options))
    if len(found) != 1:
        raise FileRefusal("unreadable", "parts")
    return found[0]


def read_here(reader: str, content: bytes, **options: Any) -> Iterator[Any]:
    """Yield the same in this process: for files of whoever runs the command line."""
    yield from parts_of(reader, content, options)
