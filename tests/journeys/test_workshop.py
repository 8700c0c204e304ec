"""Two hours in a room: 23 people of 9 organisations, one trainer, phones, a line that breaks."""

import csv
import io
import re

import pytest
from django.test import Client

from scp_centre.roles.training.models import Action, Module, Note, Participant, Vote, Workshop
from scp_centre.roles.training.sample import PARTICIPANTS
from tests.journeys.line_fixtures import Line
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser  # noqa: F401
from tests.journeys.test_expert import pytestmark as of_browsers

pytestmark = [*of_browsers, pytest.mark.postgresql]

WITH_PHONES = 4  # in browsers of their own; the others join by the same pages without one


@pytest.fixture
def class_of_23():
    with PARTICIPANTS.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.fixture
def phone(browser, live_server):  # noqa: F811
    """Return a function that opens a phone, perhaps through a line of its own."""
    opened = []

    def take_out():
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.set_default_timeout(60_000)
        opened.append(context)
        return page

    yield take_out
    for context in opened:
        context.close()


@pytest.fixture
def line(live_server):
    made = Line(live_server.url)
    yield made
    made.close()


def join(page, base, code, person):
    page.goto(f"{base}/join/")
    page.fill("#id_code", code)
    page.click("main button:has-text('Continue')")
    page.fill("#id_name", person["name"])
    page.fill("#id_organisation", person["organisation"])
    page.select_option("#id_sector", person["sector"])
    page.click("main button:has-text('Join')")
    page.get_by_text("You have joined.").wait_for()


def join_without_browser(code, person):
    client = Client()
    key = re.search(r'name="key" value="([^"]+)"', client.get(f"/join/{code}/").content.decode())[1]
    answer = client.post(f"/join/{code}/", person | {"key": key})
    assert answer.status_code == 302
    return client


def put_on_chart(page, text, sheet=0, role=None):
    form = page.locator("form.new-note").nth(sheet)
    if role:
        form.locator("select").select_option(str(role))
    form.locator("textarea").fill(text)
    form.locator("button").click()


def press(console, words):
    console.locator(f"main button:has-text('{words}')").first.click()


