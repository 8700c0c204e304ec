"""A module as one text, to be written, kept, compared and passed on: Markdown with few rules.

key: roles-and-opportunities
language: en
title: Roles and opportunities of a centre
summary: …
valid_months: 24        may be left out: then certificates do not expire

# talk, 20: Where a centre comes from
## Slides        Markdown, slides apart by ---; # is a slide's title, ### stands below it
## Notes         for the trainer
## Task          of a small-group activity
## Sheets        headings of the flip chart, one a line: - Heading; (roles) behind it lets
each note name one of the nine roles
## Hand-out      what participants take home
## Questions     of an evaluation or a quiz, see quiz_text.py
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scp_centre.centre.query_string import parse_whole_number
from scp_centre.centre.translation import speaker
from scp_centre.methods.entries import Notation
from scp_centre.methods.messages import _
from scp_centre.roles.training.errors import TrainingError
from scp_centre.roles.training.models import Kind, Module, Section
from scp_centre.roles.training.quiz_text import read_questions, write_questions
from scp_centre.roles.training.room_limits import MOST_VALID_MONTHS

SECTION = re.compile(r"^# ([\w -]+?), (\d+): (.+)$")
PART = re.compile(r"^## (.+)$")
ITEM = re.compile(r"^- (.+)$")
PARTS = {
    "Slides": "slides",
    "Task": "task",
    "Sheets": "sheets",
    "Notes": "notes",
    "Hand-out": "handout",
    "Questions": "questions",
}
WITH_ROLES = "(roles)"
HEAD = ("key", "language", "title", "summary")
MONTHS = "valid_months"  # may stand in the head: for how long certificates of the module are valid


@dataclass(slots=True)
class SectionText:
    """A section as it was read."""

    kind: str
    minutes: int
    title: str
    parts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def values(self, notation: Notation) -> dict[str, Any]:
        """Return the values of the row. notation : of the module's language"""
        found: dict[str, Any] = {"kind": self.kind, "minutes": self.minutes, "title": self.title}
        for name, lines in self.parts.items():
            if name == "sheets":
                found[name] = list(_sheets(lines))
            elif name == "questions":
                found[name] = read_questions(lines, notation)
            else:
                found[name] = "\n".join(line for _unused, line in lines).strip()
        return found


def read_module(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what stands above the first section, and the values of each section.

    Raises TrainingError, with the line, for a text that does not keep the rules.
    """
    head: dict[str, Any] = {}
    sections: list[SectionText] = []
    part: list[tuple[int, str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if SECTION.match(line) or (line.startswith("# ") and part is None):
            sections.append(_section(number, line))
            part = None
        elif (named := PART.match(line)) and sections:
            part = sections[-1].parts.setdefault(_part(number, named[1]), [])
        elif part is not None:
            part.append((number, line))
        elif not sections and ":" in line:
            name, _unused, value = line.partition(":")
            head[_name(number, name.strip())] = value.strip()
        elif line.strip():
            raise TrainingError(
                _(
                    "Line {number}: '{strip}' does not belong to any part.",
                    number=number,
                    strip=line.strip()[:40],
                ),
                where=f"line {number}",
                cure=_("Write a line such as ## Slides above that line."),
            )
    missing = [name for name in HEAD if not head.get(name)]
    if missing or not sections:
        raise TrainingError(
            _("Missing from the text: {value1}.", value1=list(missing) or _("sections")),
            where="line 1",
            cure=_("Begin with key, language, title and summary, then # kind, minutes: title."),
        )
    head[MONTHS] = _valid_months(head.get(MONTHS, ""))
    notation = speaker(head["language"]).notation
    return head, [section.values(notation) for section in sections]


def _name(number: int, name: str) -> str:
    if name not in (*HEAD, MONTHS):
        raise TrainingError(
            _(
                "Line {number}: '{name}' is not a valid name above the first section.",
                number=number,
                name=name[:40],
            ),
            where=f"line {number}",
            cure=_("Valid names are {join}.", join=[*HEAD, MONTHS]),
        )
    return name


def _valid_months(text: str) -> int | None:
    if not text:
        return None
    months = parse_whole_number(text, least=1, most=MOST_VALID_MONTHS)
    if months is None:
        raise TrainingError(
            _("'{text}' is not a number of months from 1 to 120.", text=text[:40]),
            where=MONTHS,
            cure=_("Write valid_months: 24, or omit the line."),
        )
    return months


def _section(number: int, line: str) -> SectionText:
    found = SECTION.match(line)
    if not found or found[1] not in Kind.values:
        raise TrainingError(
            _("Line {number}: '{line}' does not begin a section.", number=number, line=line[:40]),
            where=f"line {number}",
            cure=_("Write # kind, minutes: title. The kinds are {join}.", join=list(Kind.values)),
        )
    return SectionText(found[1], int(found[2]), found[3].strip())


def _part(number: int, name: str) -> str:
    if name.strip() not in PARTS:
        raise TrainingError(
            _(
                "Line {number}: there is no part called '{strip}'.",
                number=number,
                strip=name.strip(),
            ),
            where=f"line {number}",
            cure=_(
                "The parts are {join}. A heading within a part begins with ###.", join=list(PARTS)
            ),
        )
    return PARTS[name.strip()]


def _sheets(lines: list[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    for found in _items(lines, ITEM):
        heading = found[1].removesuffix(WITH_ROLES).strip()
        yield {"heading": heading, "roles": found[1].endswith(WITH_ROLES)}


def _items(lines: list[tuple[int, str]], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for number, line in lines:
        if not line.strip():
            continue
        found = pattern.match(line.strip())
        if not found:
            raise TrainingError(
                _(
                    "Line {number}: '{strip}' is not a list item.",
                    number=number,
                    strip=line.strip()[:40],
                ),
                where=f"line {number}",
                cure=_("Begin the line with -, then write the text."),
            )
        yield found


def write_module(module: Module) -> str:
    """Return a module as its text; reading it gives the same module."""
    head = [f"{name}: {getattr(module, name)}" for name in HEAD]
    if module.valid_months:
        head.append(f"{MONTHS}: {module.valid_months}")
    return "\n".join([*head, *(line for s in module.sections.all() for line in _lines(s))]) + "\n"


def _lines(section: Section) -> Iterator[str]:
    yield ""
    yield f"# {section.kind}, {section.minutes}: {section.title}"
    for name, key in PARTS.items():
        value = getattr(section, key)
        if not value:
            continue
        yield ""
        yield f"## {name}"
        if key == "sheets":
            yield from (f"- {s['heading']}{f' {WITH_ROLES}' if s['roles'] else ''}" for s in value)
        elif key == "questions":
            yield from write_questions(value)
        else:
            yield value
