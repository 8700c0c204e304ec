"""Every page by the URL table: axe-core finds nothing, and it fits its width.

A new address is covered the day it appears. Each template is read by axe-core once, and once more
for its colours in the dark, mirrored as in Arabic; that it fits a desk and a phone is seen at each
address, in Spanish, whose words are long.
"""

import json

import pytest
from django.test import Client
from django.urls import reverse

from scp_centre.centre.installation.whole_files import write_whole
from scp_centre.centre.registry.models import Person
from tests.interfaces.test_permissions import addresses, dairy_things  # noqa: F401
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401

ROLES = (
    "expert",
    "company",
    "director",
    "admin",
    "reviewer",
    "statistician",
    "association",
    "trainer",
    "analyst",
    "information",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = 1280, 390
FEWEST = 40  # pages: fewer would mean that the walk has lost its way
EVERYTHING = {"type": "tag", "values": RULES}
COLOURS = {"type": "rule", "values": ["color-contrast"]}


def pages_of(person, things, seen):
    """Yield (name of the address, template) of the pages that nobody has looked at.

    What answered with a file, or is only posted to, is noted in `seen` too: it need not be asked
    for in every role.
    """
    client = Client(raise_request_exception=False)
    client.force_login(person)
    for name in (
        n for n, _ in addresses() if not n.startswith("api:") and not n.endswith("stream")
    ):
        if name in seen:
            continue
        answer = client.get(reverse(name, kwargs=things.get(name)))
        answer.close()
        if answer.status_code not in (200, 405):
            continue
        seen.add(name)
        if answer.status_code == 200 and "text/html" in answer["content-type"]:
            yield name, answer.templates[0].name


@pytest.fixture
def pages_by_role(tmp_path_factory, sample_centre, dairy_things):  # noqa: F811
    """Return role -> (name of an address, template) of its pages, found once for all processes."""
    folder = tmp_path_factory.getbasetemp()
    kept = (folder.parent if "popen" in folder.name else folder) / "pages-by-role.json"
    if not kept.exists():
        seen = set()
        pages = {role: [*pages_of(sample_centre[role], dairy_things, seen)] for role in ROLES}
        write_whole(kept, json.dumps(pages).encode())
    return json.loads(kept.read_text())


def test_every_page_is_accessible_and_fits_its_width(
    open_as,  # noqa: F811
    live_server,
    pages_by_role,
    dairy_things,  # noqa: F811
):
    Person.objects.update(language="es")
    templates, wrong, looked = set(), [], 0
    for role in ROLES:
        page = open_as(role)
        for name, template in pages_by_role[role]:
            address = reverse(name, kwargs=dairy_things.get(name))
            page.set_viewport_size({"width": DESK, "height": 900})
            assert page.goto(live_server.url + address).ok, address
            if template not in templates:
                wrong += problems(page, address)
            wrong += too_wide(page, address)
            page.set_viewport_size({"width": PHONE, "height": 900})
            wrong += too_wide(page, address)
            if template not in templates:
                wrong += problems_in_the_dark_and_mirrored(page, address)
            templates.add(template)
            looked += 1
    assert wrong == []
    assert looked >= FEWEST


def problems_in_the_dark_and_mirrored(page, address):
    """Return what a phone shows wrongly at night, and what does not fit from right to left."""
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.documentElement.dir = 'rtl'")
    found = problems(page, f"{address} (dark, from right to left)", COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def problems(page, address="", rules=EVERYTHING):
    """Return what axe-core finds on a page, and whether it is wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = [
        (address, one["id"], one["nodes"][0]["html"][:160])
        for one in Axe().run(page, options=options).response["violations"]
    ]
    return found + too_wide(page, address)


def too_wide(page, address):
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [(address, "wider than the screen", wide)] if wide > 0 else []


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(390, "dark", "ar"), (1280, "light", "fr")]
)
def test_the_participants_pages_are_accessible_from_joining_to_taking_home(
    browser,  # noqa: F811
    live_server,
    sample_centre,
    width,
    scheme,
    language,
):
    from scp_centre.roles.training.actions.workshops import end_workshop, go_to
    from scp_centre.roles.training.models import Workshop

    workshop, trainer = Workshop.objects.get(), sample_centre["trainer"]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    wrong, base, room = [], live_server.url, f"{live_server.url}/room/{workshop.pk}"

    def look(address):
        page.goto(address)
        page.wait_for_timeout(300)  # the script puts notes in place
        wrong.extend(problems(page, address))

    look(f"{base}/join/")
    look(f"{base}/join/{workshop.code}/")
    page.fill("#id_name", "Zoë of a very long name that hardly fits on any line of a phone")
    page.fill("#id_organisation", "Ministry of Environment, Forests, Water and Sustainable Cities")
    page.click("main form.stack button")
    page.wait_for_url("**/room/**")
    for part in ("", "chart/", "home/"):
        look(f"{room}/{part}")
    page.goto(f"{room}/chart/")
    page.locator("form.new-note textarea").first.fill("A thought\nof two lines")
    page.locator("form.new-note button").first.click()
    page.locator(".note-card.own textarea").first.wait_for()
    wrong.extend(problems(page, "chart with a note"))
    go_to(workshop, 4, acting_user=trainer)
    for part in ("", "board/", "plan/", "evaluation/"):
        look(f"{room}/{part}")
    end_workshop(workshop, acting_user=trainer)
    look(f"{room}/home/")
    context.close()
    assert wrong == []


ARABIC = """key: rtl-sample
language: ar
title: أدوار مركز الإنتاج الأنظف
summary: وحدة نموذجية لاختبار الكتابة من اليمين إلى اليسار.

# talk, 10: البداية

## Slides
# ما الذي يمكن أن يفعله المركز؟

- يقيس ما يدخل وما يخرج
- يجد خيارات ويحسب قيمتها

# small-group activity, 60: أي الأدوار لبلدنا؟

## Slides
# أي الأدوار لبلدنا؟

## Task
1. **اختاروا** دورين أو ثلاثة
2. **صفوا** نشاطًا واحدًا لكل دور

## Sheets
- الأدوار التي نختارها (roles)
- ما نبدأ به
"""


def test_an_arabic_section_runs_from_right_to_left_on_projector_and_phone(
    open_as,  # noqa: F811
    browser,  # noqa: F811
    live_server,
    sample_centre,
):
    from django.utils import timezone

    from scp_centre.roles.training.actions import modules, people, workshops
    from scp_centre.roles.training.actions.room_groups import form_room_groups

    trainer = sample_centre["trainer"]
    trainer.language = "ar"
    trainer.save()
    module = modules.write_from_text(ARABIC, acting_user=trainer)
    modules.mark_ready(module, acting_user=trainer)
    workshop = workshops.plan_workshop(module, "ورشة", timezone.now(), acting_user=trainer)
    key = people.new_key()
    people.join_workshop(workshop, {"name": "ليلى", "organisation": "وزارة البيئة"}, key)
    form_room_groups(workshop, acting_user=trainer)
    workshops.go_to(workshop, 1, acting_user=trainer)
    workshops.set_clock(workshop, "start", 60, acting_user=trainer)
    projector = open_as("trainer")
    projector.goto(f"{live_server.url}/training/workshops/{workshop.pk}/projector/")
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ar")
    context.add_cookies([{"name": f"room-{workshop.pk}", "value": key, "url": live_server.url}])
    phone = context.new_page()
    phone.goto(f"{live_server.url}/room/{workshop.pk}/")
    direction = "getComputedStyle(document.querySelector('.task, .prose')).direction"
    assert projector.evaluate(direction) == phone.evaluate(direction) == "rtl"
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    phone.goto(f"{live_server.url}/room/{workshop.pk}/chart/")
    phone.locator("form.new-note textarea").first.fill("الماء لا يُقاس")
    phone.locator("form.new-note button").first.click()
    phone.locator(".note-card.own textarea").wait_for()
    assert (
        phone.evaluate("getComputedStyle(document.querySelector('.own textarea')).direction")
        == "rtl"
    )
    wrong = problems(projector, "projector") + problems(phone, "chart")
    context.close()
    assert wrong == []
