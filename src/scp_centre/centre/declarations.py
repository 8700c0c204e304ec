"""What the centre, its roles and its journeys declare under names, each name by one of them."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
CENTRE = "the centre"  # who owns what no role declares


class ClashError(ImproperlyConfigured):
    """Two owners declare the same name; the centre does not start."""


class Declarations(Mapping[str, T]):
    """Name -> what is declared under it.

    kind : what is declared, as the refusal calls it    place : the file in which to mend a clash
    """

    def __init__(self, kind: str, place: str) -> None:
        self.kind = kind
        self.place = place
        self._values: dict[str, T] = {}
        self._owners: dict[str, str] = {}

    def declare(self, name: str, value: T, *, owner: str) -> None:
        """Take in one name; a second time by the same owner it stays as it was.

        Raises ClashError when another owner has declared it.
        """
        before = self._owners.setdefault(name, owner)
        if before != owner:
            raise ClashError(
                f"Both {before} and {owner} declare the {self.kind} {name!r}. "
                f"Give one of them another name in its {self.place}."
            )
        self._values.setdefault(name, value)

    def __getitem__(self, name: str) -> T:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