def test_from_the_slide_to_the_report_back_and_home_with_a_record(
    open_as,  # noqa: F811
    live_server,
    phone,
    line,
    class_of_23,
):
    # The trainer plans the workshop and lets the projector show how to join.
    console = open_as("trainer")
    console.goto(f"{live_server.url}/training/")
    console.click("main a:has-text('Plan a workshop') >> nth=0")
    module = Module.objects.get(key="roles-and-opportunities", language="en")
    console.select_option("#id_module", str(module.pk))
    console.fill("#id_title", "Our centre in five years")
    console.fill("#id_rooms", "Library\nHall\nGarden\nOffice\nKitchen")
    console.click("main button:has-text('Plan the workshop')")
    code = console.inner_text(".code")
    workshop = Workshop.objects.get(code=code)
    projector = console.context.new_page()
    projector.set_default_timeout(60_000)
    projector.goto(f"{live_server.url}/training/workshops/{workshop.pk}/projector/")
    assert code in projector.inner_text("main")
    console.click("main a:has-text('Open the console')")

    # 23 people join, four of them with phones that we look at; one stands on a thin line.
    phones = [phone() for _ in range(WITH_PHONES)]
    for page, person in zip(phones, class_of_23, strict=False):
        join(page, line.url if page is phones[1] else live_server.url, code, person)
    for person in class_of_23[WITH_PHONES:]:
        join_without_browser(code, person)
    projector.get_by_text("In the room: 23, organisations: 9").wait_for()

    # Slides, then groups: the phones show theirs by themselves.
    press(console, "Next")
    projector.get_by_role("heading", name="Where we come from").wait_for()
    console.select_option("#section", "2")
    press(console, "Go to the section")
    projector.get_by_role("heading", name="Which roles for our country?").wait_for()
    press(console, "Form the groups")
    for page in phones:
        page.get_by_text("Your group:").wait_for()
    assert sorted(g.members.count() for g in workshop.groups.all()) == [4, 4, 5, 5, 5]
    press(console, "Start the clock")
    projector.locator(".activity .clock, footer .clock").first.wait_for()
    assert projector.inner_text("footer .clock").startswith(("1:59", "2:00"))

    # Two of one group write at once. The four are of one organisation, so each sits elsewhere:
    # the trainer lets two of them change places to have both in one group.
    ana, bilal = (
        Participant.objects.get(workshop=workshop, name=p["name"]) for p in class_of_23[:2]
    )
    console.goto(f"{live_server.url}/training/workshops/{workshop.pk}/groups/")
    console.locator(f"#p-{ana.pk} summary").click()
    console.select_option(f"#to-{ana.pk}", str(bilal.group.number))
    console.locator(f"#p-{ana.pk} button:has-text('Move')").click()
    first, second = phones[:2]
    first.get_by_text(f"Your group: {bilal.group.number}").wait_for()
    first.click("text=Name the spokesperson")
    first.click(f"button:has-text('{class_of_23[1]['name']}')")
    second.get_by_text(f"Spokesperson: {class_of_23[1]['name']}").wait_for()
    for page in (first, second):
        page.click("nav a:has-text('Flip chart')")
    put_on_chart(first, "Nobody measures water", role=2)
    second.locator("ul.notes >> text=Nobody measures water").wait_for()

    # The second phone loses its line, writes on, and returns: both texts stand.
    line.cut()
    put_on_chart(second, "Dairies want to know where they stand", role=9)
    second.get_by_text("Saved on this phone, not sent yet: 1").wait_for()
    kept = second.locator(".note-card.own textarea").input_value()
    assert kept == "Dairies want to know where they stand", "it stands there, line or not"
    note = first.locator(".note-card.own textarea").first
    note.fill("Nobody measures water, and it is paid twice")
    line.mend()
    second.evaluate("dispatchEvent(new Event('online'))")
    first.locator("ul.notes >> text=Dairies want to know").wait_for()
    second.locator("ul.notes >> text=and it is paid twice").wait_for()
    second.get_by_text("Everything you wrote is on the chart.").wait_for()
    second.reload()
    assert second.locator(".note-card.own textarea").input_value().startswith("Dairies want")
    put_on_chart(first, "Ten water audits", sheet=1)
    first.get_by_text("Everything you wrote is on the chart.").wait_for()
    for i, page in enumerate(phones[2:]):
        page.click("nav a:has-text('Flip chart')")
        put_on_chart(page, f"A label for clean cloth, {i}", role=3)
        page.get_by_text("Everything you wrote is on the chart.").wait_for()

    # Report-back, with a question from a phone.
    console.goto(f"{live_server.url}/training/workshops/{workshop.pk}/console/")
    console.select_option("#section", "3")
    press(console, "Go to the section")
    press(console, "Draw the order")
    number = bilal.group.number
    press(console, f"Let group {number} report")
    projector.get_by_text("Nobody measures water, and it is paid twice").wait_for()
    third = phones[2]
    third.click("nav a:has-text('Now')")
    third.fill("#question", "Who pays for the audits?")
    third.click("main button:has-text('Send the question')")
    projector.get_by_text("Who pays for the audits?").wait_for()
    press(console, "Thank the group")

    # Priorities: each gives dots; the projector shows them once the vote is closed.
    console.select_option("#section", "4")
    press(console, "Go to the section")
    projector.get_by_role("heading", name="What comes first? Place your dots").wait_for()
    for page in phones:
        page.goto(page.url.replace("/chart/", "/").rstrip("/") + "/board/")
        page.locator(".note-card", has_text="Nobody measures water").locator(
            "button[aria-label='Give a dot']"
        ).click()
        page.get_by_text("Dots left: 2 of 3").wait_for()
    press(console, "Close the vote")
    projector.locator("b.dots", has_text="4").wait_for()
    assert sum(Vote.objects.values_list("dots", flat=True)) == WITH_PHONES

    # The plan is written by those who take it on; the trainer types nothing.
    console.select_option("#section", "5")
    press(console, "Go to the section")
    first.click("nav a:has-text('Action plan')")
    first.fill("#id_what", "Water audits in ten dyehouses")
    first.fill("#id_who", "Ana Abebe")
    first.fill("#id_due", "2099-03-01")
    first.fill("#id_with_whom", "Association of dyers")
    first.select_option("#id_role", "2")
    first.click("main button:has-text('Add to the plan')")
    projector.get_by_text("Water audits in ten dyehouses").wait_for()

    # Evaluation, the end, and what everybody takes home.
    console.select_option("#section", "6")
    press(console, "Go to the section")
    first.click("nav a:has-text('Evaluation')")
    for i in range(4):
        first.check(f"input[name=answer-{i}][value='5']")
    first.click("main button:has-text('Submit your answers')")
    projector.get_by_text("Answers: 1 of 23").wait_for()
    console.once("dialog", lambda dialog: dialog.accept())
    press(console, "End the workshop")
    first.click("nav a:has-text('Take home')")
    first.reload()
    with first.expect_download() as download:
        first.click("text=Workshop record (PDF)")
    assert "Water audits in ten dyehouses" in words_of(download.value.path())
    assert Note.objects.filter(sheet__group__workshop=workshop).count() == 5
    assert Action.objects.get(workshop=workshop).role == 2


def words_of(path):
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def tab_to(page, selector):
    """Press the tabulator until something has the focus; fail where it never gets it."""
    for _ in range(80):
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard on {page.url}")


def test_a_participant_needs_no_mouse_from_joining_to_the_dots(phone, live_server, sample_centre):
    from scp_centre.roles.training.actions.workshops import go_to

    workshop = Workshop.objects.get()
    page = phone()
    page.goto(f"{live_server.url}/join/{workshop.code}/")
    tab_to(page, "#id_name")
    page.keyboard.type("Zoe")
    tab_to(page, "main form.stack button[type=submit]")
    page.keyboard.press("Enter")
    page.get_by_text("Your group:").wait_for()
    tab_to(page, "a[href$='/chart/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chart/")
    tab_to(page, "form.new-note textarea")
    page.keyboard.type("Without a mouse")
    tab_to(page, "form.new-note button")
    page.keyboard.press("Enter")
    page.get_by_text("Everything you wrote is on the chart.").wait_for()
    assert Note.objects.get(text="Without a mouse").owner.name == "Zoe"
    go_to(workshop, 4, acting_user=sample_centre["trainer"])
    page.get_by_role("link", name="Board", exact=True).wait_for()
    tab_to(page, "a[href$='/board/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/")
    tab_to(page, "button[aria-label='Give a dot']")
    page.keyboard.press("Enter")
    page.get_by_text("Dots left: 2 of 3").wait_for()
    for _try in range(50):  # the phone shows the dot at once, and sends it after
        if Vote.objects.exists():
            break
        page.wait_for_timeout(100)
    assert Vote.objects.get().participant.name == "Zoe"
