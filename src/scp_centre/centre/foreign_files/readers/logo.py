"""A logo made anew: a raster picture as a small PNG, an SVG of nothing but shapes and text.

Of an SVG only what stands in the lists below is written again. What could load, run or grow (a
script, an event, a link to elsewhere, foreign content, an entity, a copy of a copy) is refused, so
that whoever uploads it knows; what editors of drawings note for themselves is left out.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from scp_centre.centre.foreign_files.refusals import FileRefusal

LARGEST_SVG = 100_000  # bytes
LARGEST_PNG = 40_000  # a page is read on bad lines
MOST_ELEMENTS = 2_000
MOST_PIXELS = 40_000_000
WIDEST, HIGHEST = 640, 320  # pixels, as kept: twice what any page draws
SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
SHAPE_NAMES = """
svg g defs path rect circle ellipse line polyline polygon text tspan title desc linearGradient
radialGradient stop clipPath mask style
"""
SHAPES = frozenset(SHAPE_NAMES.split())
DROPPED = frozenset({"metadata"})
ATTRIBUTE_NAMES = """
id class d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height viewBox points
preserveAspectRatio transform gradientTransform gradientUnits spreadMethod clipPathUnits
maskUnits maskContentUnits offset opacity fill fill-opacity fill-rule stroke stroke-width
stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray
stroke-dashoffset stop-color stop-opacity clip-path clip-rule mask color font-family font-size
font-weight font-style text-anchor letter-spacing word-spacing style version pathLength
dominant-baseline
"""
ATTRIBUTES = frozenset(ATTRIBUTE_NAMES.split())
# Written by editors, without a meaning for whoever looks at the picture.
IGNORED = re.compile(r"\{|data-|aria-|role$|xml|enable-background$|overflow$|display$|visibility$")
LINK = re.compile(r"url\s*\(\s*['\"]?(?!#)", re.IGNORECASE)
# Of a style sheet: imports, escapes that hide a word, and old ways to run a script.
STYLE_TRICK = re.compile(r"@|\\|<|expression|javascript|behavior|-moz-binding", re.IGNORECASE)


def read(content: bytes) -> Iterator[Any]:
    """Yield what the logo is, then its bytes; raise FileRefusal for what is refused.

    The kind of a refusal is forbidden for what an SVG must not hold; `why` says which.
    """
    if b"<svg" in content[:4_000].lower() or content.lstrip()[:5] == b"<?xml":
        yield from _vector(content)
    else:
        yield from _raster(content)


def _raster(content: bytes) -> Iterator[Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here, before anything is decoded
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as raw:
        if raw.width * raw.height > MOST_PIXELS:
            raise FileRefusal("too_large", width=raw.width, height=raw.height)
        picture = ImageOps.exif_transpose(raw).convert("RGBA")
    picture.thumbnail((WIDEST, HIGHEST))
    made = _png(picture)
    if len(made) > LARGEST_PNG:  # a photograph rather than a logo
        picture.thumbnail((WIDEST // 2, HIGHEST // 2))
        made = _png(picture.quantize(128))
    yield {"media_type": "image/png", "width": picture.width, "height": picture.height}
    yield made


def _png(picture: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _vector(content: bytes) -> Iterator[Any]:
    from xml.etree.ElementTree import ParseError, register_namespace, tostring

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(content) > LARGEST_SVG:
        raise FileRefusal("too_large", bytes=len(content))
    try:
        root = fromstring(_without_plain_doctype(content), forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefusal("forbidden", "entity") from None
    except ParseError:
        raise FileRefusal("unreadable", "xml") from None
    if root.tag != f"{SVG}svg":
        raise FileRefusal("unreadable", "no svg")
    clean = _clean(root)
    width, height = _size(root)
    clean.set("width", f"{width}")
    clean.set("height", f"{height}")
    register_namespace("", SVG[1:-1])
    yield {"media_type": "image/svg+xml", "width": width, "height": height}
    yield bytes(tostring(clean, encoding="utf-8", xml_declaration=True))


PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg\s+PUBLIC\s+\"[^\"<>\[\]]*\"\s+\"[^\"<>\[\]]*\"\s*>")


def _without_plain_doctype(content: bytes) -> bytes:
    """Return the text without the document type that editors write, which declares nothing."""
    return PLAIN_DOCTYPE.sub(b"", content, count=1)


def _clean(root: Any) -> Any:
    """Return a copy of a drawing that holds only what is in the lists."""
    from xml.etree.ElementTree import Element

    made = Element(root.tag)
    waiting = [(root, made)]
    number = 0
    while waiting:
        source, target = waiting.pop()
        number += 1
        if number > MOST_ELEMENTS:
            raise FileRefusal("too_large", elements=MOST_ELEMENTS)
        _copy_attributes(source, target)
        target.text, target.tail = _text_of(source), source.tail
        for child in source:
            if _is_kept(child.tag):
                copy = Element(child.tag)
                target.append(copy)
                waiting.append((child, copy))
    return made


def _is_kept(tag: object) -> bool:
    """Return whether an element is written again; raise FileRefusal where it is refused."""
    if not isinstance(tag, str):  # a comment or a processing instruction
        return False
    if not tag.startswith(SVG):
        if tag.startswith("{http://www.w3.org/1999/xhtml}"):
            raise FileRefusal("forbidden", "foreignObject")
        return False  # what an editor of drawings notes for itself
    name = tag.removeprefix(SVG)
    if name in DROPPED:
        return False
    if name not in SHAPES:
        raise FileRefusal("forbidden", name[:40])
    return True


def _copy_attributes(source: Any, target: Any) -> None:
    for name, value in source.attrib.items():
        if name == XLINK_HREF or name == "href":
            _require_inner(value)
            target.set("href", value)
        elif name.lower().startswith("on"):
            raise FileRefusal("forbidden", "event")
        elif name in ATTRIBUTES:
            _require_harmless(value, is_style=name == "style")
            target.set(name, value)
        elif not IGNORED.match(name):
            raise FileRefusal("forbidden", name[:40])


def _text_of(source: Any) -> str | None:
    text = source.text
    if source.tag == f"{SVG}style" and text:
        _require_harmless(text, is_style=True)
    return str(text) if text is not None else None


def _require_inner(value: str) -> None:
    if not value.strip().startswith("#"):
        raise FileRefusal("forbidden", "link")


def _require_harmless(value: str, *, is_style: bool) -> None:
    if LINK.search(value):
        raise FileRefusal("forbidden", "link")
    if is_style and STYLE_TRICK.search(value):
        raise FileRefusal("forbidden", "style")


NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)(?:px|pt|mm|cm|in)?\s*$")


def _size(root: Any) -> tuple[int, int]:
    """Return the size that a drawing is drawn in: that of its view box, at most HIGHEST high."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [NUMBER.match(side) for side in sides]
    if not all(found) or any(float(one[1]) <= 0 for one in found if one):
        raise FileRefusal("unreadable", "no size")
    width, height = (float(one[1]) for one in found if one)
    scale = min(WIDEST / width, HIGHEST / height)
    return max(1, round(scale * width)), max(1, round(scale * height))
