"""Write XLSX files: the only place of the product that begins one.

Text stays text. What somebody entered may begin with =, +, - or @, or look like an address, and
must never become a formula or a link in the spreadsheet of whoever opens the file. A test of the
house keeps every other module away from xlsxwriter.
"""

from typing import IO, Any, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

__all__ = ["Book", "new_book", "xl_col_to_name"]

Book: TypeAlias = Any  # an xlsxwriter.Workbook, which is written without types
OPTIONS = {
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_book(target: IO[bytes]) -> Book:
    """Return a workbook to be written into a file; it is finished at the end of its `with`."""
    return xlsxwriter.Workbook(target, OPTIONS)
