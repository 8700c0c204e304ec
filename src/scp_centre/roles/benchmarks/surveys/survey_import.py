"""A survey as a file: plants in, every mistake by row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import IO, Any, cast

from scp_centre.centre.foreign_files import WORKBOOK, Allowance
from scp_centre.centre.foreign_files.csv_reader import CsvForm
from scp_centre.centre.sheets.cell_words import as_in_file
from scp_centre.centre.sheets.findings import (
    Finding,
    WorkbookError,
    in_text_table,
    whole_file,
)
from scp_centre.centre.sheets.row_reader import HEADER_ROW, read_rows, written_titles
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.centre.sheets.table_file import is_csv, open_table, typed_row
from scp_centre.methods.errors import UnclearEntryError, UnitError
from scp_centre.methods.messages import Message, Number, _
from scp_centre.methods.unit_spellings import unit_named
from scp_centre.roles.benchmarks.models import Benchmark, Part, Plant
from scp_centre.roles.benchmarks.queries import plain, series_of
from scp_centre.roles.benchmarks.surveys.survey_checks import (
    find_far_columns,
    find_idle,
    find_notes,
    find_repetitions,
    find_totals,
    is_total_name,
)
from scp_centre.roles.benchmarks.surveys.survey_columns import (
    FIELDS,
    PREFIX,
    amounts_of,
    survey_sheet,
)
from scp_centre.roles.benchmarks.surveys.survey_mapping import (
    SurveyMapping,
    heading_text,
    headings_of,
    is_findings_title,
)
from scp_centre.roles.benchmarks.surveys.survey_names import find_taken_names, tell_apart
from scp_centre.roles.benchmarks.surveys.survey_rows import Numbered, read_table, type_rows
from scp_centre.roles.benchmarks.surveys.survey_units import factor_between

LONGEST = {
    key: getattr(Plant._meta.get_field(FIELDS.get(key, key)), "max_length", None) or 0
    for key in ("name", "company", "holding", "region", "source")
}
OnRow = Callable[[int, int], None]
SMALLEST, LARGEST = 1e-9, 1e15  # amounts that a plant can have, in the units of a benchmark


@dataclass(frozen=True, slots=True)
class SurveyReading:
    """What a survey says.

    plants : fields of Plant    left_out : rows that are totals, or without use or output
    questions : rows that may be a plant that stands elsewhere, or columns whose figures are far
    from those known; they are among the plants
    """

    plants: list[dict[str, Any]]
    left_out: list[Finding] = field(default_factory=list)
    questions: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    """A survey as it was opened.

    titles : of the schema -> as written    columns : keys of those that the file has
    factors : key -> benchmark's units in one    left_out : rows that are not imported, and why
    hidden : what the sheet hides, which is asked about
    """

    sheet: Sheet
    header: Sequence[Any]
    rows: Iterable[tuple[int, Sequence[Any]]]
    titles: Mapping[str, str]
    columns: Set[str]
    factors: Mapping[str, float] = field(default_factory=dict)
    left_out: Sequence[Finding] = ()
    header_row: int = HEADER_ROW
    hidden: Sequence[Finding] = ()

    @property
    def total(self) -> int:
        """How many rows it has; 0 where they are still being read."""
        return len(self.rows) if isinstance(self.rows, list) else 0


def read_survey(
    file: IO[bytes],
    name: str,
    benchmark: Benchmark,
    chosen: CsvForm | None = None,
    mapping: SurveyMapping | None = None,
    allowance: Allowance = WORKBOOK,
    on_row: OnRow | None = None,
) -> SurveyReading:
    """Return the plants of an XLSX or CSV file.

    mapping : what its columns are; None where the file is made from the template
    on_row : told how many rows are read, and of how many (0 where that is not known)

    Raises WorkbookError with every finding: a cell that does not fit, a plant that stands twice,
    a unit that is not the benchmark's.
    """
    weights = {v.key: v.weight or 0.0 for v in benchmark.variables.all() if v.part == Part.PRODUCT}
    if mapping is None:
        table = _open_template(file, name, benchmark, chosen)
    else:
        table = _open_mapped(file, name, benchmark, mapping, chosen, allowance)
    findings: list[Finding] = []
    plants = list(_read_plants(table, benchmark, weights, findings, on_row))
    if not findings and not plants:
        raise whole_file(_("The file contains no plants."), _("Fill in at least one row."))
    if findings:
        raise WorkbookError(_told(findings, table, name))
    questions = _ask(table, benchmark, plants, name)
    return SurveyReading(
        [plant for _number, plant in plants],
        _told(table.left_out, table, name),
        _told(questions, table, name),
    )


def _ask(
    table: _Table, benchmark: Benchmark, plants: list[tuple[int, dict[str, Any]]], name: str
) -> list[Finding]:
    """Return what to ask about the plants of a survey; those of one name get names of their own.

    Raises WorkbookError where two rows would be one plant.
    """
    known = {p.name: p.company_name or p.holder for p in benchmark.plants.all()}
    asked = list(tell_apart(plants, known))
    if taken := list(find_taken_names(plants, LONGEST["name"])):
        findings = [Finding(table.sheet.name, row, "Plant", *said) for row, *said in taken]
        raise WorkbookError(_told(findings, table, name))
    asked += find_repetitions(plants, known)
    questions = [Finding(table.sheet.name, row, "Plant", *said) for row, *said in asked]
    questions += table.hidden
    fields = [plant for _number, plant in plants]
    return questions + [
        Finding(table.sheet.name, 0, title, message, cure)
        for title, message, cure in far_columns(fields, benchmark)
    ]


def far_columns(
    plants: Iterable[Mapping[str, Any]], benchmark: Benchmark
) -> list[tuple[str, Message, Message]]:
    """Return the columns whose figures are far from those of this benchmark and its other years.

    plants : fields of Plant    Each as title of the column, what is wrong, what to do.
    """
    sheet, amounts = survey_sheet(benchmark), amounts_of(benchmark)
    known: list[dict[str, Any]] = []
    for one in series_of(benchmark).prefetch_related("variables", "plants"):
        same = {v.key for v in one.variables.all() if (a := amounts.get(PREFIX + v.key))
                and a.unit == v.unit}  # fmt: skip
        known += [
            {
                "use": plant.use,
                "made": plant.made,
                "values": {key: value for key, value in plant.values.items() if key in same},
            }
            for plant in one.plants.all()
        ]
    found = find_far_columns(plants, known, amounts)
    return [(sheet.column(key).title, said, cure) for key, said, cure in found]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """How the first rows of a table read.   plants : number of the row, its values by key"""

    plants: list[tuple[int, dict[str, Any]]]
    findings: list[Finding]
    left_out: list[Finding]


def read_first_plants(
    rows: Sequence[Sequence[Any]], benchmark: Benchmark, mapping: SurveyMapping, *, most: int
) -> FirstRows:
    """Return how the first plants of a table read, in the benchmark's units, and what is wrong.

    rows : the first ones of the sheet, from its top
    """
    above = mapping.first_row - 1
    numbered = [(n, list(row)) for n, row in enumerate(rows[above:], mapping.first_row)]
    table = _map_table(benchmark, mapping, rows[:above], numbered)
    findings: list[Finding] = []
    read = islice(_read_plants(table, benchmark, {}, findings, None), most)
    plants = list(read)
    name = "" if mapping.sheet else "table.csv"
    return FirstRows(plants, _told(findings, table, name), _told(table.left_out, table, name))


def _told(findings: Iterable[Finding], table: _Table, name: str) -> list[Finding]:
    """Return findings in the words of the file, in the order of its rows."""
    told = as_in_file(findings, {table.sheet.name: table.titles})
    return sorted(set(in_text_table(told) if is_csv(name) else told))


def _read_plants(
    table: _Table,
    benchmark: Benchmark,
    weights: dict[str, float],
    findings: list[Finding],
    on_row: OnRow | None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each row and its fields of Plant; add what is wrong to the findings."""
    seen: dict[tuple[str, str], int] = {}
    factors: dict[str, float | None] = {}
    rows = read_rows(table.sheet, table.header, table.rows, findings, table.header_row)
    for done, (number, values) in enumerate(rows, start=1):
        for column, message, cure in _faults(table, values, seen):
            findings.append(Finding(table.sheet.name, number, column, message, cure))
        if values.get("name"):
            seen.setdefault(_identity(values), number)
        if wrong := _convert(values, benchmark, table.factors, factors):
            message, cure = wrong
            findings.append(Finding(table.sheet.name, number, "Unit of use", message, cure))
        if extreme := _extreme(values, table.sheet):
            column, message, cure = extreme
            findings.append(Finding(table.sheet.name, number, column, message, cure))
        fields = _fields(values, weights, table.columns)
        if weights and not fields.get("made") and not findings:
            none = _("The plant makes none of the products.")
            leave = _("Leave the plant out.")
            findings.append(Finding(table.sheet.name, number, "Plant", none, leave))
        if on_row:
            on_row(done, table.total)
        yield number, fields


