"""Assessments, meters and readings in the API. What a person may not see is not found."""

import hashlib
from typing import Annotated, Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from ninja import Header, Path, Query, Router
from ninja.pagination import paginate

from scp_centre.centre.api.field_types import Day, Key, Name, Word
from scp_centre.centre.api.requests import Pages, do_once, need
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.api_schemas import (
    AssessmentOut,
    MeterOut,
    ReadingOut,
    ReadingsIn,
    ReadingsKept,
)
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.models import Reading

router = Router()


@router.get("/assessments", response=list[AssessmentOut], tags=["assessments"])
@paginate(Pages)
def list_assessments(
    request: SignedInRequest,
    sector: Annotated[Word | None, Query()] = None,
    phase: Annotated[Word | None, Query()] = None,
    review: Annotated[Word | None, Query()] = None,
) -> Any:
    """List the assessments that you may see, by company."""
    need(request, "read")
    given = {"sector": sector, "phase": phase, "review": review}
    return queries.assessments_for(request.user).filter(**{k: v for k, v in given.items() if v})


@router.get("/assessments/{pk}", response=AssessmentOut, tags=["assessments"])
def get_assessment(request: SignedInRequest, pk: Annotated[Key, Path()]) -> Any:
    """One assessment."""
    need(request, "read")
    return get_object_or_404(queries.assessments_for(request.user), pk=pk)


@router.get("/sites/{pk}/meters", response=list[MeterOut], tags=["readings"])
@paginate(Pages)
def list_meters(request: SignedInRequest, pk: Annotated[Key, Path()]) -> Any:
    """The meters and drivers of a site."""
    need(request, "read")
    return queries.meters_of(get_object_or_404(queries.sites_for(request.user), pk=pk))


@router.get("/sites/{pk}/readings", response=list[ReadingOut], tags=["readings"])
@paginate(Pages)
def list_readings(
    request: SignedInRequest,
    pk: Annotated[Key, Path()],
    meter: Annotated[Name | None, Query()] = None,
    since: Annotated[Day | None, Query()] = None,
    until: Annotated[Day | None, Query()] = None,
) -> Any:
    """The current readings of a site, oldest first."""
    need(request, "read")
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    given = {"meter__key": meter, "start__gte": since, "end__lte": until}
    found = Reading.objects.filter(meter__site=site, current=True)
    rows = found.filter(**{k: v for k, v in given.items() if v is not None})
    plain = ("start", "end", "value", "source")
    return rows.order_by("start", "pk").values(*plain, meter_key=F("meter__key"))


@router.post("/sites/{pk}/readings", response=ReadingsKept, tags=["readings"])
def post_readings(
    request: SignedInRequest,
    pk: Annotated[Key, Path()],
    body: ReadingsIn,
    idempotency_key: Annotated[Word | None, Header(alias="Idempotency-Key")] = None,
) -> Any:
    """Enter readings, all or none. With an Idempotency-Key, sent twice they are entered once."""
    need(request, "readings")
    site = get_object_or_404(queries.sites_for(request.user), pk=pk)
    require(request.user, "enter_readings", site.organisation)
    entries = [ReadingEntry(**r.model_dump()) for r in body.readings]
    digest = hashlib.sha256(f"{pk}\n{body.model_dump_json()}".encode()).hexdigest()

    def enter() -> dict[str, int]:
        return actions.enter_readings(site, entries, acting_user=request.user)

    return do_once(request.user, idempotency_key or "", digest, enter)
