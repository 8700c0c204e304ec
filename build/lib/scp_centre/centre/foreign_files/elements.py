"""XML of others as elements: read in a process of its own, put together again here."""

from xml.etree.ElementTree import Element

from scp_centre.centre.foreign_files.allowance import JOB, Allowance
from scp_centre.centre.foreign_files.foreign_file import read


def read_xml(content: bytes, allowance: Allowance = JOB) -> Element:
    """Return the root of an XML text; raise FileRefusal for what is none, or has a DTD."""
    path: list[Element] = []
    for depth, tag, attributes, text, tail in read("xml", content, allowance):
        element = Element(tag, attributes)
        element.text, element.tail = text or None, tail or None
        del path[depth:]
        if path:
            path[-1].append(element)
        path.append(element)
    return path[0]
