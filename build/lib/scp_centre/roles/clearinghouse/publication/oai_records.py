"""An item as a record for those who harvest: oai_dc, and a format that loses nothing."""

import json
from xml.etree.ElementTree import Element

from scp_centre.roles.clearinghouse.fields import ITEM, TEXT
from scp_centre.roles.clearinghouse.models import Item
from scp_centre.roles.clearinghouse.publication.addresses import page_of
from scp_centre.roles.clearinghouse.publication.xml import (
    DC,
    OAI_DC,
    PROVENANCE,
    SCP,
    XSI,
    part,
)
from scp_centre.roles.clearinghouse.vocabulary import LISTS, label

DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC_TYPES = {"data_set": "Dataset", "event": "Event", "training": "InteractiveResource"}
LOCAL = ("review_due", "details")  # of the centre that keeps it, or written apart


def dublin_core(item: Item, base: str) -> Element:
    """Return an item in oai_dc."""
    root = Element(f"{{{OAI_DC}}}dc")
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {DC_SCHEMA}")
    for text in item.texts.all():
        part(root, DC, "title", text.title)
    for author in item.authors:
        part(root, DC, "creator", author)
    for name, scheme in LISTS.items():
        for code in getattr(item, name):
            if scheme != "country":
                part(root, DC, "subject", label(scheme, code, item.language))
    for text in item.texts.all():
        if text.summary:
            part(root, DC, "description", text.summary)
    if item.publisher:
        part(root, DC, "publisher", item.publisher)
    if item.year:
        part(root, DC, "date", item.year)
    part(root, DC, "type", DC_TYPES.get(item.type, "Text"))
    part(root, DC, "type", label("type", item.type))
    for address in (page_of(item, base), item.address, item.doi and f"https://doi.org/{item.doi}"):
        if address:
            part(root, DC, "identifier", address)
    for text in item.texts.all():
        part(root, DC, "language", text.language)
    for country in item.countries:
        part(root, DC, "coverage", label("country", country))
    if item.licence:
        part(root, DC, "rights", item.licence)
    return root


def whole(item: Item, base: str) -> Element:
    """Return an item as another centre of this kind takes it: all fields, all languages."""
    root = Element(f"{{{SCP}}}item", {"key": str(item.key)})
    root.set(f"{{{XSI}}}schemaLocation", f"{SCP} {base}/clearinghouse/item.xsd")
    for name in ITEM:
        value = getattr(item, name)
        if name in LOCAL or value in ("", None, []):
            continue
        for one in value if isinstance(value, list) else [value]:
            part(root, SCP, "value", one, name=name)
    if item.details:
        part(root, SCP, "details", json.dumps(item.details, ensure_ascii=False))
    part(root, SCP, "fictional", "true" if item.is_sample else "false")
    part(root, SCP, "page", item.origin_address or page_of(item, base))
    for text in item.texts.all():
        said = part(root, SCP, "text", language=text.language)
        for name in TEXT:
            if getattr(text, name):
                part(said, SCP, "said", getattr(text, name), name=name)
    return root


def provenance(item: Item, stamp: str) -> Element | None:
    """Return where a harvested item comes from, as the OAI guidelines say it."""
    if not item.origin or item.source is None:
        return None
    root = Element(f"{{{PROVENANCE}}}provenance")
    schema = "http://www.openarchives.org/OAI/2.0/provenance.xsd"
    root.set(f"{{{XSI}}}schemaLocation", f"{PROVENANCE} {schema}")
    told = part(root, PROVENANCE, "originDescription", harvestDate=stamp, altered="false")
    part(told, PROVENANCE, "baseURL", item.source.address)
    part(told, PROVENANCE, "identifier", item.origin)
    part(told, PROVENANCE, "datestamp", stamp)
    part(told, PROVENANCE, "metadataNamespace", SCP)
    return root
