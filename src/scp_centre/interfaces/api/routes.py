"""Addresses of the API, version 1. What a person may not see is not found."""

import hashlib
import json
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, Header, NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from scp_centre import __version__
from scp_centre.centre.audit.security import record_failure
from scp_centre.centre.errors import AccountError, NotPermittedError
from scp_centre.centre.evidence.models import CODED
from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.installation.addresses import base_of
from scp_centre.centre.registry.models import KeptAnswer, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.tokens import find_token
from scp_centre.interfaces.api.problems import describe_problems, problem, problem_of
from scp_centre.interfaces.api.schemas import (
    AssessmentOut,
    Day,
    FigureOut,
    FigureWhole,
    ItemsFound,
    Key,
    MeterOut,
    Name,
    ReadingOut,
    ReadingsIn,
    ReadingsKept,
    Word,
)
from scp_centre.interfaces.contracts.own_process import run_apart
from scp_centre.methods.errors import SpokenError
from scp_centre.roles.clearinghouse.publication.search_json import as_data
from scp_centre.roles.clearinghouse.search.item_search import search
from scp_centre.roles.production import actions, queries
from scp_centre.roles.production.followup.reading_files import ReadingEntry
from scp_centre.roles.production.models import Reading


class Pages(LimitOffsetPagination):
    """`limit` up to 1,000 and `offset`; the answer holds `items` and `count`."""

    class Input(Schema):
        limit: int = Field(100, ge=1, le=1_000)
        offset: int = Field(0, ge=0, le=10_000_000)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer scp_…`: the token's person, within its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = find_token(token, request)
        if found is None:
            record_failure("refuse_token", None, request)
            return None
        request.user = found.person
        request.scopes = set(found.scopes)  # type: ignore[attr-defined]
        return found.person


class PersonsRate(AuthRateThrottle):
    """So many requests of one person in a minute, whatever the token: settings.API_RATE."""

    def __init__(self) -> None:
        super().__init__(settings.API_RATE)

    def get_cache_key(self, request: HttpRequest) -> str | None:
        person = getattr(request, "auth", None)
        return f"api-rate-{person.pk}" if isinstance(person, Person) else None


JSON = "application/json"


class JsonOnly(Parser):
    """Reads bodies that say they are JSON, and are: no NaN, no infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != JSON:
            raise ValueError(request.content_type)
        return json.loads(request.body, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class CentreAPI(NinjaAPI):
    """The API, whose description names the errors of each operation."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        describe_problems(schema)
        return schema


RATE = PersonsRate()
api = CentreAPI(
    title="scp-centre",
    version=__version__,
    description="Assessments, figures with their derivation, readings. Errors are RFC 9457.",
    urls_namespace="api",
    docs_url=None,
    parser=JsonOnly(),
    auth=[TokenAuth(), SessionAuth(csrf=True)],
    throttle=[RATE, AnonRateThrottle("60/m")],
)


def need(request: HttpRequest, scope: str) -> None:
    """Raise when the token at hand lacks a scope; a session has them all."""
    scopes = getattr(request, "scopes", None)
    if scopes is not None and scope not in scopes:
        raise NotPermittedError(
            f"This token has not the scope {scope!r}.",
            where="scopes",
            cure="Make a token with that scope on your account page.",
        )


@api.exception_handler(SpokenError)
def _spoken(request: HttpRequest, error: SpokenError) -> HttpResponse:
    if isinstance(error, NotPermittedError) and isinstance(request.user, Person):
        record_failure("refuse_act", request.user, request, acting_user=request.user)
    return problem_of(error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(422, f"{where}: {first['msg']}", where=where)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja makes a 400 of whatever a parser raises.
    if isinstance(error.__context__, RequestDataTooBig):
        return problem(413)
    if error.status_code == 400 and request.content_type != JSON:
        return problem(415)
    return problem(error.status_code, str(error))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413)


@api.exception_handler(Throttled)
def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(429, f"At most {settings.API_RATE} requests of one person.")
    response["Retry-After"] = str(error.wait or 60)
    return response


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401)


@api.get("/assessments", response=list[AssessmentOut], tags=["assessments"])
@paginate(Pages)
def list_assessments(
    request: HttpRequest,
    sector: Annotated[Word | None, Query()] = None,
    phase: Annotated[Word | None, Query()] = None,
    review: Annotated[Word | None, Query()] = None,
) -> Any:
    """List the assessments that you may see, by company."""
    need(request, "read")
    given = {"sector": sector, "phase": phase, "review": review}
    return queries.assessments_for(request.user).filter(**{k: v for k, v in given.items() if v})


@api.get("/assessments/{pk}", response=AssessmentOut, tags=["assessments"])
def get_assessment(request: HttpRequest, pk: Annotated[Key, Path()]) -> Any:
    """One assessment."""
    need(request, "read")
    return get_object_or_404(queries.assessments_for(request.user), pk=pk)


About = Literal["site", "product", "organisation", "sector", "nation"]


@api.get("/figures", response=list[FigureOut], tags=["figures"])
@paginate(Pages)
def list_figures(
    request: HttpRequest,
    indicator: Annotated[Word | None, Query()] = None,
    period: Annotated[Word | None, Query()] = None,
    status: Annotated[Word | None, Query()] = None,
    origin: Annotated[Word | None, Query()] = None,
    current: Annotated[bool, Query()] = True,
    about: Annotated[About, Query()] = "site",
) -> Any:
    """List figures; without current=false only those that no later version succeeds.

    about: site, product, organisation, sector or nation; figures of sites where it is not given.
    """
    need(request, "read")
    given = {"indicator": indicator, "period": period, "status": status, "origin": origin}
    found = figures_for(request.user).filter(**{k: v for k, v in given.items() if v})
    empty = {about: ""} if about in CODED else {f"{about}__isnull": True}
    found = found.exclude(**empty)
    return (found.filter(is_latest=True) if current else found).order_by("pk")


@api.get("/figures/{pk}", response=FigureWhole, tags=["figures"])
def get_figure(request: HttpRequest, pk: Annotated[Key, Path()]) -> Any:
    """One figure with formula, inputs, sources, and the figures before and after it."""
    need(request, "read")
    seen = figures_for(request.user)
    found = get_object_or_404(seen, pk=pk)
    plain = {name: getattr(found, name) for name in FigureOut.model_fields}
    return plain | {
        "formula": found.formula,
        "inputs": found.inputs,
        "sources": found.sources,
        "derived_from": list(seen.filter(enters=found).values_list("pk", flat=True)),
        "enters": list(seen.filter(derived_from=found).values_list("pk", flat=True)),
    }


@api.get("/items", response=ItemsFound, tags=["clearinghouse"])
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


@api.get("/sites/{pk}/meters", response=list[MeterOut], tags=["readings"])
@paginate(Pages)
def list_meters(request: HttpRequest, pk: Annotated[Key, Path()]) -> Any:
    """The meters and drivers of a site."""
    need(request, "read")
    return queries.meters_of(get_object_or_404(queries.sites_for(request.user), pk=pk))


@api.get("/sites/{pk}/readings", response=list[ReadingOut], tags=["readings"])
@paginate(Pages)
def list_readings(
    request: HttpRequest,
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


@api.post("/sites/{pk}/readings", response=ReadingsKept, tags=["readings"])
def post_readings(
    request: HttpRequest,
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

    return _once(request.user, idempotency_key or "", digest, enter)


@api.post("/compute/{method}", response=dict[str, Any], tags=["compute"])
def compute(
    request: HttpRequest, method: Annotated[Name, Path()], body: Annotated[dict[str, Any], Body()]
) -> Any:
    """Run one method, as `scp-centre compute METHOD` does; --schema there shows in- and output.

    A method that takes too long is ended; one person computes one thing at a time.
    """
    need(request, "compute")
    require(request.user, "compute")
    return run_apart(method, body, person=request.user.pk)


def _once(person: Person, key: str, digest: str, work: Any) -> Any:
    """Do a write once for each key; the same key with another body is refused."""
    if not key:
        return work()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one write of a person at a time
        kept = KeptAnswer.objects.filter(person=person, key=key).first()
        if kept is None:
            answer = work()
            KeptAnswer.objects.create(person=person, key=key, request=digest, answer=answer)
            return answer
        if kept.request != digest:
            raise AccountError(
                "This Idempotency-Key was used for another request.",
                where="Idempotency-Key",
                cure="Use a new key for each request.",
            )
        return kept.answer
