"""What comes from other collections: harvests and feeds, and what is refused."""

import pytest
from feedgen.feed import FeedGenerator

from scp_centre.centre.jobs.models import State
from scp_centre.roles.clearinghouse.actions import sources
from scp_centre.roles.clearinghouse.actions.items import retire, settle_source, write_item
from scp_centre.roles.clearinghouse.actions.sources import ask_harvest, harvest, keep_source
from scp_centre.roles.clearinghouse.errors import ClearinghouseError
from scp_centre.roles.clearinghouse.harvest import feeds, oai
from scp_centre.roles.clearinghouse.models import Item, Standing
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401
from tests.roles.clearinghouse.other_host_fixtures import elsewhere  # noqa: F401

DC = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request><ListRecords>
<record><header{status}><identifier>oai:other:1</identifier><datestamp>2025-01-01</datestamp></header>
{body}</record>{token}</ListRecords></OAI-PMH>"""
BODY = """<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Water reuse in a brewery</dc:title>
<dc:creator>Okoye, B.</dc:creator><dc:subject>Water</dc:subject><dc:date>2021-05</dc:date>
<dc:identifier>https://example.org/brewery</dc:identifier><dc:language>eng</dc:language>
<dc:coverage>Kenya</dc:coverage><dc:type>Case study</dc:type></oai_dc:dc></metadata>"""
FORMATS = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request><ListMetadataFormats>
<metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat></ListMetadataFormats></OAI-PMH>"""


def source_of(editor, address, kind="oai", **more):  # noqa: F811
    values = {"title": "Other centre", "kind": kind, "address": address, "set_spec": ""}
    values |= {"every_days": 7, "publish_at_once": False}
    return keep_source(values | more, acting_user=editor)


def quiet(*_):
    pass


def test_dublin_core_of_another_repository(editor, elsewhere):  # noqa: F811
    elsewhere.pages["/oai"] = lambda h: (
        200,
        {},
        (FORMATS if "Formats" in h.path else DC.format(status="", body=BODY, token="")).encode(),
    )
    source = source_of(editor, elsewhere.address("/oai"))
    assert harvest(source, quiet, editor).tally_sentence().startswith("New: 1.")
    item = Item.objects.get()
    assert (item.title, item.type, item.year) == ("Water reuse in a brewery", "case_study", 2021)
    assert (item.topics, item.countries, item.language) == (["water"], ["KE"], "en")
    assert item.standing == Standing.HARVESTED and item.origin == "oai:other:1"
    source.refresh_from_db()
    assert source.state == {"prefix": "oai_dc", "days": False, "since": "2025-12-31T23:55:00Z"}
    assert harvest(source, quiet, editor).same == 1  # from then on, and not twice
    assert Item.objects.get().revisions.count() == 1
    assert Item.objects.count() == 1 and "from=2025-12-31T23%3A55%3A00Z" in elsewhere.asked[-1]


def test_a_withdrawal_travels(editor, elsewhere):  # noqa: F811
    state = {"status": "", "body": BODY}
    elsewhere.pages["/oai"] = lambda h: (
        200,
        {},
        (FORMATS if "Formats" in h.path else DC.format(**state, token="")).encode(),
    )
    source = source_of(editor, elsewhere.address("/oai"), publish_at_once=True)
    harvest(source, quiet, editor)
    assert Item.objects.get().is_public
    state |= {"status": ' status="deleted"', "body": ""}
    source.refresh_from_db()
    assert harvest(source, quiet, editor).gone == 1
    item = Item.objects.get()
    assert item.standing == Standing.RETIRED and "Withdrawn" in item.reason
    state |= {"status": "", "body": BODY}  # it comes back there, and so here
    source.refresh_from_db()
    harvest(source, quiet, editor)
    assert Item.objects.get().is_public
    retire(Item.objects.get(), "Not for us.", acting_user=editor)  # and here it stays away
    source.refresh_from_db()
    harvest(source, quiet, editor)
    assert Item.objects.get().standing == Standing.RETIRED


