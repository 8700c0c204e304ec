"""Which tenders a product fits, and why.

Three signs are looked for, each a share from 0 to 1 with its reason:

    cpv    level of the deepest code that both have above them ÷ the deeper of the two levels;
           at least a common group, or one code above the other
    hs     digits in common ÷ digits of the product's code; at least four. Only where the tender
           itself is classified by HS: there is no official table from HS to CPV
    words  terms of a phrase that the tender has ÷ terms of the phrase; at least half of them.
           A label of the product's CPV code counts half, and only as a whole

    score = 1 − (1 − cpv) (1 − hs) (1 − words)

A score orders tenders. It is no probability.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scp_centre.methods.errors import InvalidValueError, MissingValueError
from scp_centre.methods.messages import _
from scp_centre.methods.product_codes import read_hs
from scp_centre.methods.retrieval.analysis import analyzer, words_of
from scp_centre.methods.tenders.cpv import CpvTable, level_of

LANGUAGES = ("en", "fr", "es", "ar")
LONGEST_TEXT = 20_000  # signs of a tender that are read
MOST_ITEMS = 1_000  # of a tender
GROUP = 2  # level
LABEL_WEIGHT = 0.5
HEADING = 4  # digits of HS


@dataclass(frozen=True, slots=True)
class Reason:
    """by : "cpv", "hs" or "words"    share : 0 to 1    message : a sentence"""

    by: str
    share: float
    message: str


@dataclass(frozen=True, slots=True)
class Match:
    """score : 0 to 1    reasons : of each sign that was found"""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """text : as entered    terms : language -> terms    weight : 1, or less for a label"""

    text: str
    terms: Mapping[str, frozenset[str]]
    weight: float = 1.0


@dataclass(frozen=True)
class SoughtProduct:
    """What a product is looked for by.

    cpv : eight digits, or ""    hs : four or six digits, or ""    phrases : words, by language
    """

    cpv: str
    hs: str
    phrases: tuple[Phrase, ...]
    table: CpvTable
    languages: frozenset[str] = field(default=frozenset())


def seek_product(
    cpv: str, hs: str, words: Mapping[str, Sequence[str]] | Sequence[str], table: CpvTable
) -> SoughtProduct:
    """Return a product ready to be matched.

    words : phrases, or language -> phrases; of unknown language, all of LANGUAGES are tried
    Raises InvalidValueError for codes that cannot be, MissingValueError where nothing is given.
    """
    code = table.read(cpv, "product.cpv") if cpv.strip() else ""
    by_language = words if isinstance(words, Mapping) else {"": words}
    phrases = []
    for language, texts in by_language.items():
        tried = (language,) if language else LANGUAGES
        phrases += [one for text in texts if (one := _phrase(text, tried)) is not None]
    if code:
        for language, label in table[code].labels.items():
            one = _phrase(label, (language,), LABEL_WEIGHT)
            phrases += [one] if one else []
    if not code and not hs.strip() and not phrases:
        raise MissingValueError(
            _("The product has neither a code nor words."),
            where="product",
            cure=_("Enter a CPV code, an HS code or a few words."),
        )
    heading = read_hs(hs) if hs.strip() else ""
    languages = frozenset(language for one in phrases for language in one.terms)
    return SoughtProduct(code, heading, tuple(phrases), table, languages)


def _phrase(text: str, languages: Sequence[str], weight: float = 1.0) -> Phrase | None:
    words = words_of(text)
    terms = {one: frozenset(_roots(one, words) - {""}) for one in languages}
    known = {one: found for one, found in terms.items() if found}
    return Phrase(text.strip(), known, weight) if known else None


def _roots(language: str, words: Iterable[str]) -> set[str]:
    return {_root(language, word) for word in words}


@lru_cache(maxsize=500_000)
def _root(language: str, word: str) -> str:
    """Return a word stemmed twice: Spanish "solares" becomes "solar", but "solar" "sol"."""
    once = next(iter(analyzer(language).terms(word)), "")
    return next(iter(analyzer(language).terms(once)), once)


def match_tender(product: SoughtProduct, release: Any) -> Match | None:
    """Return how a release, or a record's compiled release, fits a product; None if not at all."""
    tender = tender_of(release)
    if tender is None:
        return None
    codes = list(classifications_of(tender))
    found = (
        _by_cpv(product, codes),
        _by_hs(product, codes),
        _by_words(product, tender_text(tender)),
    )
    reasons = tuple(one for one in found if one is not None)
    missed = 1.0
    for one in reasons:
        missed *= 1.0 - one.share
    return Match(1.0 - missed, reasons) if reasons else None


def tender_of(release: Any) -> dict[str, Any] | None:
    """Return the tender of a release or of a record; None where there is none."""
    if not isinstance(release, dict):
        return None
    if isinstance(release.get("compiledRelease"), dict):
        release = release["compiledRelease"]
    tender = release.get("tender")
    return tender if isinstance(tender, dict) else None


def _items(tender: dict[str, Any]) -> Iterator[dict[str, Any]]:
    items = tender.get("items")
    for item in items[:MOST_ITEMS] if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item


