"""How a role of the centre shows itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """Its number in the manual, title, and address of its first page."""

    number: int
    title: str
    url_name: str
