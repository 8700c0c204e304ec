"""Markdown of slides, tasks and hand-outs: plain HTML without any tag that somebody typed."""

import re
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

SLIDE_BREAK = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


@cache
def _reader() -> MarkdownIt:
    """Return the reader: tables yes; HTML is shown as it was typed; pictures only of this host."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = _is_harmless  # type: ignore[method-assign]
    return reader


def _is_harmless(address: str) -> bool:
    return address.startswith(("https://", "http://", "mailto:", "/", "#"))


def as_html(text: str) -> SafeString:
    """Return the HTML of a text."""
    return mark_safe(_reader().render(text))  # noqa: S308 -- the reader escapes what is no Markdown


def as_tokens(text: str) -> list[Token]:
    """Return what a text consists of, for slides and documents."""
    return _reader().parse(text)


def slides_of(text: str) -> list[str]:
    r"""Return the slides of a text: a line of three dashes or more parts them.

    >>> slides_of("# One\n\n---\n\n# Two")
    ['# One', '# Two']
    """
    return [part.strip() for part in SLIDE_BREAK.split(text) if part.strip()]
