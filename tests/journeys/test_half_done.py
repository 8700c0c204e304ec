"""What somebody has half typed, or answers without a line, reaches the room."""

import pytest
from django.utils import timezone

from scp_centre.roles.training.actions import charts, modules, workshops
from scp_centre.roles.training.models import Note, QuizAnswer, Workshop
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401
from tests.journeys.test_workshop import line, phone  # noqa: F401
from tests.roles.training.test_quizzes import MODULE

PERSON = {"name": "Zora", "organisation": "Dye works", "sector": "textiles and leather"}


@pytest.fixture
def room(sample_centre, transactional_db):
    """The workshop of the sample, which has groups and charts, and its trainer."""
    return Workshop.objects.get(), sample_centre["trainer"]


@pytest.fixture
def quiz(sample_centre, transactional_db):
    """A workshop that begins with a quiz."""
    trainer = sample_centre["trainer"]
    module = modules.write_from_text(MODULE, acting_user=trainer)
    modules.mark_ready(module, acting_user=trainer)
    return workshops.plan_workshop(module, "Quiz", timezone.now(), acting_user=trainer)


def join(page, base, workshop):
    page.goto(f"{base}/join/{workshop.code}/")
    page.fill("#id_name", PERSON["name"])
    page.fill("#id_organisation", PERSON["organisation"])
    page.select_option("#id_sector", PERSON["sector"])
    page.click("main button:has-text('Join')")
    page.wait_for_url(f"{base}/room/{workshop.pk}/")


def put_into_a_group(workshop, name):
    who = workshop.participants.get(name=name)
    who.group = workshop.groups.order_by("number").first()
    who.save()
    return who


def half_typed(page, base, workshop, text):
    join(page, base, workshop)
    put_into_a_group(workshop, PERSON["name"])
    page.goto(f"{base}/room/{workshop.pk}/chart/")
    page.locator("form.new-note textarea").first.press_sequentially(text)


def test_a_half_typed_note_is_taken_in_when_the_charts_close(phone, live_server, room):  # noqa: F811
    (workshop, trainer), page = room, phone()
    half_typed(page, live_server.url, workshop, "Steam leaks at the dry")
    assert not Note.objects.filter(text__startswith="Steam leaks at").exists()
    workshops.close_charts(workshop, True, acting_user=trainer)
    page.get_by_text("The flip chart is closed.").wait_for()
    own = page.locator(".note-card.own", has_text="late")
    own.wait_for()
    note = Note.objects.get(text="Steam leaks at the dry")
    assert note.late and note.owner.name == PERSON["name"]


def test_without_a_line_at_the_closing_it_comes_later_and_once(
    phone,  # noqa: F811
    line,  # noqa: F811
    live_server,
    room,
):
    (workshop, trainer), page = room, phone()
    half_typed(page, line.url, workshop, "Boilers without insul")
    line.cut()
    workshops.close_charts(workshop, True, acting_user=trainer)
    page.wait_for_timeout(1_000)
    assert not Note.objects.filter(text__startswith="Boilers").exists()
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("The flip chart is closed.").wait_for()
    page.locator(".note-card.own", has_text="late").wait_for()
    page.reload()
    page.get_by_text("Everything you wrote is on the chart.").wait_for()
    assert Note.objects.filter(text="Boilers without insul", late=True).count() == 1


def test_a_locked_chart_takes_it_too(phone, live_server, room):  # noqa: F811
    (workshop, trainer), page = room, phone()
    half_typed(page, live_server.url, workshop, "Ask the neighb")
    group = workshop.groups.order_by("number").first()
    charts.lock_chart(group, True, acting_user=trainer)
    page.get_by_text("The flip chart is closed.").wait_for()
    page.locator(".note-card.own", has_text="late").wait_for()
    assert Note.objects.get(text="Ask the neighb").late


def test_answers_without_a_line_are_kept_and_sent_from_any_page(
    phone,  # noqa: F811
    line,  # noqa: F811
    live_server,
    quiz,
):
    page, section = phone(), quiz.module.sections.get(place=quiz.section)
    address = f"{line.url}/room/{quiz.pk}/quiz/{section.place}/"
    join(page, line.url, quiz)
    page.goto(address)
    page.locator("form[data-quiz] input[type=radio]").first.check()
    page.locator("form[data-quiz] input[type=text]").first.fill("20 kWh")
    line.cut()
    page.click("button:has-text('Submit your answers')")
    page.get_by_text("What you entered is saved on this phone and will be sent").wait_for()
    assert not QuizAnswer.objects.exists()
    line.mend()
    page.goto(f"{line.url}/room/{quiz.pk}/home/")  # another page of the room sends them
    page.locator("#kept-answers").wait_for(state="hidden")
    page.goto(address)
    page.locator("form[data-done]").wait_for()
    given = dict(QuizAnswer.objects.values_list("question", "given"))
    assert given == {0: ["0"], 2: "20 kWh"} and QuizAnswer.objects.count() == 2


def test_answers_whose_receipt_is_lost_are_taken_once(
    phone,  # noqa: F811
    line,  # noqa: F811
    live_server,
    quiz,
):
    page, section = phone(), quiz.module.sections.get(place=quiz.section)
    join(page, line.url, quiz)
    page.goto(f"{line.url}/room/{quiz.pk}/quiz/{section.place}/")
    page.locator("form[data-quiz] input[type=radio]").first.check()
    line.answers = False  # what is sent arrives; its answer is lost on the way
    page.click("button:has-text('Submit your answers')")
    page.wait_for_timeout(1_500)
    line.cut()
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("form[data-done]").wait_for()
    assert QuizAnswer.objects.count() == 1  # sent twice, taken once