def _open_template(
    file: IO[bytes], name: str, benchmark: Benchmark, chosen: CsvForm | None
) -> _Table:
    sheet = survey_sheet(benchmark)
    header, rows, notations, header_row, hidden = open_table(file, name, sheet, chosen)
    header = [None if is_findings_title(heading_text(cell)) else cell for cell in header]
    if is_csv(name):
        rows = ((number, typed_row(sheet, header, row, notations)) for number, row in rows)
    titles = written_titles(sheet, header)
    there = {column.key for column in sheet.columns if column.title in titles}
    return _Table(sheet, header, rows, titles, there, header_row=header_row, hidden=hidden)


def _open_mapped(
    file: IO[bytes],
    name: str,
    benchmark: Benchmark,
    mapping: SurveyMapping,
    chosen: CsvForm | None,
    allowance: Allowance,
) -> _Table:
    head, rows, hidden = read_table(file, name, mapping, chosen, allowance)
    return replace(_map_table(benchmark, mapping, head, rows), hidden=hidden)


def _map_table(
    benchmark: Benchmark, mapping: SurveyMapping, head: Sequence[Sequence[Any]], rows: Numbered
) -> _Table:
    """Return a table as the schema of the survey has it.   head : its rows down to the headings"""
    whole = survey_sheet(benchmark)
    sheet_name = mapping.sheet or whole.name
    columns = tuple(c for c in whole.columns if c.key in mapping.columns)
    sheet = replace(whole, name=sheet_name, columns=columns)
    rows = type_rows(sheet, mapping, rows)
    left_out = _rows_left_out(rows, mapping)
    titles = {column.key: column.title for column in columns}
    return _Table(
        sheet,
        mapping.header(titles),
        [(number, row) for number, row in rows if number not in left_out],
        _titles_in_file(head, mapping, titles),
        {column.key for column in columns},
        _factors(benchmark, mapping),
        [Finding(sheet_name, number, "", said, "") for number, said in left_out.items()],
    )


