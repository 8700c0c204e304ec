"""Machines read us: OAI-PMH, feeds, calendar, linked data, site map, each by a client of others."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import extruct
import feedparser
import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from oaipmh_scythe import Scythe
from pyshacl import validate
from rdflib import DCAT, RDF, Graph
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from scp_centre.roles.clearinghouse.actions.items import publish, retire, write_item
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.publication import oai
from tests.roles.clearinghouse.clearinghouse_fixtures import editor, written  # noqa: F401

OAI = "{http://www.openarchives.org/OAI/2.0/}"
# The mandatory properties of DCAT-AP 3.0 for catalogue, data set and distribution, as shapes.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
   [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
   [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
   [ sh:path dcat:dataset ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
   [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
   [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
   [ sh:path dcat:distribution ; sh:class dcat:Distribution ] ,
   [ sh:path dcat:landingPage ; sh:class foaf:Document ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass skos:ConceptScheme ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
"""


@pytest.fixture
def many(editor, monkeypatch):  # noqa: F811
    monkeypatch.setattr(oai, "PAGE", 10)
    start = timezone.now() - timedelta(days=40)
    for n in range(25):
        topic = "water" if n % 2 else "heat"
        item = written(editor, f"Item {n} & <more>", f"About {n}", topics=[topic], sectors=["13"])
        Item.objects.filter(pk=item.pk).update(stamp=start + timedelta(days=n))
    retire(Item.objects.order_by("pk")[3], "Gone.", acting_user=editor)


def test_sickle_lists_all_pages_with_deleted(many, live_server):
    client = Sickle(f"{live_server.url}/clearinghouse/oai")
    assert client.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
    records = list(client.ListRecords(metadataPrefix="oai_dc"))
    assert len(records) == 25 == len({r.header.identifier for r in records})
    assert sum(r.header.deleted for r in records) == 1
    kept = next(r for r in records if not r.header.deleted)
    assert "<more>" in kept.metadata["title"][0]
    heads = list(client.ListIdentifiers(metadataPrefix="scp", set="topic:water"))
    assert len(heads) == 12
    assert {f.metadataPrefix for f in client.ListMetadataFormats()} == {"oai_dc", "scp"}
    assert "sector:13" in {s.setSpec for s in client.ListSets()}
    one = client.GetRecord(identifier=kept.header.identifier, metadataPrefix="oai_dc")
    assert one.metadata == kept.metadata


def test_scythe_lists_a_span_of_time(many, live_server):
    day = (timezone.now() - timedelta(days=31)).strftime("%Y-%m-%d")
    with Scythe(f"{live_server.url}/clearinghouse/oai") as client:
        records = list(client.list_records(from_=day, metadata_prefix="oai_dc"))
        assert 15 <= len(records) <= 17
        assert len(list(client.list_sets())) > 40
        assert client.identify().protocolVersion == "2.0"


def test_from_and_until_are_exact_to_the_second(editor, live_server):  # noqa: F811
    moment = datetime(2026, 3, 4, 5, 6, 7, 800_000, tzinfo=UTC)
    item = written(editor, "One")
    Item.objects.filter(pk=item.pk).update(stamp=moment)
    client = Sickle(f"{live_server.url}/clearinghouse/oai")
    at = "2026-03-04T05:06:07Z"
    spans = {"from": at, "until": at}
    assert len(list(client.ListRecords(metadataPrefix="oai_dc", **spans))) == 1
    for span in ({"from": "2026-03-04T05:06:08Z"}, {"until": "2026-03-04T05:06:06Z"}):
        with pytest.raises(NoRecordsMatch):
            client.ListRecords(metadataPrefix="oai_dc", **span)
    whole_day = {"from": "2026-03-04", "until": "2026-03-04"}
    assert len(list(client.ListRecords(metadataPrefix="oai_dc", **whole_day))) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-01T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&until=2026-02-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1970-01-01", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=forged", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:1", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=%00", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=&identifier=x", "badArgument"),
    ],
)
def test_each_error_of_the_standard(editor, client, query, code):  # noqa: F811
    written(editor, "One")
    for answer in (
        client.get(f"/clearinghouse/oai?{query}"),
        client.post("/clearinghouse/oai", query, content_type="application/x-www-form-urlencoded"),
    ):
        assert answer.status_code == 200
        root = ET.fromstring(answer.content)
        assert [e.get("code") for e in root.iter(f"{OAI}error")] == [code]
        request = root.find(f"{OAI}request")
        assert (code in ("badVerb", "badArgument")) == (not request.attrib)


