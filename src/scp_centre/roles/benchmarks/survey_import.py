"""The survey as a file: template out, plants in, every mistake by row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from scp_centre.centre.sheets.workbook_file import read_sheets
from scp_centre.methods.messages import Message, _
from scp_centre.roles.benchmarks.models import Benchmark, Part, Plant, Variable
from scp_centre.roles.benchmarks.survey_layout import Layout, factor_between, find_layout

FIELDS = {"name": "name", "company": "company_name", "holding": "holder"}
LONGEST = {
    key: getattr(Plant._meta.get_field(FIELDS.get(key, key)), "max_length", None) or 0
    for key in ("name", "company", "holding", "region", "source")
}
TOTAL_WORDS = "average gesamt mean somme subtotal sub-total sum suma summe total totals"
TOTALS = frozenset(TOTAL_WORDS.split())
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
    weights = {v.key: v.weight or 0.0 for v in benchmark.variables.all() if v.part == Part.PRODUCT}
    table = _open(file, name, benchmark, chosen)
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    plants = []
    for number, values in read_rows(table.sheet, table.header, table.rows, findings):
        for column, message, cure in _faults(table, values, seen):
            findings.append(Finding(table.sheet.name, number, column, message, cure))
        if plant := values.get("name"):
            seen.setdefault(plant, number)
        if wrong := _convert(values, benchmark, table.layout):
            message, cure = wrong
            findings.append(Finding(table.sheet.name, number, "Unit of use", message, cure))
        fields = _fields(values, weights)
        if weights and not fields.get("made") and not findings:
            none = _("The plant makes none of the products.")
            leave = _("Leave the plant out.")
            findings.append(Finding(table.sheet.name, number, "Plant", none, leave))
        plants.append(fields)
    if not findings and not plants:
        raise whole_file(_("The file contains no plants."), _("Fill in at least one row."))
    if findings:
        titles = written_titles(table.sheet, table.header)
        told = as_in_file(findings, {table.sheet.name: titles})
        told = in_text_table(told) if is_csv(name) else told
        raise WorkbookError(sorted(set(told)))
    return plants


@dataclass(frozen=True, slots=True)
class _Table:
    """A survey as it was opened; layout: of its sender, None where it is the template's."""

    sheet: Sheet
    header: Sequence[Any]
    rows: Iterable[tuple[int, Sequence[Any]]]
    layout: Layout | None


def _open(file: IO[bytes], name: str, benchmark: Benchmark, chosen: CsvForm | None) -> _Table:
    sheet = survey_sheet(benchmark)
    if is_csv(name):
        header, rows, notations, _unused = open_table(file, name, sheet, chosen)
        typed = ((number, typed_row(sheet, header, row, notations)) for number, row in rows)
        return _Table(sheet, header, typed, None)
    layout = own_layout(file, benchmark)
    if layout is None:
        table = open_table(file, name, sheet, chosen)
        return _Table(sheet, table.header, table.rows, None)
    body = read_sheets(file)[layout.sheet][layout.row :]
    columns = tuple(c for c in sheet.columns if c.key in layout.places)
    sheet = replace(sheet, name=layout.sheet, columns=columns)
    return _Table(sheet, layout.header(sheet), enumerate(body, layout.row + 1), layout)


def _faults(
    table: _Table, values: dict[str, Any], seen: dict[str, int]
) -> Iterator[tuple[str, Message, Message]]:
    """Yield what is wrong with a row as a whole: column, what, what to do."""
    plant = values.get("name")
    if plant in seen:
        said = _("“{plant}” is already in row {seen}.", plant=plant, seen=seen[plant])
        yield "Plant", said, _("Keep one row of each plant.")
    for column in table.sheet.columns:
        text, most = values.get(column.key), LONGEST.get(column.key, 0)
        if isinstance(text, str) and most and len(text) > most:
            said = _("The text is too long. Its length in characters: {len}.", len=len(text))
            yield column.title, said, _("Shorten it to {most}.", most=most)
    if isinstance(plant, str) and plant.strip(" :.*").casefold() in TOTALS:
        said = _("“{plant}” looks like a total rather than a plant.", plant=plant)
        yield "Plant", said, _("Delete the row. If it is a plant, rename it.")


def _convert(
    values: dict[str, Any], benchmark: Benchmark, layout: Layout | None
) -> tuple[Message, Message] | None:
    """Bring use and output into the units of the benchmark; return what is wrong, if anything."""
    unit = values.pop("use_unit", None) or (layout.use_unit if layout else benchmark.use_unit)
    factor = factor_between(unit, benchmark.use_unit)
    if factor is None:
        return (
            _(
                "{unit} is not the unit of the benchmark, {use_unit}.",
                unit=unit,
                use_unit=benchmark.use_unit,
            ),
            _("Convert the use to {use_unit}.", use_unit=benchmark.use_unit),
        )
    if values.get("use") is not None:
        values["use"] *= factor
    if layout and values.get("made") is not None:
        values["made"] *= factor_between(layout.made_unit, benchmark.output_unit) or 1.0
    return None


def own_layout(file: IO[bytes], benchmark: Benchmark) -> Layout | None:
    """Return the layout of a workbook that is not made from the template; None where it is.

    A mix of products, or a benchmark with further columns, needs the template.
    """
    book = read_sheets(file)
    file.seek(0)
    if survey_sheet(benchmark).name in book or _needs_template(benchmark):
        return None
    return find_layout(book, benchmark)


def _needs_template(benchmark: Benchmark) -> bool:
    return benchmark.variables.filter(part=Part.PRODUCT).exists()


def layout_sentence(file: IO[bytes], name: str, benchmark: Benchmark) -> Message | str:
    """Return how a workbook in its sender's own layout is read, to be shown; else nothing."""
    layout = None if is_csv(name) else own_layout(file, benchmark)
    if layout is None:
        return ""
    titles = {column.key: column.title for column in survey_sheet(benchmark).columns}
    pairs = [f"{titles[key]} = {written}" for key, written in layout.columns.items()]
    return _(
        "Read from sheet {sheet}, headings in row {row}: {columns}. Use was converted from "
        "{unit} to {use_unit}.",
        sheet=layout.sheet,
        row=layout.row,
        columns=pairs,
        unit=layout.use_unit,
        use_unit=benchmark.use_unit,
    )


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
