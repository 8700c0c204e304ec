"""Records to rows and back: the same fields, in the same order, nothing lost."""

from contextlib import suppress
from dataclasses import asdict, fields
from functools import cache
from typing import Any

from scp_centre.centre.errors import CentreError
from scp_centre.centre.rows import save_row
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import word_of
from scp_centre.roles.production.assessment import AssessmentResult, assess
from scp_centre.roles.production.assessment.entries import RECORDS, AssessmentFile, Factory
from scp_centre.roles.production.models import TABLES, Assessment, Row
from scp_centre.roles.production.workbook.schema import sheets

FACTORY_FIELDS = {f.name: "site_name" if f.name == "site" else f.name for f in fields(Factory)}


def factory_values(file: AssessmentFile) -> dict[str, Any]:
    """Return the sheet Factory as values of an Assessment."""
    return {FACTORY_FIELDS[k]: v for k, v in asdict(file.factory).items()}


def store_rows(assessment: Assessment, file: AssessmentFile) -> None:
    """Replace all rows of an assessment; called inside the transaction of the import."""
    for record, table in TABLES.items():
        table._default_manager.filter(assessment=assessment).delete()
        table._default_manager.bulk_create(
            _row(table, assessment, i, asdict(entry))
            for i, entry in enumerate(getattr(file, record))
        )


def _row(table: type[Row], assessment: Assessment, position: int, values: dict[str, Any]) -> Row:
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return table(assessment=assessment, position=position, **plain)


def load_file(assessment: Assessment) -> AssessmentFile:
    """Return the records of an assessment: what a workbook of it would hold."""
    stored = {k: getattr(assessment, v) for k, v in FACTORY_FIELDS.items()}
    factory = Factory(**_in_words("factory", stored))
    records: dict[str, Any] = {}
    for record, table in TABLES.items():
        names = [f.name for f in fields(RECORDS[record])]
        rows = table._default_manager.filter(assessment=assessment).order_by("position")
        records[record] = tuple(
            RECORDS[record](**_in_words(record, row)) for row in rows.values(*names)
        )
    return AssessmentFile(factory=factory, **records)


def _in_words(record: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its lists as tuples, and the words of closed lists as messages."""
    words = _words_of(record)

    def value(key: str, held: Any) -> Any:
        if isinstance(held, list):
            return tuple(word_of(part, words.get(key, ())) for part in held)
        return word_of(held, words[key]) if key in words else held

    return {key: value(key, held) for key, held in row.items()}


@cache
def _words_of(record: str) -> dict[str, tuple[str, ...]]:
    """Return the closed lists of a sheet: column -> its words."""
    sheet = next(s for s in sheets() if s.record == record)
    return {c.key: c.allowed for c in sheet.columns if c.allowed and not c.kinds}


def keep_summary(assessment: Assessment, result: AssessmentResult) -> None:
    """Save an assessment with what follows from its rows, as lists show it."""
    assessment.assessed_period = result.assessed.period.key
    assessment.loss_cost = result.assessed.costs.loss
    assessment.plan_saving = result.plan.net_saving
    assessment.plan_investment = result.plan.investment
    assessment.plan_co2e_t = result.plan.co2e_t
    save_row(assessment)


def fill_summaries() -> int:
    """Write the summary of assessments that were kept before there were summaries.

    One that cannot be computed is left without: a centre must start all the same.
    """
    filled = 0
    for assessment in Assessment.objects.filter(loss_cost=None):
        changed = assessment.changed
        with suppress(MethodError, CentreError):
            keep_summary(assessment, assess(load_file(assessment)))
            Assessment.objects.filter(pk=assessment.pk).update(changed=changed)
            filled += 1
    return filled
