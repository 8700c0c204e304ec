"""One row of an assessment is entered, corrected or taken out, by form or on the floor.

Whoever sends a row says what they saw of it: when somebody changed it meanwhile, nothing is
overwritten and both are shown. Rows that nobody else touched do not disturb each other.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record as log
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.sheets.findings import Finding, WorkbookError
from scp_centre.centre.sheets.row_reader import HEADER_ROW
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.methods.messages import _, n_
from scp_centre.roles.production.actions.assessment import take_over
from scp_centre.roles.production.assessment import AssessmentFile, assess
from scp_centre.roles.production.assessment.entries import RECORDS
from scp_centre.roles.production.assessment_rows import load_file
from scp_centre.roles.production.errors import RowInUseError
from scp_centre.roles.production.models import Assessment, Presence
from scp_centre.roles.production.slugs import key_from
from scp_centre.roles.production.workbook.rules import check_records
from scp_centre.roles.production.workbook.schema import sheets

HERE = timedelta(seconds=40)
Values = dict[str, Any]


def digest_of(row: Any) -> str:
    """Return what stands for a row as it was seen."""
    text = json.dumps(asdict(row), default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def identity_of(kind: str, row: Any) -> str:
    """Return what makes a row the same row wherever it stands and whatever else changed of it."""
    return json.dumps([str(getattr(row, key)) for key in _sheet(kind).unique])


def _sheet(kind: str) -> Sheet:
    return next(s for s in sheets() if s.record == kind)


def find_row(rows: Sequence[Any], kind: str, which: str) -> int | None:
    """Return where the row of an identity stands now; None when it was taken out."""
    return next((i for i, row in enumerate(rows) if identity_of(kind, row) == which), None)


@transaction.atomic
def change_record(
    assessment: Assessment,
    kind: str,
    values: Values | None,
    *,
    acting_user: Person,
    which: str = "",
    seen: str = "",
) -> Assessment:
    """Enter a row (no identity), correct the row of an identity, or take it out (no values).

    kind : the record of a sheet, such as flows    which : identity of the row
    seen : digest of the row as it was shown

    Raises ConflictError when the row is another than the one that was seen, WorkbookError when
    the data would not hold together with it.
    """
    require(acting_user, "change_record", assessment.site.organisation)
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    file = load_file(assessment)
    rows = [file.factory] if kind == "factory" else list(getattr(file, kind))
    place = find_row(rows, kind, which) if which else None
    before = _seen_row(rows, place, seen, is_removal=values is None) if which else None
    if values is None:
        _require_unused(file, kind, before)
    else:
        values = _with_key(values, kind, rows)
    after = None if values is None else RECORDS[kind](**values)
    rows = _changed(rows, place, after)
    rest: dict[str, Any] = {kind: rows[0] if kind == "factory" else tuple(rows)}
    made = replace(file, **rest)
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


def _seen_row(rows: list[Any], place: int | None, seen: str, *, is_removal: bool) -> Any:
    if place is None:
        add = _("Your entries are still in the form. Add them as a new row if you need them.")
        raise ConflictError(
            _("This row has since been deleted."),
            where="row",
            cure=_("You do not need to delete the row again.") if is_removal else add,
        )
    if digest_of(rows[place]) != seen:
        compare = _(
            "The current values are shown next to your entries. Choose which values to keep, then "
            "save again."
        )
        again = _("The form shows the current values. Delete the row again if you still want to.")
        raise ConflictError(
            _("This row has since been changed."),
            where="row",
            cure=again if is_removal else compare,
        )
    return rows[place]


def _require_unused(file: AssessmentFile, kind: str, row: Any) -> None:
    """Raise RowInUseError when other rows name a row that is to be taken out."""
    key = getattr(row, "key", None)
    if key is None or (kind == "flows" and sum(f.key == key for f in file.flows) > 1):
        return  # a saving names a flow of any period
    for sheet in sheets():
        columns = _columns_that_name(kind, sheet)
        used = sum(
            any(getattr(other, column) == key for column in columns)
            for other in (getattr(file, sheet.record) if columns else ())
        )
        if used:
            raise RowInUseError(
                n_(
                    "{count} row in {sheet} uses “{row}”.",
                    "{count} rows in {sheet} use “{row}”.",
                    used,
                    sheet=sheet.name,
                    row=getattr(row, "name", key),
                ),
                where=sheet.record,
                cure=n_("Edit or delete that row first.", "Edit or delete those rows first.", used),
            )


def _columns_that_name(kind: str, sheet: Sheet) -> list[str]:
    if (kind, sheet.record) == ("flows", "savings"):
        return ["flow"]
    name = _sheet(kind).name
    return [c.key for c in sheet.columns if c.type == "reference" and c.to == name]


def _changed(rows: list[Any], place: int | None, after: Any) -> list[Any]:
    if place is None:
        return [*rows, after]
    return [*rows[:place], *([] if after is None else [after]), *rows[place + 1 :]]


def _with_key(values: Values, kind: str, rows: list[Any]) -> Values:
    """Give a row that has none a key: that of its name in another period, else one of its own.

    A key is made from the name, that of a period from its year.
    """
    if "key" not in values or values["key"]:
        return values
    beside = [c for c in _sheet(kind).unique if c != "key"]  # the period, for a flow
    wanted = [values.get(column) for column in beside]
    taken = {r.key for r in rows if [getattr(r, column) for column in beside] == wanted}
    name = values["end"].year if kind == "periods" else values.get("name") or kind
    same = next((r.key for r in rows if getattr(r, "name", None) == name), None)
    if beside and same and same not in taken:
        return values | {"key": same}
    return values | {"key": key_from(str(name), kind.removesuffix("s"), taken)}


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
