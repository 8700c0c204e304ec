"""Contract of `claims`: what stands against the wording of an environmental claim."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from scp_centre.interfaces.contracts.registry import Contract, Name, Strict, Year
from scp_centre.methods.claims import LONGEST, Finding, Known, check_claim
from scp_centre.methods.claims.check import THIS_YEAR

Text = Annotated[str, Field(max_length=LONGEST)]
Share = Annotated[float, Field(ge=0, le=100)]


class Facts(Strict):
    excellent: bool | None = Field(
        default=None, description="recognised excellent environmental performance for the claim"
    )
    certified: bool | None = Field(
        default=None, description="a certification scheme or public authority behind the label"
    )
    plan: bool | None = Field(
        default=None, description="a public, detailed plan that an independent expert verifies"
    )
    offsets: bool | None = Field(
        default=None, description="the effect rests on offsetting outside the life cycle"
    )
    part: Name = Field(default="", description="the part of the product that is meant")
    share: Share | None = Field(default=None, description="of that part, %")
    material: Name = Field(default="", description="what the share is of")


class Input(Strict):
    text: Text = Field(description="the claim as it will be printed")
    language: Literal["en", "fr", "es"]
    known: Facts = Field(default=Facts(), description="beside the wording; null is not known")
    year: Year = Field(default=THIS_YEAR, ge=2000, description="the present one")


class Words(BaseModel):
    start: int = Field(description="first sign of the words in the text, from 0")
    end: int = Field(description="sign after the last one")
    text: str


class RuleRead(BaseModel):
    citation: str
    text: str = Field(description="what the rule says, in our words")
    address: str


class Found(BaseModel):
    kind: str = Field(description="generic, part, offset, future, label, legal, comparison")
    answer: str
    words: list[Words]
    why: str
    rule: RuleRead
    instead: str = Field(description="what to write instead, in the language of the claim")


class Output(BaseModel):
    answer: str = Field(
        description="no objection found, must be proved or completed, must not be used like this"
    )
    findings: list[Found] = Field(description="at most one of each kind")


def compute(given: Input) -> dict[str, Any]:
    known = Known(**given.known.model_dump())
    checked = check_claim(given.text, given.language, known=known, year=given.year)
    return {
        "answer": str(checked.answer),
        "findings": [_found(finding) for finding in checked.findings],
    }


def _found(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "kind": str(finding.kind),
        "answer": str(finding.answer),
        "words": [{"start": w.start, "end": w.end, "text": w.text} for w in finding.words],
        "why": str(finding.why),
        "rule": {"citation": rule.citation, "text": rule.text, "address": rule.address},
        "instead": finding.instead,
    }


CONTRACT = Contract(
    name="claims",
    version="1.0",
    summary="What stands against the wording of an environmental claim, by which rule, and what "
    "to write instead.",
    formula="word patterns of seven kinds of claims, with negation, scope, figures and references",
    sources=(
        "Directive 2005/29/EC as amended by Directive (EU) 2024/825",
        "ISO 14021",
        "docs/methods/claims.md",
    ),
    input_model=Input,
    output_model=Output,
    compute=compute,
)
