"""The survey as a file: template out, plants in, every mistake by row."""

from functools import cache
from pathlib import Path
from typing import IO, Any

from scp_centre.centre.sheets.files import is_csv, open_table, typed_row
from scp_centre.centre.sheets.findings import Finding, WorkbookError, whole_file
from scp_centre.centre.sheets.rows import read_rows, written_titles
from scp_centre.centre.sheets.schema import Sheet, load_sheets
from scp_centre.centre.sheets.tables import write_tables
from scp_centre.centre.sheets.words import as_in_file
from scp_centre.roles.benchmarks.models import Benchmark, Plant

LONGEST = {
    field: Plant._meta.get_field(field).max_length or 0
    for field in ("name", "holder", "region", "source")
}


@cache
def survey_sheet() -> Sheet:
    return load_sheets(Path(__file__).with_name("survey.toml"))[0]


def write_survey(benchmark: Benchmark, language: str) -> bytes:
    """Return the workbook of a survey with the plants that are known."""
    rows: list[dict[str, Any]] = [
        {
            "name": p.name,
            "holder": p.holder,
            "region": p.region,
            "use": p.use,
            "use_unit": benchmark.use_unit,
            "made": p.made,
            "source": p.source,
        }
        for p in benchmark.plants.all()
    ]
    return write_tables([(survey_sheet(), rows)], language)


def read_survey(file: IO[bytes], name: str, benchmark: Benchmark) -> list[dict[str, Any]]:
    """Return the plants of an XLSX or CSV file.

    Raises WorkbookError with every finding: a cell that does not fit, a plant that stands twice,
    a unit that is not the benchmark's.
    """
    sheet = survey_sheet()
    header, rows = open_table(file, name, sheet)
    if is_csv(name):
        rows = ((number, typed_row(sheet, header, row)) for number, row in rows)
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    plants = []
    for number, values in read_rows(sheet, header, rows, findings):
        plant = values.get("name")
        if plant in seen:
            findings.append(
                Finding(
                    sheet.name,
                    number,
                    "Plant",
                    f"{plant!r} stands in row {seen[plant]} already.",
                    "Keep one row of each plant.",
                )
            )
        elif plant:
            seen[plant] = number
        for column in sheet.columns:
            text, most = values.get(column.key), LONGEST.get(column.key, 0)
            if isinstance(text, str) and most and len(text) > most:
                findings.append(
                    Finding(
                        sheet.name,
                        number,
                        column.title,
                        f"The text has {len(text)} characters.",
                        f"Shorten it to {most}.",
                    )
                )
        unit = values.pop("use_unit", None)
        if unit and unit != benchmark.use_unit:
            findings.append(
                Finding(
                    sheet.name,
                    number,
                    "Unit of use",
                    f"{unit} is not the unit of the benchmark, {benchmark.use_unit}.",
                    f"Convert the use to {benchmark.use_unit}.",
                )
            )
        plants.append({k: v for k, v in values.items() if v is not None})
    if not findings and not plants:
        raise whole_file("The file holds no plant.", "Fill in at least one row.")
    if findings:
        told = as_in_file(findings, {sheet.name: written_titles(sheet, header)})
        raise WorkbookError(sorted(set(told)))
    return plants
