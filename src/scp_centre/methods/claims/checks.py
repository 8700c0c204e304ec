"""The seven checks: each takes a claim that was read and returns the words that it objects to."""

import re
from collections.abc import Iterable

from scp_centre.methods.claims.reading import Reading, Span

YEAR = re.compile(r"20\d\d")
# Before a year these words may point back as well as ahead.
BOTH_WAYS = {"in", "from", "for", "starting", "en", "pour", "des", "desde", "hasta", "a", "as"}
WHOLE = re.compile(r"(?<![\d.])100 ?%|(?<![a-z])(?:entirely|fully|entierement|totalmente)(?![a-z])")
BOTTLE = re.compile(r"(?<![a-z])(?:bottles?|bouteilles?|flacons?|botellas?|frascos?)(?![a-z])")
PRODUCT = re.compile(
    r"(?<![a-z])(?:this|these|ce|cet|cette|ces|este|esta|estos|estas|el|le|la|the)"
    r" (?:products?|articles?|produits?|productos?|garments?|articulos?|prendas?|vetements?)"
)
NEAR_SEAL = 3  # words between a seal and what it is of


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Return whether a stretch shares a sign with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def is_measured(reading: Reading) -> bool:
    """Return whether the claim is specified on the same medium: a figure, and what it rests on."""
    if not (reading.has("quantity") or reading.has("share")):
        return False
    solid = reading.has("reference") and not reading.has("vague")
    return solid or any(reading.has(name) for name in ("standard", "basis", "exclusion"))


def find_generic(reading: Reading) -> list[Span]:
    """Return generic words; none where the claim is specified or a type I label is named."""
    # A standard that is named says what the word means, as for compostable.
    if any(reading.has(name) for name in ("typeone", "standard")) or is_measured(reading):
        return []
    hidden = reading.mask("scheme")
    # What belongs to the name of a seal is an objection to the seal.
    taken = reading.find("offset") + _seals(reading)
    return [span for span in hidden.claimed("generic") if not overlaps(span, taken)]


def find_offset(reading: Reading, year: int) -> list[Span]:
    """Return words of a neutral or positive effect on the climate today."""
    found = reading.claimed("offset")
    found += [
        span
        for span in reading.claimed("zero")
        if not overlaps(span, found) and not _is_of_vehicle(reading, span)
    ]
    return [span for span in found if not is_future(reading, span, year)]


def _is_of_vehicle(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    return reading.has("vehicle", sentence) or reading.has("tailpipe", sentence)


def find_future(reading: Reading, year: int) -> list[Span]:
    """Return words of a future performance, unless a public plan and its verifier are named."""
    if reading.has("plan") and reading.has("verifier"):
        return []
    found: list[Span] = []
    for sentence in reading.sentences:
        found += _future_words(reading, sentence, year)
    return found


def is_future(reading: Reading, span: Span, year: int) -> bool:
    """Return whether some words stand in a sentence on what is to come."""
    return bool(_future_words(reading, reading.sentence_of(span), year))


def _future_words(reading: Reading, sentence: Span, year: int) -> list[Span]:
    start, end = sentence
    found = [s for s in reading.find("future") if start <= s[0] < end]
    dated = [s for s in found if _is_ahead(reading.text[slice(*s)], year)]
    if dated and reading.has("outcome", sentence):
        return dated
    ahead = [s for s in found if not YEAR.search(reading.text[slice(*s)])]
    ahead = [s for s in ahead if reading.has("outcome", (s[1], end))]
    weak = [s for s in reading.find("futureweak") if start <= s[0] < end]
    return ahead + [s for s in weak if reading.has("hardoutcome", (s[1], end))]


def _is_ahead(words: str, year: int) -> bool:
    named = YEAR.search(words)
    if named is None:
        return False
    least = year + 1 if words.split(" ", 1)[0] in BOTH_WAYS else year
    return int(named[0]) >= least


def find_label(reading: Reading) -> list[Span]:
    """Return words of a label or seal, unless a scheme, an authority or a licence is named."""
    if reading.has("scheme") or reading.has("licence"):
        return []
    return _seals(reading) + _green_words_with(reading, "certified")


def _seals(reading: Reading) -> list[Span]:
    found = reading.claimed("ecolabel") + reading.claimed("ownseal")
    return found + _green_words_with(reading, "seal")


def _green_words_with(reading: Reading, name: str) -> list[Span]:
    """Return words of a class, each with the green word that stands near it."""
    green = reading.find("greenword")
    return [
        _joined(span, near)
        for span in reading.claimed(name)
        if (near := _nearest(reading, span, green))
    ]


def _nearest(reading: Reading, span: Span, green: list[Span]) -> Span | None:
    for one in green:
        first, last = sorted((span, one))
        between = reading.text[first[1] : last[0]]
        if not overlaps(span, [one]) and "|" not in between:
            if len(between.split()) < NEAR_SEAL:
                return one
    return None


def _joined(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])


def find_legal(reading: Reading) -> list[Span]:
    """Return what the law asks of all, unless the claim says that it does."""
    return [] if reading.has("likeall") else reading.find("legal")


def find_comparison(reading: Reading, year: int) -> list[Span]:
    """Return comparisons without reference, or with a vague one and nothing to measure by."""
    has_figure = reading.has("quantity") or reading.has("share")
    has_basis = reading.has("basis") or reading.has("standard")
    if reading.has("vague"):
        if has_figure and has_basis:
            return []
    elif reading.has("reference") and (has_figure or has_basis):
        return []
    return [
        span
        for span in reading.claimed("comparative")
        if not is_future(reading, span, year) and not _is_tip(reading, span)
    ]


def _is_tip(reading: Reading, span: Span) -> bool:
    """Return whether words only tell the user how to save."""
    return any(start <= span[0] <= end + 1 for start, end in reading.find("tip"))


def find_part(reading: Reading) -> list[Span]:
    """Return claims on the whole that say neither of which part nor of which share they hold."""
    clear = reading.mask("recycledverb")
    found = [span for span in clear.claimed("recycled") if _lacks_share(clear, span)]
    found += [span for span in reading.claimed("recyclable") if _lacks_part(reading, span)]
    found += [span for span in reading.claimed("renewable") if _lacks_extent(reading, span)]
    for span in reading.claimed("zero"):
        sentence = reading.sentence_of(span)
        if reading.has("vehicle", sentence) and not reading.has("tailpipe"):
            found.append(span)
    return found


def _lacks_share(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    words = reading.text[slice(*sentence)]
    if not (reading.has("share", sentence) or WHOLE.search(words)):
        return not (reading.has("exclusion") and reading.has("basis"))
    rests = any(reading.has(name) for name in ("exclusion", "standard", "basis", "scheme"))
    if WHOLE.search(words) and BOTTLE.search(words):
        return not rests
    return not rests and _lacks_part(reading, span)


def _lacks_part(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    return not (reading.has("part", sentence) or PRODUCT.search(reading.text, *sentence))


def _lacks_extent(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    if not reading.has("made", sentence):
        return False
    if not reading.has("share"):
        return True
    rests = any(reading.has(name) for name in ("basis", "standard", "reference"))
    return not (rests or reading.has("part", sentence))
