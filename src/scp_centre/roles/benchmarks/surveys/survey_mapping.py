"""How a table in its sender's own layout is read: a value that is shown, confirmed and kept."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scp_centre.centre.sheets.cell_words import names_of
from scp_centre.methods.messages import _

FINDINGS_TITLE = _("Corrections needed")  # of the column that we add to a file to be mended
Cells = Sequence[Any]
Book = Mapping[str, Sequence[Cells]]


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """Where a table stands, what its columns mean, in which units.

    sheet : its name; empty for a text table
    heading_row, first_row : of headings and plants, 1 the first
    columns : key of the survey -> position, 0 the first    units : key -> unit of that column
    notation : name of how texts that are numbers are written; empty to find out
    drops_totals : whether rows that are totals are left out and listed, else they are refused
    drops_idle : whether plants without use or output are left out and listed, else refused
    """

    sheet: str
    heading_row: int
    first_row: int
    columns: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    notation: str = ""
    drops_totals: bool = True
    drops_idle: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def header(self, titles: Mapping[str, str]) -> list[Any]:
        """Return a row of headings as the template writes them: nothing over what is not read."""
        header: list[Any] = [None] * (max(self.columns.values(), default=-1) + 1)
        for key, place in self.columns.items():
            header[place] = titles.get(key)  # of a column that was removed since, nothing
        return header

    def moved(self, sheet: str, heading_row: int) -> "SurveyMapping":
        """Return the mapping for the same headings in another place."""
        return replace(
            self,
            sheet=sheet,
            heading_row=heading_row,
            first_row=heading_row + self.first_row - self.heading_row,
        )


def mapping_of(kept: Mapping[str, Any]) -> SurveyMapping:
    """Return a mapping of its JSON."""
    return SurveyMapping(**kept)


def headings_of(rows: Sequence[Cells], mapping: SurveyMapping) -> list[list[str]]:
    """Return the headings of a table as they are written, with the row of units below, if any.

    The column that we add to a file to be mended is none of its sender's.
    """
    written = [
        [heading_text(cell) for cell in row]
        for row in rows[mapping.heading_row - 1 : mapping.first_row - 1]
    ]
    for row in written:
        for i, text in enumerate(row):
            if is_findings_title(text):
                row[i] = ""
        while row and not row[-1]:
            row.pop()
    return written


def row_at(rows: Sequence[Cells], place: int) -> Cells:
    """Return a row, 0 the first; an empty one below the last."""
    return rows[place] if place < len(rows) else []


def is_findings_title(text: str) -> bool:
    """Return whether a heading is that of the column which we add to a file to be mended."""
    return text.lower() in names_of(FINDINGS_TITLE)


def heading_text(cell: Any) -> str:
    """Return a heading as it is written."""
    return "" if cell is None else str(cell).strip(" *\t\r\n\u00a0")


def fingerprint(headings: Sequence[Sequence[str]]) -> str:
    """Return what stands for a layout: the same where headings differ by blanks or capitals only.

    >>> fingerprint([["Plant ", "Energy(MWh)"]]) == fingerprint([["plant", "Energy (MWh)"]])
    True
    """
    bare = [["".join(_plain(text).split()) for text in row] for row in headings]
    return hashlib.sha256(json.dumps(bare).encode()).hexdigest()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
