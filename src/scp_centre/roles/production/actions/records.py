"""One row of an assessment is entered, corrected or taken out, by form or on the floor.

Whoever sends a row says what they saw of it: when somebody changed it meanwhile, nothing is
overwritten and both are shown. Rows that nobody else touched do not disturb each other.
"""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record as log
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.registry.acts import require
from scp_centre.centre.registry.models import Person
from scp_centre.roles.production.actions.assessment import take_over
from scp_centre.roles.production.assessment import AssessmentFile, assess
from scp_centre.roles.production.assessment.entries import RECORDS
from scp_centre.roles.production.keys import key_from
from scp_centre.roles.production.models import Assessment, Presence
from scp_centre.roles.production.storage import load_file
from scp_centre.roles.production.workbook.findings import Finding, WorkbookError
from scp_centre.roles.production.workbook.reading import HEADER_ROW
from scp_centre.roles.production.workbook.rules import check_records

HERE = timedelta(seconds=40)
Values = dict[str, Any]


def digest_of(row: Any) -> str:
    """Return what stands for a row as it was seen."""
    text = json.dumps(asdict(row), default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def change_record(
    assessment: Assessment,
    kind: str,
    values: Values | None,
    *,
    acting_user: Person,
    place: int | None = None,
    seen: str = "",
) -> Assessment:
    """Enter a row (no place), correct the row of a place, or take it out (no values).

    kind : the record of a sheet, such as flows    seen : digest of the row as it was shown

    Raises ConflictError when the row is another than the one that was seen, WorkbookError when
    the data would not hold together with it.
    """
    require(acting_user, "change_record", assessment.site.organisation)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    file = load_file(assessment)
    rows = [file.factory] if kind == "factory" else list(getattr(file, kind))
    before = _seen_row(rows, place, seen)
    if values is not None and kind not in ("factory",):
        values = _with_key(values, kind, rows)
    after = None if values is None else RECORDS[kind](**values)
    rows = _changed(rows, place, after)
    made = replace(file, **{kind: rows[0] if kind == "factory" else tuple(rows)})
    check(made)
    take_over(assessment, made, assess(made), acting_user=acting_user)
    log(
        "change_record",
        f"{assessment}: {kind}",
        acting_user=acting_user,
        organisation=assessment.site.organisation,
        before=_plain(before, after),
        after=_plain(after, before),
    )
    return assessment


def _seen_row(rows: list[Any], place: int | None, seen: str) -> Any:
    if place is None:
        return None
    found = rows[place] if place < len(rows) else None
    if found is None or digest_of(found) != seen:
        raise ConflictError(
            "Somebody changed this row meanwhile.",
            where=str(place),
            cure="What stands now is shown beside what you entered; choose, and keep it again.",
        )
    return found


def _changed(rows: list[Any], place: int | None, after: Any) -> list[Any]:
    if place is None:
        return [*rows, after]
    return [*rows[:place], *([] if after is None else [after]), *rows[place + 1 :]]


def _with_key(values: Values, kind: str, rows: list[Any]) -> Values:
    """Give a row that has none a key of its own, made from its name; a period, from its year."""
    if "key" not in values or values["key"]:
        return values
    named = values["end"].year if kind == "periods" else values.get("name") or kind
    key = key_from(str(named), kind.removesuffix("s"), {row.key for row in rows})
    return values | {"key": key}


def check(file: AssessmentFile) -> None:
    """Raise WorkbookError when the rows do not hold together, as an import would."""
    rows = {
        kind: [
            (HEADER_ROW + i, asdict(row))
            for i, row in enumerate(
                [file.factory] if kind == "factory" else getattr(file, kind), start=1
            )
        ]
        for kind in RECORDS
    }
    findings: list[Finding] = []
    check_records(rows, findings)
    if findings:
        raise WorkbookError(sorted(set(findings)))


def _plain(row: Any, other: Any) -> dict[str, Any]:
    """Return what differs of a row, for the log; all of it when there is no other."""
    if row is None:
        return {}
    mine, theirs = asdict(row), asdict(other) if other is not None else {}
    kept = {k: v for k, v in mine.items() if v not in (None, ()) and theirs.get(k) != v}
    named = {k: mine[k] for k in ("key", "period") if mine.get(k)}
    return json.loads(json.dumps(named | kept, default=str))  # type: ignore[no-any-return]


def show_presence(assessment: Assessment, *, acting_user: Person) -> list[str]:
    """Note that somebody has an assessment open; return the names of others who have."""
    require(acting_user, "see_company", assessment.site.organisation)
    now = timezone.now()
    Presence.objects.update_or_create(
        assessment=assessment, person=acting_user, defaults={"seen": now}
    )
    here = Presence.objects.filter(assessment=assessment, seen__gt=now - HERE)
    names = here.exclude(person=acting_user).select_related("person").order_by("person__name")
    return [str(p.person) for p in names]
