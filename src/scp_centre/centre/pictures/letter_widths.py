"""How wide words are set in our typeface, so that a label is cut where its room ends."""

from functools import cache

from scp_centre.centre.typeface import CUTS

USUAL = 0.5  # of the size: a letter that the typeface does not have


@cache
def _widths(name: str) -> dict[int, float]:
    """Return the width of each letter of a file of the typeface, as a part of the size."""
    from fontTools.ttLib import TTFont

    font = TTFont(CUTS[name].source)
    em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
    return {letter: metrics[glyph][0] / em for letter, glyph in font.getBestCmap().items()}


def width_of(words: str, size: float) -> float:
    """Return how wide words are in pixels, set in letters of a size.

    >>> round(width_of("CO₂e", 12)), width_of("", 12)
    (28, 0)
    """
    latin, arabic = (_widths(name) for name in CUTS)
    letters = map(ord, words)
    return size * sum(latin.get(one, arabic.get(one, USUAL)) for one in letters)


def fitted(words: str, room: float, size: float) -> str:
    """Return words as far as they fit into a room of so many pixels; nothing where none does.

    >>> fitted("Cement, lime, concrete", 100, 12), fitted("Cement", 10, 12)
    ('Cement, lime, c…', '')
    """
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(f"{kept.rstrip(' ,;')}…", size) > room:
        kept = kept[:-1]
    kept = kept.rstrip(" ,;")
    return f"{kept}…" if kept else ""
