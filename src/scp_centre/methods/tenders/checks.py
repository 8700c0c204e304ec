"""What is wrong or doubtful in published tenders. Nothing is dropped or changed because of it.

Each finding names its place as a path in the file. Codes and fields that the standard does not know
are kept: publishers extend it. Values that cannot be what they should be stay as they are written.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Any

from scp_centre.methods.messages import Number, _, n_
from scp_centre.methods.product_codes import read_cpv
from scp_centre.methods.tenders.packages import KNOWN, Package, Release

NEEDED = ("ocid", "id", "date", "tag", "initiationType")
TAGS = {
    *("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate"),
    *("tenderCancellation", "award", "awardUpdate", "awardCancellation", "contract"),
    *("contractUpdate", "contractAmendment", "implementation", "implementationUpdate"),
    *("contractTermination", "compiled"),
}
MERGED_BY_ID = {
    *("parties", "awards", "contracts", "items", "documents", "milestones", "transactions"),
    *("suppliers", "tenderers", "amendments"),
}
PARTIES = ("buyer", "procuringEntity", "suppliers", "tenderers", "payer", "payee")
SPREADSHEET = re.compile(r"\d+\.0")  # a number that a spreadsheet made of an identifier
CURRENCY = re.compile(r"[A-Z]{3}")
FAR = 100.0  # times: amounts of one process that are farther apart are looked at
MOST = 1_000  # findings
DEEPEST = 100
LONGEST_PATH, LONGEST_WORD = 300, 100  # signs that are said
LENGTH_OF_DAY = len("2026-12-31")
FIRST_YEAR, LAST_YEAR = 1, 9_999


@dataclass(frozen=True, slots=True)
class Finding:
    """path : /releases/0/tender/value    message : what is wrong there"""

    path: str
    message: str


def check_package(package: Package) -> list[Finding]:
    """Return what is wrong or doubtful, in the order of the file; at most MOST findings."""
    found: list[Finding] = []
    for one in _findings(package):
        if len(found) == MOST:
            rest = _("There are additional findings that are not listed.")
            return [*found, Finding("", rest)]
        found.append(Finding(one.path[:LONGEST_PATH], one.message))
    return found


def _findings(package: Package) -> Iterator[Finding]:
    if not package.is_stated:
        yield Finding(
            "/version", _("The file does not state its version. It was read as version 1.0.")
        )
    elif not package.version.startswith(KNOWN):
        yield Finding(
            "/version",
            _(
                "Version {version} is unknown. Known fields were read, and all other fields were "
                "kept.",
                version=package.version[:LONGEST_WORD],
            ),
        )
    yield from _repeated(package)
    for path, release in package.releases:
        yield from _of_release(path, release)
    for path, record in package.records:
        parts = record.get("releases")
        for number, release in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(release, dict) and "ocid" in release:
                yield from _of_release(f"{path}/releases/{number}", release)
        compiled = record.get("compiledRelease")
        if isinstance(compiled, dict):
            yield from _of_release(f"{path}/compiledRelease", compiled)


def _repeated(package: Package) -> Iterator[Finding]:
    keys = [(str(r.get("ocid")), str(r.get("id"))) for _unused, r in package.releases]
    counts = Counter(keys)
    for (path, _unused), key in zip(package.releases, keys, strict=True):
        if counts[key] > 1:
            yield Finding(
                f"{path}/id",
                _("Another release has the same identifier: {id}.", id=key[1][:LONGEST_WORD]),
            )


def _of_release(path: str, release: Release) -> Iterator[Finding]:
    for name in NEEDED:
        if release.get(name) in (None, "", []):
            yield Finding(f"{path}/{name}", _("The field {name} is missing.", name=name))
    tags = release.get("tag")
    for tag in tags if isinstance(tags, list) else ():
        if str(tag) not in TAGS:
            yield Finding(
                f"{path}/tag",
                _("The tag {tag} does not exist in the standard.", tag=str(tag)[:LONGEST_WORD]),
            )
    parties = _ids(release.get("parties"))
    for place, name, value in _walk(path, "", release, 0):
        yield from _of_field(place, name, value)
        if parties and name in PARTIES:
            yield from _of_parties(place, value, parties)
    yield from _of_tenderers(path, release)
    yield from _of_awards(path, release)
    yield from _of_amounts(path, release)


def _walk(path: str, name: str, value: Any, depth: int) -> Iterator[tuple[str, str, Any]]:
    """Yield (place, name of the field, value) of everything within a release."""
    if depth > DEEPEST:
        return
    if name:
        yield path, name, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _walk(f"{path}/{key}", key, one, depth + 1)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            if isinstance(one, dict):
                for key, inner in one.items():
                    yield from _walk(f"{path}/{number}/{key}", key, inner, depth + 1)


def _of_field(place: str, name: str, value: Any) -> Iterator[Finding]:
    if name in ("date", "startDate", "endDate", "dateSigned", "datePublished", "dateModified"):
        yield from _of_date(place, value)
    if name in ("id", "uid") and isinstance(value, str) and SPREADSHEET.fullmatch(value):
        yield Finding(
            place,
            _(
                "A spreadsheet seems to have changed the identifier {value}.",
                value=value[:LONGEST_WORD],
            ),
        )
    if isinstance(value, dict) and not isinstance(value.get("amount", {}), dict):
        yield from _of_value(place, value)
    if isinstance(value, dict) and {"startDate", "endDate"} <= value.keys():
        start, end = moment(value["startDate"]), moment(value["endDate"])
        if start and end and end < start:
            yield Finding(place, _("The period ends before it starts."))
    if isinstance(value, dict) and str(value.get("scheme", "")).upper() == "CPV":
        yield from _of_cpv(place, value.get("id"))
    if name in MERGED_BY_ID and isinstance(value, list):
        without = sum(isinstance(one, dict) and one.get("id") in (None, "") for one in value)
        if without:
            yield Finding(
                place,
                n_(
                    "{count} entry has no identifier, so later releases cannot update it.",
                    "{count} entries have no identifier, so later releases cannot update them.",
                    without,
                ),
            )


def moment(text: Any) -> datetime | None:
    """Return a date-time of the standard (with its time zone); None for anything else."""
    found = _written(text)
    return found if found is not None and found.tzinfo is not None else None


def local_moment(text: Any, zone: tzinfo, *, is_end: bool = False) -> datetime | None:
    """Return a moment that is written without its time zone, read in one; None for anything else.

    is_end : a day without a time stands for its last moment, not for its first
    """
    found = _written(text)
    if found is None or found.tzinfo is not None:
        return None
    if len(str(text).strip()) <= LENGTH_OF_DAY and is_end:
        found = datetime.combine(found.date(), time(23, 59, 59))
    return _in_bounds(found.replace(tzinfo=zone))


def release_order(text: Any) -> tuple[datetime, str]:
    """Return what releases of one process are ordered by: the moment, where one can be read.

    A date without a time zone counts as universal time; what is no date comes first.
    """
    found = _written(text)
    if found is None:
        return datetime.min.replace(tzinfo=UTC), str(text)
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)), str(text)


def _written(text: Any) -> datetime | None:
    """Return the date, with or without time and zone, that a text is; None for anything else."""
    try:
        found = datetime.fromisoformat(str(text).strip())
    except ValueError:
        return None
    return _in_bounds(found)


def _in_bounds(found: datetime) -> datetime | None:
    """Return a moment that has its like in every time zone; None at the ends of the calendar."""
    return found if FIRST_YEAR < found.year < LAST_YEAR else None


def _of_date(place: str, value: Any) -> Iterator[Finding]:
    if value is not None and moment(value) is None:
        yield Finding(
            place,
            _(
                "{value} is not a date with a time and a time zone, such as 2026-11-30T09:00:00Z.",
                value=str(value)[:100],
            ),
        )


def amount_of(value: Any) -> float | None:
    """Return the amount of a value as a number; None where it is none."""
    amount = value.get("amount") if isinstance(value, dict) else None
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    try:
        found = float(amount)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _of_value(place: str, value: dict[str, Any]) -> Iterator[Finding]:
    amount, currency = value["amount"], value.get("currency")
    if amount is None:
        return
    if amount_of(value) is None:
        yield Finding(f"{place}/amount", _("{value} is not a number.", value=str(amount)[:100]))
    elif amount < 0:
        yield Finding(
            f"{place}/amount", _("The amount is negative: {value}.", value=Number(amount))
        )
    if currency in (None, ""):
        yield Finding(f"{place}/currency", _("The amount has no currency."))
    elif not CURRENCY.fullmatch(str(currency)):
        yield Finding(
            f"{place}/currency",
            _("{value} is not a currency code, such as EUR.", value=str(currency)[:100]),
        )


def _of_cpv(place: str, code: Any) -> Iterator[Finding]:
    if SPREADSHEET.fullmatch(str(code)):
        return  # said of all identifiers
    digits = re.sub(r"[^0-9]", "", str(code))
    if len(digits) == 7 or (len(digits) == 8 and "-" in str(code)):
        yield Finding(
            f"{place}/id",
            _(
                "The CPV code {code} is missing a digit, probably a leading zero.",
                code=str(code)[:LONGEST_WORD],
            ),
        )
        return
    try:
        read_cpv(str(code))
    except Exception:  # noqa: BLE001 -- whatever it is, it is no code
        yield Finding(f"{place}/id", _("{code} is not a CPV code.", code=str(code)[:100]))


def _ids(values: Any) -> set[str]:
    several = values if isinstance(values, list) else ()
    return {str(v["id"]) for v in several if isinstance(v, dict) and "id" in v}


def _of_parties(place: str, value: Any, parties: set[str]) -> Iterator[Finding]:
    several = value if isinstance(value, list) else [value]
    for number, one in enumerate(several):
        if isinstance(one, dict) and "id" in one and str(one["id"]) not in parties:
            where = f"{place}/{number}/id" if isinstance(value, list) else f"{place}/id"
            yield Finding(
                where,
                _("The organisation {id} is not among the parties.", id=str(one["id"])[:100]),
            )


def _of_tenderers(path: str, release: Release) -> Iterator[Finding]:
    tender = release.get("tender")
    if not isinstance(tender, dict) or not isinstance(tender.get("tenderers"), list):
        return
    said, listed = tender.get("numberOfTenderers"), len(tender["tenderers"])
    if isinstance(said, int) and said != listed:
        yield Finding(
            f"{path}/tender/numberOfTenderers",
            _(
                "The number of tenderers is stated as {said}, but {listed} are listed.",
                said=said,
                listed=listed,
            ),
        )


def _of_awards(path: str, release: Release) -> Iterator[Finding]:
    awards = _ids(release.get("awards"))
    contracts = release.get("contracts")
    for number, one in enumerate(contracts if isinstance(contracts, list) else ()):
        if not isinstance(one, dict) or not awards:
            continue
        if "awardID" in one and str(one["awardID"]) not in awards:
            yield Finding(
                f"{path}/contracts/{number}/awardID",
                _("Award {id} does not exist.", id=str(one["awardID"])[:100]),
            )


def _of_amounts(path: str, release: Release) -> Iterator[Finding]:
    """Amounts of one process in one currency that are far apart: thousands, or a decimal point."""
    amounts = []
    tender = release.get("tender")
    if isinstance(tender, dict):
        amounts.append((f"{path}/tender/value", tender.get("value")))
    for name in ("awards", "contracts"):
        several = release.get(name)
        for number, one in enumerate(several if isinstance(several, list) else ()):
            if isinstance(one, dict):
                amounts.append((f"{path}/{name}/{number}/value", one.get("value")))
                yield from _of_payments(f"{path}/{name}/{number}", one)
    known = [
        (place, amount_of(value), value.get("currency"))
        for place, value in amounts
        if isinstance(value, dict) and (amount_of(value) or 0.0) > 0.0
    ]
    for place, amount, currency in known[1:]:
        first_place, first, of = known[0]
        if currency == of and amount and first and not 1 / FAR <= amount / first <= FAR:
            yield Finding(
                place,
                _(
                    "The amount is {amount}, but {first} at {place}. Check the units.",
                    amount=Number(amount),
                    place=first_place,
                    first=Number(first),
                ),
            )


def _of_payments(path: str, contract: dict[str, Any]) -> Iterator[Finding]:
    implementation = contract.get("implementation")
    payments = implementation.get("transactions") if isinstance(implementation, dict) else None
    value = contract.get("value")
    total = amount_of(value)
    if not isinstance(payments, list) or total is None:
        return
    paid = (
        [
            amount_of(one.get("value"))
            for one in payments
            if isinstance(one, dict)
            and isinstance(one.get("value"), dict)
            and one["value"].get("currency") == value["currency"]
        ]
        if isinstance(value, dict) and "currency" in value
        else []
    )
    together = sum(amount for amount in paid if amount is not None)
    if together > total > 0.0:
        yield Finding(
            f"{path}/implementation/transactions",
            _(
                "The payments add up to {paid}, which exceeds the contract amount ({total}).",
                paid=Number(together),
                total=Number(total),
            ),
        )
