"""Open a workbook: its values by sheet, read within limits where somebody else sent it."""

from os import SEEK_END
from pathlib import Path
from typing import IO, Any

from scp_centre.centre.errors import CentreError
from scp_centre.centre.foreign_files import (
    WORKBOOK,
    Allowance,
    FileRefusal,
    read_here,
    stream,
)
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.sheets.findings import whole_file
from scp_centre.methods.messages import Number, _

Rows = list[list[Any]]


class SheetRows(Rows):
    """The rows of a sheet, and what it hides.

    hidden_rows : numbers, 1 the first    hidden_columns : places, 0 the first
    merged_numbers : first and last row, and column, of numbers merged over several rows
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged_numbers: list[tuple[int, int, int]] = []


LARGEST_FILE = 10 * 1024**2
FRESH = _("Save the file as .xlsx in the spreadsheet program, or start from a new template.")


def read_sheets(
    file: Path | IO[bytes], allowance: Allowance = WORKBOOK, **options: Any
) -> dict[str, Rows]:
    """Return the rows of each sheet, by its name, with the values of formulas as they were saved.

    options : of the reader: most_rows of each sheet, the only sheets that are wanted

    A path is a file of whoever runs the command line and is read at once; what comes as an open
    file was sent by somebody, and is read in a process of its own.

    Raises WorkbookError for anything that is not a plain XLSX file of sensible size.
    """
    content = _content(file)
    found: dict[str, SheetRows] = {}
    try:
        own = isinstance(file, Path)
        parts = (
            read_here("workbook", content, **options)
            if own
            else stream("workbook", content, allowance, **options)
        )
        for part in parts:
            if "sheets" in part:
                found = {name: SheetRows() for name in part["sheets"]}
                continue
            rows = found[part["sheet"]]
            rows += part["rows"]
            rows.hidden_rows = part.get("hidden_rows", [])
            rows.hidden_columns = part.get("hidden_columns", [])
            rows.merged_numbers = [(a, b, c) for a, b, c in part.get("merged_numbers", ())]
    except FileRefusal as refusal:
        raise workbook_refused(refusal) from None
    return dict(found)


def _content(file: Path | IO[bytes]) -> bytes:
    size = file.stat().st_size if isinstance(file, Path) else file.seek(0, SEEK_END)
    if size > LARGEST_FILE:
        raise whole_file(
            _(
                "The file is {size} MB, over the {_FILE} MB limit.",
                size=Number(size / 1024**2, ".0f"),
                _FILE=LARGEST_FILE // 1024**2,
            ),
            _("Remove pictures and unused sheets. A workbook of 10,000 rows is about 1 MB."),
        )
    if isinstance(file, Path):
        return file.read_bytes()
    file.seek(0)
    return file.read()


def workbook_refused(refusal: FileRefusal) -> CentreError:
    """Return why a workbook is not read, in the user's words."""
    if said := refusal_sentences(refusal):
        return whole_file(*said)
    about = refusal.about
    if refusal.kind == "macros":
        return whole_file(
            _("The workbook contains macros, which are not accepted."),
            _("Save the workbook in Excel format without macros (.xlsx)."),
        )
    if refusal.kind == "too_large" and "size" in about:
        unpacked, parts = about["size"], about["parts"]
        return whole_file(
            _(
                "The workbook is too large to open. Its unpacked size is {unpacked} MB, and the "
                "number of its parts is {parts}.",
                unpacked=Number(unpacked / 1024**2, ",.0f"),
                parts=parts,
            ),
            _("Copy the values into a new template."),
        )
    if refusal.kind == "too_many":
        sheet = about.get("sheet", "")
        return whole_file(
            _("The sheet {sheet} has too many cells to be read.", sheet=sheet),
            _("Delete the unused columns and rows, or copy the values into a new template."),
        )
    return whole_file(_("The file is damaged or is not an Excel workbook (.xlsx)."), FRESH)
