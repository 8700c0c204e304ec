"""The workbook of a footprint model: the same content as on the page, for the desk."""

from scp_centre.roles.products.workbook.workbook_reader import read_workbook
from scp_centre.roles.products.workbook.workbook_writer import write_workbook

__all__ = ["read_workbook", "write_workbook"]
