"""Files of published tenders, read within limits: JSON or JSON lines, also packed by gzip."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _, n_
from scp_centre.methods.retrieval.analysis import plain, words_of
from scp_centre.methods.tenders import (
    Line,
    Package,
    check_package,
    lines_of,
    read_package,
    releases_of,
    tender_of,
    tender_text,
)
from scp_centre.methods.tenders.deadlines import period_of
from scp_centre.methods.tenders.matching import classifications_of
from scp_centre.reference.procurement_codes import cpv_table
from scp_centre.roles.markets.errors import MarketError

LARGEST_FILE = 100 * 1024**2  # bytes as sent
MOST_UNPACKED = 500_000_000  # bytes
MOST_WHOLE = 100_000_000  # bytes of one JSON document
MOST_TENDERS = 50_000  # of one file
MOST_TOLD = 200
GZIP = b"\x1f\x8b"
KEPT = ("title", "description", "classification", "additionalClassifications")
LONGEST_KEPT = 2_000  # signs of a text
MOST_ITEMS = 200


@dataclass
class ReadTenders:
    """What a file holds. by_ocid : the latest release of each process, as columns of a Tender"""

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
    before = found.count
    for release in releases_of(line.value):
        if tender_of(release) is None:
            continue
        found.count += 1
        _take(release, row, found)
    if found.count == before:
        _tell(found.faults, row, _("There is no tender in this row."))
        return
    if len(found.findings) < MOST_TOLD:
        for one in check_package(_package(line.value)):
            _tell(found.findings, _("Row {number}: {path}", number=line.number, path=one.path),
                  one.message)  # fmt: skip


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
    ocid = str(release.get("ocid") or "").strip()
    if not ocid or len(ocid) > 200:
        _tell(found.faults, row, _("A tender has no identifier (ocid) and was left out."))
        return
    known = found.by_ocid.get(ocid)
    columns = columns_of(release)
    if known is None or known["released"] <= columns["released"]:
        found.by_ocid[ocid] = columns
    if len(found.by_ocid) > MOST_TENDERS:
        raise MarketError(
            n_("The file has more than {count} tender.",
               "The file has more than {count} tenders.", MOST_TENDERS),
            where="file",
            cure=_("Divide the file."),
        )  # fmt: skip


def columns_of(release: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a tender; odd values stay as text, or are left empty."""
    tender = tender_of(release) or {}
    period = period_of(release)
    value = tender.get("value")
    value = value if isinstance(value, dict) else {}
    amount = value.get("amount")
    content = _content(tender)
    return {
        "released": _text(release.get("date"), 40),
        "title": _text(tender.get("title"), 500) or _text(tender.get("description"), 500),
        "buyer": _name_of_buyer(release, tender),
        "status": _text(period.status, 40),
        "opens": period.start,
        "closes": period.end,
        "amount": _text("" if amount is None or isinstance(amount, bool) else amount, 60),
        "currency": _text(value.get("currency"), 10),
        "codes": _codes(tender),
        "text": " ".join(map(plain, words_of(tender_text(tender))))[:20_000],
        "content": content,
    }


def _text(value: Any, most: int) -> str:
    if isinstance(value, dict | list) or value is None:
        return ""
    # A NUL ends in the database; lone surrogates end in its encoding.
    clean = str(value).replace("\x00", " ").encode("utf-8", "replace").decode()
    return " ".join(clean.split())[:most]


def _name_of_buyer(release: dict[str, Any], tender: dict[str, Any]) -> str:
    for one in (release.get("buyer"), tender.get("procuringEntity")):
        if isinstance(one, dict) and one.get("name"):
            return _text(one["name"], 300)
    return ""


def _content(tender: dict[str, Any]) -> dict[str, Any]:
    items = tender.get("items")
    rows = items[:MOST_ITEMS] if isinstance(items, list) else []
    kept = _kept(tender)
    kept["items"] = [_kept(one) for one in rows if isinstance(one, dict)]
    return kept


def _kept(part: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in part.items():
        if name.startswith(KEPT[:2]) and isinstance(value, str):
            found[_text(name, 60)] = _text(value, LONGEST_KEPT)
        elif name == "classification" and isinstance(value, dict):
            found[name] = _classification(value)
        elif name == "additionalClassifications" and isinstance(value, list):
            found[name] = [_classification(one) for one in value[:50] if isinstance(one, dict)]
    return found


def _classification(part: dict[str, Any]) -> dict[str, str]:
    return {name: _text(part.get(name), 200) for name in ("scheme", "id", "description")}


def _codes(tender: dict[str, Any]) -> str:
    """Return the codes as words with blanks around them, so that a prefix can be looked for."""
    table, found = cpv_table(), {}
    for scheme, value in classifications_of(tender):
        if scheme.startswith(("HS", "HARMON")):
            found["hs" + "".join(filter(str.isdigit, _text(value, 20)))] = True
        elif scheme in ("CPV", "") and (code := table.read_published(value)):
            found[code] = True
    return f" {' '.join(found)} " if found else ""
