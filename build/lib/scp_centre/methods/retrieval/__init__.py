"""Finding texts: analysis by language, BM25, nearness of meaning, and how good a ranking is."""

from scp_centre.methods.retrieval.analysis import Analyzer, analyzer, kept_key, key_of
from scp_centre.methods.retrieval.encoder import MOST_TOKENS, Encoder
from scp_centre.methods.retrieval.evaluation import average_precision, ndcg, recall
from scp_centre.methods.retrieval.index import (
    TITLE,
    Index,
    Match,
    Weighed,
    best_of,
    blend,
    match,
    rarities,
    weigh,
)

__all__ = [
    "MOST_TOKENS",
    "TITLE",
    "Analyzer",
    "Encoder",
    "Index",
    "Match",
    "Weighed",
    "analyzer",
    "average_precision",
    "best_of",
    "blend",
    "kept_key",
    "key_of",
    "match",
    "ndcg",
    "rarities",
    "recall",
    "weigh",
]
