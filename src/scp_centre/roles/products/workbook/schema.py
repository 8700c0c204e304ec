"""The declaration of the workbook as values: sheets and columns of schema.toml."""

from functools import cache
from pathlib import Path

from scp_centre.centre.sheets.schema import Sheet, load_sheets


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return all sheets in the order in which they are filled in."""
    return load_sheets(Path(__file__).with_name("schema.toml"))
