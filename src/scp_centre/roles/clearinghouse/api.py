"""The search of the clearinghouse in the API."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from scp_centre.centre.api.field_types import Word
from scp_centre.centre.api.requests import need
from scp_centre.centre.installation.addresses import base_of
from scp_centre.roles.clearinghouse.publication.search_json import as_data
from scp_centre.roles.clearinghouse.search.item_search import search

router = Router()


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


@router.get("/items", response=ItemsFound, tags=["clearinghouse"])
def list_items(
    request: HttpRequest,
    q: Annotated[Word | None, Query()] = None,
    type: Annotated[Word | None, Query()] = None,  # noqa: A002 -- the facet's own name
    topic: Annotated[Word | None, Query()] = None,
    sector: Annotated[Word | None, Query()] = None,
    technology: Annotated[Word | None, Query()] = None,
    option_kind: Annotated[Word | None, Query()] = None,
    cost: Annotated[Word | None, Query()] = None,
    country: Annotated[Word | None, Query()] = None,
    language: Annotated[Word | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Any:
    """Search the clearinghouse: the best items, how many there are, and counts of each facet."""
    need(request, "read")
    given = {"type": type, "topic": topic, "sector": sector, "technology": technology}
    given |= {"option_kind": option_kind, "cost": cost, "country": country}
    filters = {name: {code} for name, code in given.items() if code}
    spoken = language or "en"
    answer = search(q or "", filters, language=spoken, start=offset, count=limit)
    return as_data(answer, spoken, base_of(request))
