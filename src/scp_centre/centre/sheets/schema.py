"""Declared sheets as values: sheets and columns of a TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scp_centre.methods.messages import Message
from scp_centre.methods.quantity import units_of


@dataclass(frozen=True, slots=True)
class Column:
    """One column (or one row of a form): what may stand in it, and what to tell the user.

    form_help : what a form says where `help` speaks of sheets and columns, which a form has not
    """

    key: str
    title: str
    type: str
    help: str
    form_help: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    to: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    example: Any = ""

    @property
    def unit(self) -> str:
        """The per cent sign where the title says so; other units have a column of their own."""
        return "%" if ", %" in self.title else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, and the record that its rows become."""

    name: str
    record: str
    layout: str
    help: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        return next(c for c in self.columns if c.key == key)


def load_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets that a file declares."""
    return tuple(_sheet(entry) for entry in tomllib.loads(path.read_text("utf-8"))["sheet"])


def _sheet(entry: dict[str, Any]) -> Sheet:
    columns = tuple(_column(column) for column in entry.pop("column"))
    unique = tuple(entry.pop("unique", ()))
    name, help_ = Message(entry.pop("name")), Message(entry.pop("help"))
    return Sheet(columns=columns, unique=unique, name=name, help=help_, **entry)


def _column(entry: dict[str, Any]) -> Column:
    kinds = tuple(entry.pop("kinds", ()))
    allowed = (
        tuple(units_of(*kinds))
        if kinds
        else tuple(Message(word) for word in entry.pop("allowed", ()))
    )
    title, help_ = Message(entry.pop("title")), Message(entry.pop("help"))
    if "form_help" in entry:
        entry["form_help"] = Message(entry["form_help"])
    return Column(kinds=kinds, allowed=allowed, title=title, help=help_, **entry)
