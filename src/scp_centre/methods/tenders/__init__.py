"""Tenders as published in the Open Contracting Data Standard: read, checked, compiled, matched."""

from scp_centre.methods.tenders.checks import Finding, check_package
from scp_centre.methods.tenders.compiling import compile_releases
from scp_centre.methods.tenders.cpv import CpvCode, CpvTable, level_of
from scp_centre.methods.tenders.deadlines import Deadline, deadline_of
from scp_centre.methods.tenders.json_lines import Line, lines_of, read_lines
from scp_centre.methods.tenders.matching import (
    BestTenders,
    Match,
    Reason,
    SoughtProduct,
    match_tender,
    seek_product,
    tender_of,
    tender_text,
)
from scp_centre.methods.tenders.packages import Package, read_package, releases_of

__all__ = [
    "BestTenders",
    "CpvCode",
    "CpvTable",
    "Deadline",
    "Finding",
    "Line",
    "Match",
    "Package",
    "Reason",
    "SoughtProduct",
    "check_package",
    "compile_releases",
    "deadline_of",
    "level_of",
    "lines_of",
    "match_tender",
    "read_lines",
    "read_package",
    "releases_of",
    "seek_product",
    "tender_of",
    "tender_text",
]
