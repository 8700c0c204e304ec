"""Errors of the API in one form: RFC 9457, `application/problem+json`.

Whatever answers below /api/ with an error answers so, also where no operation was reached: an
address or method that is not known, a form that is stale, a server that is broken or away.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from scp_centre.centre.errors import CentreError
from scp_centre.interfaces.api.schemas import ErrorOut, Problem
from scp_centre.methods.errors import SpokenError

Next = Callable[[HttpRequest], HttpResponseBase]
KIND = "application/problem+json"
ROOT = "/api/"
TYPE = "urn:scp-centre:problem:"  # with the code: the same for all problems of a kind

# status -> code, what is wrong in general, what to do
KNOWN = {
    400: ("malformed", "The request cannot be read.", "Send one JSON object as the body."),
    401: (
        "not_signed_in",
        "Nobody is signed in.",
        "Send Authorization: Bearer with a token that is valid.",
    ),
    403: ("not_permitted", "This is not allowed.", "Ask for a role or a token that allows it."),
    404: (
        "not_found",
        "There is no such thing, or none that you may see.",
        "Look it up in the list.",
    ),
    405: ("method", "This address has no such method.", "See Allow for the methods it has."),
    413: ("too_large", "The request is too large.", "Send it in several parts."),
    415: ("media_type", "The body is not JSON.", "Send Content-Type: application/json."),
    422: (
        "invalid",
        "The request cannot be carried out.",
        "See /api/v1/openapi.json for fields, types and units.",
    ),
    429: (
        "too_many",
        "Too many requests.",
        "Wait as long as Retry-After says, and send more rows in one request.",
    ),
    500: ("broken", "The server made an error.", "Try again; tell the centre if it stays."),
    503: ("unavailable", "The server cannot answer now.", "Try again in a minute."),
}
OF_EACH = (401, 403, 404, 422, 429, 500, 503)  # that any operation may answer with
OF_A_BODY = (400, 413, 415)  # and one that takes a body


def problem(status: int, detail: str = "", **about: str) -> HttpResponse:
    """Return an error as a response.

    detail : what is wrong this time; else what is wrong in general
    about : code, where, cure; `instance` names this one error, where it has a number
    """
    code, title, cure = KNOWN.get(status, ("refused", HTTPStatus(status).phrase, ""))
    known = {"code": code, "where": "", "cure": cure} | {k: v for k, v in about.items() if v}
    instance = known.pop("instance", "")
    said = detail or title
    body = Problem(
        type=f"{TYPE}{known['code']}",
        title=title,
        status=status,
        detail=said,
        instance=instance,
        error=ErrorOut(message=said, **known),
        **known,
    )
    return HttpResponse(body.model_dump_json(), status=status, content_type=KIND)


def problem_of(error: SpokenError) -> HttpResponse:
    """Return an error of a method or of the centre as a response."""
    status = error.status if isinstance(error, CentreError) else 422
    return problem(status, error.message, code=error.code, where=error.where, cure=error.cure)


class ProblemsOfTheApi:
    """Turn each error below /api/ that has another form into a problem, with its headers."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(ROOT):
            return response
        status = response.status_code
        if status in (301, 302) and response["Location"].startswith(reverse("account_login")):
            return problem(401)
        if status < 400 or response.get("Content-Type", "").startswith(KIND):
            return response
        return self._same_with_problem(response)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith(ROOT) and isinstance(error, RequestDataTooBig):
            return problem(413)
        return None

    def _same_with_problem(self, response: HttpResponseBase) -> HttpResponse:
        made = problem(response.status_code)
        for name, value in response.items():
            if name.lower() not in ("content-type", "content-length", "content-encoding"):
                made.headers.setdefault(name, value)
        made.cookies = response.cookies
        return made


def describe_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a description of the API in which each operation names its errors."""
    parts = schema["components"]["schemas"]
    whole = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts |= whole.pop("$defs", {}) | {"Problem": whole}
    content = {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in schema["paths"].values():
        for operation in operations.values():
            statuses = (*OF_EACH, *OF_A_BODY) if "requestBody" in operation else OF_EACH
            operation["responses"] |= {
                status: {"description": KNOWN[status][1], "content": content}
                for status in sorted(statuses)
            }
            operation["responses"]["default"] = {
                "description": "Any other error.",
                "content": content,
            }
    return schema