def test_what_an_editor_changed_here_stays(editor, client, elsewhere):  # noqa: F811
    state = {"body": BODY}
    elsewhere.pages["/oai"] = lambda h: (
        200,
        {},
        (FORMATS if "Formats" in h.path else DC.format(status="", token="", **state)).encode(),
    )
    source = source_of(editor, elsewhere.address("/oai"), publish_at_once=True)

    def again():
        source.refresh_from_db()
        tally = harvest(source, quiet, editor)
        return tally.changed, tally.same

    harvest(source, quiet, editor)
    item = Item.objects.get()
    write_item(
        {"type": "case_study", "language": "en", "topics": ["water"], "year": 2021},
        {"en": {"title": "A brewery reuses its rinse water", "summary": "Ours."}},
        acting_user=editor,
        item=item,
    )
    assert again() == (0, 1)  # nothing is new there: ours stands
    state["body"] = BODY.replace("2021-05", "2022-05").replace("Kenya", "Uganda")
    assert again() == (1, 0)
    item = Item.objects.get()
    assert (item.title, item.year) == ("A brewery reuses its rinse water", 2022)
    assert item.countries == ["UG"] and item.unsettled == {} and item.is_public
    state["body"] = state["body"].replace("Water reuse in a brewery", "Water reuse, second edition")
    assert again() == (1, 0) and again() == (0, 1)
    item = Item.objects.get()
    assert item.title == "A brewery reuses its rinse water"
    client.force_login(editor)
    queue = client.get("/clearinghouse/queue/?part=unsettled").content.decode()
    assert "A brewery reuses" in queue
    page = client.get(f"/clearinghouse/{item.pk}/edit/").content.decode()
    assert "Water reuse, second edition" in page and "Use their version" in page
    client.post(f"/clearinghouse/{item.pk}/source/", {"take": "1"})
    item = Item.objects.get()
    assert (item.title, item.unsettled) == ("Water reuse, second edition", {})
    assert item.original.summary == "Ours." and item.year == 2022
    assert again() == (0, 1)
    state["body"] = state["body"].replace("second edition", "third edition")
    assert again() == (1, 0) and Item.objects.get().title == "Water reuse, third edition"


def test_an_editor_may_stay_with_their_own_words(editor, elsewhere):  # noqa: F811
    state = {"body": BODY}
    elsewhere.pages["/oai"] = lambda h: (
        200,
        {},
        (FORMATS if "Formats" in h.path else DC.format(status="", token="", **state)).encode(),
    )
    source = source_of(editor, elsewhere.address("/oai"))
    harvest(source, quiet, editor)
    said = {"en": {"title": "Ours"}}
    write_item({"type": "method"}, said, acting_user=editor, item=Item.objects.get())
    state["body"] = BODY.replace("Water reuse in a brewery", "Theirs")
    source.refresh_from_db()
    harvest(source, quiet, editor)
    item = Item.objects.get()
    assert item.unsettled["texts"] == {"en": {"title": "Theirs"}}
    settle_source(item, False, acting_user=editor)
    item = Item.objects.get()
    assert (item.title, item.unsettled) == ("Ours", {})
    source.refresh_from_db()
    assert harvest(source, quiet, editor).same == 1 and Item.objects.get().unsettled == {}


def test_a_harvest_that_breaks_off_goes_on_where_it_was(editor, elsewhere):  # noqa: F811
    token = '<resumptionToken completeListSize="2">next</resumptionToken>'
    broken = {"is": True}

    def answer(handler):
        if "Formats" in handler.path:
            return 200, {}, FORMATS.encode()
        if "resumptionToken" not in handler.path:
            return 200, {}, DC.format(status="", body=BODY, token=token).encode()
        if broken["is"]:
            return 503, {}, b"busy"
        second = BODY.replace("brewery", "dairy")
        text = DC.format(status="", body=second, token="").replace("oai:other:1", "oai:other:2")
        return 200, {}, text.encode()

    elsewhere.pages["/oai"] = answer
    source = source_of(editor, elsewhere.address("/oai"))
    with pytest.raises(ClearinghouseError, match="503"):
        harvest(source, quiet, editor)
    source.refresh_from_db()
    assert source.state["token"] == "next" and Item.objects.count() == 1
    broken["is"] = False
    elsewhere.asked.clear()
    assert harvest(source, quiet, editor).new == 2  # of the whole harvest, both tries
    source.refresh_from_db()
    assert "tally" not in source.state and source.last_said.startswith("New: 2.")
    assert all("resumptionToken" in path for path in elsewhere.asked)


