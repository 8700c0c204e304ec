"""Contract of `criteria`: whether evidence meets the criteria of a scheme."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Name, Strict
from scp_centre.methods.criteria import Evidence, Outcome, decide, read_scheme

MOST_MEASURES = 10_000


class Known(Strict):
    value: float | bool | Name | None = Field(
        default=None, description="a number, yes or no, or a word; null where it is not known"
    )
    unit: Name = Field(default="", description="of a number; converted into that of the scheme")
    source: Name = Field(default="", description="where it is from, as a figure of the ledger")


class Input(Strict):
    scheme: Annotated[dict[Name, Any], Field(max_length=100)] = Field(
        description=(
            "id, version, title, measures {name: {title, kind, unit}}, criteria [{id, title, rule, "
            "kind, points, group, when, unless, source, check}], points {minimum, groups}"
        )
    )
    evidence: dict[Name, Known] = Field(
        default_factory=dict, max_length=MOST_MEASURES, description="by the name of a measure"
    )


class Found(BaseModel):
    id: str
    result: str = Field(description="met, not met, not known, or not asked")
    value: float | None = Field(description="computed for the first limit, in its unit")
    limit: str = Field(description="what the first limit allows")
    sentence: str
    sources: list[str]
    reasons: list[str] = Field(description="why it is not met, or what is missing")


class Output(BaseModel):
    decision: str = Field(description="met, not met, or not known")
    points: float = Field(description="that are certain")
    possible_points: float = Field(description="with all that is not known yet")
    groups: dict[str, list[float]] = Field(description="the same two of each group with a minimum")
    criteria: list[Found]


def compute(given: Input) -> dict[str, Any]:
    evidence = {
        name: Evidence(known.value, known.unit, known.source)
        for name, known in given.evidence.items()
    }
    found = decide(read_scheme(given.scheme), evidence)
    return {
        "decision": str(found.result),
        "points": found.points,
        "possible_points": found.possible,
        "groups": {group: list(both) for group, both in found.by_group.items()},
        "criteria": [_found(outcome) for outcome in found.outcomes],
    }


def _found(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.criterion.id,
        "result": str(outcome.result),
        "value": outcome.value,
        "limit": outcome.limit,
        "sentence": str(outcome.sentence),
        "sources": list(outcome.sources),
        "reasons": [str(reason) for reason in outcome.reasons],
    }


CONTRACT = Contract(
    name="criteria",
    version="1.0",
    summary="Whether evidence meets the criteria of a label or award: met, not met, or not known.",
    formula="three-valued logic (Kleene) over limits, conditions, alternatives and points",
    sources=("docs/methods/criteria.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
