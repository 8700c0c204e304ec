"""Files of published tenders, read within limits: JSON or JSON lines, also packed by gzip."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _, n_
from scp_centre.methods.tenders import (
    Line,
    Package,
    check_package,
    lines_of,
    read_package,
    releases_of,
    tender_of,
)
from scp_centre.methods.tenders.checks import release_order
from scp_centre.roles.markets.errors import MarketError
from scp_centre.roles.markets.tender_columns import clean, columns_of, combined

LARGEST_FILE = 100 * 1024**2  # bytes as sent
MOST_UNPACKED = 500_000_000  # bytes
MOST_WHOLE = 100_000_000  # bytes of one JSON document
MOST_TENDERS = 50_000  # of one file
MOST_TOLD = 200
GZIP = b"\x1f\x8b"
LONGEST_OCID = 200


@dataclass
class ReadTenders:
    """What a file holds. by_ocid : the present state of each process, as columns of a Tender"""

    by_ocid: dict[str, dict[str, Any]] = field(default_factory=dict)
    count: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)


def read_tender_file(opened: Callable[[], BinaryIO]) -> ReadTenders:
    """Read a file of tenders; `opened` opens it anew.

    Raises MarketError for a file that cannot be read, is too large or has no tender.
    """
    found = ReadTenders()
    try:
        for line in lines_of(lambda: _unpacked(opened), MOST_WHOLE, MOST_UNPACKED, "file"):
            _read_line(line, found)
    except (OSError, EOFError, zlib.error) as error:
        raise MarketError(
            _("The file cannot be unpacked."),
            where="file",
            cure=_("Check that the file is complete. It may have been cut off."),
        ) from error
    except InvalidValueError as error:
        raise MarketError(error.message, where="file", cure=error.cure) from error
    if not found.by_ocid:
        raise MarketError(
            found.faults[0]["message"] if found.faults else _("The file contains no tenders."),
            where="file",
            cure=_("Choose a file of the Open Contracting Data Standard: JSON or JSON lines."),
        )
    return found


def _unpacked(opened: Callable[[], BinaryIO]) -> BinaryIO:
    stream = opened()
    is_packed = stream.read(len(GZIP)) == GZIP
    stream.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if is_packed else stream


def _read_line(line: Line, found: ReadTenders) -> None:
    row = _("Row {number}", number=line.number)
    if line.fault:
        _tell(found.faults, row, line.fault)
        return
    if line.has_odd_signs:
        line = replace(line, value=clean(line.value))
    try:
        _read_value(line.value, row, found)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # Whatever else a publisher has written: the other rows do not suffer for it.
        _tell(found.faults, row, _("This row cannot be read. Its values have unexpected types."))


def _read_value(content: Any, row: str, found: ReadTenders) -> None:
    before = found.count
    for release in releases_of(content):
        if tender_of(release) is None:
            continue
        found.count += 1
        _take(release, row, found)
    if found.count == before:
        _tell(found.faults, row, _("There is no tender in this row."))
        return
    if len(found.findings) < MOST_TOLD:
        for one in check_package(_package(content)):
            _tell(found.findings, _("{row}: {path}", row=row, path=one.path), one.message)


def _package(content: Any) -> Package:
    """Return what a line holds as a package; a release alone has no place for its version."""
    package = read_package(content)
    if isinstance(content, dict) and ("releases" in content or "records" in content):
        return package
    return replace(package, is_stated=True)


def _tell(into: list[dict[str, Any]], place: str, message: str) -> None:
    if len(into) < MOST_TOLD:
        into.append({"place": place, "message": message})
    elif len(into) == MOST_TOLD:
        into.append({"place": "", "message": _("There is more, which is not listed.")})


def _take(release: dict[str, Any], row: str, found: ReadTenders) -> None:
    given = release.get("ocid")
    ocid = str(given).strip() if isinstance(given, str | int) else ""
    if not ocid or len(ocid) > LONGEST_OCID:
        _tell(found.faults, row, _("A tender has no identifier (ocid) and was left out."))
        return
    known = found.by_ocid.get(ocid)
    columns = columns_of(release)
    if known is None:
        found.by_ocid[ocid] = columns
    elif release_order(known["released"]) <= release_order(columns["released"]):
        found.by_ocid[ocid] = combined(known, columns)
    else:
        found.by_ocid[ocid] = combined(columns, known)
    if len(found.by_ocid) > MOST_TENDERS:
        raise MarketError(
            n_("The file has more than {count} tender.",
               "The file has more than {count} tenders.", MOST_TENDERS),
            where="file",
            cure=_("Divide the file."),
        )  # fmt: skip
