"""What the search keeps of an item: its terms, facets and vector."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from django.conf import settings
from django.db import transaction

from scp_centre.methods.retrieval import TITLE, weigh
from scp_centre.methods.retrieval.analysis import LONGEST, words_of
from scp_centre.methods.retrieval.index import Field
from scp_centre.reference import sentence_model
from scp_centre.roles.clearinghouse.models import Counter, Entry, Item, Spelling, Standing
from scp_centre.roles.clearinghouse.vocabulary import LABELLED, LISTS, label, with_parents, words

SUMMARY, LABEL, ALSO = 1.2, 1.0, 0.3  # what a word counts there; in the body, 1
BATCH = 500
MOST_CHARACTERS = 20_000  # of a body
_KNOWN: set[str] = set()


def meaning_on() -> bool:
    """Return whether the sentence model is used in this installation."""
    return bool(settings.SEARCH_MEANING) and sentence_model.available()


@transaction.atomic
def keep_items(items: Sequence[Item]) -> None:
    """Bring the search up to date with items; those not public are taken out."""
    if not items:
        return
    counter = _counter()
    entries, spellings = [], set()
    shown = [i for i in items if i.standing == Standing.PUBLISHED]
    vectors = _vectors(shown) if meaning_on() else {}
    for item in items:
        counter.value += 1
        public = item.standing == Standing.PUBLISHED
        weighed = weigh(fields_of(item), labels_of(item)) if public else weigh(())
        entry = Entry(
            item=item,
            sequence=counter.value,
            keys=weighed.keys.tobytes(),
            counts=weighed.counts.tobytes(),
            length=weighed.length,
            facets=facets_of(item) if public else {},
            vector=vectors.get(item.pk),
            gone=not public,
        )
        entries.append(entry)
        if public:
            spellings |= _words_in(item)
    Entry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["sequence", "keys", "counts", "length", "facets", "vector", "gone"],
    )
    counter.save()
    _keep_spellings(spellings)


def keep_all(items: Iterable[Item]) -> Iterator[int]:
    """Bring the search up to date with many items, in batches; yield how many are done."""
    rest, done = iter(items), 0
    while batch := list(islice(rest, BATCH)):
        keep_items(batch)
        done += len(batch)
        yield done


def _counter() -> Counter:
    """Return the counter, held until the transaction ends, so that changes come in order."""
    Counter.objects.get_or_create(name="search")
    return Counter.objects.select_for_update().get(name="search")


def fields_of(item: Item) -> list[Field]:
    """Return what is searched of an item: (language, text, weight)."""
    texts = list(item.texts.all())
    share = 1.0 / max(len(texts), 1)
    found = []
    for text in texts:
        said = " ".join((text.for_whom, text.saving, text.cost, text.proven))
        found += [
            (text.language, text.title, TITLE),
            (text.language, text.summary, SUMMARY),
            (text.language, f"{text.body[:MOST_CHARACTERS]} {said}", 1.0),
        ]
    named = " ".join([*item.authors, item.publisher])
    found.append((item.language, named, share))
    return [field for field in found if field[1].strip()]


def labels_of(item: Item) -> list[Field]:
    """Return the labels that an item is found by."""
    return _labels(_codes(item))


def _codes(item: Item) -> tuple[tuple[str, str], ...]:
    codes = [("type", item.type), ("cost", item.cost)]
    for name, scheme in LISTS.items():
        codes += [(scheme, code) for code in getattr(item, name)]
    return tuple(pair for pair in codes if pair[1])


@lru_cache(maxsize=20_000)
def _labels(codes: tuple[tuple[str, str], ...]) -> list[Field]:
    """Return the labels of codes in every language: who asks in another finds the item by them."""
    found = []
    for language in LABELLED:
        text = " ".join(label(scheme, code, language) for scheme, code in codes)
        found.append((language, text, LABEL if language == "en" else LABEL / 2))
    also = [
        word
        for scheme, code in codes
        if scheme != "country" and code in words()[scheme]
        for word in words()[scheme][code].also
    ]
    return [*found, ("en", " ".join(also), ALSO)]


def facets_of(item: Item) -> dict[str, list[str]]:
    """Return facet -> codes of an item, and when it was published."""
    found = {scheme: with_parents(scheme, getattr(item, name)) for name, scheme in LISTS.items()}
    found["type"] = [item.type]
    found["cost"] = [item.cost] if item.cost else []
    found["language"] = list(dict.fromkeys(t.language for t in item.texts.all()))
    found["year"] = [str(item.year)] if item.year else []
    at = item.published.timestamp() if item.published else 0
    return {k: v for k, v in found.items() if v} | {"_at": [str(int(at))]}


def _words_in(item: Item) -> set[str]:
    found: set[str] = set()
    for language, text, _ in (*fields_of(item), *labels_of(item)):
        if language in LABELLED:
            found.update(w for w in words_of(text) if 3 < len(w) < LONGEST and w.isalpha())
    return found


def _keep_spellings(found: set[str]) -> None:
    fresh = found - _KNOWN
    if not fresh:
        return
    Spelling.objects.bulk_create(
        [Spelling(word=w) for w in sorted(fresh)], ignore_conflicts=True, batch_size=5_000
    )
    transaction.on_commit(lambda: _KNOWN.update(fresh))


def _vectors(items: Sequence[Item]) -> dict[int, bytes]:
    texts = [i.original for i in items]
    said = [f"{t.title}. {t.summary} {t.body[:1_000]}" if t else "" for t in texts]
    made = sentence_model.encoder().encode(said) if said else []
    return {i.pk: v.astype(np.float16).tobytes() for i, v in zip(items, made, strict=True)}
