"""Contract of `teams`: groups for a small-group activity."""

from typing import Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Strict, Whole
from scp_centre.methods.teams import Participant, explain_place, form_groups


class Person(Strict):
    id: str = Field(min_length=1)
    organisation: str = Field(default="", description="empty: not known, like nobody else's")
    sector: str = ""
    experience: str | float = Field(default="", description="a word, or years")
    language: str = ""


class Input(Strict):
    participants: list[Person]
    pins: list[list[str]] = Field(
        default_factory=list, description="ids of people who stay in one group"
    )
    together: bool = Field(
        default=False, description="true: people of one organisation sit together"
    )
    seed: Whole = Field(default=0, description="of the draw; another seed, another draw")


class Group(BaseModel):
    members: list[str]
    spokesperson: str | None = Field(description="null: the group names it")


class Output(BaseModel):
    groups: list[Group]
    same_organisation_pairs: int
    lower_bound: int = Field(description="fewest pairs that so many groups allow, pins aside")
    note: str = Field(description="where groups of 4 or 5 cannot be had")
    places: dict[str, str] = Field(description="why each sits where")


def compute(given: Input) -> dict[str, Any]:
    people = [Participant(**p.model_dump()) for p in given.participants]
    found = form_groups(people, pins=given.pins, together=given.together, seed=given.seed)
    return {
        "groups": [{"members": list(g), "spokesperson": None} for g in found.groups],
        "same_organisation_pairs": found.pairs,
        "lower_bound": found.lower_bound,
        "note": found.note,
        "places": {p.id: explain_place(found, people, p.id) for p in people},
    }


CONTRACT = Contract(
    name="teams",
    version="1.0",
    summary="Groups of 4 or 5 with as few of one organisation together as can be.",
    formula="min sum over groups and organisations of C(count, 2), then even sectors, experience, "
    "languages",
    sources=("docs/methods/teams.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
