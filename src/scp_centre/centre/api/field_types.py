"""Types of what goes into the API: bounded, so that no value breaks a database."""

from datetime import date
from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

from scp_centre.methods.entries.dates import FIRST_DAY, LAST_DAY

Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
