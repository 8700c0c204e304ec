"""What the trainer asks, answered on a phone without a line, and shown whole on the projector."""

import pytest

from scp_centre.roles.training.actions import people, plenary, polls, workshops
from scp_centre.roles.training.models import (
    Participant,
    Poll,
    PollAnswer,
    QuestionVote,
    Workshop,
)
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser  # noqa: F401
from tests.journeys.test_expert import pytestmark as of_browsers
from tests.journeys.test_projector import ARABIC, CLIPPED, LATIN, SIZES, at
from tests.journeys.test_without_a_line import offline, until, zoe  # noqa: F401
from tests.journeys.test_workshop import phone  # noqa: F401

pytestmark = of_browsers
SAVED = "What you entered is saved on this phone"


def test_poll_words_and_vote_wait_for_the_line_and_count_once(
    zoe,  # noqa: F811
    live_server,
    sample_centre,
):
    workshop, trainer = Workshop.objects.get(), sample_centre["trainer"]
    poll = polls.raise_poll(workshop, "poll", "Where?", ["Water", "Energy"], acting_user=trainer)
    zoe.locator("#next-step a:has-text('Answer the poll')").click()
    offline(zoe, True)
    zoe.get_by_label("Energy").check()
    zoe.click("button:has-text('Send the answer')")
    zoe.get_by_text(SAVED).wait_for()
    assert not PollAnswer.objects.exists()
    polls.open_poll(poll, False, acting_user=trainer)
    offline(zoe, False)
    until(zoe, PollAnswer.objects.exists)
    answer = PollAnswer.objects.get()
    assert (answer.choice, answer.late) == (1, True)
    zoe.get_by_text("Here is the result").wait_for()

    cloud = polls.raise_poll(workshop, "word cloud", "One word?", acting_user=trainer)
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/poll/{cloud.pk}/")
    offline(zoe, True)
    zoe.fill("#word-0", "Loss")
    zoe.fill("#word-1", "perte")
    zoe.click("button:has-text('Send the words')")
    zoe.get_by_text(SAVED).wait_for()
    # The page loads anew once the words have arrived: whoever goes on sooner would cut that off.
    with zoe.expect_navigation():
        offline(zoe, False)
    until(zoe, lambda: PollAnswer.objects.filter(poll=cloud).exists())
    assert PollAnswer.objects.get(poll=cloud).words == ["Loss", "perte"]

    asking = polls.raise_poll(workshop, "questions", "Unclear?", acting_user=trainer)
    other = Participant.objects.exclude(name="Zoe Zander").first()
    plenary.ask_question(other, "Who pays?", asking)
    zoe.goto(f"{live_server.url}/room/{workshop.pk}/poll/{asking.pk}/")
    offline(zoe, True)
    wanted = zoe.locator("[data-vote]")
    for pressed in ("true", "false", "true"):
        wanted.click()
        assert wanted.get_attribute("aria-pressed") == pressed
    offline(zoe, False)
    until(zoe, QuestionVote.objects.exists)
    zoe.wait_for_timeout(2500)
    assert QuestionVote.objects.count() == 1 and PollAnswer.objects.count() == 2


@pytest.fixture
def room(sample_centre):
    return Workshop.objects.get()


@pytest.mark.parametrize("words", [LATIN, ARABIC], ids=["latin", "arabic"])
def test_clouds_and_results_are_shown_whole_at_both_sizes(
    room,
    open_as,  # noqa: F811
    live_server,
    sample_centre,
    words,
):
    trainer, page = sample_centre["trainer"], open_as("trainer")
    address = f"{live_server.url}/training/workshops/{room.pk}/projector/"
    options = [f"{n}: {words[n % 2]}"[:100] for n in range(6)]
    poll = polls.raise_poll(room, "poll", words[0] * 2, options, acting_user=trainer)
    polls.answer_poll(Participant.objects.filter(workshop=room).first(), poll, choice=3)
    for is_open in (True, False):
        polls.open_poll(poll, is_open, acting_user=trainer)
        page.goto(address)
        for size in SIZES:
            at(page, size)
            assert page.evaluate(CLIPPED) == [], (is_open, size)
    cloud = polls.raise_poll(room, "word cloud", words[0], acting_user=trainer)
    said = [f"{word[:30]}{n}" for n, word in enumerate(" ".join(words).split())][:40]
    for n in range(30):
        who = people.join_workshop(room, {"name": f"Guest {n:02}"}, people.new_key())
        chosen = [said[(n * k) % len(said)] for k in (0, 1, 2)]
        polls.answer_poll(who, cloud, words=chosen)
        if n in (0, 1, 5, 29):
            page.goto(address)
            for size in SIZES:
                at(page, size)
                assert page.evaluate(CLIPPED) == [], (n + 1, size)
    asking = polls.raise_poll(room, "questions", words[0], acting_user=trainer)
    for n, who in enumerate(Participant.objects.filter(workshop=room)[:12]):
        plenary.ask_question(who, f"{words[n % len(words)]}?", asking)
    page.goto(address)
    for size in SIZES:
        at(page, size)
        assert page.evaluate(CLIPPED) == [], size


def test_the_trainer_asks_and_arranges_the_board_by_keyboard(room, open_as, live_server):  # noqa: F811
    console = open_as("trainer")
    console.goto(f"{live_server.url}/training/workshops/{room.pk}/console/")
    console.locator("summary:has-text('Ask a new question')").press("Enter")
    console.fill("#poll_text", "Where do you lose most?")
    console.fill("#poll_options", "Only one")
    console.locator("button:has-text('Ask the room')").press("Enter")
    console.get_by_text("You entered 1 answer").first.wait_for()
    assert console.input_value("#poll_text") == "Where do you lose most?"
    console.fill("#poll_options", "Water\nEnergy")
    console.locator("button:has-text('Ask the room')").press("Enter")
    console.locator("#asked h3:has-text('Where do you lose most?')").wait_for()
    assert Poll.objects.get().options == ["Water", "Energy"]

    console.goto(f"{live_server.url}/training/workshops/{room.pk}/board/")
    ticks = console.locator("input[name=note]")
    for n in range(2):
        ticks.nth(n).press("Space")
    console.fill("#title", "Measure first")
    console.locator("#title").press("Enter")
    console.locator("button:has-text('Merge into one note')").press("Enter")
    console.locator("button:has-text('Undo the merge')").wait_for()
    theme = room.themes.get()
    assert theme.merged and theme.notes.count() == 2
    console.locator("button:has-text('Dissolve the theme')").press("Enter")
    console.locator("h2:has-text('Measure first')").wait_for(state="detached")
    workshops.end_workshop(room, acting_user=room.trainer)
    console.reload()
    assert ticks.count() == 0, "after the end the board is only read"
