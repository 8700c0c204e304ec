"""The register searched by words: what begins with each of them, the newest licences first.

A word that few licences have is looked up first, so that a search costs what it finds and not what
the register holds; pages go on after the last licence shown, so that none is counted or skipped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from scp_centre.methods.retrieval.analysis import plain, words_of
from scp_centre.roles.recognition.models import (
    CriteriaVersion,
    Licence,
    LicenceState,
    LicenceWord,
)

LONGEST, MOST_WORDS = 60, 8  # bytes of a word; words of a question
FEW = 20_000  # licences with a word, up to which all are gathered
CHUNK = 500  # of gathered licences, of which the state is asked at once
LAST = b"\xff"  # no byte of UTF-8: behind all words with a beginning
APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.   scheme : its code, "" for all    state : of today, "" for all"""

    words: str = ""
    scheme: str = ""
    state: str = ""


def words_of_licence(number: str, company: str, product: str, gtin: str) -> set[bytes]:
    """Return the words by which a licence is found; codes in one piece, too.

    >>> sorted(words_of_licence("VGL-2026-0001", "Moulin d'Été", "Towel", ""))[:4]
    [b'0001', b'2026', b'd', b"d'ete"]
    """
    codes = {gtin.zfill(14), gtin.lstrip("0")} if gtin else set()
    return {*_words(f"{company} {product} {number}"), *map(_key, codes)} - {b""}


def _words(text: str) -> set[bytes]:
    """Return the words of a text, those that hyphens and apostrophes join both joined and apart."""
    parts = {part for word in words_of(text) for part in (word, *APART.split(word))}
    joined = {APART.sub("", one) for one in text.lower().split()}
    return {_key(one) for one in parts | joined}


def _key(word: str) -> bytes:
    """Return a word as it is kept: at most LONGEST bytes, and no sign cut in two."""
    whole = plain(word).encode()
    end = min(LONGEST, len(whole))
    while end < len(whole) and is_within_sign(whole[end]):
        end -= 1
    return whole[:end]


def is_within_sign(byte: int) -> bool:
    """Return whether a byte of UTF-8 goes on with the sign before it."""
    return byte & 0b1100_0000 == 0b1000_0000


def index_licence(licence: Licence) -> None:
    """Enter the words of a licence; called with its award."""
    words = words_of_licence(licence.number, licence.company, licence.product, licence.gtin)
    LicenceWord.objects.bulk_create(LicenceWord(licence=licence, word=one) for one in sorted(words))


def find_numbers(asked: Question, after: int | None, most: int) -> list[int]:
    """Return the keys of the licences that are looked for, the newest first.

    after : the last key of the page before; None for the first page
    """
    rows = _in_state(_of_scheme(Licence.objects.order_by("-pk"), asked.scheme), asked.state)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    gathered, common = _gather(asked.words)
    for word in common:
        has_it = _beginning_with(word).filter(licence=OuterRef("pk"))
        rows = rows.filter(Exists(has_it))
    if gathered is None:
        return list(rows.values_list("pk", flat=True)[:most])
    left = sorted((one for one in gathered if after is None or one < after), reverse=True)
    found: list[int] = []
    for start in range(0, len(left), CHUNK):
        chunk = rows.filter(pk__in=left[start : start + CHUNK])
        found += chunk.values_list("pk", flat=True)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def _gather(text: str) -> tuple[set[int] | None, list[bytes]]:
    """Return the licences that have the rarer words, and the words that too many have to gather."""
    gathered: set[int] | None = None
    common = []
    for word in _asked(text):
        rows = _beginning_with(word).order_by().values_list("licence", flat=True)[: FEW + 1]
        having = list(rows)
        if len(having) > FEW:
            common.append(word)
        else:
            gathered = set(having) if gathered is None else gathered & set(having)
    return gathered, common


def _asked(text: str) -> list[bytes]:
    """Return the words of a question; a code is one word, however it is parted."""
    joined = (APART.sub("", one) for one in text.lower().split()[:MOST_WORDS])
    return [_key(one) for one in dict.fromkeys(joined) if one]


def _beginning_with(word: bytes) -> QuerySet[LicenceWord]:
    return LicenceWord.objects.filter(word__gte=word, word__lt=word + LAST)


def _of_scheme(rows: QuerySet[Licence], code: str) -> QuerySet[Licence]:
    if not code:
        return rows
    versions = CriteriaVersion.objects.filter(scheme__code=code).values_list("pk", flat=True)
    return rows.filter(application__version__in=list(versions))


def _in_state(rows: QuerySet[Licence], state: str) -> QuerySet[Licence]:
    today = timezone.localdate()
    if state == LicenceState.VALID:
        return rows.filter(state=LicenceState.VALID, start__lte=today, until__gte=today)
    if state == LicenceState.BEGINS_LATER:
        return _few_of(rows.filter(state=LicenceState.VALID), start__gt=today)
    if state == LicenceState.EXPIRED:
        return _few_of(rows.filter(state=LicenceState.VALID), until__lt=today)
    return rows.filter(state=state) if state else rows


def _few_of(rows: QuerySet[Licence], **condition: object) -> QuerySet[Licence]:
    """Return the rows of a condition; where few licences have it, these are looked up first."""
    having = list(Licence.objects.filter(**condition).order_by().values_list("pk")[: CHUNK + 1])
    if len(having) <= CHUNK:
        return rows.filter(pk__in=[pk for (pk,) in having])
    return rows.filter(**condition)


def in_order(keys: Iterable[int], rows: QuerySet[Licence]) -> list[Licence]:
    """Return licences in the order of their keys."""
    by_key = {one.pk: one for one in rows.filter(pk__in=list(keys))}
    return [by_key[key] for key in keys if key in by_key]
