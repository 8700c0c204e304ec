"""Quizzes: mark an answer, judge a question by its answers, measure what was learned."""

from scp_centre.methods.quizzes.items import Gain, ItemStatistics, item_statistics, learning_gain
from scp_centre.methods.quizzes.marks import (
    mark_choices,
    mark_matching,
    mark_number,
    mark_words,
    plain_words,
)

__all__ = [
    "Gain",
    "ItemStatistics",
    "item_statistics",
    "learning_gain",
    "mark_choices",
    "mark_matching",
    "mark_number",
    "mark_words",
    "plain_words",
]
