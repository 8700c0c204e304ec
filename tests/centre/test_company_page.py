"""A company's page gathers what all roles know of it, and shows each reader what is theirs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scp_centre.centre.company_page.sections import sections_for
from scp_centre.centre.registry.models import Organisation
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.production import actions
from scp_centre.roles.production.models import Answer, Assessment, Measure
from scp_centre.roles.training.models import Course, Enrolment, Learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def dairy_company(sample_centre):
    return Organisation.objects.get(name="Rivermouth Dairy")


def section(company, person, title):
    return next((s for s in sections_for(company, person) if s.title == title), None)


def test_every_link_of_a_company_page_opens_for_its_reader(dairy_company, sample_centre, client):
    for name in ("expert", "company", "director", "reviewer"):
        client.force_login(sample_centre[name])
        address = reverse("company", args=[dairy_company.pk])
        page = client.get(address)
        assert page.status_code == 200
        found = re.search(r'(?s)<div class="cards after">.*?</div>', page.content.decode())[0]
        for link in re.findall(r'href="([^"]+)"', found):
            assert client.get(link).status_code == 200, (name, link)


def test_the_next_step_follows_the_work(dairy_company, sample_centre):
    expert, reviewer = sample_centre["expert"], sample_centre["reviewer"]
    assessment = Assessment.objects.get(site__organisation=dairy_company)
    names = [line.name for line in section(dairy_company, expert, "Next steps").lines]
    assert names[0] == "Tune the burner"  # overdue longest
    Measure.objects.filter(option="tuning").update(due=timezone.localdate() - timedelta(days=9))
    Measure.objects.filter(option="overfill").update(due=timezone.localdate())
    notes = {one.name: one.about for one in section(dairy_company, expert, "Next steps").lines}
    assert notes["Tune the burner"].startswith("overdue since ")
    assert notes["Level switches at reception"].startswith("due on ")
    actions.submit_for_review(assessment, acting_user=expert)
    assert section(dairy_company, reviewer, "Next steps").lines[0].name == "Review the figures"


def test_a_verified_saving_leads_to_its_option(dairy_company, sample_centre):
    lines = section(dairy_company, sample_centre["expert"], "Verified savings").lines
    pk = Assessment.objects.get(site__organisation=dairy_company).pk
    addresses = {reverse("option", args=[pk, key]) for key in ("leaks", "insulation")}
    assert {line.address for line in lines} == addresses


def test_the_sample_answers_before_it_acts_and_acts_after_it_was_assessed(sample_centre):
    done = Measure.objects.exclude(answer=Answer.OPEN).select_related("assessment")
    assert done.filter(carried_out_on__isnull=False).count() == 2
    for one in done:
        answered = one.answered_on.date()
        assert one.assessment.assessed_on <= answered, one.option
        if one.carried_out_on:
            assert answered <= one.carried_out_on, one.option
            for saving in one.verifications.all():
                assert one.carried_out_on < saving.reporting_start, one.option


def test_only_its_own_people_see_where_a_company_stands_in_benchmarks(dairy_company, sample_centre):
    seen = {
        name: section(dairy_company, person, "Position in benchmarks") is not None
        for name, person in sample_centre.items()
    }
    assert [name for name, sees in seen.items() if sees] == ["company"]


def test_a_case_stands_there_once_it_is_public(dairy_company, sample_centre):
    case = Item.objects.filter(company=dairy_company, standing="published").first()
    if case is None:
        case = Item.objects.filter(standing="published").first()
        Item.objects.filter(pk=case.pk).update(company=dairy_company)
    expert = sample_centre["expert"]
    assert case.title in [
        line.name for line in section(dairy_company, expert, "Case studies").lines
    ]
    Item.objects.filter(company=dairy_company).update(standing="retired")
    assert section(dairy_company, expert, "Case studies") is None


def test_a_colleague_learns_of_no_course_of_another(dairy_company, sample_centre):
    course, learner = Course.objects.first(), sample_centre["company"]
    Enrolment.objects.create(course=course, person=learner, state=Learning.UNDER_WAY)
    (line,) = section(dairy_company, sample_centre["director"], "Courses").lines
    assert line.name == course.title and str(learner) in line.about
    assert section(dairy_company, learner, "Courses") is not None
    assert section(dairy_company, sample_centre["expert"], "Courses") is None


def test_an_empty_page_says_what_to_do_first(sample_centre):
    company = Organisation.objects.create(name="Empty", country="Verdania", sector="food")
    found = section(company, sample_centre["expert"], "Contacts")
    assert not found.lines and found.empty.startswith("Add a person")


def test_a_company_page_asks_few_questions(
    dairy_company, sample_centre, client, django_assert_max_num_queries
):
    for name in ("expert", "company", "director"):
        client.force_login(sample_centre[name])
        address = reverse("company", args=[dairy_company.pk])
        client.get(address)
        with django_assert_max_num_queries(30):
            client.get(address)
