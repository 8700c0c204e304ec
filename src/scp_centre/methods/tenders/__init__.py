"""Tenders as published in the Open Contracting Data Standard: read, checked, compiled, matched."""

from scp_centre.methods.tenders.checks import Finding, check_package
from scp_centre.methods.tenders.compiling import compile_releases
from scp_centre.methods.tenders.packages import Package, read_package

__all__ = ["Finding", "Package", "check_package", "compile_releases", "read_package"]
