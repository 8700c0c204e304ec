"""What was collected becomes items: each once, with its origin; a withdrawal is followed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.items import REASONS, as_kept, keep, put, snapshot
from scp_centre.roles.clearinghouse.fields import address_key
from scp_centre.roles.clearinghouse.item_readers.draft import Draft
from scp_centre.roles.clearinghouse.models import Item, Source, Standing
from scp_centre.roles.clearinghouse.search.index_writer import keep_items
from scp_centre.roles.clearinghouse.source_changes import combined, is_empty, merge


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
        return _(
            "{new} new, {changed} changed, {gone} withdrawn, {same} here already, {len} refused.",
            new=self.new,
            changed=self.changed,
            gone=self.gone,
            same=self.same,
            len=len(self.refused),
        )


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
        elif found is None and _here_already(one):
            tally.same += 1
        else:
            kept += _keep(source, one, found, tally, acting_user)
    keep_items(kept)


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
        tally.refused.append(f"{one.origin}: {error.message}")
        tally.rows.setdefault(one.row, []).append(error.in_full)
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
