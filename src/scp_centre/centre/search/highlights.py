"""Why a result matches: its words marked, the passage that says most."""

import re
from collections.abc import Set

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scp_centre.methods.retrieval import analyzer
from scp_centre.methods.retrieval.analysis import WORD

PASSAGE = 240  # characters


def marked(text: str, stems: Set[str], language: str) -> SafeString:
    """Return a text as HTML with the words of the question marked."""
    made, at, read = [], 0, analyzer(language)
    for found in WORD.finditer(text):
        if read.means(found.group(), stems):
            made += [escape(text[at : found.start()]), f"<mark>{escape(found.group())}</mark>"]
            at = found.end()
    made.append(escape(text[at:]))
    return mark_safe("".join(made))  # noqa: S308 -- every part is escaped above


def passage(text: str, stems: Set[str], language: str) -> str:
    """Return the sentences of a text that hold most words of the question, some 240 characters."""
    plain = re.sub(r"[#*_`>\[\]]+", "", " ".join(text.split()))
    if len(plain) <= PASSAGE:
        return plain
    sentences = re.split(r"(?<=[.!?。])\s+", plain)
    weights = [len(stems & set(analyzer(language).terms(s))) for s in sentences]
    best = max(range(len(sentences)), key=lambda n: (weights[n], -n)) if stems else 0
    said = sentences[best]
    for following in sentences[best + 1 :]:
        if len(said) + len(following) > PASSAGE:
            break
        said = f"{said} {following}"
    if len(said) > PASSAGE:
        said = said[:PASSAGE].rsplit(" ", 1)[0] + "…"
    return ("… " if best else "") + said