def test_a_repository_that_knows_days_is_busy_and_has_bad_signs(editor, elsewhere, monkeypatch):  # noqa: F811
    pauses, said = [], []
    monkeypatch.setattr(oai.time, "sleep", pauses.append)

    def answer(handler):
        said.append(handler.path)
        if "Formats" in handler.path:
            return 200, {}, FORMATS.encode()
        if "Identify" in handler.path:
            body = "<Identify><granularity>YYYY-MM-DD</granularity></Identify></OAI-PMH>"
            return 200, {}, (FORMATS.split("<ListMeta")[0] + body).encode()
        if not pauses:
            return 503, {"Retry-After": "7"}, b"busy"
        body = BODY.replace("brewery", "brewery\x0b")
        return 200, {}, DC.format(status="", body=body, token="").encode()

    elsewhere.pages["/oai"] = answer
    source = source_of(editor, elsewhere.address("/oai?base=3"))
    assert harvest(source, quiet, editor).new == 1 and pauses == [7]
    assert all("base=3&verb=" in path for path in said)
    source.refresh_from_db()
    assert source.state["since"] == "2025-12-31"
    harvest(source, quiet, editor)
    assert said[-1].endswith("from=2025-12-31")


def test_our_own_items_do_not_come_back(editor, live_server, settings):  # noqa: F811
    settings.FETCH_ALSO = [live_server.url.removeprefix("http://")]
    written(editor, "Ours")
    source = source_of(editor, f"{live_server.url}/clearinghouse/oai")
    tally = harvest(source, quiet, editor)
    assert (tally.new, tally.same) == (0, 1) and Item.objects.count() == 1


def test_between_two_of_us_nothing_is_lost(editor, live_server, settings):  # noqa: F811
    settings.FETCH_ALSO = [live_server.url.removeprefix("http://")]
    address = f"{live_server.url}/clearinghouse/oai"
    item = written(
        editor,
        "Drum",
        "Less water.",
        topics=["water"],
        sectors=["15"],
        year=2020,
        authors=["Marin, A.", "UNIDO"],
        details={"supplier": "Example"},
        cost="low",
        others={"fr": {"title": "Foulon", "summary": "Moins d’eau.", "body": "## Un\n\n- a\n- b"}},
    )
    (page,) = list(oai.pages(address, "scp"))
    (one,) = page.collected
    assert one.key == item.key and one.page == f"{live_server.url}/clearinghouse/{item.pk}/"
    for name in ("topics", "sectors", "year", "authors", "details", "cost", "type"):
        assert one.draft.values[name] == getattr(item, name)
    french = {"title": "Foulon", "summary": "Moins d’eau.", "body": "## Un\n\n- a\n- b"}
    assert one.texts["fr"] == french
    retire(item, "Gone.", acting_user=editor)
    (page,) = list(oai.pages(address, "scp"))
    assert page.collected[0].gone


def test_a_feed_of_others(editor, elsewhere):  # noqa: F811
    made = FeedGenerator()
    made.id("urn:x")
    made.title("News")
    made.link(href="https://example.org/")
    for n in range(3):
        entry = made.add_entry()
        entry.id(f"urn:x:{n}")
        entry.title(f"Biogas plant {n} <script>x</script>")
        entry.link(href=f"https://example.org/{n}")
        entry.summary("<p>From <b>whey</b>.</p>")
    elsewhere.pages["/atom"] = (200, {}, made.atom_str())
    elsewhere.pages["/rss"] = (200, {}, made.rss_str() if made.description("x") else b"")
    source = source_of(editor, elsewhere.address("/atom"), kind="feed")
    assert harvest(source, quiet, editor).new == 3
    item = Item.objects.order_by("pk").first()
    assert "<" not in item.title and item.original.summary == "From whey."
    assert harvest(source, quiet, editor).new == 0


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"no xml at all",
        b"<html><body>page</body></html>",
        b'<?xml version="1.0"?><OAI-PMH xmlns="http://other/"/>',
    ],
)
def test_what_is_no_oai_pmh_is_refused(editor, elsewhere, content):  # noqa: F811
    elsewhere.pages["/oai"] = (200, {}, content)
    source = source_of(editor, elsewhere.address("/oai"))
    with pytest.raises(ClearinghouseError):
        harvest(source, quiet, editor)
    assert not Item.objects.exists()


