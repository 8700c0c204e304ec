"""What follows a scenario: its range in a job, drafts that hold an older version, honest axes."""

import io
import json

import pytest
from django.test import Client

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.home.home_page import tasks_of
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.translation import speaker
from scp_centre.roles.policy import pictures, queries, scenario_runs
from scp_centre.roles.policy.actions.briefs import publish_brief, take_newest_scenarios
from scp_centre.roles.policy.actions.scenarios import request_range, write_scenario
from scp_centre.roles.policy.brief_documents import brief_figures
from scp_centre.roles.policy.errors import PolicyError
from scp_centre.roles.policy.jobs import compute_range
from scp_centre.roles.policy.models import Brief, Run, Scenario, Table
from scp_centre.roles.policy.scenario_runs import is_kept, result_of


@pytest.fixture
def cement(sample_centre):
    return Scenario.objects.get(title="Cement standard")


def corrected(scenario, analyst, limit):
    content = scenario.content | {
        "instruments": [scenario.content["instruments"][0] | {"limit": limit}]
    }
    return write_scenario(scenario.table, content, acting_user=analyst, old=scenario)


def test_progress_is_told_while_draws_are_made(cement):
    engine, told = scenario_runs.engine_of(cement.table), []
    content = scenario_runs.read_scenario(cement.content)
    run = engine.run(content, draws=25, progress=lambda done, draws: told.append((done, draws)))
    assert told == [(0, 25), (10, 25), (20, 25)]
    assert run.low is not None and engine.run(content, draws=0).low is None


def test_a_long_range_is_computed_by_a_job(
    signed_in, cement, sample_centre, monkeypatch, django_capture_on_commit_callbacks
):
    Run.objects.all().delete()
    scenario_runs._recent.clear()
    client = signed_in("analyst")
    page = f"/policy/scenarios/{cement.pk}/"
    monkeypatch.setattr(scenario_runs, "LONG", 0.0)
    shown = client.get(page).content.decode()
    assert "The range takes too long" in shown and "in nine out of ten cases" not in shown
    assert not is_kept(cement)  # a picture and a file do not wait for it either
    assert client.get(f"{page}of/ghg/wide.svg").status_code == 200
    assert client.get(f"{page}result.csv").status_code == 200 and not is_kept(cement)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{page}range/").status_code == 302
    job = Job.objects.get(kind="policy_range")
    assert job.state == State.DONE and job.payload == {"scenario": cement.pk}
    shown = client.get(page).content.decode()
    assert "in nine out of ten cases" in shown and "takes too long" not in shown
    assert request_range(cement, acting_user=sample_centre["analyst"]) is None
    # A scenario that is saved asks for its range itself.
    table = Table.objects.get(year=2023)
    Job.objects.all().delete()
    limit = {"low": 4000, "likely": 4100, "high": 4300}
    changed = cement.content["instruments"][0] | {"limit": limit, "type": "standard"}
    content = cement.content | {"title": "Another", "instruments": [changed]}
    file = io.BytesIO(json.dumps(content).encode())
    file.name = "scenario.json"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/policy/tables/{table.pk}/scenarios/upload/", {"file": file})
    assert Job.objects.get(kind="policy_range").state == State.DONE
    assert is_kept(Scenario.objects.get(title="Another"))


def test_a_removed_scenario_stops_its_job(cement, sample_centre):
    job = Job(kind="policy_range", payload={"scenario": 10**6}, owner=sample_centre["analyst"])
    with pytest.raises(PolicyError, match="This scenario has been deleted."):
        compute_range(job, lambda *_said: None)


def test_a_corrected_scenario_tells_the_drafts(signed_in, cement, sample_centre):
    analyst, brief = sample_centre["analyst"], Brief.objects.get()
    client, address = signed_in("analyst"), f"/policy/briefs/{Brief.objects.get().slug}/"
    assert queries.outdated_in(brief) == []
    before = brief_figures(brief, drawn=False)
    newer = corrected(cement, analyst, 3000.0)
    assert [(o.version, n.version) for o, n in queries.outdated_in(brief)] == [(1, 2)]
    assert "This brief still shows version 1, but the newest is version 2." in (
        client.get(address).content.decode()
    )
    told = [g for g in tasks_of(analyst) if "older version" in g.title]
    assert [t.name for t in told[0].tasks] == [brief.title]
    assert "older version" not in Client().get("/policy/published/").content.decode()
    with pytest.raises(NotPermittedError):
        take_newest_scenarios(brief, acting_user=sample_centre["expert"])
    version = brief.version
    assert client.post(f"{address}newest/").status_code == 302
    brief.refresh_from_db()
    assert brief.version == version + 1 and queries.outdated_in(brief) == []
    assert not [g for g in tasks_of(analyst) if "older version" in g.title]
    # The newer version keeps the number of the older one in the text.
    assert [s.pk for s in queries.scenarios_in(brief)][0] == newer.pk
    after = brief_figures(brief, drawn=False)
    assert after.keys() == before.keys()
    changed = {n.rsplit(".", 1)[0] for n in after if before[n].text != after[n].text}
    assert changed == {"picture:scenarios", "sentence:scenario.1"}
    last = result_of(newer)["years"][-1]
    assert last["production"][0] < result_of(cement)["years"][-1]["production"][0]
    row = Entry.objects.filter(act="write_brief").latest("pk")
    assert row.after == {"scenarios": ["Cement standard, version 2"]}


def test_a_published_brief_is_told_nothing(cement, sample_centre):
    analyst, brief = sample_centre["analyst"], Brief.objects.get()
    publish_brief(brief, acting_user=analyst)
    corrected(cement, analyst, 3000.0)
    brief.refresh_from_db()
    assert queries.outdated_in(brief) == [] and not queries.outdated_briefs().exists()
    with pytest.raises(PolicyError, match="published"):
        take_newest_scenarios(brief, acting_user=analyst)


def test_an_axis_that_does_not_start_at_zero_says_so(cement):
    result = result_of(cement)
    drawn = pictures.draw_scenarios([("Cement", result)], 0, speaker("en"), "wide")
    assert "The axis does not start at 0" in drawn
    zero = {**result, "low": None, "high": None, "years": [dict(y) for y in result["years"]]}
    for year in zero["years"]:
        year["production"] = [0.0] * len(year["production"])
    drawn = pictures.draw_scenarios([("Nothing", zero)], 0, speaker("en"), "wide")
    assert "does not start" not in drawn
