"""A claim read: where the words of each class stand, and in which sentence."""

import re
from dataclasses import dataclass, field, replace

from scp_centre.methods.claims.folding import BREAK, fold
from scp_centre.methods.claims.vocabulary import pattern_of

Span = tuple[int, int]
WORDS_BEFORE = 3  # in which a negation still holds
# Words with a negation that deny nothing.
NO_DENIAL = re.compile(r"(?:not|non|no) (?:only|just|seulement|solo)|pas cher|no \d")


@dataclass(frozen=True, slots=True)
class Reading:
    """The folded text of a claim with everything masked that makes no environmental claim."""

    language: str
    text: str
    places: tuple[int, ...] = field(repr=False)
    sentences: tuple[Span, ...]

    def find(self, name: str) -> list[Span]:
        """Return where words of a class stand."""
        return [found.span() for found in pattern_of(name, self.language).finditer(self.text)]

    def has(self, name: str, within: Span | None = None) -> bool:
        """Return whether words of a class stand in the text or in a stretch of it."""
        start, end = within or (0, len(self.text))
        return pattern_of(name, self.language).search(self.text, start, end) is not None

    def sentence_of(self, span: Span) -> Span:
        """Return the sentence that a stretch stands in."""
        return next(one for one in self.sentences if one[0] <= span[0] < one[1])

    def claimed(self, name: str) -> list[Span]:
        """Return where words of a class stand that are not denied."""
        return [span for span in self.find(name) if not self.is_denied(span)]

    def is_denied(self, span: Span) -> bool:
        """Return whether a negation stands just before some words."""
        before = self.text[self.sentence_of(span)[0] : span[0]]
        last = " ".join(before.split(" ")[-WORDS_BEFORE - 1 :])
        return bool(pattern_of("negation", self.language).search(NO_DENIAL.sub("", last)))

    def mask(self, name: str) -> "Reading":
        """Return the same with the words of a class made unreadable, all places kept."""
        hidden = pattern_of(name, self.language).sub(_blank, self.text)
        return replace(self, text=hidden)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^ ]", "_", found[0])


def read_claim(text: str, language: str) -> Reading:
    """Return a claim read in its language."""
    folded = fold(text)
    starts = [0, *(i + 1 for i, sign in enumerate(folded.text) if sign == BREAK)]
    ends = [*(start - 1 for start in starts[1:]), len(folded.text)]
    sentences = tuple((start, end + 1) for start, end in zip(starts, ends, strict=True))
    reading = Reading(language, folded.text, folded.places, sentences)
    return reading.mask("mask")