def test_a_token_of_another_verb_is_refused(many, client):
    page = client.get("/clearinghouse/oai?verb=ListRecords&metadataPrefix=oai_dc")
    token = next(ET.fromstring(page.content).iter(f"{OAI}resumptionToken"))
    assert token.get("completeListSize") == "25" and token.get("cursor") == "0"
    answer = client.get(
        "/clearinghouse/oai", {"verb": "ListIdentifiers", "resumptionToken": token.text}
    )
    assert "badResumptionToken" in answer.content.decode()


def test_what_changes_during_a_harvest_is_not_missed(many, client, editor):  # noqa: F811
    seen = []
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    while True:
        root = ET.fromstring(client.get("/clearinghouse/oai", asked).content)
        seen += [e.text for e in root.iter(f"{OAI}identifier")]
        if len(seen) == 10:  # the first of the list moves to its end
            item = Item.objects.order_by("stamp").first()
            said = {"en": {"title": "Changed"}}
            write_item({"type": "method"}, said, acting_user=editor, item=item)
        token = next(root.iter(f"{OAI}resumptionToken"), None)
        if token is None or not token.text:
            break
        asked = {"verb": "ListIdentifiers", "resumptionToken": token.text}
    assert len(set(seen)) == 25


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feeds_of_a_search(editor, live_server, form):  # noqa: F811
    water = written(editor, "Water & <b>more</b>\x0b", "Saved.", topics=["water"])
    written(editor, "Heat", topics=["heat"])
    feed = feedparser.parse(f"{live_server.url}/clearinghouse/feed.{form}?topic=water")
    assert not feed.bozo and feed.version.startswith(form)
    (entry,) = feed.entries
    assert entry.id == f"urn:uuid:{water.key}"
    assert entry.link == f"{live_server.url}/clearinghouse/{water.pk}/"
    assert feed.feed.title == "Centre of Testland: Water"


