"""What the search keeps of an item: its terms, facets and vector."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from numpy.typing import NDArray

from scp_centre.centre.rows import save_row
from scp_centre.methods.retrieval import TITLE, weigh
from scp_centre.methods.retrieval.analysis import LONGEST, Analyzer
from scp_centre.methods.retrieval.index import Field
from scp_centre.reference import sentence_model
from scp_centre.roles.clearinghouse.models import Counter, Entry, Item, Spelling, Standing, Text
from scp_centre.roles.clearinghouse.vocabulary import LABELLED, LISTS, said_of_code, with_parents

SUMMARY = 1.2  # what a word counts there; in the body, 1
BATCH = 500
FEW_AT_ONCE = 2  # items whose vectors are made within their transaction: a twentieth of a second
VECTORS_AT_ONCE = 50
ITEM_FIELDS = (
    *("pk", "type", "standing", "language", "year"),
    *LISTS,
    *("cost", "publisher", "authors", "published"),
)
TEXT_FIELDS = (
    *("item_id", "language", "title", "summary", "body", "for_whom", "saving", "cost", "proven"),
)
MOST_CHARACTERS = 20_000  # of a body


_met_in: list[UUID] = []  # the database that the words of this process were last kept in


def meaning_on() -> bool:
    """Return whether the sentence model is used in this installation."""
    return bool(settings.SEARCH_MEANING) and sentence_model.available()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is searched of an item, read without making an Item of it: many are read at once.

    values : field -> value    texts : one for each language, the original first
    """

    pk: int
    values: dict[str, Any]
    texts: tuple[dict[str, Any], ...]

    @property
    def public(self) -> bool:
        return bool(self.values["standing"] == Standing.PUBLISHED)


def _read(keys: Sequence[int]) -> list[Shown]:
    texts: dict[int, list[dict[str, Any]]] = {}
    for row in Text.objects.filter(item__in=keys).order_by("pk").values(*TEXT_FIELDS):
        texts.setdefault(row["item_id"], []).append(row)
    rows = {row["pk"]: row for row in Item.objects.filter(pk__in=keys).values(*ITEM_FIELDS)}
    return [Shown(k, rows[k], tuple(texts.get(k, ()))) for k in keys if k in rows]


@transaction.atomic
def keep_items(keys: Sequence[int]) -> None:
    """Bring the search up to date with items as they stand; those not public are taken out."""
    items = _read(keys)
    held = set(Entry.objects.filter(item__in=keys).values_list("item_id", flat=True))
    items = [i for i in items if i.public or i.pk in held]  # of a draft the search knows nothing
    if not items:
        return
    counter = _counter()
    public = [i for i in items if i.public]
    few = len(public) <= FEW_AT_ONCE
    vectors = _vectors(public) if few and meaning_on() else {}
    if meaning_on() and not few:
        transaction.on_commit(lambda: add_vectors([i.pk for i in public]), robust=True)
    rows = []
    for item in items:
        counter.value += 1
        weighed = weigh(fields_of(item), labels_of(item), _reader) if item.public else weigh(())
        facets = facets_of(item) if item.public else {}
        row = (item.pk, counter.value, weighed.keys.tobytes(), weighed.counts.tobytes())
        rows.append(
            (*row, weighed.length, json.dumps(facets), vectors.get(item.pk), not item.public)
        )
    with connection.cursor() as cursor:
        cursor.executemany(_write_row(), rows)
    save_row(counter)
    _keep_spellings(counter.token)


@cache
def _write_row() -> str:
    """Return the statement that writes a row; thousands of them need no objects between."""
    facets = "CAST(%s AS jsonb)" if connection.vendor == "postgresql" else "%s"
    names = ("sequence", "keys", "counts", "length", "facets", "vector", "gone")
    return (
        f"INSERT INTO clearinghouse_entry (item_id, {', '.join(names)}) "
        f"VALUES (%s, %s, %s, %s, %s, {facets}, %s, %s) "
        f"ON CONFLICT (item_id) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in names)}"
    )


def row_as_public(pk: int) -> dict[str, Any]:
    """Return what the search would hold of a public item, as `index_in_memory` reads it."""
    (item,) = _read([pk])
    weighed = weigh(fields_of(item), labels_of(item), _reader)
    vector = _vectors([item])[pk] if meaning_on() else None
    values = (weighed.keys.tobytes(), weighed.counts.tobytes(), weighed.length, vector)
    names = ("keys", "counts", "length", "vector")
    return {"document": pk, "facets": facets_of(item), **dict(zip(names, values, strict=True))}


def count_change() -> None:
    """Tell every reader that something beside the items changed; within a transaction."""
    counter = _counter()
    counter.value += 1
    save_row(counter)


