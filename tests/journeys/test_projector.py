"""The projector carries what it must, at any size: nothing is clipped, nothing too small to read."""

import uuid

import pytest

from scp_centre.roles.training.actions import people, plenary, projection, workshops
from scp_centre.roles.training.actions.charts import Operation, do_operations
from scp_centre.roles.training.models import Kind, Note, Participant, Workshop
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser  # noqa: F401
from tests.journeys.test_expert import pytestmark as of_browsers

pytestmark = of_browsers
SIZES = ((1280, 720), (1920, 1080))
LATIN = (
    "Foundries and dyehouses still pay for water twice: nobody measures it.",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2,
    "Too short",
    "A first round of ten water audits with the association of dyers, "
    "who would pay half of it once two of their members have shown what it saves. " * 3,
)
ARABIC = (
    "لا أحد يقيس المياه في المسابك والمصابغ، وتُدفع تكلفتها مرتين.",
    "نقترح جولة أولى من عشر عمليات تدقيق للمياه مع رابطة الصباغين خلال ستة أشهر. " * 3,
)
# Each piece of text: on one page whole, within the stage, not smaller than a last row reads.
CLIPPED = """
() => {
  const stage = document.getElementById("stage"), leaf = stage.querySelector(".leaf");
  const box = stage.getBoundingClientRect(), wrong = [], pages = Number(document.documentElement.dataset.pages);
  const whole = box.width + parseFloat(getComputedStyle(leaf).columnGap || 0);
  const unit = Math.min(innerWidth / 100, innerHeight / 56.25);
  const shift = parseFloat(getComputedStyle(leaf).translate) || 0, seen = new Set();
  const walk = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.textContent.trim() || !node.parentElement.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    if (size < 1.4 * unit - 0.1) wrong.push(["small", size, node.textContent.trim().slice(0, 30)]);
    const range = document.createRange(), rects = [];
    for (const word of node.textContent.matchAll(/\\S+/g)) { // blanks may hang over the end of a line
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      rects.push(...range.getClientRects());
    }
    for (const rect of rects) {
      const start = getComputedStyle(leaf).direction === "rtl" ? box.right - rect.right + shift : rect.left - box.left - shift;
      const page = Math.floor((start + 1) / whole);
      seen.add(page);
      const into = start - page * whole;
      if (page >= pages || into < -1 || into + rect.width > box.width + 1 || rect.top < box.top - 2 || rect.bottom > box.bottom + 2)
        wrong.push([page, pages, into, rect.width, box.width, rect.top, rect.bottom, box.bottom, node.textContent.trim().slice(0, 30)]);
    }
  }
  for (let page = 0; page < pages; page += 1) if (!seen.has(page)) wrong.push(["empty page", page, pages]);
  const foot = document.querySelector("footer").getBoundingClientRect(), asked = document.getElementById("asked").getBoundingClientRect();
  if (foot.bottom > innerHeight + 1 || asked.bottom > foot.top + 1 || box.bottom > asked.top + 1) wrong.push(["overlay", box.bottom, asked.top, asked.bottom, foot.top, foot.bottom]);
  if (document.scrollingElement.scrollWidth > innerWidth + 1) wrong.push(["wide", document.scrollingElement.scrollWidth]);
  return wrong;
}
"""


@pytest.fixture
def room(sample_centre):
    """The sample workshop at its report-back, its first group before everybody, its chart empty."""
    made, trainer = Workshop.objects.get(), sample_centre["trainer"]
    place = next(s.place for s in made.module.sections.all() if s.kind == Kind.REPORT)
    workshops.go_to(made, place, acting_user=trainer)
    plenary.present_group(made, 1, acting_user=trainer)
    Note.objects.filter(sheet__group__workshop=made).delete()
    return made


def write_note(room, text, n):
    group = room.groups.get(number=1)
    who = list(group.members.all())[n % 4]
    sheets = list(group.sheets.all())
    asked = Operation(uuid.uuid4(), "write", uuid.uuid4(), sheets[n % 3].pk, text, 1 + n % 9)
    assert do_operations(who, [asked])[0]["state"] == "kept"


