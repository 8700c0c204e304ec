"""A Markdown text as blocks of a document."""

from collections.abc import Callable, Iterator

from markdown_it.token import Token

from scp_centre.centre.documents.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Photograph,
    Table,
)
from scp_centre.centre.documents.markdown import as_tokens

ToPhotograph = Callable[[Token], Photograph | None]


def blocks_of_text(
    text: str, level: int = 2, picture: ToPhotograph = lambda part: None
) -> Iterator[Block]:
    """Yield the blocks of a Markdown text: headings, paragraphs, lists, tables, pictures.

    picture : gives the photograph that a part of the text shows, if it shows one
    """
    tokens = as_tokens(text)
    i = 0
    while i < len(tokens):
        token = tokens[i]
        end = _end_of(tokens, i)
        inside = tokens[i + 1 : end]
        if token.type == "heading_open":
            yield Heading(_plain(inside), level=level)
        elif token.type == "paragraph_open":
            yield from _pictures(inside, picture)
            if words := _plain(inside):
                yield Paragraph(words)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Items(tuple(_items(inside)), numbered=token.type.startswith("ordered"))
        elif token.type == "table_open":
            yield _table(inside)
        i = end + 1


def _pictures(tokens: list[Token], picture: ToPhotograph) -> Iterator[Block]:
    for part in (part for token in tokens for part in token.children or ()):
        if part.type == "image":
            yield picture(part) or Paragraph(part.content)


def _end_of(tokens: list[Token], start: int) -> int:
    """Return where what begins at a token ends."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += tokens[i].nesting
        if depth == 0:
            return i
    return len(tokens) - 1


def _plain(tokens: list[Token]) -> str:
    """Return the words of tokens, without marks."""
    words = []
    for token in tokens:
        for part in token.children or ():
            if part.type != "image":
                words.append("\n" if part.type in ("softbreak", "hardbreak") else part.content)
    return "".join(words).replace("\n", " ")


def _items(tokens: list[Token]) -> Iterator[str]:
    i = 0
    while i < len(tokens):
        end = _end_of(tokens, i)
        yield _plain(tokens[i + 1 : end])
        i = end + 1


def _table(tokens: list[Token]) -> Table:
    rows: list[list[str]] = []
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_plain(tokens[i + 1 : i + 2]))
    head = rows[0] if any(rows[0]) else [""] * len(rows[0])
    return Table("", tuple(head), tuple(tuple(row) for row in rows[1:]), widths=(1.0,) * len(head))