def add_vectors(keys: Sequence[int]) -> None:
    """Add to the search what items mean; nobody's writing waits while the model is at work.

    An item that changes meanwhile is left to whoever changed it.
    """
    for start in range(0, len(keys), VECTORS_AT_ONCE):
        batch = keys[start : start + VECTORS_AT_ONCE]
        of = Entry.objects.filter(item__in=batch, gone=False)
        known = dict(of.values_list("item_id", "sequence"))
        vectors = _vectors(_read(list(known)))
        with transaction.atomic():
            counter = _counter()
            for pk, vector in vectors.items():
                counter.value += 1
                same = Entry.objects.filter(item=pk, sequence=known[pk])
                same.update(vector=vector, sequence=counter.value)
            save_row(counter)


def add_missing_vectors() -> int:
    """Add the vectors that were to come when a process ended; return of how many items."""
    if not meaning_on():
        return 0
    missing = Entry.objects.filter(vector=None, gone=False).values_list("item_id", flat=True)
    keys = list(missing)
    add_vectors(keys)
    return len(keys)


def keep_all(keys: Iterable[int]) -> Iterator[int]:
    """Bring the search up to date with many items, in batches; yield how many are done."""
    rest, done = iter(keys), 0
    while batch := list(islice(rest, BATCH)):
        keep_items(batch)
        done += len(batch)
        yield done


def _counter() -> Counter:
    """Return the counter, held until the transaction ends, so that changes come in order."""
    Counter.objects.get_or_create(name="search")
    return Counter.objects.select_for_update().get(name="search")


def fields_of(item: Shown) -> list[Field]:
    """Return what is searched of an item: (language, text, weight)."""
    found: list[Field] = []
    for text in item.texts:
        language = text["language"]
        said = f"{text['for_whom']} {text['saving']} {text['cost']} {text['proven']}"
        found.append((language, text["title"], TITLE))
        if text["summary"]:
            found.append((language, text["summary"], SUMMARY))
        found.append((language, f"{text['body'][:MOST_CHARACTERS]} {said}", 1.0))
    named = " ".join([*item.values["authors"], item.values["publisher"]])
    found.append((item.values["language"], named, 1.0 / max(len(item.texts), 1)))
    return found


def labels_of(item: Shown) -> list[dict[str, float]]:
    """Return the terms of the labels that an item is found by, one for each of its codes."""
    found = [_label_terms("type", item.values["type"])]
    if item.values["cost"]:
        found.append(_label_terms("cost", item.values["cost"]))
    for name, scheme in LISTS.items():
        found += [_label_terms(scheme, code) for code in item.values[name]]
    return found


@lru_cache(maxsize=2_000)
def _label_terms(scheme: str, code: str) -> dict[str, float]:
    """Return the terms of a code in every language: who asks in another finds the item by them."""
    found: dict[str, float] = {}
    for language, text, weight in said_of_code(scheme, code):
        for term in _reader(language).terms(text):
            found[term] = max(found.get(term, 0.0), weight)
    return found


def facets_of(item: Shown) -> dict[str, list[str]]:
    """Return facet -> codes of an item, and when it was published."""
    values = item.values
    found = {
        scheme: list(_whole(scheme, tuple(values[name])))
        for name, scheme in LISTS.items()
        if values[name]
    }
    found["type"] = [values["type"]]
    if values["cost"]:
        found["cost"] = [values["cost"]]
    if item.texts:
        found["language"] = [t["language"] for t in item.texts]
    if values["year"]:
        found["year"] = [str(values["year"])]
    at = values["published"].timestamp() if values["published"] else 0
    return found | {"_at": [str(int(at))]}


@lru_cache(maxsize=20_000)
def _whole(scheme: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(with_parents(scheme, codes))


@cache
def _reader(language: str) -> Analyzer:
    """Return the analyzer that reads items; questions have others, whose words may be misspelt."""
    return Analyzer(language.split("-")[0].lower())


def _keep_spellings(token: UUID) -> None:
    """Keep the words that stand in an item for the first time, for those who misspell them.

    token : of the database; in another one nothing is kept yet of what was met before
    """
    readers = [_reader(language) for language in LABELLED]
    if _met_in[:1] != [token]:
        _met_in[:] = [token]
        for reader in readers:
            reader.refresh()
    met = set().union(*(reader.fresh for reader in readers))
    fresh = {word for word in met if word.isalpha() and 3 < len(word) < LONGEST}
    if not fresh:
        return
    Spelling.objects.bulk_create(
        [Spelling(word=w) for w in sorted(fresh)], ignore_conflicts=True, batch_size=5_000
    )

    def forget() -> None:
        for reader in readers:
            reader.fresh.difference_update(fresh)

    transaction.on_commit(forget)


def _vectors(items: Sequence[Shown]) -> dict[int, bytes]:
    """Return the vectors of items, of what they say in English or else in their own language."""
    said = []
    for item in items:
        order = sorted(item.texts, key=lambda t: t["language"] != "en")
        text = order[0] if order else {"title": "", "summary": "", "body": ""}
        said.append(f"{text['title']}. {text['summary']} {text['body'][:1_000]}")
    made: Iterable[NDArray[np.float32]] = sentence_model.encode_many(said) if said else []
    return {i.pk: v.astype(np.float16).tobytes() for i, v in zip(items, made, strict=True)}
