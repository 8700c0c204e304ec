"""What is found of the clearinghouse: what is published, and for editors what waits for them."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Item, Standing, Text
from scp_centre.roles.clearinghouse.vocabulary import LISTS, said_of_code

EDIT = "edit_item"


def _items(pks: Pks) -> Iterator[SearchRow]:
    found = Item.objects.filter(pk__in=pks).exclude(standing=Standing.RETIRED)
    for one in found.prefetch_related("texts"):
        texts = one.texts.all()
        others = (t.title for t in texts if t.title != one.title)
        yield SearchRow(
            one.pk,
            one.title,
            reverse("item", args=[one.pk]),
            act=PUBLIC if one.is_public else EDIT,
            about="" if one.is_public else one.standing,
            texts=(
                *(text for t in texts for text in (t.summary, t.body, _facts(t)) if text),
                *others,
                ", ".join([*one.authors, one.publisher]).strip(", "),
            ),
            codes=(one.doi,),
            labels=labels_of(one),
        )


def _facts(text: Text) -> str:
    return " ".join(filter(None, (text.for_whom, text.saving, text.cost, text.proven)))


def labels_of(item: Item) -> dict[str, float]:
    """Return what an item is also found by: label of each of its codes -> weight."""
    codes = [("type", item.type), *((("cost", item.cost),) if item.cost else ())]
    codes += [(scheme, code) for name, scheme in LISTS.items() for code in getattr(item, name)]
    found: dict[str, float] = {}
    for scheme, code in codes:
        for _language, text, weight in said_of_code(scheme, code):
            found[text] = max(found.get(text, 0.0), weight)
    return found


def _items_of_texts(pks: Pks) -> Iterable[int]:
    return Text.objects.filter(pk__in=pks).values_list("item", flat=True)


# What an item's upkeep writes, and nobody searches.
UPKEEP = frozenset({"told", "brought_at", "heard", "unsettled", "review_due", "owner"})
UPKEEP |= {"link_state", "link_said", "link_checked", "link_failures", "stamp"}
SOURCES = (
    SearchSource(
        "item",
        _("Knowledge items"),
        Item,
        (PUBLIC, EDIT),
        _items,
        {Text: _items_of_texts},
        ignores=UPKEEP,
        is_read=True,
    ),
)
