"""What a file of open contracting data holds, whatever form it has.

A release tells of one process of procurement at one moment; a record holds all releases of one
process. Both come in packages, which state the version of the standard; releases are also
published one by one, as a list, or one on each line of a file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

OLDEST = "1.0"  # packages of 1.0 need not state their version
KNOWN = ("1.0", "1.1", "1.2")
Release = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """What a file holds.

    version : as the package states it, "1.0" where none is stated    is_stated : whether it is
    releases : (path in the file, release)    records : (path in the file, record)
    """

    version: str
    is_stated: bool
    releases: tuple[tuple[str, Release], ...]
    records: tuple[tuple[str, dict[str, Any]], ...]


def read_package(content: Any) -> Package:
    """Return the releases and records of a package, a list of either, or a single one.

    Raises InvalidValueError for anything else.
    """
    releases: list[tuple[str, Release]] = []
    records: list[tuple[str, dict[str, Any]]] = []
    versions: list[str] = []
    _collect(content, "", releases, records, versions)
    if not releases and not records:
        raise InvalidValueError(
            _("The file contains no Open Contracting Data Standard releases or records."),
            where="package",
            cure=_("Choose a release package or a record package (OCDS, JSON)."),
        )
    newest = max(versions, default=OLDEST)
    return Package(newest, bool(versions), tuple(releases), tuple(records))


def _collect(
    part: Any, path: str, releases: list[Any], records: list[Any], versions: list[str]
) -> None:
    if isinstance(part, list):
        for number, one in enumerate(part):
            _collect(one, f"{path}/{number}", releases, records, versions)
    elif isinstance(part, dict):
        if isinstance(part.get("version"), str) and ("releases" in part or "records" in part):
            versions.append(part["version"])
        if isinstance(part.get("records"), list):
            records += _objects(part["records"], f"{path}/records")
        elif isinstance(part.get("releases"), list) and "compiledRelease" not in part:
            releases += _objects(part["releases"], f"{path}/releases")
        elif "compiledRelease" in part or "versionedRelease" in part:
            records.append((path, part))
        elif "ocid" in part and ({"tag", "date", "tender"} & part.keys()):
            releases.append((path, part))


def _objects(values: Iterable[Any], path: str) -> list[tuple[str, Any]]:
    return [(f"{path}/{n}", one) for n, one in enumerate(values) if isinstance(one, dict)]


def releases_of(content: Any) -> Iterator[Release]:
    """Yield the releases of a package, list or single one; of a record its compiled release.

    A record without a compiled release yields its releases. Anything else yields nothing.
    """
    releases: list[tuple[str, Release]] = []
    records: list[tuple[str, dict[str, Any]]] = []
    _collect(content, "", releases, records, [])
    yield from (one for _path, one in releases)
    for _path, record in records:
        compiled = record.get("compiledRelease")
        if isinstance(compiled, dict):
            yield {"ocid": record.get("ocid")} | compiled
        else:
            parts = record.get("releases")
            several = parts if isinstance(parts, list) else ()
            yield from (one for one in several if isinstance(one, dict) and "ocid" in one)
