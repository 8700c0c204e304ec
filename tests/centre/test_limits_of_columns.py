"""Each column of numbers says between what its numbers lie, so that nothing leaves the numbers."""

from math import isfinite
from pathlib import Path

import pytest

import scp_centre
from scp_centre.centre.sheets.cells import CellError, read_cell
from scp_centre.centre.sheets.schema import load_sheets

SCHEMAS = sorted(
    path
    for path in Path(scp_centre.__file__).parent.glob("roles/**/*.toml")
    if "[[sheet]]" in path.read_text("utf-8")
)
# Columns without limits of their own: (file, column) -> why
WITHOUT = {
    ("survey.toml", "use"): "in any unit; the benchmark limits it once it is in its own",
    ("survey.toml", "made"): "in the unit of the benchmark, which limits it",
}


def columns():
    for path in SCHEMAS:
        for sheet in load_sheets(path):
            for column in sheet.columns:
                if column.type in ("number", "integer") and (path.name, column.key) not in WITHOUT:
                    yield pytest.param(column, id=f"{path.name}-{sheet.record}-{column.key}")


@pytest.mark.parametrize("column", list(columns()))
def test_a_column_of_numbers_has_a_least_and_a_most(column):
    least = column.above if column.minimum is None else column.minimum
    assert least is not None and isfinite(least), "it has no least"
    assert column.maximum is not None and isfinite(column.maximum), "it has no most"
    assert least < column.maximum
    for value in (1e308, -1e308, 1e-300):
        with pytest.raises(CellError) as refused:
            read_cell(column, value)
        assert "e+" not in str(refused.value.cure)


def test_no_reason_is_left_for_a_column_that_is_gone():
    names = {(p.name, c.key) for p in SCHEMAS for s in load_sheets(p) for c in s.columns}
    assert set(WITHOUT) <= names
