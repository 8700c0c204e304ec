"""Contract of `opinion`: groups of opinion in votes on statements, and what all agree on."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, GroupCount, Key, Name, Seed, Strict
from scp_centre.methods.deliberation import (
    Spoken,
    Votes,
    consensus_of_groups,
    consensus_of_halves,
    counted_people,
    counts_of,
    draw_map,
    find_groups,
    project,
    read_votes,
    representative,
)
from scp_centre.methods.deliberation.votes import MISSING
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _, n_

MOST_VOTES = 1_000_000
Id = Key | Name  # a whole number of 64 bits, or a text
Vote = Annotated[list[Id], Field(min_length=3, max_length=3)]


class Input(Strict):
    votes: list[Vote] = Field(
        max_length=MOST_VOTES,
        description="[participant, statement, 1 agree, -1 disagree or 0 pass]; the later counts",
    )
    mode: Literal["classes", "polis"] = Field(
        default="classes",
        description="classes: probabilities of groups; polis: k-means on two components",
    )
    groups: GroupCount | None = Field(
        default=None, description="null: by votes held back, or in mode polis by silhouette"
    )
    moderated: list[Id] = Field(
        default_factory=list, max_length=10_000, description="statements that count for nobody"
    )
    seed: Seed = Field(default=0, description="of the votes held back and of the starts")


class Agreed(BaseModel):
    statement: int | str
    value: float = Field(
        description="product of the shares of agreement of the two halves of people, however they "
        "are divided; in mode polis of all groups"
    )


class Speaks(BaseModel):
    statement: int | str
    agrees: bool = Field(description="false: the group disagrees with it")
    share: float
    z: float
    ratio: float = Field(description="its share over that of all others")
    z_of_ratio: float


class Output(BaseModel):
    participants: dict[str, int | None] = Field(description="null: too few votes")
    probabilities: dict[str, list[float]] = Field(description="of each group; mode classes")
    between: list[str] = Field(description="whose highest probability is below 0.95; mode classes")
    points: dict[str, list[float]] = Field(description="places on the map of two components")
    k: int
    held_out_loss: float | None = Field(description="log loss per held-back vote; mode classes")
    loss_by_k: dict[str, float]
    silhouette: float | None = Field(description="mode polis")
    consensus: list[Agreed]
    warnings: list[str] = Field(description="where fewer groups were drawn than asked for")
    representative: dict[str, list[int | str]]
    spoken: dict[str, list[Speaks]] = Field(description="the same with its figures")


def compute(given: Input) -> dict[str, Any]:
    votes = read_votes([(who, what, vote) for who, what, vote in given.votes])
    if len({str(name) for name in votes.people}) < len(votes.people):
        raise InvalidValueError(
            _("Two participants have the same name, once as a number and once as text."),
            where="votes",
            cure=_("Write the names of all participants in the same way."),
        )
    if len({str(name) for name in votes.statements}) < len(votes.statements):
        raise InvalidValueError(
            _("Two statements have the same name, once as a number and once as text."),
            where="votes",
            cure=_("Write the names of all statements in the same way."),
        )
    kept = votes.without(given.moderated)
    if given.groups and 2 * given.groups > len(votes.people) and given.groups > 1:
        raise InvalidValueError(
            _("There are too few participants for so many groups ({k}).", k=given.groups),
            where="groups",
            cure=_("Ask for fewer groups, with at least two participants each."),
        )
    if given.mode == "polis":
        return _polis(votes, kept, given)
    return _classes(votes, kept, given)


def _polis(votes: Votes, kept: Any, given: Input) -> dict[str, Any]:
    found = draw_map(votes, kept, given.groups)
    counts = counts_of(votes.cells, found.group, found.groups)
    consensus = np.where(kept, consensus_of_groups(counts), 0.0)
    return _answer(votes, found.group, found.plane.points, consensus, counts, kept) | {
        "warnings": _fewer(given.groups, found.groups),
        "probabilities": {},
        "between": [],
        "held_out_loss": None,
        "loss_by_k": {},
        "silhouette": found.silhouette,
    }


def _classes(votes: Votes, kept: Any, given: Input) -> dict[str, Any]:
    counted = counted_people(votes)
    cells = votes.cells.copy()
    cells[:, ~kept] = MISSING
    found = find_groups(cells, counted, np.random.default_rng(given.seed), given.groups)
    k = len(found.classes.share)
    points = project(votes.cells, kept).points
    consensus = consensus_of_halves(cells, np.where(counted[:, None], points, np.nan), kept)
    counts = counts_of(votes.cells, found.group, k)
    people = list(map(str, votes.people))
    return _answer(votes, found.group, points, consensus, counts, kept) | {
        "warnings": _fewer(given.groups, k),
        "probabilities": {
            who: [round(float(p), 6) for p in found.classes.probability[i]]
            for i, who in enumerate(people)
            if found.group[i] >= 0
        },
        "between": [
            who for who, is_between in zip(people, found.between, strict=True) if is_between
        ],
        "held_out_loss": found.loss.get(k),
        "loss_by_k": {str(number): loss for number, loss in sorted(found.loss.items())},
        "silhouette": None,
    }


def _fewer(asked: int | None, drawn: int) -> list[str]:
    """Return the warning that fewer groups were drawn than were asked for, or none."""
    if asked is None or drawn >= asked:
        return []
    return [
        n_(
            "You asked for {asked} groups, but the votes form only {count} group.",
            "You asked for {asked} groups, but the votes form only {count} groups.",
            drawn,
            asked=asked,
        )
    ]


def _answer(
    votes: Votes, group: Any, points: Any, consensus: Any, counts: Any, kept: Any
) -> dict[str, Any]:
    spoken = representative(counts, kept)
    order = sorted(np.flatnonzero(kept).tolist(), key=lambda j: (-consensus[j], j))
    return {
        "participants": {
            str(who): int(g) if g >= 0 else None for who, g in zip(votes.people, group, strict=True)
        },
        "points": {
            str(who): [float(x), float(y)] for who, (x, y) in zip(votes.people, points, strict=True)
        },
        "k": len(counts.agree),
        "consensus": [
            {"statement": votes.statements[j], "value": float(consensus[j])} for j in order
        ],
        "representative": {
            str(g): [votes.statements[one.statement] for one in some]
            for g, some in enumerate(spoken)
        },
        "spoken": {str(g): [_told(votes, one) for one in some] for g, some in enumerate(spoken)},
    }


def _told(votes: Votes, one: Spoken) -> dict[str, Any]:
    return {
        "statement": votes.statements[one.statement],
        "agrees": one.agrees,
        "share": one.share,
        "z": one.z,
        "ratio": one.ratio,
        "z_of_ratio": one.z_of_ratio,
    }


CONTRACT = Contract(
    name="opinion",
    version="1.0",
    summary="Groups of opinion in votes, what speaks for each, and what all agree on.",
    formula="classes: max sum_i log sum_k pi_k prod_j theta_kj(v_ij), k by votes held back; polis: "
    "k-means on two principal components",
    sources=("docs/methods/deliberation.md",),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
