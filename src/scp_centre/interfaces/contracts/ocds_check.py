"""Contract of `ocds-check`: what is doubtful in published tenders, and their present state."""

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from scp_centre.centre.text_files import read_sent_text
from scp_centre.interfaces.contracts.registry import Contract, Strict
from scp_centre.methods.errors import InvalidValueError, MethodError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.tenders import Finding, check_package, compile_releases, read_package

MOST_BYTES = 200_000_000  # unpacked
MOST_RELEASES = 20_000


class Input(Strict):
    package: Any = Field(
        description="a release package, record package, release or list of these (OCDS 1.0, 1.1); "
        "on the command line a file: JSON or JSON lines, also compressed by gzip"
    )


class FindingOut(BaseModel):
    path: str = Field(description="place in the file, such as /releases/0/tender/value")
    message: str


class Output(BaseModel):
    releases: int = Field(description="in the file, those within records included")
    processes: int
    version: str
    findings: list[FindingOut] = Field(description="at most 1,000; nothing was changed or dropped")
    compiled: dict[str, Any] | list[dict[str, Any]] | None = Field(
        description="the compiled release; a list where the file holds several processes"
    )


def read_files(data: Any) -> Any:
    """Return the input with its file read, for the command line only."""
    if isinstance(data, dict) and isinstance(data.get("package"), str):
        return data | {"package": _content(Path(data["package"]))}
    return data


def _content(path: Path) -> Any:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as opened:
            packed = opened.read(MOST_BYTES + 1)
    except (OSError, EOFError) as error:
        raise InvalidValueError(
            _("The file {name} cannot be read.", name=path.name),
            where="package",
            cure=_("Check that the file exists and is complete."),
        ) from error
    if len(packed) > MOST_BYTES:
        raise InvalidValueError(
            _("The file {name} is too large.", name=path.name),
            where="package",
            cure=_("Split the file. The limit is {size} MB.", size=Number(MOST_BYTES // 10**6)),
        )
    text = read_sent_text(packed, where="package", as_found=True)
    try:
        return json.loads(text)
    except ValueError:
        return _lines(text, path.name)


def _lines(text: str, name: str) -> list[Any]:
    """Return what stands on each line of a file of JSON lines."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except ValueError:
            raise InvalidValueError(
                _("Row {number} of {name} is not JSON.", number=Number(number), name=name),
                where="package",
                cure=_("Check that the file is complete. It may have been cut off."),
            ) from None
    return found


def compute(given: Input) -> dict[str, Any]:
    package = read_package(given.package)
    by_process: dict[str, list[dict[str, Any]]] = defaultdict(list)
    as_published = {}
    for _unused, release in package.releases:
        by_process[str(release.get("ocid"))].append(release)
    for _unused, record in package.records:
        process = str(record.get("ocid"))
        whole = [r for r in record.get("releases") or () if isinstance(r, dict) and "ocid" in r]
        by_process[process] += whole
        if isinstance(record.get("compiledRelease"), dict):
            as_published[process] = record["compiledRelease"]
    count = sum(map(len, by_process.values()))
    if count > MOST_RELEASES:
        raise InvalidValueError(
            _("The file contains too many releases."),
            where="package",
            cure=_("Split the file. The limit is {most} releases.", most=Number(MOST_RELEASES)),
        )
    findings, compiled = check_package(package), []
    for process, releases in by_process.items():
        if not releases:
            if process in as_published:
                compiled.append(as_published[process])
            continue
        try:
            compiled.append(compile_releases(releases))
        except MethodError as error:
            findings.append(Finding(f"ocid {process}", error.in_full))
    return {
        "releases": count,
        "processes": len(by_process),
        "version": package.version,
        "findings": [{"path": one.path, "message": str(one.message)} for one in findings],
        "compiled": compiled[0] if len(compiled) == 1 else compiled or None,
    }


CONTRACT = Contract(
    name="ocds-check",
    version="1.0",
    summary="What is doubtful in published tenders (OCDS), and the present state of each process.",
    formula="releases merged in the order of their dates by the rules of the standard",
    sources=(
        "Open Contracting Data Standard 1.1.5, Merging",
        "docs/methods/tenders.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
    read_files=read_files,
)