def _titles_in_file(
    head: Sequence[Sequence[Any]], mapping: SurveyMapping, titles: Mapping[str, str]
) -> dict[str, str]:
    headings = next(iter(headings_of(head, mapping)), [])
    return {
        titles[key]: heading_text(headings[place])
        for key, place in mapping.columns.items()
        if key in titles and place < len(headings) and headings[place]
    }


def _factors(benchmark: Benchmark, mapping: SurveyMapping) -> dict[str, float]:
    """Return what each column is multiplied by: key -> the benchmark's units in one of its own."""
    amounts = amounts_of(benchmark)
    factors = {}
    for key, unit in mapping.units.items():
        factor = factor_between(unit, amounts[key].unit) if key in amounts else None
        if factor is None:
            raise whole_file(
                _("{unit} cannot be converted.", unit=unit),
                _("Choose the units of the columns again."),
            )
        factors[key] = factor
    return factors


def _rows_left_out(rows: Numbered, mapping: SurveyMapping) -> dict[int, Message]:
    """Return the rows that are not imported: number -> why."""
    said: dict[int, Message] = {
        number: _("“{note}” was left out, because it is a note below the table.", note=note)
        for number, note in find_notes(rows).items()
    }
    if mapping.drops_idle:
        for number, name in find_idle(rows, mapping).items():
            said[number] = _("“{name}” was excluded because it has no use or no output.", name=name)
    if mapping.drops_totals:
        for number, name in find_totals(rows, mapping).items():
            total = _("“{name}” was excluded because it is a total.", name=name)
            said[number] = total if name else _("This row was excluded because it is a total.")
    return said


