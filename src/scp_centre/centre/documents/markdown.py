"""Markdown of slides, tasks and hand-outs: plain HTML without any tag that somebody typed."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

SLIDE_BREAK = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


@cache
def _reader() -> MarkdownIt:
    """Return the reader: tables yes; HTML is shown as it was typed; pictures only of this host."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = _is_harmless  # type: ignore[assignment,method-assign]  # its way
    reader.add_render_rule("image", _picture)
    return reader


def _picture(
    renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: dict[str, Any]
) -> str:
    """Show a picture of this centre, as that of a released benchmark; of another, its words only.

    A picture that lies here is drawn anew whenever the slide is shown: it is live.
    """
    address = str(tokens[place].attrs.get("src", ""))
    words = escape(tokens[place].content)
    here = address.startswith("/") and not address.startswith("//")
    if not here or env.get("elsewhere"):
        return words
    return f'<img src="{escape(address)}" alt="{words}" loading="lazy">'


def _is_harmless(address: str) -> bool:
    return address.startswith(("https://", "http://", "mailto:", "/", "#"))


def as_html(text: str, *, top: int = 1, elsewhere: bool = False) -> SafeString:
    """Return the HTML of a text.

    top : level of its first headings, below those of the page around it
    elsewhere : for a page that leaves the centre: no pictures
    """
    reader = _reader()
    env = {"elsewhere": elsewhere}
    tokens = reader.parse(text, env)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + top - 1)}"
    for i, token in enumerate(tokens):
        if token.type == "th_open" and not tokens[i + 1].content:
            token.tag = tokens[i + 2].tag = "td"  # a head without words is no head
    html: str = reader.renderer.render(tokens, reader.options, env)
    return mark_safe(html)  # noqa: S308 -- the reader escapes what is no Markdown


def as_page(text: str) -> SafeString:
    r"""Return the HTML of a page below its title: its highest headings are of the second level.

    >>> as_page("### One")
    '<h2>One</h2>\n'
    """
    levels = [int(t.tag[1]) for t in as_tokens(text) if t.type == "heading_open"]
    return as_html(text, top=3 - min(levels, default=1))


def as_tokens(text: str) -> list[Token]:
    """Return what a text consists of, for slides and documents."""
    return _reader().parse(text)


def slides_of(text: str) -> list[str]:
    r"""Return the slides of a text: a line of three dashes or more parts them.

    >>> slides_of("# One\n\n---\n\n# Two")
    ['# One', '# Two']
    """
    return [part.strip() for part in SLIDE_BREAK.split(text) if part.strip()]
