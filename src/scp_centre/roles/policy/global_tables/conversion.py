"""Turn a global table that somebody downloaded into arrays on disk, one year at a time.

pymrio reads it; which of its stressors count as what is said in a list of the user's. A run that
was interrupted goes on with the arrays that are there: reading is the long part and is not done
twice. No database is asked, so that years can be converted side by side.
"""

import csv
import fnmatch
import importlib
import importlib.util
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from scp_centre.centre.cell_protection import unprotect
from scp_centre.centre.text_files import read_sent_text
from scp_centre.methods.entries import FILE_NOTATIONS, read_number
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.inputoutput import calculate_accounts
from scp_centre.methods.messages import _
from scp_centre.reference.factors import gwp_set
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.global_tables.completion import (
    complete,
    extensions,
    require_one_dimension,
    tell_dropped,
)
from scp_centre.roles.policy.tables.labelled_sheets import Array

SOURCES = ("exiobase3", "gloria", "oecd", "eora26", "wiod")
FORMAT = "scp-centre world 1"
ROWS = 256  # of the table written at a time
GIVEN = ("Y", "F", "F_Y")
ACCOUNTS = ("x", "M", "consumption", "embodied", "exported")

Say = Callable[[str], None]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the list: which stressors count as which indicator, with which factor.

    extension, stressor : names or patterns (*, ?) of the global table
    """

    extension: str
    stressor: str
    indicator: str
    title: str
    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class Task:
    """One year to be converted.

    options : what pymrio's reader of the source takes beside path and year, as version of GLORIA
    """

    source: str
    path: str
    year: int
    counted: tuple[Counted, ...]
    folder: str
    options: Options = ()


def read_list(path: Path) -> tuple[Counted, ...]:
    """Return the list of what is counted; raise PolicyError with the line of a mistake."""
    found = []
    text = read_sent_text(path.read_bytes(), where=path.name)
    with io.StringIO(text, newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if not (row.get("indicator") or "").strip():
                continue
            try:
                factor = read_number(row["factor"], FILE_NOTATIONS)
                names = {n: unprotect(str(row[n])).strip() for n in _NAMES}
                line = Counted(**names, factor=factor)
            except (KeyError, TypeError, InvalidValueError):
                raise PolicyError(
                    _("Line {number} of {name} cannot be read.", number=number, name=path.name),
                    where=f"line {number}",
                    cure=_(
                        "Each line needs the columns {join} and factor. The factor must be a "
                        "number.",
                        join=list(_NAMES),
                    ),
                ) from None
            found.append(line)
    if not found:
        raise PolicyError(
            _("{name} has no indicator.", name=path.name),
            cure=_("Enter an indicator next to the stressors that you want to see."),
        )
    units: dict[str, str] = {}
    for line in found:
        if units.setdefault(line.indicator, line.unit) != line.unit:
            raise PolicyError(
                _(
                    "The indicator {indicator} has two units: {units}.",
                    indicator=line.indicator,
                    units=[units[line.indicator], line.unit],
                ),
                where=line.indicator,
                cure=_(
                    "Use the same unit in every line of an indicator, and convert the values with "
                    "the factor."
                ),
            )
    return tuple(found)


_NAMES = ("extension", "stressor", "indicator", "title", "unit")


def list_stressors(
    source: str, path: str, year: int, gwp: str, options: Options = ()
) -> list[Counted]:
    """Return every stressor of a global table; greenhouse gases by name are proposed, no other.

    A gas is proposed where a name begins with its formula, as in "CH4 - agriculture - air".
    """
    world = complete(parse(source, path, year, options))
    potentials = gwp_set(gwp).gwp
    found = []
    for extension in extensions(world):
        units = extension.unit.iloc[:, 0] if extension.unit is not None else {}
        for label in extension.F.index:
            name = label_of(label)
            unit = str(units[label]) if label in units else ""
            gas = name.split(" ")[0]
            mass = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "Gg": 1e3, "g": 1e-6}.get(unit)
            if gas in potentials and mass is not None:
                line = ("ghg", "Greenhouse gases", "t CO2e", potentials[gas] * mass)
            else:
                line = ("", "", unit, 1.0)
            found.append(Counted(extension.name, name, *line))
    return found


def label_of(label: Any) -> str:
    """Return a stressor's label as text: the levels of an index joined."""
    return " / ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _pymrio() -> ModuleType:
    """Return the package that reads global tables; it brings pandas, and is installed apart."""
    if importlib.util.find_spec("pymrio") is None:
        raise PolicyError(
            _("The package that reads global tables (pymrio) is not installed."),
            cure=_(
                "Run this command as ./centre world, which installs the package once. If you "
                'do not have a copy of the repository, run: pip install "scp-centre[world]".'
            ),
        )
    return importlib.import_module("pymrio")


