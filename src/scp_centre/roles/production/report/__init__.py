"""The report that an owner decides on: one content, as PDF, DOCX, XLSX and JSON."""

from scp_centre.centre.documents.blocks import Report
from scp_centre.centre.documents.docx_file import write_docx
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.roles.production.report.content import compose
from scp_centre.roles.production.report.results_files import results_json, write_results_xlsx

__all__ = ["Report", "compose", "results_json", "write_docx", "write_pdf", "write_results_xlsx"]