def test_a_bomb_in_a_feed_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x">]><rss version="2.0"/>'
    with pytest.raises(ClearinghouseError, match="entities"):
        feeds.read_feed(bomb, "x")
    with pytest.raises(ClearinghouseError, match="neither"):
        feeds.read_feed(b"<html></html>", "x")


def test_a_harvest_as_a_job(editor, elsewhere, django_capture_on_commit_callbacks):  # noqa: F811
    elsewhere.pages["/oai"] = lambda h: (
        200,
        {},
        (FORMATS if "Formats" in h.path else DC.format(status="", body=BODY, token="")).encode(),
    )
    source = source_of(editor, elsewhere.address("/oai"))
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_harvest(source, acting_user=editor)
    job.refresh_from_db()
    assert job.state == State.DONE and job.message.startswith("New: 1.")


def page_with(token):
    return DC.format(
        status="", body=BODY, token=f"<resumptionToken>{token}</resumptionToken>"
    ).encode()


def test_a_repository_without_end_is_given_up(editor, elsewhere):  # noqa: F811
    """A fresh token on each page, always the same record: 2,148 requests in 20 s once."""
    tokens = iter(range(100_000))

    def answer(handler):
        if "ListRecords" not in handler.path:
            return 200, {}, FORMATS.encode()
        return 200, {}, page_with(f"fresh-{next(tokens)}")

    elsewhere.pages["/oai"] = answer
    source = source_of(editor, elsewhere.address("/oai"))
    with pytest.raises(oai.NoProgressError, match="10 pages in a row"):
        harvest(source, quiet, editor)
    assert next(tokens) == 11  # the page that brought something, and ten that did not
    source.refresh_from_db()
    assert "token" not in source.state and source.last_run is not None
    assert "without a new record" in source.last_said and Item.objects.count() == 1


def test_a_harvest_of_endless_fresh_records_stops_and_says_so(editor, elsewhere, monkeypatch):  # noqa: F811
    monkeypatch.setattr(sources, "MOST_RECORDS", 3)
    numbers = iter(range(100_000))

    def answer(handler):
        if "ListRecords" not in handler.path:
            return 200, {}, FORMATS.encode()
        number = next(numbers)
        page = page_with(f"fresh-{number}").decode()
        page = page.replace("oai:other:1", f"oai:other:{number}")
        return 200, {}, page.replace("brewery", f"brewery-{number}").encode()

    elsewhere.pages["/oai"] = answer
    source = source_of(editor, elsewhere.address("/oai"))
    tally = harvest(source, quiet, editor)
    assert next(numbers) == 3 and tally.new + tally.same == 3
    source.refresh_from_db()
    assert "stopped at record 3" in source.last_said and source.state["token"] == "fresh-2"
    harvest(source, quiet, editor)
    assert "resumptionToken=fresh-2" in elsewhere.asked[-3], "the next one goes on from there"


def test_tokens_that_are_refused_for_ever_end_too(elsewhere):  # noqa: F811
    refused = (
        DC.split("<ListRecords>")[0] + '<error code="badResumptionToken">old</error></OAI-PMH>'
    )

    def answer(handler):
        if "resumptionToken" in handler.path:
            return 200, {}, refused.encode()
        return 200, {}, page_with(f"fresh-{len(elsewhere.asked)}")

    elsewhere.pages["/oai"] = answer
    with pytest.raises(oai.NoProgressError):
        list(oai.pages(elsewhere.address("/oai"), "oai_dc"))
    assert len(elsewhere.asked) < 30


def test_numbers_of_others_may_be_no_numbers(elsewhere, monkeypatch):  # noqa: F811
    """A pause of \u00b2 seconds, a list of \u0663 records: neither is a number to us."""
    monkeypatch.setattr(oai.time, "sleep", lambda seconds: pytest.fail("no such pause"))
    size = '<resumptionToken completeListSize="\u0663"/>'
    elsewhere.pages["/oai"] = (200, {}, DC.format(status="", body=BODY, token=size).encode())
    (page,) = oai.pages(elsewhere.address("/oai"), "oai_dc")
    assert page.total == 0
    elsewhere.pages["/busy"] = (503, {"Retry-After": "\u00b2"}, b"")
    with pytest.raises(ClearinghouseError, match="503"):
        list(oai.pages(elsewhere.address("/busy"), "oai_dc"))
