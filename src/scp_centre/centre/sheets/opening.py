"""Open a workbook that somebody sent: size, kind, zip bombs and macros are looked at first."""

import zipfile
from pathlib import Path
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from scp_centre.centre.sheets.findings import whole_file

LARGEST_FILE = 10 * 1024**2
LARGEST_UNPACKED = 100 * 1024**2
LARGEST_RATIO = 200
MOST_PARTS = 2_000


def open_workbook(file: Path | BinaryIO) -> Workbook:
    """Return the workbook with the values that its formulas had when it was saved.

    Raises WorkbookError for anything that is not a plain XLSX file of sensible size.
    """
    _check_package(file)
    try:
        return load_workbook(file, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _unreadable(str(error)) from None
    except Exception as error:
        if type(error).__module__.split(".")[0] in {"defusedxml", "xml", "lxml", "openpyxl"}:
            raise _unreadable(type(error).__name__) from None
        raise


def _check_package(file: Path | BinaryIO) -> None:
    size = file.stat().st_size if isinstance(file, Path) else _size(file)
    if size > LARGEST_FILE:
        raise whole_file(
            f"The file is {size / 1024**2:.0f} MB large; the limit is "
            f"{LARGEST_FILE // 1024**2} MB.",
            "Remove pictures and unused sheets. A workbook of 10,000 rows has about 1 MB.",
        )
    try:
        with zipfile.ZipFile(file) as package:
            _check_parts(package.infolist())
    except zipfile.BadZipFile:
        raise _unreadable("it is no XLSX file") from None
    if not isinstance(file, Path):
        file.seek(0)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise whole_file(
            "The workbook holds macros, which are not accepted.",
            "Save it as an Excel workbook without macros (.xlsx).",
        )
    if "[content_types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise _unreadable("it is no XLSX file")
    if unpacked > LARGEST_UNPACKED or unpacked / packed > LARGEST_RATIO or len(parts) > MOST_PARTS:
        raise whole_file(
            f"The workbook unpacks to {unpacked / 1024**2:,.0f} MB in {len(parts)} parts, which is "
            "not accepted.",
            "Copy the values into a new template.",
        )


def _size(file: BinaryIO) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _unreadable(why: str) -> Exception:
    return whole_file(
        f"The file cannot be read as a workbook ({why}).",
        "Save it as .xlsx in the spreadsheet program, or start from a fresh template.",
    )
