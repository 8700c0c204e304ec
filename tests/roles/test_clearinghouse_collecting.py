"""What comes from elsewhere: harvests, feeds, files, links, and what is refused."""

import csv
import http.server
import io
import json
import socket
import threading
import time
import zipfile

import pytest
from django.urls import reverse
from feedgen.feed import FeedGenerator
from pypdf import PdfWriter

from scp_centre.centre.errors import ClearinghouseError
from scp_centre.centre.jobs.models import Job, State
from scp_centre.roles.clearinghouse.actions.items import retire
from scp_centre.roles.clearinghouse.actions.sources import ask_harvest, harvest, keep_source
from scp_centre.roles.clearinghouse.collecting import feeds, links, oai
from scp_centre.roles.clearinghouse.fetching import FetchError, _is_public, fetch
from scp_centre.roles.clearinghouse.models import Item, Source, Standing
from tests.roles.clearing import editor, written  # noqa: F401

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


class Elsewhere(http.server.ThreadingHTTPServer):
    """A host of others: path -> status, heads, content; a function writes what never ends."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.pages, self.asked = {}, []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"

    def address(self, path):
        return f"http://{self.place}{path}"


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        found = self.server.pages.get(self.path) or self.server.pages.get(self.path.split("?")[0])
        if callable(found):
            found = found(self)
        if found is None:
            return
        status, heads, content = found
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere(settings):
    server = Elsewhere()
    server.pages["/gone"] = (404, {}, b"")
    settings.FETCH_ALSO = [server.place]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


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
    assert harvest(source, quiet, editor).tally_sentence().startswith("1 new")
    item = Item.objects.get()
    assert (item.title, item.type, item.year) == ("Water reuse in a brewery", "case_study", 2021)
    assert (item.topics, item.countries, item.language) == (["water"], ["KE"], "en")
    assert item.standing == Standing.HARVESTED and item.origin == "oai:other:1"
    source.refresh_from_db()
    assert source.state == {"prefix": "oai_dc", "since": "2025-12-31T23:55:00Z"}
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
    assert harvest(source, quiet, editor).new == 1
    assert all("resumptionToken" in path for path in elsewhere.asked)


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
        others={"fr": {"title": "Foulon", "summary": "Moins d’eau."}},
    )
    (page,) = list(oai.pages(address, "scp"))
    (one,) = page.collected
    assert one.key == item.key and one.page == f"{live_server.url}/clearinghouse/{item.pk}/"
    for name in ("topics", "sectors", "year", "authors", "details", "cost", "type"):
        assert one.draft.values[name] == getattr(item, name)
    assert one.texts["fr"] == {"title": "Foulon", "summary": "Moins d’eau."}
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


def test_a_feed_that_never_ends_is_refused(elsewhere, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_BYTES", 300_000)

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"<item>x</item>" * 1000)
        except OSError:
            return

    elsewhere.pages["/endless"] = endless
    with pytest.raises(FetchError, match="larger"):
        feeds.entries(elsewhere.address("/endless"))


def test_a_host_that_drips_is_left(elsewhere):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    elsewhere.pages["/drip"] = drip
    start = time.monotonic()
    with pytest.raises(FetchError):
        fetch(elsewhere.address("/drip"), seconds=0.7)
    assert time.monotonic() - start < 5


def test_a_file_of_two_gigabytes_is_not_begun(elsewhere):
    elsewhere.pages["/big.pdf"] = (200, {"Content-Length": str(2 * 1024**3)}, b"%PDF")
    with pytest.raises(FetchError, match="larger"):
        fetch(elsewhere.address("/big.pdf"))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http:///",
    ],
)
def test_nothing_is_fetched_from_the_own_network(address):
    with pytest.raises(FetchError):
        fetch(address, seconds=2)


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fc00::1", False),
        ("224.0.0.1", False),
        ("::", False),
    ],
)
def test_which_addresses_are_public(ip, public):
    assert _is_public(ip) == public


def test_a_redirection_into_the_own_network_is_refused(elsewhere):
    other = Elsewhere()  # not among those allowed
    threading.Thread(target=other.serve_forever, daemon=True).start()
    other.pages["/secret"] = (200, {}, b"secret")
    elsewhere.pages["/go"] = (302, {"Location": other.address("/secret")}, b"")
    with pytest.raises(FetchError, match="private"):
        fetch(elsewhere.address("/go"))
    assert other.asked == []
    other.shutdown()
    other.server_close()
    elsewhere.pages["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(FetchError, match="leads on"):
        fetch(elsewhere.address("/round"))


def test_links_that_fail_twice_come_to_the_queue(editor, elsewhere, client):  # noqa: F811
    elsewhere.pages |= {
        "/good": (200, {}, b"x"),
        "/head": lambda h: (405, {}, b"") if h.command == "HEAD" else (200, {}, b"x"),
        "/guarded": (403, {}, b""),
    }
    rows = {
        path: written(editor, f"Item {path}", address=elsewhere.address(path))
        for path in ("/good", "/head", "/guarded", "/gone")
    }
    rows["/private"] = written(editor, "Private", address="http://10.1.2.3/")
    assert links.check_links(quiet) == (5, 2)
    for item in Item.objects.filter(link_failures=1):
        links.check(item)
    client.force_login(editor)
    page = client.get(reverse("clearinghouse_queue"), {"part": "broken"}).content.decode()
    assert "Item /gone" in page and "It answers 404." in page and "Private" in page
    assert "Item /good" not in page and "Item /guarded" not in page and "Item /head" not in page


def table(rows, delimiter=","):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def sent(client, content, name, source="National library"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import_items"), {"source": source, "file": file})


def test_a_table_of_others_is_mapped_once(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    rows = [
        ["Nr", "Titre", "Résumé", "Genre", "Mots", "Année"],
        ["7", "Foulon économe", "Moins d’eau.", "Technologie", "Eau; Chaleur et vapeur", "2019"],
        ["8", "Guide du rinçage", "En cascade.", "Méthode ou guide", "Eau", "2020"],
    ]
    assert sent(client, table(rows), "fonds.csv").url == reverse("map_import")
    page = client.get(reverse("map_import")).content.decode()
    assert "Foulon économe" in page
    mapping = {
        "field_0": "identifier",
        "field_1": "title",
        "field_2": "summary",
        "field_3": "type",
        "field_4": "topics",
        "field_5": "year",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    job = Job.objects.get()
    assert job.state == State.DONE and job.message.startswith("2 new"), job.message
    drum = Item.objects.get(origin="7")
    assert drum.topics == ["water", "heat"] and drum.year == 2019 and drum.type == "technology"
    sent(client, table(rows), "fonds.csv")  # next year's file: the mapping is remembered
    page = client.get(reverse("map_import")).content.decode()
    assert '<option value="identifier" selected>' in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    assert Item.objects.count() == 2


def test_a_table_with_mistakes_imports_nothing_unless_asked(
    editor,  # noqa: F811
    client,
    django_capture_on_commit_callbacks,
):
    client.force_login(editor)
    rows = [
        ["Title", "Type", "Topics", "Year", "Address"],
        ["Good", "Technology", "Water", "2020", "https://example.org/good"],
        ["", "Technology", "", "", ""],
        ["No type", "Gadget", "Watre", "20xx", "javascript:x"],
        ["Good again", "Technology", "", "", "https://example.org/good"],
    ]
    mapping = dict(
        zip(
            [f"field_{n}" for n in range(5)],
            ["title", "type", "topics", "year", "address"],
            strict=True,
        )
    )
    sent(client, table(rows, ";"), "items.csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping)
    job = Job.objects.get()
    assert job.state == State.FAILED and not Item.objects.exists()
    places = {(f["row"], f["column"]) for f in job.findings}
    assert {(3, "Title"), (4, "Type"), (4, "Topics"), (4, "Year"), (5, "Identifier")} <= places
    sent(client, table(rows, ";"), "items.csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), mapping | {"skip": "1"})
    assert [i.title for i in Item.objects.all()] == ["Good"]


def test_the_template_comes_back(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    from openpyxl import load_workbook

    client.force_login(editor)
    book = load_workbook(io.BytesIO(client.get(reverse("items_template")).content))
    sheet = book["Items"]
    heads = {str(c.value).rstrip(" *"): c.column for c in sheet[3]}
    row = sheet.max_row if sheet.max_row > 3 else 4
    row = 4
    for cell in sheet[4]:
        cell.value = None
    for name, value in {"Title": "Tank", "Type": "Technology", "Countries": "Kenya, FR"}.items():
        sheet.cell(row, heads[name], value)
    buffer = io.BytesIO()
    book.save(buffer)
    sent(client, buffer.getvalue(), "items.xlsx")
    page = client.get(reverse("map_import")).content.decode()
    chosen = {
        f"field_{n - 1}": key
        for name, n in heads.items()
        for key in [page.split(f'name="field_{n - 1}"')[1].split('" selected')[0].split('"')[-1]]
        if name != "None"
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("map_import"), chosen)
    item = Item.objects.get()
    assert item.title == "Tank" and item.countries == ["KE", "FR"]


def test_references_and_a_folder_of_pdfs(editor, client, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for n in range(2):
            writer, made = PdfWriter(), io.BytesIO()
            writer.add_blank_page(100, 100)
            writer.add_metadata({"/Title": f"Report number {n}"})
            writer.write(made)
            package.writestr(f"folder/{n}.pdf", made.getvalue())
    bib = b"@misc{a, title={Cleaner dyeing}, year={2001}}\n@misc{b, title={Cleaner tanning}}"
    ris = b"TY  - RPRT\r\nTI  - Brick kilns\r\nID  - 5\r\nER  - \r\n"
    csl = json.dumps([{"id": "c", "title": "Foundry sand", "type": "report"}]).encode()
    files = {"a.zip": buffer.getvalue(), "b.bib": bib, "c.ris": ris, "d.json": csl}
    for name, content in files.items():
        with django_capture_on_commit_callbacks(execute=True):
            sent(client, content, name)
    assert sorted(i.title for i in Item.objects.all()) == [
        "Brick kilns",
        "Cleaner dyeing",
        "Cleaner tanning",
        "Foundry sand",
        "Report number 0",
        "Report number 1",
    ]
    assert Source.objects.get().title == "National library"


@pytest.mark.parametrize("name", ["x.exe", "x.bib", "x.zip", "x.xlsx"])
def test_files_that_cannot_be_read(editor, client, name, django_capture_on_commit_callbacks):  # noqa: F811
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(client, b"\x00\x01 nothing {", name)
    job = Job.objects.first()
    assert answer.status_code == 422 or (job is not None and job.state == State.FAILED)
    assert not Item.objects.exists()


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
    assert job.state == State.DONE and job.message.startswith("1 new")


def test_an_unknown_host_is_said_in_words():
    with pytest.raises(FetchError, match="not known"):
        fetch("http://no-such-host.invalid/")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
