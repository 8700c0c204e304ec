"""The survey as a file: template out, plants in, every mistake by row."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO, Any

from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.sheets.cell_words import as_in_file
from scp_centre.centre.sheets.findings import (
    Finding,
    WorkbookError,
    in_text_table,
    whole_file,
)
from scp_centre.centre.sheets.row_reader import read_rows, written_titles
from scp_centre.centre.sheets.schema import Column, Sheet, load_sheets
from scp_centre.centre.sheets.table_file import is_csv, open_table, typed_row
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Benchmark, Part, Plant, Variable

FIELDS = {"name": "name", "company": "company_name", "holding": "holder"}
LONGEST = {
    key: getattr(Plant._meta.get_field(FIELDS.get(key, key)), "max_length", None) or 0
    for key in ("name", "company", "holding", "region", "source")
}
PREFIX = "v_"  # of the keys of further columns, so that none takes the place of another


@cache
def _fixed() -> Sheet:
    return load_sheets(Path(__file__).with_name("survey.toml"))[0]


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
        help=_("Amount of the year; write 0 where the plant makes none.")
        if product
        else "Figure of the year. Leave it empty where it is not known; empty is not 0.",
        required=product,
        minimum=0.0 if amount else None,
    )


def title_of(variable: Variable) -> str:
    """Return the title of a further column, with its unit."""
    return f"{variable.title}, {variable.unit}"


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


def read_survey(
    file: IO[bytes], name: str, benchmark: Benchmark, chosen: CsvForm | None = None
) -> list[dict[str, Any]]:
    """Return the plants of an XLSX or CSV file, as fields of Plant.

    Raises WorkbookError with every finding: a cell that does not fit, a plant that stands twice,
    a unit that is not the benchmark's.
    """
    sheet = survey_sheet(benchmark)
    weights = {v.key: v.weight or 0.0 for v in benchmark.variables.all() if v.part == Part.PRODUCT}
    header, rows, notations = open_table(file, name, sheet, chosen)
    if is_csv(name):
        rows = ((number, typed_row(sheet, header, row, notations)) for number, row in rows)
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    plants = []

    def _add(number: int, column: str, message: str, cure: str) -> None:
        findings.append(Finding(sheet.name, number, column, message, cure))

    for number, values in read_rows(sheet, header, rows, findings):
        plant = values.get("name")
        if plant in seen:
            _add(
                number,
                "Plant",
                _("“{plant}” is already in row {seen}.", plant=plant, seen=seen[plant]),
                _("Keep one row of each plant."),
            )
        elif plant:
            seen[plant] = number
        for column in sheet.columns:
            text, most = values.get(column.key), LONGEST.get(column.key, 0)
            if isinstance(text, str) and most and len(text) > most:
                _add(
                    number,
                    column.title,
                    _("The text has {len} characters.", len=len(text)),
                    _("Shorten it to {most}.", most=most),
                )
        unit = values.pop("use_unit", None)
        if unit and unit != benchmark.use_unit:
            _add(
                number,
                "Unit of use",
                _(
                    "{unit} is not the unit of the benchmark, {use_unit}.",
                    unit=unit,
                    use_unit=benchmark.use_unit,
                ),
                _("Convert the use to {use_unit}.", use_unit=benchmark.use_unit),
            )
        fields = _fields(values, weights)
        if weights and not fields.get("made") and not findings:
            _add(
                number,
                "Plant",
                _("The plant makes none of the products."),
                _("Leave the plant out."),
            )
        plants.append(fields)
    if not findings and not plants:
        raise whole_file(_("The file contains no plants."), _("Fill in at least one row."))
    if findings:
        told = as_in_file(findings, {sheet.name: written_titles(sheet, header)})
        told = in_text_table(told) if is_csv(name) else told
        raise WorkbookError(sorted(set(told)))
    return plants


def _fields(values: dict[str, Any], weights: dict[str, float]) -> dict[str, Any]:
    """Return a row as fields of Plant: further columns by key, output of a mix reckoned."""
    further = {
        key.removeprefix(PREFIX): value
        for key, value in values.items()
        if key.startswith(PREFIX) and value is not None
    }
    plain = {k: v for k, v in values.items() if not k.startswith(PREFIX) and v is not None}
    company = plain.pop("company", "")
    plain |= {
        "company_name": company,
        "holder": plain.pop("holding", "") or company,
        "values": further,
    }
    if weights:
        plain["made"] = sum(w * further.get(key, 0.0) for key, w in weights.items())
    return plain