def classifications_of(tender: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (scheme in capitals, code as published) of a tender and its items."""
    for part in (tender, *_items(tender)):
        more = part.get("additionalClassifications")
        for one in (part.get("classification"), *(more if isinstance(more, list) else ())):
            if isinstance(one, dict):
                yield str(one.get("scheme") or "").strip().upper(), one.get("id")


def tender_text(tender: dict[str, Any]) -> str:
    """Return titles and descriptions of a tender and its items, in all its languages."""
    found: list[str] = []
    for part in (tender, *_items(tender)):
        for name, value in part.items():
            if name.startswith(("title", "description")) and isinstance(value, str):
                found.append(value)
            elif name == "classification" and isinstance(value, dict):
                found.append(str(value.get("description") or ""))
    return " ".join(found)[:LONGEST_TEXT]


def _by_cpv(product: SoughtProduct, codes: Iterable[tuple[str, Any]]) -> Reason | None:
    if not product.cpv:
        return None
    best, best_code, best_shared = 0.0, "", ""
    for scheme, value in codes:
        if scheme not in ("CPV", "CPVS", ""):
            continue
        code = product.table.read_published(value)
        share, shared = _common(product.table, product.cpv, code) if code else (0.0, "")
        if share > best:
            best, best_code, best_shared = share, code, shared
    return Reason("cpv", best, _say_cpv(product, best_code, best_shared)) if best else None


@lru_cache(maxsize=50_000)
def _common(table: CpvTable, code: str, other: str) -> tuple[float, str]:
    """Return the share of levels that two codes have in common, and the deepest common code."""
    above = set(table.chain(code))
    shared = next((one for one in table.chain(other) if one in above), "")
    # Two codes that only share a division have little in common; a code above the other has.
    if not shared or (level_of(shared) < GROUP and shared not in (code, other)):
        return 0.0, ""
    return level_of(shared) / max(level_of(code), level_of(other)), shared


def _say_cpv(product: SoughtProduct, code: str, shared: str) -> str:
    named = str(product.table[code])
    if code == product.cpv:
        return _("Same CPV code: {code}.", code=named)
    if shared == code:
        return _("The tender has a wider CPV code: {code}.", code=named)
    if shared == product.cpv:
        return _("The tender has a narrower CPV code: {code}.", code=named)
    return _(
        "The tender has a related CPV code, {code}. Both belong to {shared}.",
        code=named,
        shared=str(product.table[shared]),
    )


def _by_hs(product: SoughtProduct, codes: Iterable[tuple[str, Any]]) -> Reason | None:
    best, found = 0.0, ""
    for scheme, value in codes:
        if not product.hs or not scheme.startswith(("HS", "HARMON")) or isinstance(value, bool):
            continue
        try:
            code = read_hs(str(value))
        except InvalidValueError:
            continue
        same = next((n for n in (6, HEADING) if code[:n] == product.hs[:n] and len(code) >= n), 0)
        share = min(same, len(product.hs)) / len(product.hs)
        if share > best:
            best, found = share, code
    return Reason("hs", best, _("The tender names HS code {code}.", code=found)) if best else None


def _by_words(product: SoughtProduct, text: str) -> Reason | None:
    if not product.phrases or not text:
        return None
    words = set(words_of(text))
    terms = {one: _roots(one, words) for one in product.languages}
    best, phrase, is_whole = 0.0, "", False
    for one in product.phrases:
        for language, wanted in one.terms.items():
            share = len(wanted & terms[language]) / len(wanted)
            if share < (0.5 if one.weight == 1 else 1.0):
                continue
            if share * one.weight > best:
                best, phrase, is_whole = share * one.weight, one.text, share == 1.0
    if not best:
        return None
    if is_whole:
        return Reason("words", best, _("The tender has the words “{phrase}”.", phrase=phrase))
    return Reason("words", best, _("The tender has some words of “{phrase}”.", phrase=phrase))


@dataclass
class BestTenders:
    """The best tenders met so far, each process once; memory does not grow with their number."""

    most: int
    rows: dict[str, tuple[float, Match, Any]] = field(default_factory=dict)

    def add(self, ocid: str, match: Match, release: Any) -> None:
        """Remember a tender if it is among the best. A later release replaces its process."""
        known = self.rows.get(ocid)
        if known is not None and str(release.get("date")) < str(known[2].get("date")):
            return
        words = sum(one.share for one in match.reasons if one.by == "words")
        self.rows[ocid] = (match.score + words * 1e-6, match, release)
        if len(self.rows) > 4 * self.most + 100:
            self.rows = dict(self._best())

    def _best(self) -> list[tuple[str, tuple[float, Match, Any]]]:
        return heapq.nsmallest(self.most, self.rows.items(), key=lambda row: (-row[1][0], row[0]))

    def in_order(self) -> list[tuple[str, Match, Any]]:
        """Return (ocid, match, release), the best first, ties by ocid."""
        return [(ocid, match, release) for ocid, (_rank, match, release) in self._best()]
