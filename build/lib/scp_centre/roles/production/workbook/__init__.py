"""The workbook of an assessment: declared as data, written, read, checked cell by cell."""

from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.roles.production.workbook.workbook_reader import read_workbook
from scp_centre.roles.production.workbook.workbook_writer import write_workbook

__all__ = ["Finding", "WorkbookError", "read_workbook", "write_workbook"]
