"""What a source said of its items, and how a harvest went."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from scp_centre.centre.sheets.findings import Finding
from scp_centre.methods.messages import _, sentences
from scp_centre.roles.clearinghouse.item_readers.draft import Draft

BATCH = 20  # items of one transaction: a fraction of a second, for which others wait


@dataclass(slots=True)
class Collected:
    """What a source said of one item.

    origin : its identifier there    key : of the item itself, where the source is one of us
    texts : language -> what it says, where there are several    gone : it was withdrawn there
    row : of the table that it stands in    known_by : field of a file that `origin` is from
    """

    origin: str
    draft: Draft | None = None
    key: UUID | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    page: str = ""
    fictional: bool = False
    gone: bool = False
    row: int = 0
    known_by: str = ""


@dataclass(slots=True)
class Tally:
    """How a harvest went.

    refused : a sentence for each row or record    rows : of a table, with what is wrong in each
    stopped_after : so many records, at which a harvest ends though there are more
    whole : the same of what stands in no row, such as one PDF of a ZIP
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    refused: list[str] = field(default_factory=list)
    rows: dict[int, list[str]] = field(default_factory=dict)
    stopped_after: int = 0
    whole: list[Finding] = field(default_factory=list)

    def as_state(self) -> dict[str, Any]:
        """Return the counts as they are kept with a source until all is done."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the counts that an interrupted try has kept."""
        rows = {int(row): list(why) for row, why in state.get("rows", {}).items()}
        counts = {name: int(state.get(name, 0)) for name in ("new", "changed", "same", "gone")}
        whole = [Finding(**one) for one in state.get("whole", [])]
        return cls(**counts, refused=list(state.get("refused", [])), rows=rows, whole=whole)

    def refuse(self, one: Collected, message: str, cure: str) -> None:
        """Count an item as refused, and note why."""
        self.refused.append(f"{one.origin}: {message}")
        if one.row:
            self.rows.setdefault(one.row, []).append(sentences(message, cure))
        else:
            self.whole.append(Finding("", 0, "", message, cure, one.origin))

    def tally_sentence(self) -> str:
        """Return how it went, in a sentence, and whether there is more to come."""
        if self.stopped_after:
            return _(
                "New: {new}. Changed: {changed}. Withdrawn: {gone}. Already present: {same}. "
                "Refused: {len}. The harvest stopped at record {stopped_after}, the limit for one "
                "harvest. The next harvest continues from there.",
                new=self.new,
                changed=self.changed,
                gone=self.gone,
                same=self.same,
                len=len(self.refused),
                stopped_after=self.stopped_after,
            )
        return _(
            "New: {new}. Changed: {changed}. Withdrawn: {gone}. Already present: {same}. Refused: "
            "{len}.",
            new=self.new,
            changed=self.changed,
            gone=self.gone,
            same=self.same,
            len=len(self.refused),
        )
