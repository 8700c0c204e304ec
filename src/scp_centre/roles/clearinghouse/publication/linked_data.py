"""Linked data: schema.org on every page, and the catalogue in DCAT-AP."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from scp_centre.centre.registry.models import Centre
from scp_centre.methods.entries.dates import is_kept_day
from scp_centre.roles.clearinghouse.models import Item, Text
from scp_centre.roles.clearinghouse.publication.addresses import page_of
from scp_centre.roles.clearinghouse.vocabulary import LISTS, label

SCHEMA_TYPES = {
    "technology": "TechArticle",
    "case_study": "Article",
    "method": "Guide",
    "policy": "Legislation",
    "event": "Event",
    "funding": "MonetaryGrant",
    "expert": "Person",
    "organisation": "Organization",
    "training": "LearningResource",
    "data_set": "Dataset",
}
WORKS = ("technology", "case_study", "method", "policy", "training", "data_set")
HOLDS = URIRef(f"{DCAT}resource")  # of DCAT 3, which the library does not know yet
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA", "ar": "ARA", "ru": "RUS", "zh": "ZHO"}


FORMS = {  # kind of content -> ending of the citation that is of it
    "application/ld+json": "jsonld",
    "application/vnd.citationstyles.csl+json": "json",
    "application/x-bibtex": "bib",
    "application/x-research-info-systems": "ris",
}
SAFE = "/:?#[]@!$&'()*+,;=%~"  # of an address, in a head


def schema_org(item: Item, text: Text, base: str) -> dict[str, Any]:
    """Return what an item is, in the words of schema.org."""
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": SCHEMA_TYPES.get(item.type, "CreativeWork"),
        "@id": page_of(item, base),
        "name": text.title,
        "description": text.summary,
        "url": page_of(item, base),
        "identifier": f"urn:uuid:{item.key}",
        "sameAs": [a for a in (item.address, item.doi and f"https://doi.org/{item.doi}") if a],
    }
    if item.type in WORKS:
        made |= {
            "headline": text.title[:110],
            "inLanguage": text.language,
            "keywords": ", ".join(_keywords(item, text.language)),
            "datePublished": str(item.year or ""),
            "dateModified": item.stamp.date().isoformat(),
            "author": [{"@type": "Person", "name": name} for name in item.authors],
            "publisher": {"@type": "Organization", "name": item.publisher}
            if item.publisher
            else "",
            "license": item.licence if item.licence.startswith("http") else "",
            "isAccessibleForFree": True,
        }
    if item.type == "event":
        made |= {
            "startDate": item.details.get("starts", ""),
            "endDate": item.details.get("ends", ""),
            "location": {"@type": "Place", "name": item.details.get("place", "")},
        }
    return {k: v for k, v in made.items() if v}


def signposts(item: Item, base: str) -> str:
    """Return the Link head of an item's page: where programs find what it is (FAIR Signposting)."""
    page = page_of(item, base)
    links = [
        (base + reverse("item_by_key", args=[item.key]), "cite-as", ""),
        (f"https://schema.org/{SCHEMA_TYPES.get(item.type, 'CreativeWork')}", "type", ""),
        (f"{base}/clearinghouse/catalogue", "collection", ""),
        *((f"{page}cite.{form}", "describedby", kind) for kind, form in FORMS.items()),
    ]
    if item.address:
        links.append((_safe(item.address), "item", ""))
    if item.licence.startswith("http"):
        links.append((_safe(item.licence), "license", ""))
    return ", ".join(
        f'<{quote(address, safe=SAFE)}>; rel="{rel}"' + (f'; type="{kind}"' if kind else "")
        for address, rel, kind in links
    )


def _keywords(item: Item, language: str) -> list[str]:
    names = [n for n in LISTS if n not in ("countries", "roles")]
    return [label(LISTS[n], code, language) for n in names for code in getattr(item, n)]


