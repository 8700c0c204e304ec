"""Nobody can wear the centre out: limits on requests, jobs and invitations, told in words."""

import pytest
from django.core.cache import cache

from scp_centre.centre.errors import AccountError, JobError
from scp_centre.centre.jobs.models import Job
from scp_centre.centre.registry.actions import invite_person
from scp_centre.centre.registry.models import Organisation, Role
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_api_answers_so_many_requests_of_one_person(signed_in, monkeypatch):
    from scp_centre.interfaces.api.routes import RATE

    cache.clear()
    monkeypatch.setattr(RATE, "num_requests", 5)
    client = signed_in("expert")
    codes = [client.get("/api/v1/assessments").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    answer = client.get("/api/v1/assessments")
    assert answer["Content-Type"] == "application/problem+json" and int(answer["Retry-After"]) > 0
    assert answer.json()["code"] == "too_many"
    assert signed_in("director").get("/api/v1/assessments").status_code == 200
    cache.clear()


def test_a_form_without_its_token_is_refused_in_words(sample_centre):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(sample_centre["expert"])
    answer = client.post("/language/", {"language": "fr"})
    assert answer.status_code == 403 and "This form is out of date" in answer.content.decode()


def test_a_person_has_so_many_jobs_at_once(sample_centre, settings):
    settings.MOST_JOBS_AT_ONCE = 2
    expert = sample_centre["expert"]
    dairy = Assessment.objects.get(company="Rivermouth Dairy")
    for _ in range(2):
        actions.request_report(dairy, "pdf", "en", acting_user=expert)
    with pytest.raises(JobError, match="already have 2 jobs"):
        actions.request_report(dairy, "pdf", "en", acting_user=expert)
    Job.objects.update(state="done")
    actions.request_report(dairy, "pdf", "en", acting_user=expert)


def test_a_person_invites_so_many_in_a_day(sample_centre, settings):
    settings.MOST_INVITATIONS_A_DAY = 1
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    invite_person("a@dairy.example", Role.COMPANY, dairy, acting_user=sample_centre["expert"])
    with pytest.raises(AccountError, match="in one day"):
        invite_person("b@dairy.example", Role.COMPANY, dairy, acting_user=sample_centre["expert"])
