"""Which known words are written most like one that is probably misspelt."""

from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORT = 4
ALIKE = 0.72  # share of letters in place that a correction keeps


def words_alike(word: str, by_length: Mapping[int, Sequence[str]]) -> list[str]:
    """Return the known words that are written most like one; none where none is near.

    by_length : number of letters -> known words

    >>> words_alike("watre", {5: ["water", "waste"]})
    ['water']
    """
    near = [w for n in range(len(word) - 2, len(word) + 3) for w in by_length.get(n, ())]
    if len(word) <= SHORT:  # another letter makes of a short word another word, as of bags bans
        near = [w for w in near if len(w) > len(word) or sorted(w) == sorted(word)]
    found = process.extract(
        word, near, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=5
    )
    if not found:
        return []
    best = max(score for _, score, _ in found)
    return [w for w, score, _ in found if score > best - 0.01]
