"""How good a ranking is, judged by people: nDCG, average precision, recall."""

import math
from collections.abc import Mapping, Sequence


def gain(grade: float) -> float:
    """Return 2^grade - 1, what a document of a grade is worth."""
    return math.pow(2.0, grade) - 1.0


def dcg(grades: Sequence[float], depth: int) -> float:
    """Return sum of gain / log2(rank + 1) over the first `depth` ranks.

    >>> round(dcg([3, 2, 0, 1], 10), 4)
    9.3235
    """
    return sum(gain(g) / math.log2(rank + 2) for rank, g in enumerate(grades[:depth]))


def ndcg(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """Return dcg of a ranking by dcg of the best possible one; 0 where nothing is relevant.

    Source: Järvelin and Kekäläinen (2002), with the exponential gain of Burges et al. (2005).

    >>> ndcg(["a", "b"], {"a": 1, "b": 1})
    1.0
    """
    ideal = dcg(sorted((g for g in judged.values() if g > 0), reverse=True), depth)
    if not ideal:
        return 0.0
    return dcg([max(judged.get(d, 0.0), 0.0) for d in ranking], depth) / ideal


def average_precision(ranking: Sequence[str], judged: Mapping[str, float]) -> float:
    """Return the mean of the precision at each relevant document, those not found counting 0.

    >>> average_precision(["a", "x", "b"], {"a": 1, "b": 2, "c": 1}).__round__(4)
    0.5556
    """
    relevant = sum(1 for g in judged.values() if g > 0)
    found, total = 0, 0.0
    for rank, document in enumerate(ranking, 1):
        if judged.get(document, 0) > 0:
            found += 1
            total += found / rank
    return total / relevant if relevant else 0.0


def recall(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 100) -> float:
    """Return the share of relevant documents among the first `depth`.

    >>> recall(["a", "x"], {"a": 1, "b": 1})
    0.5
    """
    relevant = {d for d, g in judged.items() if g > 0}
    return len(relevant & set(ranking[:depth])) / len(relevant) if relevant else 0.0
