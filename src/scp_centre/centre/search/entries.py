"""Write the index of the search: within the transaction of whatever changes what may be found."""

import hashlib
import json
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction

from scp_centre.centre.faults.tracebacks import trace
from scp_centre.centre.journal import log
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.rows import save_row
from scp_centre.centre.search.models import SearchCounter, SearchEntry
from scp_centre.centre.search.sources import SearchRow, SearchSource, search_sources
from scp_centre.centre.search.terms import distinct_words, terms_of
from scp_centre.methods.messages import pack

BATCH = 400  # rows in one statement; SQLite takes 32,766 values
MOST_GONE = 50_000  # entries that are kept to tell readers that they are gone
FORGOTTEN: dict[str, Any] = dict.fromkeys(("title", "about", "address", "words", "digest"), "")
FORGOTTEN |= {"texts": [], "keys": b"", "counts": b"", "length": 0.0}
_held = threading.local()


class _Key(NamedTuple):
    thing: int
    act: str
    scope: int


def refresh(source: SearchSource, pks: Collection[int]) -> None:
    """Bring the index up to date with some things as they stand; what is gone goes."""
    held: dict[str, set[int]] | None = getattr(_held, "changes", None)
    if held is not None:
        held.setdefault(source.key, set()).update(pks)
        return
    for batch in _batches(sorted(set(pks))):
        _write(source, batch)


@contextmanager
def index_later() -> Iterator[None]:
    """Gather what changes, and index each thing once at the end: for many acts in a row."""
    if getattr(_held, "changes", None) is not None:
        yield
        return
    changes: dict[str, set[int]] = {}
    _held.changes = changes
    try:
        yield
    finally:
        _held.changes = None
    for key, pks in changes.items():
        refresh(search_sources()[key], pks)


def refresh_of_organisations(pks: Collection[int]) -> None:
    """Index again what belongs to organisations, which is found by their names."""
    found: dict[str, set[int]] = {}
    of = SearchEntry.objects.filter(scope__in=pks, gone=False).order_by()
    for key, thing in of.values_list("source", "thing"):
        found.setdefault(key, set()).add(thing)
    for key, things in found.items():
        if key in search_sources():
            refresh(search_sources()[key], things)


@transaction.atomic
def _write(source: SearchSource, pks: Sequence[int]) -> None:
    rows = {_Key(row.pk, row.act, row.scope): row for row in source.rows(pks)}
    if strange := {key.act for key in rows} - set(source.acts):
        raise ValueError(f"The source {source.key!r} does not declare its acts {strange}.")
    known = _known(source, pks)
    owners = _names([row.organisation for row in rows.values()])
    changed = []
    for key, row in rows.items():
        owner = owners.get(row.organisation or 0, "")
        digest = _digest(row, owner, source.weight)
        if known.get(key) != digest:
            changed.append(_entry(source, key, row, owner, digest))
    names = [f.name for f in SearchEntry._meta.concrete_fields if not f.primary_key]
    unique = ["source", "thing", "act", "scope"]
    SearchEntry.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=unique,
        update_fields=[name for name in names if name not in unique],
    )
    gone = [key for key, digest in known.items() if digest and key not in rows]
    for key in gone:
        mine = SearchEntry.objects.filter(source=source.key, **key._asdict())
        mine.update(gone=True, sequence=None, **FORGOTTEN)
    if changed or gone:
        _number_after_commit()


def _known(source: SearchSource, pks: Sequence[int]) -> dict[_Key, str]:
    """Return the digests of the entries of things; of one that is gone, nothing."""
    mine = SearchEntry.objects.filter(source=source.key, thing__in=pks).order_by()
    return {_Key(*row[:3]): row[3] for row in mine.values_list("thing", "act", "scope", "digest")}


def _names(pks: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in pks if pk}
    if not wanted:
        return {}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _entry(source: SearchSource, key: _Key, row: SearchRow, owner: str, digest: str) -> SearchEntry:
    terms = terms_of(row, owner, source.weight)
    weighed = terms.weighed()
    return SearchEntry(
        source=source.key,
        **key._asdict(),
        title=row.title,
        about=row.about,
        texts=[text for text in row.texts if text],
        address=row.address,
        keys=weighed.keys.tobytes(),
        counts=weighed.counts.tobytes(),
        length=weighed.length,
        words=" ".join(distinct_words(terms)),
        digest=digest,
    )


def _digest(row: SearchRow, owner: str, weight: float) -> str:
    said: list[Any] = [row.title, row.about, list(row.texts), list(row.codes), row.address]
    said += [dict(row.labels)] if row.labels else []
    made = json.dumps(pack([*said, owner, weight]), ensure_ascii=False)
    return hashlib.blake2b(made.encode(errors="replace"), digest_size=16).hexdigest()


def _number_after_commit() -> None:
    """Number what this transaction changed once it is committed, and once only.

    A number that is given within a long transaction would make all other writers wait for it, or
    let readers miss what is committed after a higher number. Until then readers find the entries
    by their lack of a number.
    """
    here = set(connection.savepoint_ids)
    waiting = connection.run_on_commit
    if not any(entry[1] is number_entries and entry[0] == here for entry in waiting):
        transaction.on_commit(number_entries, robust=True)


def number_entries() -> None:
    """Give the committed entries that have no number the next one."""
    try:
        with transaction.atomic():
            counter = _locked_counter()
            fresh = SearchEntry.objects.filter(sequence=None)
            mine = fresh.select_for_update(skip_locked=True).order_by().values("pk")
            if SearchEntry.objects.filter(pk__in=mine).update(sequence=counter.value + 1):
                counter.value += 1
                save_row(counter)
    except DatabaseError as error:  # whoever writes next numbers them, too
        log(f"Entries of the search were not numbered.\n{trace(error)}")


def _locked_counter() -> SearchCounter:
    SearchCounter.objects.get_or_create(pk=1)
    return SearchCounter.objects.select_for_update().get(pk=1)


def complete_index() -> Iterator[tuple[int, int]]:
    """Index all that may be found, and nothing else; yield how many are done, and of how many.

    What stands in the index as it should be is not written again.
    """
    wanted = [(source, _all_keys(source)) for source in search_sources().values()]
    count = sum(len(pks) for _source, pks in wanted)
    done = 0
    for source, pks in wanted:
        for batch in _batches(pks):
            refresh(source, batch)
            done += len(batch)
            yield done, count
    SearchEntry.objects.exclude(source__in=search_sources()).delete()
    with transaction.atomic():
        counter = _locked_counter()
        counter.complete = True
        gone = SearchEntry.objects.filter(gone=True)
        if gone.count() > MOST_GONE:
            gone.delete()
            counter.token = uuid.uuid4()  # whoever has not read of them reads everything again
        save_row(counter)


def clear_index() -> None:
    """Forget the whole index, so that all of it is written again."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        counter = _locked_counter()
        counter.token, counter.complete = uuid.uuid4(), False
        save_row(counter)


def is_complete() -> bool:
    return SearchCounter.objects.filter(pk=1, complete=True).exists()


def _all_keys(source: SearchSource) -> list[int]:
    there = set(source.model._default_manager.order_by().values_list("pk", flat=True))
    mine = SearchEntry.objects.filter(source=source.key, gone=False).order_by()
    return sorted(there | set(mine.values_list("thing", flat=True)))


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(pks)
    while batch := list(islice(rest, BATCH)):
        yield batch
