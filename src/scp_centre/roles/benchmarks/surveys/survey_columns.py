"""The columns of a benchmark's survey: those of every survey, and the further ones of this one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from scp_centre.centre.sheets.schema import Column, Sheet, load_sheets
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, Part, Plant, Variable

FIELDS = {"name": "name", "company": "company_name", "holding": "holder"}  # of Plant, by column
PREFIX = "v_"  # of the keys of further columns, so that none takes the place of another


@cache
def _fixed() -> Sheet:
    return load_sheets(Path(__file__).parents[1] / "survey.toml")[0]


def survey_sheet(benchmark: Benchmark) -> Sheet:
    """Return the sheet of a benchmark: with its further columns, without output where it is a mix.

    A mix has a column for each product, and its output is reckoned from them.
    """
    variables = list(benchmark.variables.all())
    mix = any(v.part == Part.PRODUCT for v in variables)
    columns: list[Column] = []
    for column in _fixed().columns:
        if column.key == "made" and mix:
            continue
        if column.key == "source":
            columns += [_column(v) for v in variables]
        columns.append(column)
    return replace(_fixed(), columns=tuple(columns))


def _column(variable: Variable) -> Column:
    product = variable.part == Part.PRODUCT
    amount = product or variable.part in (Part.INPUT, Part.OUTPUT)
    return Column(
        key=PREFIX + variable.key,
        title=title_of(variable),
        type="number",
        help=_("Amount for the year. Enter 0 if the plant does not make the product.")
        if product
        else _(
            "Figure for the year. Leave the cell empty if you do not know the figure. An empty "
            "cell does not mean 0."
        ),
        required=product,
        minimum=0.0 if amount else None,
    )


def title_of(variable: Variable) -> str:
    """Return the title of a further column, with its unit."""
    return f"{variable.title}, {variable.unit}"


def shown_value(fields: Mapping[str, Any], key: str) -> Any:
    """Return what fields of Plant hold of a column of the survey."""
    if key.startswith(PREFIX):
        return fields["values"].get(key.removeprefix(PREFIX))
    return fields.get(FIELDS.get(key, key))


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of numbers.   unit : of the benchmark    yearly : whether it adds up over a year"""

    title: str
    unit: str
    yearly: bool


def amounts_of(benchmark: Benchmark) -> Mapping[str, Amount]:
    """Return the columns of numbers of a benchmark: key -> amount of what, in which unit."""
    variables = list(benchmark.variables.all())
    found = {"use": Amount(f"{benchmark.use}", benchmark.use_unit, yearly=True)}
    if not any(v.part == Part.PRODUCT for v in variables):
        found["made"] = Amount(benchmark.output, benchmark.output_unit, yearly=True)
    for variable in variables:
        yearly = variable.part != Part.REGRESSOR
        found[PREFIX + variable.key] = Amount(variable.title, variable.unit, yearly)
    return found


def write_survey(benchmark: Benchmark, language: str) -> bytes:
    """Return the workbook of a survey with the plants that are known."""
    rows: list[dict[str, Any]] = [
        {
            "name": p.name,
            "company": p.company_name or p.holder,
            "holding": p.holder if p.holder != p.company_name else None,
            "region": p.region,
            "use": p.use,
            "use_unit": benchmark.use_unit,
            "made": p.made,
            "source": p.source,
            **{PREFIX + key: value for key, value in p.values.items()},
        }
        for p in benchmark.plants.all()
    ]
    return write_tables([(survey_sheet(benchmark), rows)], language)


def with_what_is_known(row: dict[str, Any], plant: Plant | None) -> dict[str, Any]:
    """Return fields of a plant, with what it is known by where the survey has no column for it.

    A survey without holdings would else turn each plant of a holding into a contributor of its
    own, and one without further columns would empty them.
    """
    company, holder = row["company_name"], row.get("holder")
    if holder is None:
        of_holding = plant is not None and plant.holder not in ("", plant.company_name)
        holder = plant.holder if plant is not None and of_holding else company
    values = (plant.values if plant else {}) | row["values"]
    return row | {"holder": holder, "values": {k: v for k, v in values.items() if v is not None}}
