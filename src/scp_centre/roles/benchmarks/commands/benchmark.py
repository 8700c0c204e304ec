"""`scp-centre benchmark observations.csv`: benchmark plants from a file, without a database."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scp_centre.centre.cell_protection import unprotect
from scp_centre.centre.command_files import read_text, write_output
from scp_centre.centre.foreign_files.csv_reader import SAMPLE, CsvForm, detect_separator
from scp_centre.centre.sheets.csv_writer import csv_text
from scp_centre.centre.sheets.table_notation import BY_EXAMPLE, table_notations
from scp_centre.methods.entries import Notation, read_number
from scp_centre.methods.errors import (
    DuplicateLabelError,
    InvalidValueError,
    MethodError,
    MissingValueError,
    UnclearEntryError,
)
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _

METHODS = ("distribution", "regression", "dea", "sfa")
SHOWN = 20  # mistakes of a file that are listed
Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = """The file has one row a plant, its name in the first column, and a header row.
Columns whose name begins with input or output are the inputs and outputs, unless they are named:

  scp-centre benchmark observations.csv --method dea --rts vrs --orientation input
  scp-centre benchmark observations.csv --method dea --inputs energy_MJ,water_m3 --outputs cheese_t
  scp-centre benchmark observations.csv --method regression --inputs energy_MJ --regressors cheese_t
  scp-centre benchmark observations.csv --method distribution --inputs energy_MJ --outputs cheese_t

