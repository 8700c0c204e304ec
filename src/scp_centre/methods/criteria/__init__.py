"""Criteria of a label or award as data: what is asked, and whether evidence meets it."""

from scp_centre.methods.criteria.decision import (
    Decision,
    Evidence,
    Outcome,
    Result,
    conclude,
    decide,
)
from scp_centre.methods.criteria.scheme import (
    Criterion,
    Grade,
    Measure,
    Scheme,
    read_scheme,
    words_of,
)

__all__ = [
    "Criterion",
    "Decision",
    "Evidence",
    "Grade",
    "Measure",
    "Outcome",
    "Result",
    "Scheme",
    "conclude",
    "decide",
    "read_scheme",
    "words_of",
]
