"""Figures of training for a donor: workshops, people, hours, organisations, and who they were."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from scp_centre.centre.documents.blocks import (
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.centre.translation import Speaker
from scp_centre.methods.disclosure import holder_key
from scp_centre.methods.messages import Message, _, n_
from scp_centre.roles.training.attendance import TOOK_PLACE, planned_minutes
from scp_centre.roles.training.models import Carried, Evaluation, Participant, Workshop
from scp_centre.roles.training.quiz_results import results_of

NOT_SAID = {"": _("not given")}
NOT_MEASURED = "–"
BREAKDOWNS = {
    "sector": _("Sector"),
    "gender": _("Gender"),
    "experience": _("Experience"),
    "region": _("Region"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One workshop. listed : people who registered    people : who took part

    planned, held : minutes without breaks    hours : person-hours attended, as measured
    held and hours are None where attendance was not measured
    satisfaction : mean of all ratings, 1 to 5, None where nobody answered
    """

    workshop: Workshop
    listed: int
    people: int
    organisations: int
    planned: int
    held: int | None
    hours: float | None
    satisfaction: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All workshops that took place and ended between two days.

    people : who took part, somebody in two counts twice    hours : of those that were measured
    unmeasured : how many workshops have no hours
    gain : mean of (after - before) of all who took both tests, None where there were none
    """

    start: date
    end: date
    rows: tuple[Row, ...]
    people: int
    organisations: int
    hours: float | None
    unmeasured: int
    satisfaction: float | None
    gain: float | None
    breakdowns: dict[str, list[tuple[str, int]]]
    actions: dict[str, int]


def training_figures(start: date, end: date) -> Figures:
    """Return the figures of the workshops that took place and ended in a span of days."""
    held = list(
        Workshop.objects.filter(TOOK_PLACE, ended__date__gte=start, ended__date__lte=end)
        .select_related("module")
        .prefetch_related("module__sections", "participants", "actions")
        .order_by("starts")
    )
    ratings = _ratings(held)
    rows = tuple(_row(w, ratings.get(w.pk, [])) for w in held)
    present = [person for workshop in held for person in _took_part(workshop)]
    hours = [r.hours for r in rows if r.hours is not None]
    everything = [r for w in held for r in ratings.get(w.pk, [])]
    proposed = (action for workshop in held for action in workshop.actions.all())
    carried = Counter(action.carried for action in proposed if not action.hidden)
    return Figures(
        start,
        end,
        rows,
        len(present),
        len({_name(p) for p in present} - {""}),
        sum(hours) if hours or not rows else None,
        len(rows) - len(hours),
        _mean(everything),
        _mean_gain(held),
        {name: _counts(name, held) for name in BREAKDOWNS},
        {state: carried[state] for state in Carried.labels},
    )


def _ratings(held: Iterable[Workshop]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    given = Evaluation.objects.filter(participant__workshop__in=list(held))
    for pk, answers in given.values_list("participant__workshop", "answers"):
        found.setdefault(pk, []).extend(a for a in answers if isinstance(a, int))
    return found


def _row(workshop: Workshop, ratings: list[int]) -> Row:
    people = _took_part(workshop)
    measured = workshop.minutes_held is not None
    return Row(
        workshop,
        len(workshop.participants.all()),
        len(people),
        len({_name(p) for p in people} - {""}),
        planned_minutes(workshop.module.sections.all()),
        workshop.minutes_held,
        sum(p.minutes or 0 for p in people) / 60 if measured else None,
        _mean(ratings),
    )


def _took_part(workshop: Workshop) -> list[Participant]:
    return [p for p in workshop.participants.all() if p.took_part]


def _name(who: Participant) -> str:
    return holder_key(who.organisation)


def _mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None


def _mean_gain(held: Iterable[Workshop]) -> float | None:
    results = (result for workshop in held for result in results_of(workshop))
    gains = [result.gain for result in results if result.gain]
    people = sum(g.n for g in gains)
    return sum(g.n * g.difference for g in gains) / people if people else None


def _counts(name: str, held: Iterable[Workshop]) -> list[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for workshop in held:
        for who in _took_part(workshop):
            counted[workshop.region if name == "region" else getattr(who, name)] += 1
    return sorted(counted.items(), key=lambda row: (row[0] == "", -row[1], row[0]))


def compose_figures(figures: Figures, centre: str, say: Speaker, note: str = "") -> Report:
    """Return the report for a donor."""
    span = f"{say.date(figures.start)} – {say.date(figures.end)}"
    title = say(_("Training by the centre"))
    return Report(
        language=say.language,
        title=title,
        subtitle=span,
        company=centre,
        site="",
        place="",
        date=say.date(figures.end),
        author="",
        note=note,
        running_head=title,
        blocks=tuple(_blocks(figures, say)),
        words=report_words(say),
        cover=False,
    )


def _blocks(figures: Figures, say: Speaker) -> Iterable[Any]:
    yield KeyFigures(tuple(KeyFigure(value, label) for value, label in key_figures(figures, say)))
    for sentence in what_is_counted(figures):
        yield Paragraph(say(sentence), "note")
    yield workshop_table(figures, say)
    yield from breakdown_tables(figures, say)
    if any(figures.actions.values()):
        yield Heading(say(_("Outcome of the actions")), level=2)
        names = heads(say, _("Progress"), _("Actions"))
        rows = tuple((say(state), say.plain(n)) for state, n in figures.actions.items())
        yield Table(say(_("Actions agreed in these workshops")), names, rows, (1,))


def what_is_counted(figures: Figures) -> Iterable[Message]:
    """Yield how people and hours are counted, and for how many workshops hours are not known."""
    yield _(
        "People who were in the room are counted in each workshop that they attended. Their hours "
        "are measured section by section, excluding breaks."
    )
    if figures.unmeasured:
        yield n_(
            "In {count} workshop, attendance was not measured. Everyone on its list is counted, "
            "without hours, unless they were recorded as having left.",
            "In {count} workshops, attendance was not measured. Everyone on their lists is "
            "counted, without hours, unless they were recorded as having left.",
            figures.unmeasured,
        )


def key_figures(figures: Figures, say: Speaker) -> list[tuple[str, str]]:
    """Return the sums, written, with what they are."""
    mean = figures.satisfaction
    return [
        (say.plain(len(figures.rows)), say(_("workshops"))),
        (say.plain(figures.people), say(_("people"))),
        (say.plain(figures.organisations), say(_("organisations"))),
        (
            "–" if figures.hours is None else say.number(figures.hours, 3),
            say(_("person-hours attended")),
        ),
        (say.number(mean, 2) if mean else "–", say(_("satisfaction, 1 to 5"))),
        (
            "–" if figures.gain is None else say.percent(figures.gain),
            say(_("gain between the first test and the final test")),
        ),
    ]


def workshop_table(figures: Figures, say: Speaker) -> Table:
    """Return a row for each workshop."""
    names = heads(
        say,
        _("Workshop"),
        _("Day"),
        _("Registered"),
        _("Took part"),
        _("Organisations"),
        _("Planned, min"),
        _("Held, min"),
        _("Person-hours attended"),
        _("Satisfaction, 1 to 5"),
    )
    rows = tuple(
        (
            r.workshop.title,
            say.date(r.workshop.starts.date()),
            say.plain(r.listed),
            say.plain(r.people),
            say.plain(r.organisations),
            say.plain(r.planned),
            NOT_MEASURED if r.held is None else say.plain(r.held),
            NOT_MEASURED if r.hours is None else say.number(r.hours, 3),
            say.number(r.satisfaction, 2) if r.satisfaction else "",
        )
        for r in figures.rows
    )
    widths = (2.4, 1.2, 1, 0.8, 1, 0.9, 0.8, 1, 1)
    return Table(say(_("Workshops")), names, rows, (2, 3, 4, 5, 6, 7, 8), widths=widths)


def breakdown_tables(figures: Figures, say: Speaker) -> list[Table]:
    """Return who the people were, by what they said of themselves."""
    tables = []
    for name, counts in figures.breakdowns.items():
        if not counts:
            continue
        rows = tuple((say(NOT_SAID.get(v, v)), say.plain(n)) for v, n in counts)
        title = say(BREAKDOWNS[name])
        tables.append(Table(title, (title, *heads(say, _("People"))), rows, (1,)))
    return tables


def figures_xlsx(figures: Figures, say: Speaker) -> bytes:
    """Return the figures as a workbook: numbers as numbers, a sheet for each table."""
    buffer = BytesIO()
    book = new_book(buffer)
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(say(_("Workshops"))[:31])
    sheet.write_row(0, 0, workshop_table(figures, say).head, bold)
    for i, row in enumerate(figures.rows, 1):
        sheet.write(i, 0, row.workshop.title)
        sheet.write_datetime(i, 1, row.workshop.starts.replace(tzinfo=None), day)
        people = (row.listed, row.people, row.organisations, row.planned)
        sheet.write_row(i, 2, (*people, row.held, row.hours, row.satisfaction))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 8, 16)
    for name, counts in figures.breakdowns.items():
        sheet = book.add_worksheet(say(BREAKDOWNS[name])[:31])
        sheet.write_row(0, 0, (say(BREAKDOWNS[name]), say(_("People"))), bold)
        for i, (value, n) in enumerate(counts, 1):
            sheet.write_row(i, 0, (say(NOT_SAID.get(value, value)), n))
        sheet.set_column(0, 0, 40)
    book.close()
    return buffer.getvalue()