distribution   intensity = input / output; quartiles with intervals, outliers, each plant's place
regression     score of each plant, 1 to 100, adjusted for its regressors (outputs where none)
dea            efficiency, class, peers, targets, scale; --bootstrap adds intervals
sfa            stochastic cost frontier of the one input on outputs and regressors, all in logs"""
    parser.add_argument("file", help="CSV in UTF-8, comma or semicolon")
    parser.add_argument("--method", choices=METHODS, default="distribution")
    parser.add_argument("--inputs", help="names of columns, with commas between")
    parser.add_argument("--outputs", help="names of columns, with commas between")
    parser.add_argument("--regressors", help="names of columns, with commas between")
    parser.add_argument(
        "--numbers",
        choices=sorted(BY_EXAMPLE),
        default="",
        help="how numbers are written, where the file does not show it: 1,234.5 or 1.234,5",
    )
    parser.add_argument("--orientation", choices=("input", "output"), default="input")
    parser.add_argument("--rts", choices=("crs", "vrs", "nirs", "ndrs"), default="vrs")
    parser.add_argument(
        "--distribution",
        choices=("half-normal", "exponential", "truncated-normal"),
        default="half-normal",
        help="of inefficiency, for sfa",
    )
    parser.add_argument("--bootstrap", type=int, metavar="N", help="replications, for dea")
    parser.add_argument("--seed", type=int, default=1, help="of the bootstrap")
    parser.add_argument(
        "--dask", default="", metavar="ADDRESS", help="scheduler of a Dask cluster, tcp://host:8786"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of CSV")
    parser.add_argument("-o", "--output", help="write to this file instead of standard output")


def run(arguments: argparse.Namespace) -> int:
    try:
        plants = read_plants(arguments)
        answer = WORK[arguments.method](plants, arguments)
    except MethodError as error:
        sys.stderr.write(f"{error.message}\n{error.cure}\n")
        return 2
    for line in answer["summary"]:
        sys.stderr.write(line + "\n")
    text = json.dumps(answer, ensure_ascii=False) + "\n" if arguments.json else _table(answer)
    if arguments.output:
        write_output(Path(arguments.output), text)
    else:
        sys.stdout.write(text)
    return 0


@dataclass(frozen=True, slots=True)
class Plants:
    """What the file holds: names and columns of figures, by role."""

    names: list[str]
    inputs: dict[str, list[float]]
    outputs: dict[str, list[float]]
    regressors: dict[str, list[float]]

    def one_input(self) -> tuple[str, np.typing.NDArray[np.float64]]:
        if len(self.inputs) != 1:
            raise InvalidValueError(
                _(
                    "This method uses one input, but the file has {value1}.",
                    value1=list(self.inputs) or _("none"),
                ),
                where="--inputs",
                cure=_("Specify one input with --inputs."),
            )
        ((name, column),) = self.inputs.items()
        return name, np.asarray(column, float)


def read_plants(arguments: argparse.Namespace) -> Plants:
    """Return the plants of a file; raise with all mistakes, row by row."""
    header, rows = _rows(arguments.file)
    chosen = {
        role: _columns(getattr(arguments, role), header, role)
        for role in ("inputs", "outputs", "regressors")
    }
    mistakes: list[str] = []
    names: list[str] = []
    table: dict[str, list[float]] = {c: [] for columns in chosen.values() for c in columns}
    places = {column: header.index(column) for column in table}
    form = CsvForm(notation=arguments.numbers)
    notations = table_notations(form, _texts(rows, list(places.values())))
    for number, row in rows:
        name = row[0].strip() if row else ""
        if not name:
            mistakes.append(f"Row {number}: the plant has no name.")
        elif name in names:
            mistakes.append(f"Row {number}: the plant {name!r} stands twice.")
        names.append(name)
        for column in table:
            text = row[places[column]].strip() if places[column] < len(row) else ""
            table[column].append(_figure(text, notations, number, column, mistakes))
    if mistakes:
        more = f"\n… and {len(mistakes) - SHOWN} more" if len(mistakes) > SHOWN else ""
        kind = DuplicateLabelError if "stands twice" in mistakes[0] else InvalidValueError
        raise kind(
            "\n".join(mistakes[:SHOWN]) + more,
            where=arguments.file,
            cure=_("Correct the rows and start again. Nothing was calculated."),
        )
    if not names:
        raise MissingValueError(
            _("There are no plants in the file."),
            where=arguments.file,
            cure=_("Add one row per plant."),
        )
    pick = {role: {c: table[c] for c in columns} for role, columns in chosen.items()}
    return Plants(names, pick["inputs"], pick["outputs"], pick["regressors"])


def _rows(path: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=detect_separator(text[:SAMPLE]))
    table = [(i, row) for i, row in enumerate(reader, start=1) if any(cell.strip() for cell in row)]
    if not table:
        raise MissingValueError(
            _("{path} is empty.", path=path), where=path, cure=_("Add a header and rows.")
        )
    rows = [(number, [unprotect(cell) for cell in row]) for number, row in table]
    return [cell.strip() for cell in rows[0][1]], rows[1:]


def _columns(asked: str | None, header: list[str], role: str) -> list[str]:
    if asked is None:
        word = role[:-1]
        return [c for c in header[1:] if c.lower().startswith(word)]
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names:
        require_known(name, header[1:], what="column", where=f"--{role}")
    return names


def _texts(rows: list[tuple[int, list[str]]], places: list[int]) -> Iterator[str]:
    """Yield the cells that hold figures; how they are written is told by all of them."""
    for _unused, row in rows:
        yield from (row[i] for i in places if i < len(row) and row[i].strip())


def _figure(
    text: str, notations: tuple[Notation, ...], number: int, column: str, mistakes: list[str]
) -> float:
    if not text:
        mistakes.append(f"Row {number}, {column}: the figure is missing; an empty cell is not a 0.")
        return 0.0
    try:
        value = read_number(text, notations)
    except UnclearEntryError as error:
        mistakes.append(f"Row {number}, {column}: {error.message} Say so with --numbers.")
        return 0.0
    except InvalidValueError:
        mistakes.append(f"Row {number}, {column}: {text!r} is not a plain number.")
        return 0.0
    if value < 0:
        mistakes.append(f"Row {number}, {column}: {text} is negative.")
    return value


def _distribution(plants: Plants, _unused: argparse.Namespace) -> Answer:
    from scp_centre.methods.benchmarks import (
        QUARTILES_FROM,
        flag_outliers,
        quantile_with_interval,
        stand,
    )

    name, use = plants.one_input()
    made = _one_output(plants)
    values = use / made
    flagged = flag_outliers(values)
    quartiles = [quantile_with_interval(values, p) for p in (0.25, 0.5, 0.75)]
    rows = []
    for i, plant in enumerate(plants.names):
        place = stand(values, float(values[i]))
        rows.append(
            {
                "plant": plant,
                "intensity": float(values[i]),
                "rank": place.rank,
                "percentile": place.percentile,
                "low": place.low,
                "high": place.high,
                "outlier": i in flagged.flagged,
            }
        )
    summary = [f"{len(use)} plants, {name} per unit of output"]
    for quartile in quartiles if len(use) >= QUARTILES_FROM else quartiles[1:2]:
        ends = (
            "no interval" if quartile.low is None else f"{quartile.low:.4g} to {quartile.high:.4g}"
        )
        summary.append(f"{quartile.p:.0%} of plants use at most {quartile.value:.4g} ({ends})")
    if len(use) < QUARTILES_FROM:
        summary.append(f"Fewer than {QUARTILES_FROM} plants: no quartiles.")
    summary += [flagged.note] if flagged.note else []
    if flagged.flagged:
        summary.append("Look at: " + ", ".join(plants.names[i] for i in flagged.flagged))
    return {"method": "distribution", "summary": summary, "plants": rows}


def _one_output(plants: Plants) -> np.typing.NDArray[np.float64]:
    if len(plants.outputs) != 1:
        raise InvalidValueError(
            _(
                "An intensity requires one output, but the file has {value1}.",
                value1=list(plants.outputs) or _("none"),
            ),
            where="--outputs",
            cure=_("Specify one output with --outputs."),
        )
    (made,) = plants.outputs.values()
    for plant, value in zip(plants.names, made, strict=True):
        if value <= 0:
            raise InvalidValueError(
                _("{plant} has no output, so it has no intensity.", plant=plant),
                where=plant,
                cure=_("Leave out the plant."),
            )
    return np.asarray(made, float)


def _regression(plants: Plants, _unused: argparse.Namespace) -> Answer:
    from scp_centre.methods.benchmarks import adjust_by_regression

    name, use = plants.one_input()
    regressors = plants.regressors or _logs(plants.outputs)
    found = adjust_by_regression(use, regressors)
    rows = [
        {
            "plant": plant,
            "score": float(found.scores[i]),
            "low": float(found.low[i]),
            "high": float(found.high[i]),
            "use": float(use[i]),
            "use_at_50": found.value_at_score(i, 50),
            "use_at_75": found.value_at_score(i, 75),
            "leverage": float(found.leverage[i]),
            "cooks_distance": float(found.cooks[i]),
        }
        for i, plant in enumerate(plants.names)
    ]
    terms = zip(found.names, found.coefficients, found.standard_errors, found.p, strict=True)
    summary = [f"ln({name}) of {len(use)} plants: R2 {found.r_squared:.3f}, s {found.s:.3f}"]
    summary += [f"  {n}: {b:.4g} (standard error {e:.3g}, p {p:.3f})" for n, b, e, p in terms]
    summary += [
        f"Equal spread (Breusch-Pagan): p {found.breusch_pagan_p:.3f}; errors are HC3",
        f"Normal residuals (Jarque-Bera): p {found.jarque_bera_p:.3f}",
        f"Condition of the regressors: {found.condition:.1f}",
    ]
    return {"method": "regression", "summary": summary, "plants": rows}


def _logs(columns: dict[str, list[float]]) -> dict[str, list[float]]:
    for name, column in columns.items():
        if min(column, default=1.0) <= 0:
            raise InvalidValueError(
                _("{name} contains a 0, which has no logarithm.", name=name),
                where=name,
                cure=_("Exclude those plants, or specify other regressors instead."),
            )
    return {f"ln({name})": np.log(column).tolist() for name, column in columns.items()}


def _dea(plants: Plants, asked: argparse.Namespace) -> Answer:
    from scp_centre.methods.frontier import (
        bootstrap_efficiency,
        classify_scale,
        measure_efficiency,
    )

    X, Y = _matrix(plants.inputs, "inputs"), _matrix(plants.outputs, "outputs")
    ways = {"orientation": asked.orientation, "rts": asked.rts}
    with asked.wide_map(asked.dask) as wide:
        found = measure_efficiency(plants.names, X, Y, run=wide, **ways)
        scale = classify_scale(plants.names, X, Y, orientation=asked.orientation, run=wide)
        again = None
        if asked.bootstrap:
            rng = np.random.default_rng(asked.seed)
            again = bootstrap_efficiency(
                plants.names, X, Y, rng=rng, replications=asked.bootstrap, run=wide, **ways
            )
    rows, classes = [], found.classes
    for i, plant in enumerate(plants.names):
        line: Answer = {"plant": plant, "efficiency": float(found.efficiency[i])}
        if again is not None:
            line |= {
                "corrected": float(again.corrected[i]),
                "low": float(again.low[i]),
                "high": float(again.high[i]),
            }
        line |= {
            "status": classes[i],
            "scale_efficiency": float(scale.efficiency[i]),
            "returns_to_scale": scale.classes[i],
        }
        for names, targets, slacks in (
            (plants.inputs, found.input_targets, found.input_slacks),
            (plants.outputs, found.output_targets, found.output_slacks),
        ):
            for j, name in enumerate(names):
                line |= {
                    f"target {name}": float(targets[i, j]),
                    f"slack {name}": float(slacks[i, j]),
                }
        line["peers"] = found.peers_of(i)
        rows.append(line)
    summary = [
        f"DEA, {asked.rts}, {asked.orientation}-oriented: {len(rows)} plants, "
        f"{classes.count('efficient')} efficient, mean {found.efficiency.mean():.6f}, "
        f"lowest {found.efficiency.min():.6f}",
        f"Largest violation of a dual: {found.violation.max():.1e} (0 proves the scores)",
    ]
    kinds = X.shape[1] + Y.shape[1]
    if len(rows) < 3 * kinds:
        summary.append(
            f"{len(rows)} plants are few for {kinds} inputs and outputs: many will look efficient."
        )
    return {"method": "dea", "summary": summary, "plants": rows}


MISSING = {  # what is told where the file has none, and what to do
    "inputs": (
        _("The file has no inputs."),
        _("Specify the columns with --inputs, or start their names with input."),
    ),
    "outputs": (
        _("The file has no outputs."),
        _("Specify the columns with --outputs, or start their names with output."),
    ),
}


def _matrix(columns: dict[str, list[float]], role: str) -> np.typing.NDArray[np.float64]:
    if not columns:
        said, cure = MISSING[role]
        raise MissingValueError(said, where=f"--{role}", cure=cure)
    return np.column_stack([np.asarray(c, float) for c in columns.values()])


def _sfa(plants: Plants, asked: argparse.Namespace) -> Answer:
    from scp_centre.methods.frontier import fit_frontier

    name, _unused = plants.one_input()
    use = _logs(plants.inputs)[f"ln({name})"]
    X = _matrix({**_logs(plants.outputs), **plants.regressors}, "outputs")
    found = fit_frontier(use, X, distribution=asked.distribution, kind="cost")
    rows = [
        {"plant": plant, "efficiency": float(e)}
        for plant, e in zip(plants.names, found.efficiencies, strict=True)
    ]
    names = ("intercept", *_logs(plants.outputs), *plants.regressors)
    errors = found.standard_errors
    summary = [
        f"Stochastic frontier of ln({name}), {asked.distribution}: {len(rows)} plants, "
        f"log likelihood {found.log_likelihood:.4f}, gamma {found.gamma:.4f}, "
        f"mean efficiency {found.mean_efficiency:.4f}"
    ]
    for i, term in enumerate(names):
        error = "" if errors is None else f" (standard error {errors[i]:.3g})"
        summary.append(f"  {term}: {found.coefficients[i]:.4f}{error}")
    summary.append(
        f"Against least squares: ratio {found.ratio:.3f}, p {found.p_value:.4f}; "
        f"skewness of its residuals {found.skewness:.3f}"
    )
    return {"method": "sfa", "summary": [*summary, *found.notes], "plants": rows}


WORK = {
    "distribution": _distribution,
    "regression": _regression,
    "dea": _dea,
    "sfa": _sfa,
}


def _table(answer: Answer) -> str:
    rows = answer["plants"]
    lines = (
        [
            "; ".join(f"{p} {w:.4g}" for p, w in v.items()) if isinstance(v, dict) else v
            for v in row.values()
        ]
        for row in rows
    )
    return csv_text(list(rows[0]), lines, lines="\n")
