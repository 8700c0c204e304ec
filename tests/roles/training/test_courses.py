"""A course between workshops: who may enrol, how far they are, quizzes that explain, passing."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from scp_centre.centre.errors import NotPermittedError
from scp_centre.centre.registry.models import Organisation
from scp_centre.centre.signing import queries as signing
from scp_centre.roles.training.actions import courses, modules
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Course, CourseAnswer, Door, Enrolment, Learning, Module
from scp_centre.roles.training.quiz_results import course_steps
from tests.roles.training.test_quizzes import form
from tests.roles.training.test_workshops import trainer  # noqa: F401

TODAY = timezone.localdate


@pytest.fixture
def open_course(trainer):  # noqa: F811
    """Return a function that opens a course on the module about losses."""

    def made(door=Door.OPEN, **more):
        module = Module.objects.get(key="material-flow-cost", language="en")
        values = {"door": door, "opens": TODAY(), "acting_user": trainer} | more
        return courses.open_course(module, "Losses", **values)

    return made


def right_answers():
    pairs = ("energy cost", "system cost", "waste management cost", "material cost")
    return {f"answer-4-{i}": value for i, value in enumerate(pairs)} | {
        "answer-0": "2",
        "answer-1": ["0", "1", "2", "3"],
        "answer-2": "635",
        "answer-3": "quantity centre",
    }


def quizzes(course):
    return [i for i, step in enumerate(course_steps(course.module)) if step.quiz]


def test_a_learner_goes_step_by_step_fails_tries_again_passes_and_is_certified(
    open_course, signed_in, sample_centre
):
    course = open_course()
    client, base = signed_in("company"), f"/training/courses/{open_course().pk}"
    base = f"/training/courses/{course.pk}"
    assert "Losses" in client.get("/training/").content.decode()
    client.post(f"{base}/enrol/")
    first, last = quizzes(course)
    page = client.get(f"{base}/learn/0/").content.decode()
    assert "Step 1 of" in page and 'rel="next"' in page
    client.post(f"{base}/learn/{first}/", {"answer-0": "0"})
    told = client.get(f"{base}/learn/{first}/?told=1").content.decode()
    assert "appear again at the end" in told and "Correct answer" not in told
    client.post(f"{base}/learn/{last}/", {"answer-0": "2"})
    told = client.get(f"{base}/learn/{last}/?told=1").content.decode()
    assert "Marks: 1 out of 5" in told and "What leaves as waste was bought" in told
    assert "Correct answer" not in told, "it explains, and lets people think once more"
    own = Enrolment.objects.get(course=course)
    assert own.state == Learning.UNDER_WAY and own.step == last
    client.post(f"{base}/learn/{last}/", right_answers())
    told = client.get(f"{base}/learn/{last}/?told=1").content.decode()
    assert "Marks: 5 out of 5" in told and "passed" in told
    own.refresh_from_db()
    assert (own.state, own.mark) == (Learning.PASSED, 1)
    certificate = courses.certificate_of_learner(own)
    assert signing.check(certificate).valid and certificate.holder == own.person.name
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(client.get(f"{base}/certificate.pdf").content))
    assert own.person.name in " ".join(pdf.pages[0].extract_text().split())


def test_a_mark_below_the_mark_to_pass_is_no_pass_and_five_tries_are_the_most(
    open_course, sample_centre
):
    course, person = open_course(pass_mark=0.9), sample_centre["company"]
    own = courses.enrol(course, acting_user=person)
    section = course_steps(course.module)[quizzes(course)[-1]].section
    for _ in range(courses.MOST_ATTEMPTS):
        assert courses.answer_course_quiz(own, section, {0: ["2"]}, acting_user=person) == 0.2
    with pytest.raises(TrainingError, match="The limit is 5"):
        courses.answer_course_quiz(own, section, {0: ["2"]}, acting_user=person)
    own.refresh_from_db()
    assert own.state == Learning.UNDER_WAY and own.answers.count() == 25


def test_where_the_trainer_accepts_people_they_ask_first(open_course, signed_in, sample_centre):
    course = open_course(Door.APPROVAL)
    base = f"/training/courses/{course.pk}"
    learner = signed_in("dyehouse")
    learner.post(f"{base}/enrol/")
    assert "waits to be accepted" in learner.get(f"{base}/").content.decode()
    assert learner.get(f"{base}/learn/0/").status_code == 404
    own = Enrolment.objects.get(course=course)
    with pytest.raises(NotPermittedError):
        courses.accept(own, True, acting_user=sample_centre["dyehouse"])
    leads = signed_in("trainer")
    assert "S. Lindqvist" in leads.get(f"{base}/").content.decode()
    leads.post(f"{base}/accept/", {"enrolment": own.pk, "act": "accept"})
    assert signed_in("dyehouse").get(f"{base}/learn/0/").status_code == 200


def test_a_course_for_companies_is_closed_to_others(open_course, signed_in, sample_centre):
    with pytest.raises(TrainingError, match="No company"):
        open_course(Door.COMPANIES)
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    course = open_course(Door.COMPANIES, companies=[dairy])
    with pytest.raises(NotPermittedError):
        courses.enrol(course, acting_user=sample_centre["dyehouse"])
    assert signed_in("dyehouse").get(f"/training/courses/{course.pk}/").status_code == 404
    assert courses.enrol(course, acting_user=sample_centre["company"]).state == Learning.UNDER_WAY


def test_days_of_a_course_are_kept(open_course, sample_centre):
    person, day = sample_centre["company"], timedelta(days=1)
    with pytest.raises(TrainingError, match="before the first day"):
        open_course(deadline=TODAY() - day)
    with pytest.raises(TrainingError, match="not open"):
        courses.enrol(open_course(opens=TODAY() + day), acting_user=person)
    course = open_course(deadline=TODAY())
    own = courses.enrol(course, acting_user=person)
    Course.objects.filter(pk=course.pk).update(opens=TODAY() - 9 * day, deadline=TODAY() - day)
    section = course_steps(course.module)[quizzes(course)[-1]].section
    with pytest.raises(TrainingError, match="deadline has passed"):
        courses.answer_course_quiz(own, section, {0: ["2"]}, acting_user=person)


def test_a_course_without_a_quiz_is_passed_at_its_end(trainer, sample_centre):  # noqa: F811
    from scp_centre.roles.training.views.modules import EXAMPLE

    module = modules.write_from_text(EXAMPLE, acting_user=trainer)
    modules.mark_ready(module, acting_user=trainer)
    course = courses.open_course(module, "", door=Door.OPEN, opens=TODAY(), acting_user=trainer)
    person = sample_centre["company"]
    own = courses.enrol(course, acting_user=person)
    last = len(course_steps(module)) - 1
    assert courses.reach(own, last - 1, acting_user=person).state == Learning.UNDER_WAY
    assert courses.reach(own, last, acting_user=person).state == Learning.PASSED


def test_nobody_learns_for_another(open_course, signed_in, sample_centre):
    course = open_course()
    own = courses.enrol(course, acting_user=sample_centre["company"])
    with pytest.raises(NotPermittedError):
        courses.reach(own, 3, acting_user=sample_centre["dyehouse"])
    client = signed_in("dyehouse")
    assert client.get(f"/training/courses/{course.pk}/learn/0/").status_code == 404
    client.post(f"/training/courses/{course.pk}/learn/{quizzes(course)[0]}/", form(right=True))
    assert not CourseAnswer.objects.exists()


def test_a_learner_is_reminded_once_before_the_deadline(open_course, sample_centre):
    course = open_course(deadline=TODAY() + timedelta(days=5))
    courses.enrol(course, acting_user=sample_centre["company"])
    assert courses.remind_learners(TODAY() - timedelta(days=5)) == 0
    assert courses.remind_learners(TODAY()) == 1 and courses.remind_learners(TODAY()) == 0
    assert "Losses" in mail.outbox[0].subject


def test_a_course_passed_without_a_public_address_is_certified_when_there_is_one(
    open_course, sample_centre, settings, signed_in
):
    settings.PUBLIC_ADDRESS = ""
    course, person = open_course(pass_mark=0.0), sample_centre["company"]
    own = courses.enrol(course, acting_user=person)
    section = course_steps(course.module)[quizzes(course)[-1]].section
    courses.answer_course_quiz(own, section, {0: ["2"]}, acting_user=person)
    own.refresh_from_db()
    assert own.state == Learning.PASSED and courses.certificate_of_learner(own) is None
    page = signed_in("company").get(f"/training/courses/{course.pk}/").content.decode()
    assert "once the centre has a public address" in page
    assert courses.issue_waiting_certificates() == 0
    settings.PUBLIC_ADDRESS = "https://centre.example"
    assert courses.issue_waiting_certificates() == 1
    assert signing.check(courses.certificate_of_learner(own)).valid
    assert courses.issue_waiting_certificates() == 0, "once"