def at(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => document.fonts.ready.then(() => fit())")


@pytest.mark.parametrize("words", [LATIN, ARABIC], ids=["latin", "arabic"])
def test_1_to_40_notes_are_shown_whole_at_both_sizes(room, open_as, live_server, words):  # noqa: F811
    page = open_as("trainer")
    address = f"{live_server.url}/training/workshops/{room.pk}/projector/"
    most = 0
    for n in range(40):
        write_note(room, words[n % len(words)], n)
        page.goto(address)
        for size in SIZES:
            at(page, size)
            assert page.evaluate(CLIPPED) == [], (n + 1, size)
        most = max(most, int(page.evaluate("document.documentElement.dataset.pages")))
    assert most > 1, "40 notes do not fit on one page that a last row can read"


def test_a_right_to_left_page_turns_the_other_way(room, open_as, live_server, sample_centre):  # noqa: F811
    for n in range(30):
        write_note(room, ARABIC[n % 2], n)
    trainer = sample_centre["trainer"]
    trainer.language = "ar"
    trainer.save(update_fields=["language"])
    page = open_as("trainer")
    page.goto(f"{live_server.url}/training/workshops/{room.pk}/projector/")
    at(page, SIZES[0])
    assert page.evaluate("document.dir") == "rtl" and page.evaluate(CLIPPED) == []
    pages = int(page.evaluate("document.documentElement.dataset.pages"))
    assert pages > 1
    for number in range(1, pages):
        projection.turn_page(room, 1, pages, acting_user=trainer)
        page.locator(f"#turning i[data-page='{number}']").wait_for(state="attached")
        page.evaluate("turn()")
        shown = page.evaluate(
            """() => { const b = document.getElementById("stage").getBoundingClientRect();
              return [...document.querySelectorAll(".leaf li")].some((one) => {
                const r = one.getClientRects()[0];
                return r.left >= b.left - 1 && r.right <= b.right + 1; }); }"""
        )
        assert shown and page.evaluate(CLIPPED) == []


def test_a_question_stands_above_the_footer_and_takes_nothing_away(room, open_as, live_server):  # noqa: F811
    who = Participant.objects.filter(workshop=room).first()
    for n in range(14):
        write_note(room, LATIN[n % 4], n)
    plenary.ask_question(who, "Who would pay for the audits of small dyehouses? " * 9)
    plenary.ask_question(who, "And when?")
    page = open_as("trainer")
    page.goto(f"{live_server.url}/training/workshops/{room.pk}/projector/")
    for size in SIZES:
        at(page, size)
        assert page.evaluate(CLIPPED) == []
        inside = page.evaluate(
            """() => { const q = document.querySelector(".asked").getBoundingClientRect();
              return q.top > 0 && q.bottom < innerHeight && q.height > 20; }"""
        )
        assert inside and "1 more question" in page.inner_text("#asked")


@pytest.mark.parametrize("show", ["how to join", "the groups", "the board", "the action plan"])
def test_every_view_is_whole(room, open_as, live_server, sample_centre, show):  # noqa: F811
    trainer = sample_centre["trainer"]
    for n in range(20):
        write_note(room, LATIN[n % 4], n)
    for n in range(9):
        given = {"what": LATIN[n % 4][:290], "who": f"Person {n}", "with_whom": "Association"}
        plenary.propose_action(trainer, room, given, uuid.uuid4())
    workshops.show(room, show, acting_user=trainer)
    page = open_as("trainer")
    page.goto(f"{live_server.url}/training/workshops/{room.pk}/projector/")
    for size in SIZES:
        at(page, size)
        assert page.evaluate(CLIPPED) == [], size


def test_every_slide_and_the_list_of_roles_are_whole(room, open_as, live_server, sample_centre):  # noqa: F811
    trainer = sample_centre["trainer"]
    page = open_as("trainer")
    room.refresh_from_db()
    workshops.go_to(room, 0, acting_user=trainer)
    for _ in range(24):
        page.goto(f"{live_server.url}/training/workshops/{room.pk}/projector/")
        for size in SIZES:
            at(page, size)
            assert page.evaluate(CLIPPED) == [], (page.inner_text("#stage")[:60], size)
        workshops.step(room, 1, acting_user=trainer)
    activity = next(s.place for s in room.module.sections.all() if s.kind == Kind.ACTIVITY)
    workshops.go_to(room, activity, acting_user=trainer)
    workshops.set_clock(room, "start", 120, acting_user=trainer)
    page.goto(f"{live_server.url}/training/workshops/{room.pk}/projector/")
    for size in SIZES:
        at(page, size)
        assert page.evaluate(CLIPPED) == [], size
        assert page.evaluate("document.documentElement.dataset.pages") == "1"
    told = page.inner_text("#stage")
    assert "Influence policy" in told and "Benchmarks: help sectors" in told


def test_a_screen_without_an_account_shows_the_projector_and_nothing_else(
    room,
    browser,  # noqa: F811
    live_server,
    sample_centre,
):
    trainer = sample_centre["trainer"]
    projection.give_screen_code(room, acting_user=trainer)
    room.refresh_from_db()
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/screen/")
    page.fill("#id_code", room.screen_code.lower())
    page.click("main button")
    page.locator("#stage h1").wait_for()
    who = people.type_in(room, {"name": "Lena"}, acting_user=trainer)
    assert who.workshop_id == room.pk
    write_note(room, "Measure water first", 0)
    page.get_by_text("Measure water first").wait_for()
    for path in ("console", "charts", "groups", "attendance", "stream", ""):
        page.goto(f"{live_server.url}/training/workshops/{room.pk}/{path}")
        assert "/account/login" in page.url or "login" in page.url, path
    page.goto(f"{live_server.url}/screen/{room.pk}/")
    page.locator("#stage h1").wait_for()
    projection.close_screens(room, acting_user=trainer)
    page.wait_for_url("**/screen/")
    page.context.close()
