"""The only door to the tables: it refuses a file whose hash differs from its data package."""

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class ChangedTableError(Exception):
    """A reference table differs from what its data package vouches for."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table, read by column type, and what the data package says about them."""

    name: str
    package: dict[str, Any]
    rows: tuple[dict[str, Any], ...]

    @property
    def title(self) -> str:
        return str(self.package["title"])

    @property
    def fields(self) -> list[dict[str, str]]:
        return list(self.package["resources"][0]["schema"]["fields"])


def table_names() -> list[str]:
    return sorted(p.parent.name for p in FOLDER.glob("*/datapackage.json"))


def digest(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def load_table(name: str) -> Table:
    """Return a table; raise ChangedTableError when its bytes are not the ones vouched for."""
    package = json.loads((FOLDER / name / "datapackage.json").read_text("utf-8"))
    resource = package["resources"][0]
    path = FOLDER / name / resource["path"]
    if digest(path) != resource["hash"]:
        raise ChangedTableError(
            f"reference/{name}/table.csv was changed without its data package. Check the figures "
            f"against their source, then run: python -m scp_centre.reference.seal {name}"
        )
    types = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
    with path.open(encoding="utf-8", newline="") as file:
        rows = tuple(
            {column: _read(text, types[column]) for column, text in row.items()}
            for row in csv.DictReader(file)
        )
    return Table(name, package, rows)


def _read(text: str, type_: str) -> Any:
    if text == "":
        return None
    match type_:
        case "number":
            return float(text)
        case "integer":
            return int(text)
        case "boolean":
            return text == "true"
        case "list":
            return tuple(part.strip() for part in text.split("|") if part.strip())
    return text
