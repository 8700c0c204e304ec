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


def find_generic(reading: Reading, year: int) -> list[Span]:
    """Return generic words; none where the claim is specified or a type I label is named."""
    # A standard that is named says what the word means, as for compostable.
    if any(reading.has(name) for name in ("typeone", "organiccode", "standard")) or is_measured(
        reading
    ):
        return []
    hidden = reading.mask("scheme").mask("licence")
    # What belongs to the name of a seal is an objection to the seal.
    taken = reading.find("offset") + _seals(reading)
    if reading.has("scheme") and reading.has("licence"):
        taken += reading.find("social")  # as wood from sustainably managed forests, certified
    found = [span for span in hidden.claimed("generic") if not overlaps(span, taken)]
    return [span for span in found if not is_promised(reading, span, year)]


def find_offset(reading: Reading, year: int) -> list[Span]:
    """Return words of a neutral or positive effect on the climate today."""
    found = reading.claimed("offset")
    found += [
        span
        for span in reading.claimed("zero")
        if not overlaps(span, found) and not _is_of_vehicle(reading, span)
    ]
    return [span for span in found if not is_promised(reading, span, year)]


def _is_of_vehicle(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    return reading.has("vehicle", sentence) or reading.has("tailpipe", sentence)


def find_future(reading: Reading, year: int) -> list[Span]:
    """Return words of a future performance, unless a public plan and its verifier are named."""
    if reading.has("plan") and reading.has("verifier"):
        return []
    found: list[Span] = []
    for sentence in reading.sentences:
        for span in _future_words(reading, sentence, year):
            start, end = span
            promised = [s for s in reading.find("outcome") if sentence[0] <= s[0] < sentence[1]]
            if promised:  # what is promised is marked with the words that promise it
                near = min(promised, key=lambda s: min(abs(s[0] - end), abs(start - s[1])))
                span = (min(start, near[0]), max(end, near[1]))
            found.append(span)
    return found


def is_promised(reading: Reading, span: Span, year: int) -> bool:
    """Return whether some words say what is to come, and not what is claimed today.

    Subjects of a promise are claimed today: "our green bottles will be made without oil". So is
    what stands before another performance with its own date: "climate neutral, plastic-free by
    2030".
    """
    ahead = _future_words(reading, reading.sentence_of(span), year)
    if not ahead:
        return False
    if any(one[0] - span[1] == 1 for one in reading.find("today")):
        return False
    after = [one for one in ahead if one[0] >= span[1]]
    if len(after) < len(ahead):
        return True  # something before the words speaks of the future already
    first = min(after)
    if YEAR.search(reading.text[slice(*first)]) is None and not reading.has("soon", first):
        return False
    return not reading.has("hardoutcome", (span[1], reading.sentence_of(span)[1]))


def _future_words(reading: Reading, sentence: Span, year: int) -> list[Span]:
    start, end = sentence
    found = [s for s in reading.find("future") if start <= s[0] < end]
    dated = [s for s in found if _is_ahead(reading.text[slice(*s)], year)]
    dated += [s for s in reading.find("soon") if start <= s[0] < end]
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
    if any(reading.has(name) for name in ("scheme", "licence", "organiccode")):
        return []
    # "Certified climate neutral" is an objection to the neutrality.
    neutral = reading.find("offset")
    certified = _green_words_with(reading, "certified")
    return _seals(reading) + [span for span in certified if not overlaps(span, neutral)]


def _seals(reading: Reading) -> list[Span]:
    found = reading.claimed("ecolabel") + reading.claimed("ownseal")
    return found + _green_words_with(reading, "seal")


def _green_words_with(reading: Reading, name: str) -> list[Span]:
    """Return words of a class, each with the green words that stand near it."""
    green = reading.find("greenword")
    found = []
    for span in reading.claimed(name):
        near = [one for one in green if _is_near(reading, span, one)]
        if near:
            starts, ends = zip(span, *near, strict=True)
            found.append((min(starts), max(ends)))
    return found


def _is_near(reading: Reading, one: Span, other: Span) -> bool:
    first, last = sorted((one, other))
    between = reading.text[first[1] : last[0]]
    return not overlaps(one, [other]) and "|" not in between and len(between.split()) < NEAR_SEAL


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
    taken = reading.find("offset")
    return [
        span
        for span in reading.claimed("comparative")
        if not (is_promised(reading, span, year) or _is_tip(reading, span))
        and not overlaps(span, taken)
    ]


def _is_tip(reading: Reading, span: Span) -> bool:
    """Return whether words only tell the user how to save."""
    return any(start <= span[0] <= end + 1 for start, end in reading.find("tip"))


def find_part(reading: Reading, year: int) -> list[Span]:
    """Return claims on the whole that say neither of which part nor of which share they hold."""
    clear = reading.mask("recycledverb")
    found = [span for span in clear.claimed("recycled") if _lacks_share(clear, span)]
    found += [span for span in reading.claimed("recyclable") if _lacks_part(reading, span)]
    found += [span for span in reading.claimed("renewable") if _lacks_extent(reading, span)]
    for span in reading.claimed("zero"):
        sentence = reading.sentence_of(span)
        if reading.has("vehicle", sentence) and not reading.has("tailpipe"):
            found.append(span)
    return [span for span in found if not is_promised(reading, span, year)]


def _lacks_share(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence_of(span)
    words = reading.text[slice(*sentence)]
    if reading.has("scheme") and (reading.has("licence") or reading.has("basis")):
        return False
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
