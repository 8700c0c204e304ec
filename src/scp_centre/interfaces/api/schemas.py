"""What goes in and out of the API, with units and help."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from scp_centre.methods.entries.dates import FIRST_DAY, LAST_DAY

Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


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


class AssessmentOut(Schema):
    id: int
    company: str
    site_id: int
    site_name: str
    country: str
    sector: str
    isic: str | None
    product: str
    currency: str
    price_year: int
    phase: str
    review: str
    revision: int
    changed: datetime


class ItemOut(Schema):
    """An item of the clearinghouse, in the language that was asked for where it has one."""

    key: UUID
    id: int
    page: str = Field(description="address of its page")
    type: str
    year: int | None
    language: str
    title: str
    summary: str
    saving: str
    cost: str = Field(description="class of cost: none, low, medium, high, or nothing")
    address: str
    topics: list[str]
    sectors: list[str]
    countries: list[str]
    fictional: bool


class ItemsFound(Schema):
    """What a search found: items of this page, and counts for narrowing it."""

    count: int
    corrected: str = Field(description="the question as it is probably meant, where it differs")
    facets: dict[str, dict[str, int]] = Field(description="facet -> code -> items")
    items: list[ItemOut]


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


class MeterOut(Schema):
    id: int
    key: str
    name: str
    unit: str
    driver: bool
    flow: str


class ReadingOut(Schema):
    meter: str = Field(validation_alias="meter_key")
    start: date
    end: date
    value: float
    source: str


class ReadingIn(Schema):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    meter: Name = Field(description="key of the meter")
    start: Day
    end: Day
    value: float = Field(ge=0, le=1e15, description="in the unit of the meter")
    source: Word = ""


class ReadingsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    readings: list[ReadingIn] = Field(min_length=1, max_length=10_000)


class ReadingsKept(Schema):
    new: int
    corrected: int
    unchanged: int
