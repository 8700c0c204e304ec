"""Relevance of the search on any judged collection, next to bm25s with stemming in the same run.

    python performance/relevance.py docs.jsonl queries.jsonl qrels.txt [--lexical-only]

docs.jsonl: lines {"id", "title", "text"}; queries.jsonl: lines {"id", "text"}; qrels.txt in TREC
form: `query 0 document grade`. Prints nDCG@10, MAP and recall@100 of each.
"""

import argparse
import sys
import time
from pathlib import Path

import bm25s
import Stemmer

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from scp_centre.interfaces.contracts import search_evaluate as contract
from scp_centre.methods.retrieval import average_precision, ndcg, recall

COLUMNS = ("ndcg@10", "map", "recall@100", "index_seconds", "query_milliseconds_p95")


def peer(documents, queries, judged):
    """Return what bm25s makes of the collection, with its defaults and the Snowball stemmer."""
    stemmer = Stemmer.Stemmer("english")
    start = time.perf_counter()
    corpus = [f"{d.get('title', '')} {d.get('text', '')}" for d in documents]
    tokens = bm25s.tokenize(corpus, stopwords="en", stemmer=stemmer, show_progress=False)
    engine = bm25s.BM25()
    engine.index(tokens, show_progress=False)
    took = time.perf_counter() - start
    ids = [d["id"] for d in documents]
    rankings, taken = {}, []
    for query in queries:
        start = time.perf_counter()
        asked = bm25s.tokenize(query["text"], stopwords="en", stemmer=stemmer, show_progress=False)
        depth = min(contract.DEPTH, len(ids))
        found, scores = engine.retrieve(asked, k=depth, show_progress=False)
        taken.append(1000 * (time.perf_counter() - start))
        rankings[query["id"]] = [ids[i] for i, s in zip(found[0], scores[0], strict=True) if s > 0]
    count = len(rankings)
    return {
        "ndcg@10": sum(ndcg(r, judged[q], 10) for q, r in rankings.items()) / count,
        "map": sum(average_precision(r, judged[q]) for q, r in rankings.items()) / count,
        "recall@100": sum(recall(r, judged[q], 100) for q, r in rankings.items()) / count,
        "index_seconds": took,
        "query_milliseconds_p95": sorted(taken)[int(0.95 * count)],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("documents")
    parser.add_argument("queries")
    parser.add_argument("qrels")
    parser.add_argument("--lexical-only", action="store_true")
    given = parser.parse_args()
    data = contract.read_files(
        {"documents": given.documents, "queries": given.queries, "qrels": given.qrels}
    )
    judged = contract.read_qrels(data["qrels"])
    asked = [q for q in data["queries"] if any(g > 0 for g in judged.get(q["id"], {}).values())]
    rows = {"bm25s": peer(data["documents"], asked, judged)}
    for engine in ("lexical",) if given.lexical_only else ("lexical", "hybrid"):
        rows[engine] = contract.compute(contract.Input(**data, engine=engine))
    print(f"{len(data['documents']):,} documents, {len(asked)} judged queries")
    print(f"{'':<10}" + "".join(f"{c:>24}" for c in COLUMNS))
    for name, row in rows.items():
        print(f"{name:<10}" + "".join(f"{row[c]:>24.4f}" for c in COLUMNS))
    base = rows["bm25s"]["ndcg@10"]
    for name in [n for n in rows if n != "bm25s"]:
        print(f"{name} against bm25s, nDCG@10: {100 * (rows[name]['ndcg@10'] / base - 1):+.1f} %")


if __name__ == "__main__":
    main()
