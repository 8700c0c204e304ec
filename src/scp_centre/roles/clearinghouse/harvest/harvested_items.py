"""What was collected becomes items: each once, with its origin; a withdrawal is followed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.installation.fair_writing import in_small_pieces
from scp_centre.centre.registry.models import Person
from scp_centre.centre.sheets.findings import Finding
from scp_centre.roles.clearinghouse.actions.items import REASONS, as_kept, keep, put, snapshot
from scp_centre.roles.clearinghouse.fields import address_key
from scp_centre.roles.clearinghouse.item_readers.draft import Draft
from scp_centre.roles.clearinghouse.models import Item, Source, Standing
from scp_centre.roles.clearinghouse.search.index_writer import keep_items
from scp_centre.roles.clearinghouse.source_changes import combined, is_empty, merge

BATCH = 20  # items of one transaction: a fraction of a second, for which others wait
OTHER_LINK = "Correct the row, or edit that item if the two are the same."


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
            self.rows.setdefault(one.row, []).append(f"{message} {cure}".strip())
        else:
            self.whole.append(Finding("", 0, "", message, cure, one.origin))

    def tally_sentence(self) -> str:
        """Return how it went, in a sentence, and whether there is more to come."""
        if self.stopped_after:
            return (
                f"{self.new} new, {self.changed} changed, {self.gone} withdrawn, "
                f"{self.same} here already, {len(self.refused)} refused. The harvest stopped "
                f"after {self.stopped_after} records, the most at one time; the next one goes on "
                "from there."
            )
        return (
            f"{self.new} new, {self.changed} changed, {self.gone} withdrawn, "
            f"{self.same} here already, {len(self.refused)} refused."
        )


def keep_all_collected(
    source: Source, collected: Iterable[Collected], tally: Tally, acting_user: Person | None
) -> None:
    """Keep what a source said, a few at a time, so that others write in between."""
    for batch in in_small_pieces(list(collected), BATCH):
        keep_collected(source, batch, tally, acting_user)


@transaction.atomic
def keep_collected(
    source: Source, collected: Iterable[Collected], tally: Tally, acting_user: Person | None
) -> None:
    """Keep what a source said, all of it or nothing."""
    kept: list[int] = []
    for one in collected:
        found = Item.objects.filter(source=source, origin=one.origin).first()
        if one.gone:
            _withdraw(found, tally, acting_user)
        elif other := _another_item(source, one, found):
            if one.known_by == "doi":
                tally.refuse(one, f"The DOI is already used for the item “{other}”.", OTHER_LINK)
            else:
                tally.refuse(one, f"The link is already used for the item “{other}”.", OTHER_LINK)
        elif found is None and _here_already(one):
            tally.same += 1
        else:
            kept += _keep(source, one, found, tally, acting_user)
    keep_items(kept)


def _another_item(source: Source, one: Collected, found: Item | None) -> str:
    """Return the title of the item that has the link of a row and is another one; else nothing.

    A link or DOI alone does not say that two rows or references are one item, where their titles
    differ: the second would overwrite the item of the first. An identifier of the source does.
    """
    if one.draft is None or one.known_by not in ("address", "doi", "identifier"):
        return ""
    other = found if one.known_by != "identifier" else None
    if found is None:
        key = address_key(str(one.draft.values.get("address", "")))
        here = Item.objects.filter(source=source).exclude(standing=Standing.RETIRED)
        other = here.filter(address_key=key).first() if key else None
    if other is None or _plain_title(one.draft.title) in _titles_of(other):
        return ""
    return other.title


def _titles_of(item: Item) -> set[str]:
    heard = [str(said.get("title", "")) for said in item.heard.get("texts", {}).values()]
    return {_plain_title(title) for title in [*heard, *(t.title for t in item.texts.all())]}


def _plain_title(title: str) -> str:
    """Return a title without what makes no other title of it: case, spaces and punctuation."""
    return "".join(sign for sign in title.casefold() if sign.isalnum())


def _here_already(one: Collected) -> bool:
    """Return whether the item is here from elsewhere: by its key, DOI or address."""
    if one.key is not None and Item.objects.filter(key=one.key).exists():
        return True
    values = one.draft.values if one.draft else {}
    here = Item.objects.exclude(standing=Standing.RETIRED)
    if values.get("doi") and here.filter(doi=values["doi"]).exists():
        return True
    key = address_key(str(values.get("address", "")))
    return bool(key) and here.filter(address_key=key).exists()


def _withdraw(found: Item | None, tally: Tally, acting_user: Person | None) -> None:
    if found is None or found.standing == Standing.RETIRED:
        return
    put(found, Standing.RETIRED, REASONS["origin"], acting_user, "retire_item")
    tally.gone += 1


def _retired_here(found: Item) -> bool:
    """Return whether an editor of this centre took it back: it does not return with a harvest."""
    return found.standing == Standing.RETIRED and found.reason != REASONS["origin"]


def _keep(
    source: Source, one: Collected, found: Item | None, tally: Tally, acting_user: Person | None
) -> list[int]:
    """Keep one item; return its key where the search must know of it."""
    if one.draft is None:
        return []
    language = str(one.draft.values.get("language", "en"))
    try:
        now = as_kept(one.draft.values, one.texts or {language: one.draft.said})
    except ClearinghouseError as error:
        tally.refuse(one, error.message, error.cure)
        return []
    new: dict[str, Any] = {"origin": one.origin[:500], "origin_address": one.page[:1000]}
    new |= {"source": source, "heard": now}
    whole = now
    if found is None:
        new |= {"standing": Standing.HARVESTED, "is_sample": one.fictional}
        new |= {"key": one.key} if one.key else {}
    else:
        here = snapshot(found)
        taken, left = merge(found.heard, here, now, found.unsettled)
        back = found.standing == Standing.RETIRED
        if _retired_here(found) or (is_empty(taken) and not back):
            Item.objects.filter(pk=found.pk).update(heard=now, unsettled=left)
            tally.same += left == found.unsettled
            tally.changed += left != found.unsettled
            return []
        whole = combined(here, taken)
        whole["item"]["review_due"] = found.review_due
        new |= {"unsettled": left}
        new |= {"standing": Standing.HARVESTED} if back else {}
    made = keep(
        whole["item"], whole["texts"], item=found, note=source.title, search_now=False, **new
    )
    record("harvest_item", made.title, acting_user=acting_user)
    if source.publish_at_once and made.standing == Standing.HARVESTED:
        put(made, Standing.PUBLISHED, "", acting_user, "publish_item", search_now=False)
    if found is None:
        tally.new += 1
    else:
        tally.changed += 1
    return [made.pk]
