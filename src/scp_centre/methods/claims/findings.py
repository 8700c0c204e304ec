"""What can be found in a claim, and what may be known of it beside its words."""

from dataclasses import dataclass
from enum import StrEnum

from scp_centre.methods.claims.vocabulary import Rule
from scp_centre.methods.messages import Message


class Kind(StrEnum):
    """What is wrong with a claim."""

    GENERIC = "generic"
    PART = "part"
    OFFSET = "offset"
    FUTURE = "future"
    LABEL = "label"
    LEGAL = "legal"
    COMPARISON = "comparison"


class Answer(StrEnum):
    """What comes out for a claim as a whole, the mildest first."""

    FAIR = "no objection found"
    INCOMPLETE = "must be proved or completed"
    REFUSED = "must not be used like this"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the wording; None or "" where nothing is.

    excellent : the product holds recognised excellent environmental performance for the claim
    certified : a certification scheme or a public authority stands behind the label
    plan : a public, detailed plan exists that an independent expert verifies
    offsets : the effect rests on offsetting outside the product's life cycle
    part, share, material : to what the claim applies, to how many per cent of it, of what
    """

    excellent: bool | None = None
    certified: bool | None = None
    plan: bool | None = None
    offsets: bool | None = None
    part: str = ""
    share: float | None = None
    material: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the claim as they stand there. start, end : their place, end excluded"""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An objection: to which words, why, by which rule, and what to write instead."""

    kind: Kind
    answer: Answer
    words: tuple[Words, ...]
    why: Message
    rule: Rule
    instead: str
