"""What people decided that flows count as, as a CSV file: written, and read again."""

from collections.abc import Iterator, Mapping
from typing import IO

from scp_centre.centre.foreign_files import PAGE, Allowance, FileRefusal, stream
from scp_centre.centre.foreign_files.refusal_sentences import refusal_sentences
from scp_centre.centre.sheets.csv_writer import csv_bytes
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.table_file import text_options
from scp_centre.methods.lifecycle import NOT_COUNTED
from scp_centre.methods.lifecycle.background import plain_name
from scp_centre.methods.messages import Message, _
from scp_centre.reference.greenhouse_flow_rows import greenhouse_gases
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.gas_titles import MEDIUM_TITLES

COLUMNS = ("flow", "medium", "counts_as")
MOST_ROWS = 5_000
LONGEST = 300  # signs of a flow's name
Decisions = dict[tuple[str, str], str]


def write_decisions(decisions: Mapping[tuple[str, str], str]) -> bytes:
    """Return decisions as a file: (name, medium) -> gas or NOT_COUNTED."""
    rows = [(name, medium, target) for (name, medium), target in sorted(decisions.items())]
    return csv_bytes(COLUMNS, rows)


def read_decisions(file: IO[bytes], allowance: Allowance = PAGE) -> Decisions:
    """Return the decisions of a file.

    Raises ProductError for what is no such file, WorkbookError with every row that is wrong.
    """
    try:
        parts = list(stream("table", file, allowance, **text_options(), most_rows=MOST_ROWS + 2))
    except FileRefusal as refusal:
        raise _no_file(refusal) from None
    rows = [row for part in parts[1:] for row in part]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not set(COLUMNS) <= set(head):
        raise _no_file()
    for column in COLUMNS:
        if head.count(column) > 1:
            said = _("Two columns have the heading “{title}”.", title=column)
            mend = _("Keep one of the two columns, or rename the other one.")
            raise WorkbookError([_finding(1, column, said, mend)])
    if len(rows) > MOST_ROWS + 1:
        raise ProductError(
            _("The file has too many rows."),
            where="file",
            cure=_("Split the file. A file can have at most {most} rows.", most=MOST_ROWS),
        )
    places = [head.index(name) for name in COLUMNS]
    decisions: Decisions = {}
    findings: list[Finding] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        name, medium, target = (row[at].strip() if at < len(row) else "" for at in places)
        key = plain_name(name), medium.lower()
        found = list(_faults(number, key, target, decisions))
        findings += found
        if not found:
            decisions[key] = target
    if findings:
        raise WorkbookError(findings)
    return decisions


def _faults(number: int, key: tuple[str, str], target: str, before: Decisions) -> Iterator[Finding]:
    name, medium = key
    gases = greenhouse_gases()
    if not name or len(name) > LONGEST:
        yield _finding(number, "flow", _("The name of the flow is missing or too long."),
                       _("Enter the name as it appears in the database."))  # fmt: skip
    if medium not in MEDIUM_TITLES:
        known = [one for one in MEDIUM_TITLES if one]
        yield _finding(number, "medium", _("“{medium}” is not a known medium.", medium=medium[:40]),
                       _("Use one of these media: {media}.", media=known))  # fmt: skip
    if target != NOT_COUNTED and target not in gases:
        yield _finding(
            number,
            "counts_as",
            _("“{target}” is not a greenhouse gas in the list.", target=target[:40]),
            _("Use {none} or one of these gases: {gases}.", none=NOT_COUNTED, gases=sorted(gases)),
        )
    if before.get(key, target) != target:
        yield _finding(number, "flow", _("Another row gives a different decision for this flow."),
                       _("Keep one of the two rows."))  # fmt: skip


def _finding(number: int, column: str, message: Message, cure: Message) -> Finding:
    return Finding("", number, column, message, cure)


def _no_file(refusal: FileRefusal | None = None) -> ProductError:
    if refusal is not None and (said := refusal_sentences(refusal)):
        return ProductError(said[0], where="file", cure=said[1])
    return ProductError(
        _("The file does not contain decisions on flows."),
        where="file",
        cure=_("Use a CSV file with the columns {columns}.", columns=list(COLUMNS)),
    )
