"""What is wrong in a file: all findings are collected, and raised once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from scp_centre.centre.errors import CentreError
from scp_centre.methods.messages import _, as_written, n_

NO_COLUMN = _("This column is missing.")
UNKNOWN_COLUMN = _("This column is not recognised.")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One error: where it is, what is wrong, what to do.

    sheet : empty in a text table, which has none    file : its name, where there are several
    """

    sheet: str
    row: int
    column: str
    message: str
    cure: str
    file: str = ""

    @property
    def place(self) -> str:
        if self.file:
            return (
                _("Line {row} of the file {file}", row=self.row, file=self.file)
                if self.row
                else self.file
            )
        if not self.sheet:
            return self._place_in_text()
        if not self.row and not self.column:
            return _("Sheet {sheet} (whole sheet)", sheet=as_written(self.sheet))
        if not self.row:
            return _(
                "Sheet {sheet}, column {column}",
                sheet=as_written(self.sheet),
                column=as_written(self.column),
            )
        if not self.column:
            return _("Sheet {sheet}, row {row}", sheet=as_written(self.sheet), row=self.row)
        return _(
            "Sheet {sheet}, row {row}, column {column}",
            sheet=as_written(self.sheet),
            row=self.row,
            column=as_written(self.column),
        )

    def _place_in_text(self) -> str:
        if self.row and self.column:
            return _("Row {row}, column {column}", row=self.row, column=self.column)
        if self.row:
            return _("Row {row} of the file", row=self.row)
        return (
            _("Column {column} of the file", column=self.column) if self.column else _("The file")
        )

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self) | {"place": self.place}

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.cure}".strip()


class WorkbookError(CentreError):
    """A file that is not imported, not even in part."""

    code = "workbook"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = len(findings)
        super().__init__(
            n_(
                "Nothing was imported because the file contains {count} error.",
                "Nothing was imported because the file contains {count} errors.",
                count,
            ),
            cure=_("Correct the errors listed and try again."),
        )


def whole_file(message: str, cure: str) -> WorkbookError:
    """Return the error of a file that cannot be read at all."""
    return WorkbookError([Finding("", 0, "", message, cure)])


def in_text_table(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings of a text table: it has no sheets, and its headings are in any row."""
    headings = (NO_COLUMN, UNKNOWN_COLUMN)
    return [
        replace(one, sheet="", row=0 if one.message in headings else one.row) for one in findings
    ]
