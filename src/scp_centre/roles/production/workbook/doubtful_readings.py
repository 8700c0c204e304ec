"""Readings of imported files that look like shares: asked back in the words of the form."""

from collections.abc import Iterator
from typing import Any

from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.row_reader import Row
from scp_centre.roles.production.assessment.calculations import CALCULATIONS
from scp_centre.roles.production.assessment.calculations.doubtful_shares import (
    ShareQuestion,
    ask_back,
)


def ask_back_readings(rows: dict[str, list[Row]]) -> Iterator[Finding]:
    """Yield what is to be asked of the rows of Measurements that a file brings.

    Rows that are stored are left as they are: they were asked about when they were entered.
    """
    for number, values in rows.get("measurements", []):
        asked = question_of(values)
        if asked:
            yield Finding("Measurements", number, "Value", asked.question, asked.cure)


def question_of(values: dict[str, Any]) -> ShareQuestion | None:
    """Return what is to be asked of one reading; None where it is clear or not known at all."""
    calculation = CALCULATIONS.get(str(values.get("calculation")))
    value, unit = values.get("value"), values.get("unit")
    if calculation is None or value is None:
        return None
    named = [p for p in calculation.parameters if p.key == values.get("parameter")]
    return ask_back(named[0], value, unit) if named else None
