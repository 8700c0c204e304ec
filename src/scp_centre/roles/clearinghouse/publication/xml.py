"""XML from text that anybody may have typed: what XML does not allow is left out."""

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCP = "https://scp-centre.example/ns/item/1"
PROVENANCE = "http://www.openarchives.org/OAI/2.0/provenance"
for _prefix, _space in (("oai_dc", OAI_DC), ("dc", DC), ("xsi", XSI), ("scp", SCP)):
    register_namespace(_prefix, _space)
register_namespace("provenance", PROVENANCE)


def part(parent: Element, space: str, tag: str, text: object = None, /, **marks: str) -> Element:
    """Return a new element inside another."""
    made = SubElement(parent, f"{{{space}}}{tag}", {k: clean(v) for k, v in marks.items()})
    if text is not None:
        made.text = clean(text)
    return made


def clean(text: object) -> str:
    r"""Return a text without the signs that XML does not allow.

    >>> clean("a\x00b")
    'ab'
    """
    return FORBIDDEN.sub("", str(text))


def written(root: Element) -> bytes:
    """Return a document."""
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body
