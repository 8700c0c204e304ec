"""`scp-centre survey ASSESS.csv`: public facility-level data as the survey of a benchmark.

The layout is that of the ASSESS sheet of the US Industrial Assessment Centers database, which
anybody can download (https://iac.university, IAC_Database.zip) and save as CSV. Read in public
code that works on it (NREL, Solar-for-Industry-Process-Heat): one row an assessment with ID, FY,
NAICS, STATE, PRODUNITS, PRODLEVEL, PRODHOURS; EC_plant_usage in kWh, E2 to E12_plant_usage in
MMBtu a year. What a code of PRODUNITS stands for is told by the database's own manual, so its code
and the factor to the unit of the benchmark are asked.
"""

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scp_centre.centre.command_files import read_text, write_output
from scp_centre.centre.foreign_files.csv_reader import SAMPLE, detect_separator
from scp_centre.centre.sheets.csv_writer import CsvWriter
from scp_centre.methods.entries import POINT, read_number
from scp_centre.methods.errors import InvalidValueError, MethodError, MissingValueError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import Number, _
from scp_centre.methods.quantity import convert

ELECTRICITY = "EC_plant_usage"  # kWh
FUELS = tuple(f"E{i}_plant_usage" for i in range(2, 13))  # MMBtu
NEEDED = ("ID", "FY", "NAICS", "STATE", "PRODUNITS", "PRODLEVEL", ELECTRICITY)
TITLES = (
    _("Plant"),
    _("Company"),
    _("Holding"),
    _("Region"),
    _("Use"),
    _("Unit of use"),
    _("Output"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = """Example, cheese plants (NAICS 311513) that report pounds, as tonnes; the
database's manual says which CODE stands for pounds:

  scp-centre survey ASSESS.csv --naics 311513 --year 2022 --production-units CODE \\
      --factor 0.00045359237 --also "PRODHOURS=Production hours, h" -o survey.csv

The result is the survey of a benchmark in GJ a year: import it on the benchmark's page. Columns
named by --also are columns of that benchmark's survey. Each assessment counts as a company of its
own, because the database does not name the companies."""
    parser.add_argument("file", help="the ASSESS sheet saved as CSV in UTF-8")
    parser.add_argument("--naics", required=True, help="first digits of the NAICS code")
    parser.add_argument("--year", type=int, required=True, help="fiscal year (FY)")
    parser.add_argument("--production-units", required=True, help="code in PRODUNITS")
    parser.add_argument(
        "--factor", type=float, default=1.0, help="benchmark's output units per unit of PRODLEVEL"
    )
    parser.add_argument(
        "--also", action="append", default=[], metavar="COLUMN=TITLE", help="take a column over"
    )
    parser.add_argument("-o", "--output", help="write to this file instead of standard output")


def run(arguments: argparse.Namespace) -> int:
    try:
        text, told = survey_of(arguments)
    except MethodError as error:
        sys.stderr.write(f"{error.message}\n{error.cure}\n")
        return 2
    for line in told:
        sys.stderr.write(line + "\n")
    if arguments.output:
        write_output(Path(arguments.output), text)
    else:
        sys.stdout.write(text)
    return 0


def survey_of(asked: argparse.Namespace) -> tuple[str, list[str]]:
    """Return the survey as CSV, and what was left out and why."""
    if asked.factor <= 0:
        raise InvalidValueError(
            _("The factor is {factor}.", factor=Number(asked.factor, "g")),
            where="--factor",
            cure=_("Enter a factor greater than 0."),
        )
    text = read_text(asked.file)
    separator = detect_separator(text[:SAMPLE])
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    header = [h.strip() for h in reader.fieldnames or ()]
    also = dict(_pair(word) for word in asked.also)
    for column in (*NEEDED, *also):
        require_known(column, header, what="column", where=asked.file)
    left: Counter[str] = Counter()
    out = io.StringIO()
    writer = CsvWriter(out, lines="\n")
    writer.row([*TITLES, *also.values(), "Source"])
    kept = 0
    for row in _chosen(reader, header, asked, left):
        use, made = _energy(row), _figure(row["PRODLEVEL"]) * asked.factor
        if use <= 0 or made <= 0:
            left["no energy or no output"] += 1
            continue
        name = f"IAC {row['ID']}"
        source = f"US Industrial Assessment Centers database, assessment {row['ID']}, {row['FY']}"
        figures = [row[column] for column in also]
        writer.row(
            [name, name, "", row["STATE"], f"{use:.6g}", "GJ", f"{made:.6g}", *figures, source]
        )
        kept += 1
    if not kept:
        raise MissingValueError(
            _("No plant matches these criteria: {_said}.", _said=_said(left)),
            where=asked.file,
            cure=_("Shorten the NAICS code, or choose another year or unit of production."),
        )
    return out.getvalue(), [f"{kept} plants; left out: {_said(left) or 'none'}."]


def _chosen(
    reader: "csv.DictReader[str]", header: list[str], asked: argparse.Namespace, left: Counter[str]
) -> Iterator[dict[str, str]]:
    """Yield the rows of the sector, year and unit of production; count the others."""
    seen: set[str] = set()
    for raw in reader:
        row = {h: (v or "").strip() for h, v in zip(header, raw.values(), strict=False)}
        if not _code(row["NAICS"]).startswith(asked.naics):
            left["another sector"] += 1
        elif _code(row["FY"]) != str(asked.year):
            left["another year"] += 1
        elif _code(row["PRODUNITS"]) != asked.production_units:
            left["another unit of production"] += 1
        elif row["ID"] in seen:
            left["an ID that stands twice"] += 1
        else:
            seen.add(row["ID"])
            yield row


def _energy(row: dict[str, str]) -> float:
    """Return electricity and fuels together, GJ a year."""
    fuels = sum(_figure(row.get(column, "")) for column in FUELS)
    return convert(_figure(row[ELECTRICITY]), "kWh", "GJ") + convert(fuels, "MMBtu", "GJ")


def _figure(text: str) -> float:
    """Return a number; what is empty or no number counts as not reported, 0."""
    try:
        return read_number(text, POINT) if text else 0.0
    except InvalidValueError:
        return 0.0


def _code(text: str) -> str:
    """Return a code as text: spreadsheets write 311513 as 311513.0."""
    return text.removesuffix(".0")


def _pair(word: str) -> tuple[str, str]:
    column, separator, title = word.partition("=")
    if not separator or not title.strip():
        raise InvalidValueError(
            _("There is no column named “{word}”.", word=word),
            where="--also",
            cure=_('Use the format "PRODHOURS=Hours, h".'),
        )
    return column.strip(), title.strip()


def _said(left: Counter[str]) -> str:
    return ", ".join(f"{why}: {count}" for why, count in left.most_common())
