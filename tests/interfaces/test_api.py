"""The API: tokens with scopes, what one may see, errors that help, writes sent twice."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scp_centre.centre.errors import AccountError
from scp_centre.centre.registry.models import ApiToken
from scp_centre.centre.registry.tokens import make_token, withdraw_token
from scp_centre.roles.production.models import Assessment, Reading
from tests.interfaces.api_tokens import token_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
API = "/api/v1"


@pytest.fixture
def dairy_assessment(sample_centre):
    return Assessment.objects.get(company="Rivermouth Dairy")


@pytest.fixture
def call(client, sample_centre):
    """Return a way to call the API as somebody, with some scopes."""

    def as_(who, scopes=("read", "readings")):
        secret = token_of(sample_centre[who], scopes)
        headers = {"Authorization": f"Bearer {secret}"}

        def send(path, body=None, **more):
            if body is None:
                return client.get(API + path, headers=headers)
            return client.post(
                API + path,
                json.dumps(body),
                content_type="application/json",
                headers=headers | more,
            )

        return send

    return as_


def reading(**changes):
    one = {"meter": "natural_gas", "start": "2019-01-01", "end": "2019-01-31", "value": 700.0}
    return {"readings": [one | changes]}


def test_lists_are_paged_filtered_and_limited_to_what_one_may_see(call):
    page = call("expert")("/assessments?limit=2").json()
    assert page["count"] == 3 and len(page["items"]) == 2
    mine = call("company")("/assessments").json()
    assert [a["company"] for a in mine["items"]] == ["Rivermouth Dairy"]
    food = call("director")("/assessments?sector=food+and+beverage").json()
    assert food["count"] == 1


def test_a_figure_with_its_derivation(call):
    send = call("company")
    (found,) = send("/figures?indicator=water_productivity&period=2025").json()["items"]
    whole = send(f"/figures/{found['id']}").json()
    assert whole["formula"] == "product output ÷ resource used"
    names = {send(f"/figures/{pk}").json()["indicator"] for pk in whole["derived_from"]}
    assert names == {"water", "output"}


def test_a_token_does_no_more_than_its_scopes_and_its_person(call, dairy_assessment):
    path = f"/sites/{dairy_assessment.site_id}/readings"
    refused = call("expert", ["read"])(path, reading())
    assert refused.status_code == 403 and "scope 'readings'" in refused.json()["detail"]
    assert call("reviewer")(path, reading()).status_code == 403
    assert call("dyehouse")(path, reading()).status_code == 404
    assert call("dyehouse")(path).status_code == 404


def test_compute_by_token(call):
    terms = {"investment": 12_000, "annual_saving": 5_000, "years": 5, "discount_rate": 0.1}
    answer = call("company", ["compute"])("/compute/appraise", terms)
    assert answer.json()["npv"] == pytest.approx(6953.93, abs=0.005)
    wrong = call("company", ["compute"])("/compute/appraise", terms | {"years": 0})
    assert wrong.status_code == 422 and wrong.json()["where"] == "years"


def test_errors_are_problems_that_say_what_to_do(call, client, dairy_assessment):
    path = f"/sites/{dairy_assessment.site_id}/readings"
    answer = call("expert")(path, reading(meter="steam"))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert "no meter called 'steam'" in problem["detail"] and "natural_gas" in problem["cure"]
    assert "value" in call("expert")(path, reading(value=-1)).json()["where"]
    nobody = client.get(f"{API}/assessments")
    assert nobody.status_code == 401 and nobody.json()["cure"]


def test_sent_twice_with_a_key_entered_once(call, dairy_assessment):
    send, path = call("company"), f"/sites/{dairy_assessment.site_id}/readings"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = send(path, reading(), **key).json()
    assert first == {"new": 1, "corrected": 0, "unchanged": 0}
    assert send(path, reading(), **key).json() == first
    other = send(path, reading(value=1.0), **key)
    assert other.status_code == 422 and "another request" in other.json()["detail"]
    assert Reading.objects.get(start="2019-01-01").value == 700
    listed = send(f"{path}?meter=natural_gas&since=2019-01-01&until=2019-12-31").json()["items"]
    assert [r["value"] for r in listed] == [700.0]


def test_expired_and_withdrawn_tokens_are_worth_nothing(client, sample_centre):
    token, secret = make_token("t", ["read"], 1, acting_user=sample_centre["expert"])
    assert secret not in str(ApiToken.objects.values().get())
    with pytest.raises(AccountError, match="somebody else"):
        withdraw_token(token, acting_user=sample_centre["director"])
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(f"{API}/assessments", headers=headers).status_code == 200
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get(f"{API}/assessments", headers=headers).status_code == 401


def test_whoever_has_no_valid_token_is_told_so_at_every_operation(client, sample_centre):
    """Also where something is sent: a token that has expired is no matter of forms."""
    operations = [
        (path, method)
        for path, methods in client.get(f"{API}/openapi.json").json()["paths"].items()
        for method, about in methods.items()
        if about.get("security")
    ]
    assert {"post", "get"} <= {method for _, method in operations}
    for path, method in operations:
        address = re.sub(r"{\w+}", "1", path)
        for headers in ({}, {"Authorization": "Bearer scp_expired"}):
            reader = Client(enforce_csrf_checks=True)
            sent = {"content_type": "application/json", "headers": headers}
            answer = getattr(reader, method)(
                address, data="{}" if method != "get" else None, **sent
            )
            assert answer.status_code == 401, (method, path)
            assert "token" in answer.json()["cure"]


def test_a_browser_s_session_needs_the_token_of_a_page(sample_centre, dairy_assessment):
    reader = Client(enforce_csrf_checks=True)
    reader.force_login(sample_centre["expert"])
    path = f"{API}/sites/{dairy_assessment.site_id}/readings"
    answer = reader.post(path, json.dumps(reading()), content_type="application/json")
    assert answer.status_code == 403 and "X-CSRFToken" in answer.json()["detail"]
    assert not Reading.objects.filter(start="2019-01-01").exists()


def test_the_account_page_makes_and_withdraws(signed_in):
    client = signed_in("company")
    page = client.post("/account/", {"name": "Loggers", "scopes": ["readings"], "days": 30})
    assert "scp_" in page.content.decode()
    client.post(f"/account/tokens/{ApiToken.objects.get().pk}/withdraw/")
    assert not ApiToken.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_client_of_the_documentation(live_server, sample_centre):
    from scp_centre.client import ApiError, Centre

    site = Assessment.objects.get(company="Rivermouth Dairy").site
    _, secret = make_token("t", ["read", "readings"], 5, acting_user=sample_centre["company"])
    centre = Centre(live_server.url, secret)
    figures = list(centre.items("/figures", period="2025"))
    assert len(figures) > 15 and {f["site_id"] for f in figures} == {site.pk}
    meters = {m["key"] for m in centre.items(f"/sites/{site.pk}/meters")}
    assert "natural_gas" in meters
    one = reading()["readings"]
    for _ in range(2):
        assert centre.enter_readings(site.pk, one, key="january")["new"] == 1
    with pytest.raises(ApiError, match="no meter called 'steam'"):
        centre.enter_readings(site.pk, [one[0] | {"meter": "steam"}])
