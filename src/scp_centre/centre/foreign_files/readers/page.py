"""A web page: its title, description and what it says of itself for machines."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from scp_centre.centre.foreign_files.plain_text import LONGEST, plain

MOST = 5 * 1024**2  # signs of a page
MOST_NAMES = 500  # of meta elements
LONG_ENOUGH = 120  # signs of a paragraph that can stand for a summary


class _Head(HTMLParser):
    """Gathers meta elements, the title, JSON-LD, the canonical address, the first paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, list[str]] = {}
        self.language, self.canonical = "", ""
        self.parts: dict[str, list[str]] = {"title": [], "h1": [], "p": []}
        self.blocks: list[list[str]] = []
        self.paragraph = ""
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {k: v or "" for k, v in attrs}
        if tag == "meta":
            name = (of.get("name") or of.get("property") or "").lower()[:100]
            if name and of.get("content") and len(self.meta) < MOST_NAMES:
                self.meta.setdefault(name, []).append(of["content"][:LONGEST])
        elif tag == "html":
            self.language = of.get("lang", "")[:40]
        elif tag == "link" and "canonical" in of.get("rel", "").lower().split():
            self.canonical = of.get("href", "")[:2_000]
        elif tag == "script":
            self._in = "data" if of.get("type", "").lower() == "application/ld+json" else "code"
            if self._in == "data":
                self.blocks.append([])
        elif tag == "style":
            self._in = "code"
        elif tag in self.parts:
            self._settle_paragraph()
            self._in = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in (*self.parts, "script", "style"):
            self._settle_paragraph()
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "data":
            self.blocks[-1].append(data)
        elif self._in in self.parts and not (self._in == "p" and self.paragraph):
            self.parts[self._in].append(data)

    def _settle_paragraph(self) -> None:
        """Keep the paragraph that ends here where it is the first long one."""
        if self._in == "p" and not self.paragraph:
            text = plain("".join(self.parts["p"]))
            self.paragraph = text if len(text) > LONG_ENOUGH else ""
            self.parts["p"] = []

    def text_of(self, name: str) -> str:
        return plain("".join(self.parts[name])[:LONGEST])


def read(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield meta elements by name, title, heading, paragraph, language, address and JSON-LD."""
    head = _Head()
    head.feed(content.decode("utf-8", "replace")[:MOST])
    head.close()
    head.handle_endtag("p")
    yield {
        "meta": head.meta,
        "title": head.text_of("title"),
        "heading": head.text_of("h1")[:300],
        "paragraph": head.paragraph,
        "language": head.language,
        "canonical": head.canonical,
        "things": [thing for block in head.blocks for thing in _things("".join(block))][:200],
    }


def _things(block: str) -> Iterator[dict[str, Any]]:
    """Yield what a block of JSON-LD describes, without what is nested deeper than a name."""
    try:
        said = json.loads(block)
    except (json.JSONDecodeError, RecursionError):
        return
    for one in said if isinstance(said, list) else [said]:
        if isinstance(one, dict):
            graph = one.get("@graph")
            things = graph if isinstance(graph, list) else [one]
            yield from (_flat(thing) for thing in things if isinstance(thing, dict))


def _flat(thing: Any, deep: int = 4) -> Any:
    """Return JSON cut at a depth and length that every honest page keeps."""
    if isinstance(thing, dict) and deep:
        return {str(k)[:100]: _flat(v, deep - 1) for k, v in list(thing.items())[:100]}
    if isinstance(thing, list) and deep:
        return [_flat(v, deep - 1) for v in thing[:100]]
    if isinstance(thing, str):
        return thing[:LONGEST]
    return None if _is_nested(thing) else thing


def _is_nested(thing: Any) -> bool:
    return isinstance(thing, dict | list)
