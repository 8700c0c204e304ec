"""The parts of a report. PDF and DOCX render the same blocks, so they cannot differ."""

from dataclasses import dataclass, field

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    style: str = "body"  # body | lead | note


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that stands out: number with unit, and what it is."""

    value: str
    label: str
    tone: str = "plain"  # plain | loss | good


@dataclass(frozen=True, slots=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns named in `numeric` are set to the right, with tabular figures.

    links : row, column and the address that the cell leads to
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()
    bold_last: bool = False
    links: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its title (the finding) and its subtitle (what is measured)."""

    name: str
    title: str
    subtitle: str
    svg: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture that somebody took, as JPEG, with what it shows."""

    title: str
    jpeg: bytes


Block = Heading | Paragraph | KeyFigures | Items | Table | Drawing | Photograph


@dataclass(frozen=True, slots=True)
class Report:
    """Cover, running head and blocks, in one language.

    paper : a4 or us-letter    cover : False sets a short document, its title above the text
    """

    language: str
    title: str
    subtitle: str
    company: str
    site: str
    place: str
    date: str
    author: str
    note: str
    running_head: str
    blocks: tuple[Block, ...] = field(default=())
    words: dict[str, str] = field(default_factory=dict)
    paper: str = "a4"
    cover: bool = True


def report_words(say: Speaker) -> dict[str, str]:
    """Return the words that every report needs around its blocks."""
    return {
        "contents": say(_("Contents")),
        "page": say(_("Page")),
        "figure": say(_("Figure")),
        "table": say(_("Table")),
        "source": say(_("Source")),
    }


def heads(say: Speaker, *titles: str) -> tuple[str, ...]:
    """Return the heads of a table in the language of the report."""
    return tuple(say(title) for title in titles)
