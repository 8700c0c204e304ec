"""What one plant gives to a benchmark, without the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from scp_centre.methods.disclosure import known_as, ultimate_holders
from scp_centre.methods.messages import _

SIZES = (_("small"), _("medium"), _("large"))


@dataclass(frozen=True, slots=True)
class Given:
    """One plant: use and output in the benchmark's units, further columns by key."""

    name: str
    holder: str
    use: float
    made: float
    region: str = ""
    values: dict[str, float] = field(default_factory=dict)

    @property
    def intensity(self) -> float:
        return self.use / self.made


def given(plants: Iterable[Any]) -> list[Given]:
    """Return plants or contributions as what they give, each holder written in one way."""
    rows = list(plants)
    holders = holders_of(rows)
    return [Given(p.name, holders[p.name], p.use, p.made, p.region, p.values) for p in rows]


def holders_of(plants: Iterable[Any]) -> dict[str, str]:
    """Return plant -> who owns it in the end: names that are one holder, owners of owners."""
    rows = list(plants)
    owned = [(p.company_name, p.holder) for p in rows if getattr(p, "company_name", "")]
    spelling = known_as(ultimate_holders(owned), (p.holder for p in rows))
    return {p.name: spelling[p.holder] for p in rows}


def rounded(value: float, digits: int = 3) -> float:
    """Return a figure with three significant digits, as it is published."""
    return float(f"{value:.{digits}g}")
