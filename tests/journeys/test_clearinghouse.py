"""A newcomer finds at the first try; an information officer publishes ten items before lunch."""

import re

import feedparser
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from scp_centre.roles.clearinghouse.actions.followers import send_digests
from scp_centre.roles.clearinghouse.models import Item
from tests.journeys.test_daily_work import open_as  # noqa: F401
from tests.journeys.test_expert import browser, pytestmark  # noqa: F401

BIBTEX = """@techreport{{n{n},
 title = {{Report {n} on rinsing in plating shops: {word}}},
 author = {{Marin, A.}}, year = 20{n:02d}, institution = {{Institute}},
 abstract = {{Water is reduced by counter-current rinsing in electroplating. Number {n}.}},
 url = {{https://example.org/report/{n}}}
}}"""
WORDS = [
    "basics",
    "costs",
    "tanks",
    "sensors",
    "spray",
    "drag-out",
    "metals",
    "sludge",
    "cases",
    "training",
]


def test_a_newcomer_finds_a_technology_at_the_first_try(browser, live_server, sample_centre):  # noqa: F811
    cache.clear()
    page = browser.new_page()
    page.goto(f"{live_server.url}/clearinghouse/")
    page.fill("#q", "less watr in rinsing for electroplating")
    page.keyboard.press("Enter")
    page.wait_for_selector("ol.results")
    first = page.inner_text("ol.results > li:first-child")
    assert "Counter-current rinsing for electroplaters" in first
    assert page.locator("ol.results > li:first-child mark").count() >= 3
    assert "water" in page.inner_text("[role=status] >> nth=0")
    page.click("section[aria-label=Filters] >> text=Case study")
    page.wait_for_selector("ul.chips >> text=Case study")
    page.go_back()
    page.click("ol.results > li:first-child a")
    text = page.inner_text("main")
    for said in (
        "For whom",
        "Saving",
        "90–97 %",
        "Where the solution has been proven",
        "Go to the source",
    ):
        assert said in text


def test_ten_items_before_lunch(open_as, browser, live_server):  # noqa: F811
    cache.clear()
    base = live_server.url
    reader = browser.new_page()
    reader.goto(f"{base}/clearinghouse/?topic=water")
    reader.fill("#id_email", "colleague@example.org")
    reader.select_option("#id_frequency", "at once")
    reader.click("role=button[name='Subscribe']")
    reader.wait_for_selector("text=Open the link in the e-mail")
    link = re.search(r"http\S+", mail.outbox[-1].body).group()
    reader.goto(link)
    reader.click("role=button[name='Yes, subscribe me']")
    reader.wait_for_selector("text=You will receive news")

    editor = open_as("information")
    for n, word in enumerate(WORDS, 1):
        editor.goto(f"{base}/clearinghouse/new/")
        editor.fill("#id_pasted", BIBTEX.format(n=n, word=word))
        editor.click("button:has-text('Continue')")
        editor.wait_for_selector("h2:has-text('What it says')")
        assert editor.input_value("#id_said-title").startswith(f"Report {n} on rinsing")
        assert editor.is_checked("input[name=topics][value=water]")
        assert editor.is_checked("input[name=sectors][value='25']")
        editor.click("button:has-text('Save and publish')")
        editor.wait_for_selector("text=The item has been published.")
    assert Item.objects.filter(publisher="Institute", standing="published").count() == 10

    assert send_digests(timezone.now(), base) == 1
    letter = mail.outbox[-1]
    assert letter.to == ["colleague@example.org"]
    assert all(f"Report {n} on rinsing" in letter.body for n in range(1, 11))
    feed = feedparser.parse(f"{base}/clearinghouse/feed.atom?topic=water&q=report+rinsing+plating")
    assert len([e for e in feed.entries if e.title.startswith("Report")]) == 10

    trainer = open_as("trainer")
    trainer.goto(f"{base}/clearinghouse/?q=rinsing")
    assert "New item" not in trainer.inner_text("main")


def test_anybody_suggests_on_a_phone(browser, live_server, sample_centre):  # noqa: F811
    cache.clear()
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{live_server.url}/clearinghouse/suggest/")
    page.fill("#id_pasted", BIBTEX.format(n=3, word="on a phone"))
    page.click("button:has-text('Continue')")
    page.wait_for_selector("#id_title")
    assert page.input_value("#id_summary").startswith("Water is reduced")
    page.click("button:has-text('Send to the editor')")
    page.wait_for_selector("h1:has-text('Your suggestion has been sent to the editor')")
    assert Item.objects.get(standing="suggested").year == 2003