def test_events_as_a_calendar(editor, client):  # noqa: F811
    details = {"starts": "2027-03-04", "ends": "2027-03-05", "place": "Nairobi"}
    written(editor, "Fair of clean technology", "Three halls.", type="event", details=details)
    written(editor, "No day yet", type="event")
    calendar = icalendar.Calendar.from_ical(client.get("/clearinghouse/events.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == "Fair of clean technology"
    assert str(event["dtstart"].dt) == "2027-03-04" and str(event["dtend"].dt) == "2027-03-06"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("technology", "TechArticle"), ("event", "Event"), ("data_set", "Dataset")],
)
def test_every_page_says_what_it_is(editor, client, kind, said):  # noqa: F811
    details = {"starts": "2027-03-04"} if kind == "event" else {}
    item = written(editor, 'A "thing" </script>', "It is.", type=kind, details=details, year=2020)
    page = client.get(reverse("item", args=[item.pk])).content.decode()
    (data,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert data["@type"] == said and data["name"] == 'A "thing" </script>'
    assert data["@id"] == f"http://testserver/clearinghouse/{item.pk}/"
    assert f'<link rel="canonical" href="{data["@id"]}">' in page


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of the reader
@pytest.mark.parametrize(("form", "parser"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_the_catalogue_is_dcat(editor, client, form, parser):  # noqa: F811
    written(
        editor,
        "Energy of foundries",
        "A table.",
        type="data_set",
        address="https://example.org/a b.csv",
        publisher="Office of Statistics",
        others={"fr": {"title": "Énergie des fonderies"}},
    )
    written(editor, "Steam traps")
    answer = client.get(f"/clearinghouse/catalogue.{form}")
    graph = Graph().parse(data=answer.content, format=parser)
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 1
    assert len(set(graph.subjects(RDF.type, DCAT.Resource))) == 1
    shapes = Graph().parse(data=SHAPES, format="turtle")
    good, _, said = validate(graph, shacl_graph=shapes)
    assert good, said


def test_the_catalogue_comes_in_pages(editor, client, monkeypatch):  # noqa: F811
    from scp_centre.roles.clearinghouse.views import feeds_and_oai

    monkeypatch.setattr(feeds_and_oai, "CATALOGUE_PAGE", 2)
    for n in range(5):
        written(editor, f"Thing {n}")
    address, seen = "/clearinghouse/catalogue.ttl", set()
    while address:
        answer = client.get(address)
        graph = Graph().parse(data=answer.content, format="turtle")
        seen |= set(graph.subjects(RDF.type, DCAT.Resource))
        link = answer.get("Link", "")
        address = link.split(">")[0].lstrip("<") if link else ""
    assert len(seen) == 5


def test_the_site_map_lists_what_is_public(editor, client):  # noqa: F811
    shown, hidden = written(editor, "Shown"), written(editor, "Hidden", public=False)
    index = ET.fromstring(client.get("/sitemap.xml").content)
    places = [e.text for e in index.iter() if e.tag.endswith("loc")]
    assert places == ["http://testserver/sitemap-items.xml"]
    part = client.get("/sitemap-items.xml").content.decode()
    assert f"/clearinghouse/{shown.pk}/" in part and f"/clearinghouse/{hidden.pk}/" not in part


def test_a_list_for_partner_sites_may_be_framed(editor, client):  # noqa: F811
    written(editor, "Water tank", topics=["water"])
    answer = client.get("/clearinghouse/list/?topic=water")
    assert "Water tank" in answer.content.decode()
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()


def test_the_search_for_programs(editor, client):  # noqa: F811
    item = written(editor, "Water tank", "Rain.", topics=["water"])
    data = client.get("/clearinghouse/search.json?q=rain&topic=water").json()
    assert data["count"] == 1 and data["items"][0]["key"] == str(item.key)
    assert data["facets"]["topic"] == {"water": 1}
    assert json.dumps(data)


def test_a_lasting_identifier(editor, client):  # noqa: F811
    item = written(editor, "Water tank")
    assert client.get(f"/clearinghouse/id/{item.key}/").url == f"/clearinghouse/{item.pk}/"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("application/ld+json", "jsonld"),
        ("application/x-bibtex", "bib"),
        ("application/vnd.citationstyles.csl+json, text/html;q=0.5", "json"),
    ],
)
def test_a_program_asks_the_identifier_for_what_it_reads(editor, client, kind, form):  # noqa: F811
    item = written(editor, "Water tank", address="https://example.org/a b,c", licence="CC BY 4.0")
    asked = client.get(f"/clearinghouse/id/{item.key}/", headers={"accept": kind})
    assert asked.url == f"/clearinghouse/{item.pk}/cite.{form}"
    assert "Accept" in asked["Vary"].split(", ")
    answer = client.get(asked.url)
    assert answer["Content-Type"].split(";")[0] == kind.split(",")[0]
    assert b"Water tank" in answer.content


def test_the_page_signs_where_else_it_is_described(editor, client):  # noqa: F811
    item = written(editor, "Tank", address="https://example.org/a,b", others={"fr": {"title": "X"}})
    answer = client.get(f"/clearinghouse/{item.pk}/")
    assert f'id/{item.key}/>; rel="cite-as"' in answer["Link"]
    assert 'cite.jsonld>; rel="describedby"; type="application/ld+json"' in answer["Link"]
    assert '<https://example.org/a,b>; rel="item"' in answer["Link"]
    assert 'hreflang="fr"' in answer.content.decode()
    retire(item, "Gone.", acting_user=editor)
    assert client.get(f"/clearinghouse/id/{item.key}/").url == f"/clearinghouse/{item.pk}/"
    publish([item], acting_user=editor)