def _faults(
    table: _Table, values: dict[str, Any], seen: dict[tuple[str, str], int]
) -> Iterator[tuple[str, Message, Message]]:
    """Yield what is wrong with a row as a whole: column, what, what to do."""
    plant = values.get("name")
    if plant and (row := seen.get(_identity(values))):
        said = _("“{plant}” of this company is already in row {seen}.", plant=plant, seen=row)
        yield "Plant", said, _("Keep one row for each plant.")
    for column in table.sheet.columns:
        text, most = values.get(column.key), LONGEST.get(column.key, 0)
        if isinstance(text, str) and most and len(text) > most:
            said = _("The text is too long ({len} characters).", len=len(text))
            yield (
                column.title,
                said,
                _("Shorten the text to {most} characters or fewer.", most=most),
            )
    if isinstance(plant, str) and is_total_name(plant):
        said = _("“{plant}” looks like a total rather than a plant.", plant=plant)
        yield "Plant", said, _("Delete the row. If the row is a plant, rename the plant.")


def _identity(values: Mapping[str, Any]) -> tuple[str, str]:
    """Return what tells a plant apart: its name and its company."""
    return f"{values.get('name')}", plain(f"{values.get('company') or ''}")


def _convert(
    values: dict[str, Any],
    benchmark: Benchmark,
    of_columns: Mapping[str, float],
    of_units: dict[str, float | None],
) -> tuple[Message, Message] | None:
    """Bring amounts into the units of the benchmark; return what is wrong, if anything.

    of_columns : key -> factor of its whole column    of_units : factors of units that were met
    """
    for key, factor in of_columns.items():
        if values.get(key) is not None and not (key == "use" and values.get("use_unit")):
            values[key] *= factor
    unit = values.pop("use_unit", None)
    if unit is None:
        return None
    if unit not in of_units:
        of_units[unit] = factor_between(unit, benchmark.use_unit)
    of_unit = of_units[unit]
    if of_unit is None:
        if asked := _asked_unit(unit):
            return asked
        return (
            _(
                "{unit} is not the benchmark's unit ({use_unit}).",
                unit=unit,
                use_unit=benchmark.use_unit,
            ),
            _("Convert the use to {use_unit}.", use_unit=benchmark.use_unit),
        )
    if values.get("use") is not None:
        values["use"] *= of_unit
    return None


def _asked_unit(unit: str) -> tuple[Message, Message] | None:
    """Return what to ask about a unit that can mean several: ton, gal."""
    try:
        unit_named(unit)
    except UnclearEntryError as error:
        return cast(Message, error.message), cast(Message, error.cure)
    except UnitError:
        return None
    return None


def _extreme(values: dict[str, Any], sheet: Sheet) -> tuple[str, Message, Message] | None:
    """Return what is wrong with an amount that no plant can have: column, what, what to do."""
    for column in sheet.columns:
        value = values.get(column.key)
        if not isinstance(value, int | float):
            continue
        is_tiny = column.above == 0 and 0 < value < SMALLEST
        if abs(value) > LARGEST or is_tiny:  # what is not finite, too
            said = _("{value} is not a possible value for a plant.", value=Number(value, ".4g"))
            return column.title, said, _("Check the number and its unit.")
    return None


def _fields(values: dict[str, Any], weights: dict[str, float], columns: Set[str]) -> dict[str, Any]:
    """Return a row as fields of Plant: further columns by key, output of a mix reckoned.

    columns : keys of the columns that the file has. What it has no column for is left out, so that
    a plant keeps what is known of it; an empty cell of a further column is None.
    """
    further = {
        key.removeprefix(PREFIX): values.get(key) for key in columns if key.startswith(PREFIX)
    }
    plain = {k: v for k, v in values.items() if not k.startswith(PREFIX) and v is not None}
    company, holding = plain.pop("company", ""), plain.pop("holding", "")
    plain |= {"company_name": company, "values": further}
    if "holding" in columns:
        plain["holder"] = holding or company
    if weights:
        plain["made"] = sum(w * (further.get(key) or 0.0) for key, w in weights.items())
    return plain