def parse(source: str, path: str, year: int, options: Options = ()) -> Any:
    """Return the system as pymrio reads it; raise PolicyError where it cannot."""
    if source not in SOURCES:
        raise PolicyError(
            _("There is no source called {source}.", source=source),
            cure=_("Choose one of these options: {join}.", join=list(SOURCES)),
        )
    if not Path(path).exists():
        cure = _("Enter the file or folder exactly as you downloaded it.")
        raise PolicyError(_("There is no file or folder at {path}.", path=path), cure=cure)
    pymrio = _pymrio()
    from pymrio.core.fileio import ReadError
    from pymrio.tools.ioparser import ParserError

    broken = (ReadError, ParserError, OSError, LookupError, ValueError, AttributeError)
    try:
        if source == "exiobase3":
            return pymrio.parse_exiobase3(path, **_plain(options))
        return getattr(pymrio, f"parse_{source}")(path, year=year, **_plain(options))
    except TypeError as error:
        raise PolicyError(
            _(
                "The reader for {source} does not accept these options ({error}).",
                source=source,
                error=error,
            ),
            where="option",
            cure=_("See the parser parameters in the pymrio documentation."),
        ) from error
    except (*broken, zipfile.BadZipFile) as error:
        raise PolicyError(
            f"{path} cannot be read as {source} ({type(error).__name__}: {error}).",
            cure=_(
                "Check that this archive is for that source and year, and that it has not changed "
                "since you downloaded it."
            ),
        ) from error


def _plain(options: Options) -> dict[str, Any]:
    """Return options as the reader takes them: whole numbers as numbers."""
    return {name: int(value) if value.isdigit() else value for name, value in options}


