"""Addresses of the API, version 1. What a person may not see is not found.

Operations of a role are in its api.py; here are those of the centre.
"""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.pagination import paginate
from ninja.parser import Parser
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from scp_centre import __version__
from scp_centre.centre.api.field_types import Key, Name, Word
from scp_centre.centre.api.requests import Pages, need
from scp_centre.centre.audit.security import record_failure
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.evidence.models import CODED
from scp_centre.centre.evidence.queries import figures_for
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.signed_in_request import SignedInRequest
from scp_centre.centre.registry.tokens import find_token
from scp_centre.centre.roles.discovery import offered
from scp_centre.centre.translation import current_speaker
from scp_centre.interfaces.api.problems import describe_problems, problem, problem_of
from scp_centre.interfaces.api.schemas import FigureOut, FigureWhole
from scp_centre.interfaces.contracts.own_process import run_apart
from scp_centre.methods.entries.checked_entries import say_finding
from scp_centre.methods.entries.json_text import read_json
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _

About = Literal["site", "product", "organisation", "sector", "nation"]


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


class PageAuth(SessionAuth):
    """Whoever is signed in on the pages of the centre, with the token of its forms.

    Who sends neither a valid token nor a session is not signed in, whatever is asked for.
    """

    def _get_key(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated:
            return None
        try:
            return super()._get_key(request)
        except HttpError as error:
            raise HttpError(403, NO_PAGE) from error


class PersonsRate(AuthRateThrottle):
    """So many requests of one person in a minute, whatever the token: settings.API_RATE."""

    def __init__(self) -> None:
        super().__init__(settings.API_RATE)

    def get_cache_key(self, request: HttpRequest) -> str | None:  # type: ignore[override]  # None: free
        person = getattr(request, "auth", None)
        return f"api-rate-{person.pk}" if isinstance(person, Person) else None


JSON = "application/json"
NO_PAGE = "A request by the session of a browser needs the header X-CSRFToken of an open page."


class JsonOnly(Parser):
    """Reads bodies that say they are JSON, and are: no NaN, no infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != JSON:
            raise ValueError(request.content_type)
        return read_json(request.body)


class CentreAPI(NinjaAPI):
    """The API, whose description names the errors of each operation."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name under which clients know an operation, wherever it is defined."""
        return f"scp_centre_interfaces_api_routes_{operation.view_func.__name__}"

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
    auth=[TokenAuth(), PageAuth(csrf=True)],
    throttle=[RATE, AnonRateThrottle("60/m")],
)


for _app, module in offered("api"):
    api.add_router("", module.router)


@api.exception_handler(SpokenError)
def _spoken(request: HttpRequest, error: SpokenError) -> HttpResponse:
    if isinstance(error, NotPermittedError) and isinstance(request.user, Person):
        record_failure("refuse_act", request.user, request, acting_user=request.user)
    return problem_of(error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"])
    said = _("{entry}: {said}.", entry=where, said=say_finding(first))
    return problem(422, current_speaker()(said), where=where)


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


@api.get("/figures", response=list[FigureOut], tags=["figures"])
@paginate(Pages)
def list_figures(
    request: SignedInRequest,
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
    empty: dict[str, Any] = {about: ""} if about in CODED else {f"{about}__isnull": True}
    found = found.exclude(**empty)
    return (found.filter(is_latest=True) if current else found).order_by("pk")


@api.get("/figures/{pk}", response=FigureWhole, tags=["figures"])
def get_figure(request: SignedInRequest, pk: Annotated[Key, Path()]) -> Any:
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


@api.post("/compute/{method}", response=dict[str, Any], tags=["compute"])
def compute(
    request: SignedInRequest,
    method: Annotated[Name, Path()],
    body: Annotated[dict[str, Any], Body()],
) -> Any:
    """Run one method, as `scp-centre compute METHOD` does; --schema there shows in- and output.

    A method that takes too long is ended; one person computes one thing at a time.
    """
    need(request, "compute")
    require(request.user, "compute")
    return run_apart(method, body, person=request.user.pk)