def catalogue(items: list[Item], base: str, here: str, onward: str, total: int) -> Graph:
    """Return the catalogue in DCAT-AP with a page of its items, and where the next page is.

    Data sets are data sets; what is none is another resource of the catalogue.
    """
    graph = Graph()
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("hydra", HYDRA)):
        graph.bind(prefix, space)
    top = URIRef(f"{base}/clearinghouse/catalogue")
    centre = Centre.objects.first()
    name = str(centre or "scp-centre")
    agent = URIRef(f"{base}/#centre")
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(name)))
    graph.add((top, RDF.type, DCAT.Catalog))
    graph.add((top, DCTERMS.title, Literal(f"{name}: clearinghouse", lang="en")))
    said = "Technologies, cases, methods, policies and data on sustainable production."
    graph.add((top, DCTERMS.description, Literal(said, lang="en")))
    graph.add((top, DCTERMS.publisher, agent))
    graph.add((top, FOAF.homepage, URIRef(f"{base}/clearinghouse/")))
    graph.add((URIRef(f"{base}/clearinghouse/"), RDF.type, FOAF.Document))
    graph.add((THEMES, RDF.type, SKOS.ConceptScheme))
    graph.add((THEMES, DCTERMS.title, Literal("Data theme", lang="en")))
    graph.add((top, DCAT.themeTaxonomy, THEMES))
    page = URIRef(here)
    graph.add((page, RDF.type, HYDRA.PartialCollectionView))
    graph.add((page, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    if onward:
        graph.add((page, HYDRA.next, URIRef(onward)))
    for item in items:
        _add(graph, top, item, base, agent)
    return graph


def _add(graph: Graph, top: URIRef, item: Item, base: str, agent: URIRef) -> None:
    one = URIRef(page_of(item, base))
    is_data = item.type == "data_set"
    graph.add((one, RDF.type, DCAT.Dataset if is_data else DCAT.Resource))
    graph.add((top, DCAT.dataset if is_data else HOLDS, one))
    for text in item.texts.all():
        graph.add((one, DCTERMS.title, Literal(text.title, lang=text.language)))
        said = text.summary or text.title
        graph.add((one, DCTERMS.description, Literal(said, lang=text.language)))
        if text.language in LANGUAGES:
            spoken = URIRef(LANGUAGE + LANGUAGES[text.language])
            graph.add((spoken, RDF.type, DCTERMS.LinguisticSystem))
            graph.add((one, DCTERMS.language, spoken))
            graph.add((top, DCTERMS.language, spoken))
    graph.add((one, DCTERMS.identifier, Literal(f"urn:uuid:{item.key}")))
    graph.add((one, DCTERMS.publisher, _publisher(graph, item) or agent))
    changed = Literal(item.stamp.date().isoformat(), datatype=XSD.date)
    graph.add((one, DCTERMS.modified, changed))
    for word in _keywords(item, "en"):
        graph.add((one, DCAT.keyword, Literal(word, lang="en")))
    graph.add((one, DCAT.landingPage, one))
    if is_data:
        theme = URIRef(f"{THEMES}/ENVI")
        graph.add((theme, RDF.type, SKOS.Concept))
        graph.add((theme, SKOS.prefLabel, Literal("Environment", lang="en")))
        graph.add((one, DCAT.theme, theme))
    if item.published:
        issued = Literal(item.published.date().isoformat(), datatype=XSD.date)
        graph.add((one, DCTERMS.issued, issued))
    graph.add((one, RDF.type, FOAF.Document))
    if is_data and item.address:
        given = _node("distribution", item)
        graph.add((given, RDF.type, DCAT.Distribution))
        graph.add((given, DCAT.accessURL, URIRef(_safe(item.address))))
        graph.add((URIRef(_safe(item.address)), RDF.type, _RESOURCE))
        graph.add((one, DCAT.distribution, given))


THEMES = URIRef("http://publications.europa.eu/resource/authority/data-theme")
_RESOURCE = URIRef("http://www.w3.org/2000/01/rdf-schema#Resource")


def _safe(address: str) -> str:
    """Return an address as an IRI: what may not stand in one is escaped."""
    return "".join(f"%{ord(c):02X}" if c in ' <>"{}|\\^`' else c for c in address)


def _node(what: str, item: Item) -> BNode:
    """Return a node without an address that has the same name each time: so the file does too."""
    return BNode(f"{what}-{item.key}")


def _publisher(graph: Graph, item: Item) -> BNode | None:
    if not item.publisher:
        return None
    made = _node("publisher", item)
    graph.add((made, RDF.type, FOAF.Agent))
    graph.add((made, FOAF.name, Literal(item.publisher)))
    return made


def event_days(item: Item) -> tuple[date, date] | None:
    """Return the first and last day of an event, where they are known."""
    try:
        first = date.fromisoformat(str(item.details.get("starts", ""))[:10])
        last = date.fromisoformat(str(item.details.get("ends") or first.isoformat())[:10])
    except ValueError:
        return None
    if not (is_kept_day(first) and is_kept_day(last)):
        return None  # as an earlier import has it; a calendar reckons with the day after
    return first, max(first, last)
