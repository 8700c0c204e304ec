"""Groups for a small-group activity: mixed on purpose, and each placing explained."""

from scp_centre.methods.teams.groups import (
    Grouping,
    Participant,
    explain_place,
    form_groups,
    place_latecomer,
    same_organisation_bound,
)
from scp_centre.methods.teams.sizes import Split, split_class

__all__ = [
    "Grouping",
    "Participant",
    "Split",
    "explain_place",
    "form_groups",
    "place_latecomer",
    "same_organisation_bound",
    "split_class",
]
