"""Why a result matches: its words marked, the passage that says most."""

import re
from collections.abc import Callable, Set
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scp_centre.methods.retrieval import analyzer
from scp_centre.methods.retrieval.analysis import WORD

PASSAGE = 240  # characters


def marked(text: str, stems: Set[str], language: str) -> SafeString:
    """Return a text as HTML with the words of the question marked."""
    read = analyzer(language)
    return mark_words(text, lambda word: read.means(word, stems))


def marked_label(label: str, stems: Set[str], language: str) -> SafeString:
    """Return `marked` a label of a list: the same few labels stand in all results."""
    if stems.isdisjoint(_terms_of_label(label, language)):
        return escape(label)
    return marked(label, stems, language)


@lru_cache(maxsize=20_000)
def _terms_of_label(label: str, language: str) -> frozenset[str]:
    words = (found.group() for found in WORD.finditer(label))
    return frozenset(term for word in words for term in analyzer(language).terms(word))


def mark_words(text: str, is_asked: Callable[[str], bool]) -> SafeString:
    """Return a text as HTML with some of its words marked."""
    made, at = [], 0
    for found in WORD.finditer(text):
        if is_asked(found.group()):
            made += [escape(text[at : found.start()]), f"<mark>{escape(found.group())}</mark>"]
            at = found.end()
    made.append(escape(text[at:]))
    return mark_safe("".join(made))  # noqa: S308 -- every part is escaped above


def passage(text: str, stems: Set[str], language: str) -> str:
    """Return the sentences of a text that hold most words of the question, some 240 characters."""
    terms = analyzer(language).terms
    return best_passage(text, (lambda said: len(stems & set(terms(said)))) if stems else None)


def best_passage(text: str, weigh: Callable[[str], int] | None) -> str:
    """Return the sentences of a text from the one that weighs most, some 240 characters."""
    plain = re.sub(r"[#*_`>\[\]]+", "", " ".join(text.split()))
    if len(plain) <= PASSAGE:
        return plain
    sentences = re.split(r"(?<=[.!?。])\s+", plain)
    weights = [weigh(s) if weigh else 0 for s in sentences]
    best = max(range(len(sentences)), key=lambda n: (weights[n], -n))
    said = sentences[best]
    for following in sentences[best + 1 :]:
        if len(said) + len(following) > PASSAGE:
            break
        said = f"{said} {following}"
    if len(said) > PASSAGE:
        said = said[:PASSAGE].rsplit(" ", 1)[0] + "…"
    return ("… " if best else "") + said
