"""What goes in and out of the operations of this role, with units and help."""

from datetime import date, datetime

from ninja import Field, Schema
from pydantic import ConfigDict

from scp_centre.centre.api.field_types import Day, Name, Word


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
