"""The description of the API and the API agree: calls that follow it, and calls that break it."""

import inspect
import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scp_centre.centre.registry.tokens import make_token
from scp_centre.interfaces.api.problems import KIND, KNOWN, OF_A_BODY, OF_EACH, describe_problems
from scp_centre.interfaces.api.routes import api
from scp_centre.interfaces.api.schemas import Problem
from scp_centre.roles.production.models import Assessment
from tests.interfaces.api_tokens import token_of

API = "/api/v1"
AGREES = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
DRAWN = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(transactional_db, sample_centre, settings):
    """The API as its description has it, and who calls it."""
    from scp_centre.interfaces.web.wsgi import application

    settings.API_RATE = "100000/m"
    person = sample_centre["expert"]
    _, secret = make_token("t", ["read", "readings", "compute"], 5, acting_user=person)
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 11
    # Schemathesis asks for compressed answers and does not unpack those of a WSGI application.
    return operations, {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}


def test_calls_that_follow_the_description_are_answered_as_it_says(described):
    operations, headers = described
    answered = {}
    for operation in operations:
        strategy = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)

        @DRAWN
        @given(case=strategy)
        def agrees(case):
            response = case.call(headers=headers)
            case.validate_response(response, checks=list(AGREES), headers=headers)
            answered.setdefault(case.operation.label, set()).add(response.status_code)

        agrees()
    # A list without a key in its address takes any question that the description allows.
    for label, statuses in answered.items():
        if label.startswith("GET") and "{" not in label:
            assert statuses == {200}, label
        assert statuses <= {200, 403, 404, 422}, label


def test_calls_that_break_the_description_end_in_its_form_of_errors(described):
    operations, headers = described
    refused = {}
    for operation in operations:
        strategy = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

        @DRAWN
        @given(case=strategy)
        def ends(case):
            response = case.call(headers=headers)
            case.validate_response(response, checks=list(AGREES), headers=headers)
            if response.status_code >= 400:
                assert response.headers["content-type"] == [KIND]
                assert is_problem(response.json()) == response.status_code
                refused[case.operation.label] = refused.get(case.operation.label, 0) + 1

        ends()
    # What the public search takes is free text: few draws break it. Its refusal is asked for below.
    expected = {operation.label for operation in operations} - {"GET /api/v1/items"}
    assert expected <= set(refused)


def is_problem(body):
    """Return the status of a problem, which has the form that is described."""
    assert validator_for(Problem.json_schema()).is_valid(body), body
    assert body["error"]["message"] == body["detail"] and body["type"].endswith(body["code"])
    return body["status"]


def test_what_the_code_makes_optional_is_described_as_optional():
    """GET /items once asked for two parameters that it has a value for."""
    schema = api.get_openapi_schema()
    for path, view in api.default_router.path_operations.items():
        for operation in view.operations:
            described = schema["paths"][f"{API}{path}"][operation.methods[0].lower()]
            optional = {
                name
                for name, one in inspect.signature(operation.view_func).parameters.items()
                if one.default is not inspect.Parameter.empty
            }
            needed = {p["name"] for p in described["parameters"] if p["required"]}
            assert not needed & optional, path
            assert all(p["in"] == "path" for p in described["parameters"] if p["required"])


def test_each_operation_names_its_errors():
    schema = api.get_openapi_schema()
    for operations in schema["paths"].values():
        for operation in operations.values():
            expected = {*OF_EACH, *(OF_A_BODY if "requestBody" in operation else ())}
            errors = {s for s in operation["responses"] if s not in (200, "default")}
            assert errors == expected
            for status in (*errors, "default"):
                assert list(operation["responses"][status]["content"]) == [KIND]
    assert describe_problems(schema) == schema


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "method", "path", "sent"),
    [
        (401, "get", "/api/v1/assessments", {}),
        (401, "get", "/api/compute/", {}),
        (404, "get", "/api/v1/nothing", {"token": True}),
        (404, "get", "/api/v1/figures/2147483647", {"token": True}),
        (405, "delete", "/api/v1/assessments", {"token": True}),
        (405, "post", "/api/compute/", {"signed": True}),
        (400, "post", "/api/v1/compute/ghg", {"token": True, "data": "{"}),
        (400, "post", "/api/v1/compute/ghg", {"token": True, "data": '{"a": NaN}'}),
        (413, "post", "/api/v1/compute/ghg", {"token": True, "data": '"' + "x" * 3_000_000}),
        (413, "post", "/api/compute/ghg", {"signed": True, "data": '"' + "x" * 3_000_000}),
        (415, "post", "/api/v1/compute/ghg", {"token": True, "data": "{}", "kind": "text/plain"}),
        (422, "post", "/api/v1/compute/ghg", {"token": True, "data": "{}"}),
        (422, "post", "/api/compute/ghg", {"signed": True, "data": "{}"}),
        (422, "post", "/api/v1/compute/unknown", {"token": True, "data": "{}"}),
        (422, "get", "/api/v1/items?limit=0", {"token": True}),
    ],
)
def test_each_error_below_the_api_has_one_form(sample_centre, status, method, path, sent):
    client, headers = Client(), {}
    if sent.get("token"):
        scopes = ["read", "readings", "compute"]
        _, secret = make_token("t", scopes, 5, acting_user=sample_centre["expert"])
        headers = {"Authorization": f"Bearer {secret}"}
    if sent.get("signed"):
        client.force_login(sample_centre["expert"])
    body = {"data": sent["data"]} if "data" in sent else {}
    kind = sent.get("kind", "application/json")
    answer = getattr(client, method)(path, headers=headers, content_type=kind, **body)
    assert (answer.status_code, answer["Content-Type"]) == (status, KIND)
    assert is_problem(json.loads(answer.content)) == status
    if status == 405:
        assert answer["Allow"]


@pytest.mark.django_db
def test_what_a_role_may_not_and_what_comes_too_often(sample_centre, settings):
    secret = token_of(sample_centre["reviewer"], ["readings"])
    site = Assessment.objects.get(company="Rivermouth Dairy").site_id
    headers = {"Authorization": f"Bearer {secret}"}
    answer = Client().get(f"{API}/sites/{site}/readings", headers=headers)
    assert is_problem(answer.json()) == 403
    client = Client()
    answers = [client.get(f"{API}/assessments") for _ in range(70)]
    assert {a.status_code for a in answers} <= {401, 429}
    assert all(is_problem(a.json()) == a.status_code for a in answers)


@pytest.mark.django_db
def test_a_broken_server_says_so_in_the_same_form(signed_in, monkeypatch):
    from django.http import HttpResponse

    from scp_centre.interfaces.api.problems import ProblemsOfTheApi

    def broken(request):
        return HttpResponse("<h1>broken</h1>", status=503, headers={"Retry-After": "30"})

    from django.test import RequestFactory

    answer = ProblemsOfTheApi(broken)(RequestFactory().get("/api/v1/items"))
    assert answer["Retry-After"] == "30" and is_problem(json.loads(answer.content)) == 503
    page = ProblemsOfTheApi(broken)(RequestFactory().get("/clearinghouse/"))
    assert page.content == b"<h1>broken</h1>"
    assert set(KNOWN) >= {400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503}
