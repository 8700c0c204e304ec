"""Dialogue in figures: opinion maps of votes on statements, and Delphi rounds of estimates."""

from scp_centre.methods.deliberation.delphi import Delphi, summarise_rounds
from scp_centre.methods.deliberation.opinion_groups import find_groups, names_as_before
from scp_centre.methods.deliberation.polis import OpinionMap, draw_map, project
from scp_centre.methods.deliberation.shares import (
    Spoken,
    agreed_by_all,
    consensus_of_groups,
    consensus_of_halves,
    counts_of,
    priority,
    representative,
)
from scp_centre.methods.deliberation.votes import Votes, counted_people, read_votes

__all__ = [
    "Delphi",
    "OpinionMap",
    "Spoken",
    "Votes",
    "agreed_by_all",
    "consensus_of_groups",
    "consensus_of_halves",
    "counted_people",
    "counts_of",
    "draw_map",
    "find_groups",
    "names_as_before",
    "priority",
    "project",
    "read_votes",
    "representative",
    "summarise_rounds",
]
