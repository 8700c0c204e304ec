"""Published cases: real companies, figures before and after, as their sources print them."""

from dataclasses import dataclass

from scp_centre.reference import load_table


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One published case; `reduction` is computed, `published_reduction` is what was printed."""

    case: str
    organisation: str
    country: str
    sector: str
    what: str
    unit: str
    before: float
    after: float
    published_reduction: float | None
    note: str
    source: str
    address: str

    @property
    def reduction(self) -> float:
        """Share by which the figure fell:  1 - after / before."""
        return 1 - self.after / self.before

    @property
    def agrees(self) -> bool | None:
        """Whether the printed percentage follows from the printed figures, to rounding."""
        if self.published_reduction is None:
            return None
        return abs(100 * self.reduction - self.published_reduction) <= 1.0


def published_cases() -> tuple[PublishedCase, ...]:
    """Return all cases with the source of each."""
    sources = {row["source"]: row for row in load_table("option_sources").rows}
    return tuple(
        PublishedCase(
            **{k: v for k, v in row.items() if k not in ("source", "note")},
            note=row["note"] or "",
            source=f"{sources[row['source']]['title']}, {sources[row['source']]['publisher']}",
            address=sources[row["source"]]["address"],
        )
        for row in load_table("published_cases").rows
    )
