"""What is found of the clearinghouse: what is published, and for editors what waits for them."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.models import Item, Standing, Text

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
                *(text for t in texts for text in (t.summary, t.body) if text),
                *others,
                ", ".join([*one.authors, one.publisher]).strip(", "),
            ),
            codes=(one.doi,),
        )


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
    ),
)
