"""What a source said of its items, and how a harvest went."""

from dataclasses import dataclass, field
from uuid import UUID

from scp_centre.roles.clearinghouse.item_readers.draft import Draft


@dataclass(slots=True)
class Collected:
    """What a source said of one item.

    origin : its identifier there    key : of the item itself, where the source is one of us
    texts : language -> what it says, where there are several    gone : it was withdrawn there
    row : of the table that it stands in
    """

    origin: str
    draft: Draft | None = None
    key: UUID | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    page: str = ""
    fictional: bool = False
    gone: bool = False
    row: int = 0


@dataclass(slots=True)
class Tally:
    """How a harvest went.

    refused : a sentence for each row or record    rows : of a table, with what is wrong in each
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    refused: list[str] = field(default_factory=list)
    rows: dict[int, list[str]] = field(default_factory=dict)

    def tally_sentence(self) -> str:
        """Return how it went, in a sentence."""
        return (
            f"{self.new} new, {self.changed} changed, {self.gone} withdrawn, "
            f"{self.same} here already, {len(self.refused)} refused."
        )
