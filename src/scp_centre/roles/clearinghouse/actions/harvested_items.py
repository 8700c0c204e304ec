"""What was collected becomes items: each once, with its origin; a withdrawal is followed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.installation.fair_writing import in_small_pieces
from scp_centre.centre.registry.models import Person
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.items import as_kept, keep, put, snapshot
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.fields import address_key
from scp_centre.roles.clearinghouse.harvest.harvested_items import BATCH, Collected, Tally
from scp_centre.roles.clearinghouse.models import REASONS, Item, Source, Standing
from scp_centre.roles.clearinghouse.search.index_writer import keep_items
from scp_centre.roles.clearinghouse.source_changes import combined, is_empty, merge

OTHER_LINK = _("Correct the row. If both describe the same item, edit the existing item.")


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
                tally.refuse(
                    one,
                    _("The DOI is already used for the item “{other}”.", other=other),
                    OTHER_LINK,
                )
            else:
                tally.refuse(
                    one,
                    _("The link is already used for the item “{other}”.", other=other),
                    OTHER_LINK,
                )
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
    return bool(found.standing == Standing.RETIRED and found.reason != REASONS["origin"])


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
