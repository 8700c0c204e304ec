"""What is wrong in a workbook: all findings are collected, and raised once."""

from dataclasses import asdict, dataclass

from scp_centre.centre.errors import CentreError
from scp_centre.methods.messages import _, as_written, n_


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake: where it stands, what is wrong, what to do."""

    sheet: str
    row: int
    column: str
    message: str
    cure: str

    @property
    def place(self) -> str:
        if not self.sheet:
            return _("Workbook")
        if not self.row and not self.column:
            return _("Sheet {sheet} as a whole", sheet=as_written(self.sheet))
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

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self) | {"place": self.place}

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.cure}".strip()


class WorkbookError(CentreError):
    """A workbook that is not imported; nothing of it was taken over."""

    code = "workbook"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = len(findings)
        super().__init__(
            n_(
                "The workbook has {count} mistake; nothing was imported.",
                "The workbook has {count} mistakes; nothing was imported.",
                count,
            ),
            cure=_("Correct the cells that are listed and try again."),
        )


def whole_file(message: str, cure: str) -> WorkbookError:
    """Return the error of a file that cannot be read at all."""
    return WorkbookError([Finding("", 0, "", message, cure)])