def convert(task: Task, say: Say = lambda text: None) -> dict[str, Any]:
    """Convert one year and return what is known of it; go on where an earlier run stopped.

    Raises PolicyError where the table cannot be read or does not hold together.
    """
    folder = Path(task.folder)
    done = folder / "world.json"
    if done.exists() and json.loads(done.read_text("utf-8"))["task"] == _named(task):
        say(_("{year}: already converted", year=task.year))
        return dict(json.loads(done.read_text("utf-8")))
    partial = folder.with_name(folder.name + ".partial")
    read = partial / "read.json"
    if not (read.exists() and json.loads(read.read_text("utf-8"))["task"] == _named(task)):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        say(_("{year}: reading {path}", year=task.year, path=task.path))
        world = complete(parse(task.source, task.path, task.year, task.options))
        about = _write(world, task, partial, say)
        read.write_text(json.dumps({"task": _named(task), **about}, ensure_ascii=False), "utf-8")
    about = json.loads(read.read_text("utf-8"))
    say(
        _(
            "{year}: calculating the accounts. Number of regions: {len}.",
            year=task.year,
            len=len(about["regions"]),
        )
    )
    given = {name: np.load(partial / f"{name}.npy") for name in GIVEN}
    Z = np.load(partial / "Z.npy", mmap_mode="r")
    accounts = calculate_accounts(
        Z, given["Y"], given["F"], regions=len(about["regions"]), F_Y=given["F_Y"]
    )
    for name in ACCOUNTS:
        np.save(partial / f"{name}.npy", getattr(accounts, name))
    (partial / "world.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    say(_("{year}: done", year=task.year))
    return dict(about)


def _named(task: Task) -> dict[str, Any]:
    """Return what a task is as plain values; the folder is not part of it."""
    return json.loads(json.dumps({k: v for k, v in asdict(task).items() if k != "folder"}))  # type: ignore[no-any-return]


def _write(world: Any, task: Task, folder: Path, say: Say) -> dict[str, Any]:
    """Write Z, Y and F in one order: regions one after another, each with the same sectors."""
    import pandas as pd

    labels = world.Z.index
    regions = list(dict.fromkeys(labels.get_level_values(0)))
    sectors = list(dict.fromkeys(labels.get_level_values(1)))
    order = pd.MultiIndex.from_product([regions, sectors])
    if len(order) != len(labels):
        say(
            _(
                "{year}: regions have different sectors, so missing sectors are set to zero",
                year=task.year,
            )
        )
    tell_dropped(world, regions, order, task.year, say)
    places = labels.get_indexer(order)
    n = len(order)
    Z = np.lib.format.open_memmap(folder / "Z.npy", "w+", np.float32, (n, n))
    values = world.Z.to_numpy()
    for start in range(0, n, ROWS):
        rows = places[start : start + ROWS]
        block = values[rows][:, places]
        block[rows < 0] = 0.0
        block[:, places < 0] = 0.0
        Z[start : start + ROWS] = block
    Z.flush()
    buyers = world.Y.columns.get_level_values(0)
    Y = world.Y.T.groupby(buyers, sort=False).sum().T.reindex(index=order, columns=regions)
    np.save(folder / "Y.npy", Y.fillna(0.0).to_numpy(float))
    indicators, F, F_Y = _characterised(world, task.counted, order, regions)
    np.save(folder / "F.npy", F)
    np.save(folder / "F_Y.npy", F_Y)
    unit = str(world.unit.iloc[0, 0]) if getattr(world, "unit", None) is not None else ""
    return {
        "format": FORMAT,
        "source": task.source,
        "year": task.year,
        "money": unit,
        "regions": [str(r) for r in regions],
        "sectors": [str(s) for s in sectors],
        "indicators": [[i.indicator, i.title, i.unit] for i in indicators],
    }


def _characterised(
    world: Any, counted: Sequence[Counted], order: Any, regions: Sequence[str]
) -> tuple[list[Counted], Array, Array]:
    """Return the indicators and what sectors and buyers cause of each."""
    kept: dict[str, Counted] = {}
    for line in counted:
        kept.setdefault(line.indicator, line)
    rows = {code: np.zeros(len(order)) for code in kept}
    direct = {code: np.zeros(len(regions)) for code in kept}
    units: dict[str, list[str]] = {code: [] for code in kept}
    for line in counted:
        found = 0
        for extension in extensions(world):
            if not fnmatch.fnmatchcase(extension.name, line.extension):
                continue
            for place, label in enumerate(extension.F.index):
                if not fnmatch.fnmatchcase(label_of(label), line.stressor):
                    continue
                found += 1
                if extension.unit is not None and label in extension.unit.index:
                    units[line.indicator].append(str(extension.unit.iloc[place, 0]))
                flow = extension.F.iloc[place].reindex(order).fillna(0.0).to_numpy(float)
                rows[line.indicator] += line.factor * flow
                if extension.F_Y is not None and label in extension.F_Y.index:
                    # By place where names repeat and both tables list them alike.
                    alike = extension.F_Y.index.equals(extension.F.index)
                    own = extension.F_Y.iloc[place] if alike else extension.F_Y.loc[label]
                    own = own.groupby(level=0).sum().reindex(regions).fillna(0.0)
                    direct[line.indicator] += line.factor * own.to_numpy(float)
        if not found:
            raise PolicyError(
                _(
                    "No stressor matches {extension}: {stressor}.",
                    extension=line.extension,
                    stressor=line.stressor,
                ),
                where=line.stressor,
                cure=_("Use the names listed by: scp-centre world stressors."),
            )
    for code, of in units.items():
        require_one_dimension(code, of)
    return list(kept.values()), np.array(list(rows.values())), np.array(list(direct.values()))
