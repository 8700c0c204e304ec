"""What goes in and out of the API, with units and help."""

from datetime import date
from typing import Any

from ninja import Field, Schema


class ErrorOut(Schema):
    """The same error, as the machine interface of the command line prints it."""

    code: str
    message: str
    where: str
    cure: str


class Problem(Schema):
    """An error as RFC 9457 has it: what is wrong, where, and what to do.

    number : of an unexpected error, for the administrator
    """

    type: str = Field(description="the kind of problem, urn:scp-centre:problem:CODE")
    title: str = Field(description="the same for all problems of a kind")
    status: int
    detail: str = Field(description="what is wrong this time")
    instance: str = Field("", description="number of this one error, where it has one")
    code: str
    where: str
    cure: str = Field(description="what to do")
    error: ErrorOut


class FigureOut(Schema):
    id: int
    site_id: int | None = Field(description="what it is about: one of these five is filled")
    product_id: int | None
    organisation_id: int | None
    sector: str = Field(description="code of ISIC Rev. 4")
    nation: str
    origin: str = Field(description="what made it, for example assessment:3")
    indicator: str
    name: str
    value: float
    unit: str
    period: str
    period_start: date | None
    period_end: date | None
    uncertainty: float | None = Field(description="relative standard uncertainty")
    status: str
    version: int
    succeeded_by_id: int | None


class FigureWhole(FigureOut):
    formula: str
    inputs: list[dict[str, Any]]
    sources: list[str]
    derived_from: list[int] = Field(description="figures that entered it")
    enters: list[int] = Field(description="figures that it entered")
