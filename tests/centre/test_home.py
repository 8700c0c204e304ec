"""Home: what waits for each person, what changed since their last visit, what they can begin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.audit.models import Entry
from scp_centre.centre.audit.security import record_security
from scp_centre.centre.evidence.models import Observation
from scp_centre.centre.home import Task, TaskGroup, group_tasks
from scp_centre.centre.home.home_page import begin_of, home_of, tasks_of, work_of
from scp_centre.centre.home.news import last_visit, news_for
from scp_centre.centre.home.tasks import MOST_SHOWN, in_order
from scp_centre.centre.jobs.models import Job, State
from scp_centre.centre.registry.models import Invitation, Membership, Organisation, Person
from scp_centre.centre.registry.permissions import allowed
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Assessment, Measure

pytestmark = pytest.mark.django_db


def titles(groups):
    return [group.title for group in groups]


def names_in(groups):
    return {(task.name, task.about) for group in groups for task in group.tasks}


def test_everybody_of_the_sample_finds_their_work(sample_centre):
    expected = {
        "expert": "Assessments you lead",
        "company": "Options waiting for your answer",
        "dyehouse": "Assessments of your company",
        "reviewer": "Recently changed assessments",
        "director": "Unpublished briefs",
        "statistician": "Benchmarks",
        "association": "Latest published benchmarks",
        "trainer": "Your courses",
        "analyst": "Policy briefs",
        "information": "Recently published items",
        "admin": "Office",
        "label": "Applications in progress",
        "markets": "Tenders closing next",
        "partners": "Introductions to answer",
    }
    assert set(expected) == set(sample_centre)
    for name, title in expected.items():
        person = sample_centre[name]
        assert title in titles([*tasks_of(person), *work_of(person)]), name


def test_every_link_of_a_home_page_opens_for_its_person(sample_centre, client):
    for name, person in sample_centre.items():
        client.force_login(person)
        home = home_of(person)
        groups = [*home.groups, *home.work]
        addresses = [task.address for group in groups for task in group.tasks]
        addresses += [group.more for group in groups if group.more]
        addresses += [reverse(link.url_name) for link in home.begin]
        for address in addresses:
            assert client.get(address).status_code == 200, (name, address)


def test_a_company_sees_tasks_of_its_own_only(sample_centre):
    for name in ("company", "dyehouse"):
        person = sample_centre[name]
        own = {m.organisation.name for m in person.memberships.all()}
        others = set(Organisation.objects.values_list("name", flat=True)) - own
        home = home_of(person)
        said = {word for pair in names_in([*home.groups, *home.work]) for word in pair}
        assert not said & others


def test_an_assessment_goes_from_home_to_home(sample_centre):
    expert, reviewer = sample_centre["expert"], sample_centre["reviewer"]
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    assert "Assessments to review" not in titles(tasks_of(reviewer))
    actions.submit_for_review(assessment, acting_user=expert)
    group = next(g for g in tasks_of(reviewer) if g.title == "Assessments to review")
    assert [task.name for task in group.tasks] == ["Rivermouth Dairy"]
    figure = Observation.objects.filter(site=assessment.site, is_latest=True).first()
    actions.send_back(assessment, {figure.pk: "Which meter is this?"}, acting_user=reviewer)
    assert "Assessments to review" not in titles(tasks_of(reviewer))
    assert "Assessments sent back by the reviewer" in titles(tasks_of(expert))


def test_what_is_overdue_comes_first(sample_centre):
    today = timezone.localdate()
    late = TaskGroup("late", 1, (Task("a", "/"),), due=today - timedelta(days=1))
    assert titles(in_order([TaskGroup("later", 2), late, TaskGroup("none", 0)], today)) == [
        "late",
        "later",
    ]
    groups = tasks_of(sample_centre["company"])
    assert groups[0].title == "Measures overdue or due within two weeks"
    days = [task.due for task in groups[0].tasks]
    assert days == sorted(days) and days[0] < today


def test_an_answered_option_waits_no_longer(sample_centre):
    company = sample_centre["company"]
    before = next(g for g in tasks_of(company) if g.title == "Options waiting for your answer")
    measure = Measure.objects.get(name=before.tasks[0].name, assessment__company="Rivermouth Dairy")
    actions.answer_option(measure.assessment, measure.option, "accepted", "", acting_user=company)
    after = next(g for g in tasks_of(company) if g.title == before.title)
    assert after.count == before.count - 1


def test_many_tasks_are_counted_and_few_listed(sample_centre):
    person = sample_centre["expert"]
    for number in range(MOST_SHOWN + 4):
        Job.objects.create(
            kind="report", title=f"Report {number}", owner=person, state=State.FAILED
        )
    group = next(g for g in tasks_of(person) if g.title == "Failed jobs")
    assert (group.count, len(group.tasks), group.others) == (MOST_SHOWN + 4, MOST_SHOWN, 4)
    assert group_tasks("none", [], Task).count == 0


def test_the_rest_of_a_group_is_one_link_away_and_a_single_one_is_shown():
    def task(number):
        return Task(str(number), f"/{number}/")

    group = group_tasks("many", range(MOST_SHOWN + 1), task, more="/all/")
    assert (len(group.tasks), group.others) == (MOST_SHOWN + 1, 0)
    group = group_tasks("many", range(MOST_SHOWN + 2), task, more=lambda first: f"/of/{first}/")
    assert (len(group.tasks), group.others) == (MOST_SHOWN, 2)
    assert group.more == f"/of/{MOST_SHOWN}/"
    assert not group_tasks("few", range(2), task, more=lambda first: f"/of/{first}/").more


def test_an_invitation_that_nobody_answered_waits_for_the_administrator(sample_centre):
    admin = sample_centre["admin"]
    Invitation.objects.create(
        email="late@away.example",
        role="trainer",
        digest="d" * 64,
        invited_by=admin,
        expires=timezone.now() - timedelta(days=1),
    )
    assert "Expired invitations" in titles(tasks_of(admin))
    assert "Expired invitations" not in titles(tasks_of(sample_centre["trainer"]))


def signed_in_at(person, *days_ago):
    for days in days_ago:
        row = record_security("sign_in", person)
        Entry.objects.filter(pk=row.pk).update(when=timezone.now() - timedelta(days=days))


def test_news_tells_what_others_did_since_the_last_visit(sample_centre):
    company, expert = sample_centre["company"], sample_centre["expert"]
    assert last_visit(company) is None
    signed_in_at(company, 3)
    assert last_visit(company) is None  # the visit of now
    signed_in_at(company, 0)
    since = last_visit(company)
    Entry.objects.exclude(act="sign_in").update(when=timezone.now() - timedelta(days=4))
    assert news_for(company, since) == []
    assessment = Assessment.objects.get(company="Rivermouth Dairy")
    actions.submit_for_review(assessment, acting_user=expert)
    (line,) = news_for(company, since)
    assert (line.person, line.organisation) == ("A. Marin", "Rivermouth Dairy")
    assert news_for(expert, since) == []  # one's own acts are no news
    assert news_for(sample_centre["dyehouse"], since) == []  # nor are those on another company
    assert news_for(sample_centre["reviewer"], since) == []


def test_news_of_staff_without_companies_names_none(sample_centre):
    """A trainer hears of workshops, not of a company's assessment."""
    Entry.objects.update(when=timezone.now())
    since = timezone.now() - timedelta(days=1)
    for name in ("trainer", "analyst", "information", "statistician", "association"):
        assert {line.organisation for line in news_for(sample_centre[name], since)} <= {""}, name


def test_only_what_somebody_may_do_is_offered(sample_centre):
    for person in sample_centre.values():
        assert all(allowed(person, link.act) for link in begin_of(person))
    assert begin_of(sample_centre["trainer"])[0].title == "Plan a workshop"


def test_somebody_with_five_roles_has_the_work_of_all(sample_centre, client):
    person = sample_centre["expert"]
    for role in ("reviewer", "trainer", "policy analyst", "information officer", "statistician"):
        Membership.objects.create(person=person, role=role)
    person = Person.objects.get(pk=person.pk)
    found = titles(work_of(person))
    assert {"Assessments you lead", "Benchmarks", "Policy briefs"} <= set(found)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert page.count("<h3>") >= 5


def test_home_asks_few_questions_of_the_database(
    sample_centre, client, django_assert_max_num_queries
):
    for name in ("expert", "company", "director", "admin"):
        client.force_login(sample_centre[name])
        client.get("/")
        with django_assert_max_num_queries(25):
            assert client.get("/").status_code == 200
