"""Contract of `search-evaluate`: how good the clearinghouse's search is on judged documents."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.centre.text_files import read_sent_text
from scp_centre.interfaces.contracts.registry import LONGEST_TEXT, Contract, Name, Strict
from scp_centre.methods.entries import MACHINE, read_number
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.errors import InvalidValueError, UnknownLabelError
from scp_centre.methods.retrieval import (
    TITLE,
    Index,
    analyzer,
    average_precision,
    best_of,
    blend,
    kept_key,
    match,
    ndcg,
    recall,
    weigh,
)
from scp_centre.reference import sentence_model

DEPTH = 1000  # how far down a ranking average precision looks
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class Document(Strict):
    id: Name = Field(min_length=1)
    title: Text = ""
    text: Text = ""


class Query(Strict):
    id: Name = Field(min_length=1)
    text: Text


Documents = Annotated[list[Document], Field(max_length=20_000_000)]
Queries = Annotated[list[Query], Field(max_length=1_000_000)]


class Input(Strict):
    documents: Documents | Name = Field(
        description="lines of {id, title, text}: a file, on the command line, or the list itself"
    )
    queries: Queries | Name = Field(description="lines of {id, text}: a file, or the list")
    qrels: str = Field(
        max_length=1_000_000_000,
        description="lines `query 0 document grade`: a file, on the command line, or the text",
    )
    engine: Literal["lexical", "hybrid"] = "lexical"
    language: Literal["en", "fr", "es", "ar", "ru", "zh"] = Field(
        default="en", description="of documents and queries"
    )


class Output(BaseModel):
    ndcg_10: float = Field(alias="ndcg@10", description="mean over the judged queries, 0 to 1")
    map: float = Field(description="mean average precision over the first 1,000")
    recall_100: float = Field(alias="recall@100")
    index_seconds: float
    query_milliseconds_p95: float
    documents: int
    queries: int = Field(description="queries that have a relevant document; only these count")


def read_files(data: Any) -> Any:
    """Return the input with its files read, for the command line only."""
    if not isinstance(data, dict):
        return data
    found = dict(data)
    for name in ("documents", "queries"):
        if isinstance(found.get(name), str):
            found[name] = _lines(found[name], name)
    if isinstance(found.get("qrels"), str) and "\n" not in found["qrels"]:
        found["qrels"] = _text(found["qrels"], "qrels") + "\n"
    return found


def _text(path: str, where: str) -> str:
    try:
        return read_sent_text(Path(path).read_bytes(), where=where)
    except OSError as error:
        raise InvalidValueError(
            f"{path} cannot be read: {error}.", where=where, cure="Give a text file in UTF-8."
        ) from None


def _lines(path: str, where: str) -> list[Any]:
    found = []
    for number, line in enumerate(_text(path, where).split("\n"), 1):
        if not line.strip():
            continue
        try:
            one = read_json(line)
        except ValueError as error:
            raise InvalidValueError(
                f"{path}, line {number} is not JSON: {error}.",
                where=f"{where}.{number}",
                cure="Write one JSON object on each line.",
            ) from None
        if isinstance(one, dict):  # collections carry more fields: only these are read
            kept = ("id", "title", "text") if where == "documents" else ("id", "text")
            one = {k: "" if v is None else v for k, v in one.items() if k in kept}
            if isinstance(one.get("id"), int):
                one["id"] = str(one["id"])
        found.append(one)
    return found


def read_qrels(text: str) -> dict[str, dict[str, float]]:
    """Return query -> document -> grade of TREC judgements."""
    found: dict[str, dict[str, float]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split()
        if not parts:
            continue
        try:
            query, _, document, grade = parts
            found.setdefault(query, {})[document] = read_number(grade, MACHINE)
        except (ValueError, InvalidValueError):
            raise InvalidValueError(
                f"Line {number} of the judgements is {line.strip()[:80]!r}.",
                where=f"qrels.{number}",
                cure="Write `query 0 document grade` on each line.",
            ) from None
    return found


def compute(given: Input) -> dict[str, Any]:
    if isinstance(given.documents, str) or isinstance(given.queries, str):
        raise InvalidValueError(
            "Files are read on the command line only.",
            where="documents" if isinstance(given.documents, str) else "queries",
            cure="Send the list itself: [{id, title, text}, …].",
        )
    _once([d.id for d in given.documents], "documents")
    _once([q.id for q in given.queries], "queries")
    judged = read_qrels(given.qrels)
    best = {query: max(grades.values(), default=0) for query, grades in judged.items()}
    asked = [query for query in given.queries if best.get(query.id, 0) > 0]
    if not asked:
        raise UnknownLabelError(
            "No query has a relevant document in the judgements.",
            where="qrels",
            cure="Name the queries there as in the file of queries.",
        )
    engine = Engine(given.documents, given.engine == "hybrid", given.language)
    rankings, milliseconds = {}, []
    for query in asked:
        start = time.perf_counter()
        rankings[query.id] = engine.rank(query.text, DEPTH)
        milliseconds.append(1000 * (time.perf_counter() - start))
    count = len(asked)
    return {
        "ndcg@10": sum(ndcg(r, judged[q], 10) for q, r in rankings.items()) / count,
        "map": sum(average_precision(r, judged[q]) for q, r in rankings.items()) / count,
        "recall@100": sum(recall(r, judged[q], 100) for q, r in rankings.items()) / count,
        "index_seconds": engine.seconds,
        "query_milliseconds_p95": float(np.percentile(milliseconds, 95)),
        "documents": len(given.documents),
        "queries": count,
    }


class Engine:
    """The ranking of the clearinghouse on a collection in memory.

    seconds : that it took to index
    """

    def __init__(self, documents: Sequence[Document], hybrid: bool, language: str = "en"):
        if hybrid and not sentence_model.available():
            raise InvalidValueError(
                "The sentence model is not installed on this machine.",
                where="engine",
                cure="Run ./centre start once with SCP_MEANING=on, or ask for lexical.",
            )
        start = time.perf_counter()
        self._ids = [d.id for d in documents]
        self._terms = analyzer(language).counts
        fields = [[(language, d.title, TITLE), (language, d.text, 1.0)] for d in documents]
        self._index = Index([weigh(f) for f in fields])
        self._vectors = None
        if hybrid:
            texts = [f"{d.title}. {d.text}" for d in documents]
            self._vectors = sentence_model.encode_many(texts)
        self.seconds = time.perf_counter() - start

    def rank(self, text: str, depth: int) -> list[str]:
        """Return the ids of the best documents, the best first."""
        groups = [{kept_key(term): float(n)} for term, n in self._terms(text).items()]
        scores = match(self._index, groups).scores
        if self._vectors is not None:
            scores = blend(scores, self._vectors @ sentence_model.encoder().encode([text])[0])
        return [self._ids[place] for place in best_of(scores, depth)]


def _once(ids: list[str], where: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise InvalidValueError(
                f"{one} stands twice.", where=where, cure="Give each an id of its own."
            )
        seen.add(one)


CONTRACT = Contract(
    name="search-evaluate",
    version="1.0",
    summary="How good the search is on documents that people judged: nDCG, MAP, recall.",
    formula="nDCG@10 with gain 2^grade - 1, discount log2(rank + 1); BM25, nearness of meaning",
    sources=("docs/methods/retrieval.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
    read_files=read_files,
)
