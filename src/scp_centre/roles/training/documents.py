"""Documents of training as blocks, for PDF and DOCX: trainer's guide, hand-out, record."""

from collections.abc import Iterator

from markdown_it.token import Token

from scp_centre.centre.documents.blocks import (
    Block,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Photograph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.documents.markdown import slides_of
from scp_centre.centre.documents.text_blocks import blocks_of_text
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _, n_
from scp_centre.roles.training import queries
from scp_centre.roles.training.attendance import Attendance, attendance_of
from scp_centre.roles.training.models import Group, Module, Picture, Section, Workshop
from scp_centre.roles.training.poll_results import results_of_polls
from scp_centre.roles.training.quiz_results import results_of
from scp_centre.roles.training.room_limits import ROLE_NAMES, ROLES_OF_CENTRE


def blocks_of(text: str, level: int = 2) -> Iterator[Block]:
    """Yield the blocks of a text, with the module's own pictures."""
    yield from blocks_of_text(text, level, _photograph)


def _photograph(part: Token) -> Photograph | None:
    picture = picture_of(part)
    if picture is None:
        return None
    with picture.file.open("rb") as opened:
        return Photograph(f"{part.content} ({picture.source})", opened.read())


def picture_of(part: Token) -> Picture | None:
    """Return the module's own picture that a part of a text shows."""
    if part.type != "image":
        return None
    return queries.picture_at(str(part.attrs.get("src", "")))


def compose_guide(module: Module, say: Speaker, *, notes: bool) -> Report:
    """Return the trainer's guide of a module, or, without notes, the participants' hand-out."""
    title = say(_("Trainer's guide")) if notes else say(_("Hand-out"))
    blocks: list[Block] = []
    for section in module.sections.all():
        blocks += _guide_of(section, say) if notes else _handout_of(section, say)
    return _report(
        module.title, title, module.summary, tuple(blocks), say, f"{module.title}, {title}"
    )


def _guide_of(section: Section, say: Speaker) -> Iterator[Block]:
    yield Heading(section.title, new_page=section.place > 0)
    minutes = say(n_("{count} minute", "{count} minutes", section.minutes))
    yield Paragraph(f"{say(str(section.kind))}, {minutes}", "note")
    for part, text in ((_("Notes"), section.notes), (_("Task"), section.task)):
        if text:
            yield Heading(say(part), level=2)
            yield from blocks_of(text)
    if section.sheets:
        yield Heading(say(_("Flip chart sheets")), level=2)
        yield Items(tuple(sheet["heading"] for sheet in section.sheets), numbered=True)
    for number, slide in enumerate(slides_of(section.slides), 1):
        yield Heading(say(_("Slide {number}", number=number)), level=2)
        yield from blocks_of(slide)
    if section.questions:
        yield Heading(say(_("Questions")), level=2)
        yield Items(tuple(q["text"] for q in section.questions), numbered=True)


def _handout_of(section: Section, say: Speaker) -> Iterator[Block]:
    if not (section.handout or section.task):
        return
    yield Heading(section.title)
    if section.task:
        yield from blocks_of(section.task)
    if section.handout:
        yield from blocks_of(section.handout)


def _report(
    company: str, title: str, subtitle: str, blocks: tuple[Block, ...], say: Speaker, head: str
) -> Report:
    return Report(
        language=say.language,
        title=title,
        subtitle=subtitle,
        company=company,
        site="",
        place="",
        date="",
        author="",
        note="",
        running_head=head,
        blocks=blocks,
        words=report_words(say),
    )


def compose_record(workshop: Workshop, say: Speaker) -> Report:
    """Return the record of a workshop: the plan, the board, each flip chart, who was there."""
    groups = queries.groups_of(workshop)
    blocks = [
        *_in_short(workshop, len(groups), say),
        *_plan(workshop, say),
        *_board(workshop, say),
        *(block for group in groups for block in _chart(group, say)),
        *_asked(workshop, say),
        *_questions(workshop, say),
        *_agreements(workshop, say),
        *_quizzes(workshop, say),
        *_evaluation(workshop, say),
        *_people(workshop, say),
    ]
    title = say(_("Workshop record"))
    return Report(
        language=say.language,
        title=title,
        subtitle=workshop.module.title,
        company=workshop.title,
        site=workshop.place,
        place="",
        date=say.date(workshop.starts.date()),
        author=str(workshop.trainer),
        note=say(_("Fictional workshop of the sample centre.")) if workshop.is_sample else "",
        running_head=f"{workshop.title}, {title}",
        blocks=tuple(blocks),
        words=report_words(say),
    )


def _in_short(workshop: Workshop, groups: int, say: Speaker) -> Iterator[Block]:
    people = queries.in_the_room_of(workshop).count()
    plan = queries.plan_of(workshop)
    yield Heading(say(_("At a glance")), new_page=True)
    yield KeyFigures(
        (
            KeyFigure(say.plain(people), say(_("people"))),
            KeyFigure(say.plain(queries.organisations_of(workshop)), say(_("organisations"))),
            KeyFigure(say.plain(groups), say(_("groups"))),
            KeyFigure(say.plain(len(plan)), say(_("actions agreed"))),
        )
    )
    first = queries.priorities_of(workshop)[:5]
    if first:
        yield Heading(say(_("Entries with the most dots")), level=2)
        yield Items(tuple(f"{n.text} ({n.all_dots})" for n in first), numbered=True)


def _plan(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Action plan")))
    plan = queries.plan_of(workshop)
    if not plan:
        yield Paragraph(say(_("No actions were added to the plan.")))
        return
    rows = tuple(
        (
            a.what,
            a.who,
            say.date(a.due) if a.due else say(_("no date")),
            a.with_whom,
            say.plain(a.role) if a.role else "",
            say(str(a.carried)),
        )
        for a in plan
    )
    names = heads(say, _("Item"), _("Who"), _("Deadline"), _("With whom"), _("Role"), _("Progress"))
    yield Table(say(_("Who does what by when")), names, rows, widths=(3, 1.4, 1.1, 1.4, 0.6, 1))


def _board(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    board = queries.board_of(workshop)
    if not any(row.notes for row in board):
        return
    yield Heading(say(_("The nine roles, as the groups see them")), new_page=True)
    rows = tuple(
        (
            _place_on_board(row, say),
            say.plain(note.sheet.group.number),
            note.text,
            _dots(row, place, note.all_dots, say),
        )
        for row in board
        for place, note in enumerate(row.notes)
    )
    names = heads(say, _("Role"), _("Group"), _("Note"), _("Dots"))
    yield Table(say(_("Board")), names, rows, (1, 3), widths=(1.3, 0.5, 4, 0.5))
    # A note that the trainer moved was still written about its group's own role.
    chosen = {note.role for row in board for note in row.notes}
    if left := [f"{n} {say(name)}" for n, name in ROLE_NAMES.items() if n not in chosen]:
        yield Paragraph(say(_("Roles that no group chose: {roles}.", roles=", ".join(left))))


def _place_on_board(row: queries.OnBoard, say: Speaker) -> str:
    if row.is_merged:
        return say(_("{theme} (merged)", theme=row.name))
    return f"{row.number} {say(row.name)}" if row.number else row.name


def _dots(row: queries.OnBoard, place: int, dots: int, say: Speaker) -> str:
    """Return the dots of a note; of a merged theme, all of them beside its first part."""
    if row.is_merged:
        dots = 0 if place else row.dots
    return say.plain(dots) if dots else ""


def _chart(group: Group, say: Speaker) -> Iterator[Block]:
    place = f", {group.room}" if group.room else ""
    yield Heading(say(_("Group {number}", number=group.number)) + place, new_page=True)
    members = ", ".join(str(p) for p in group.members.all())
    yield Paragraph(members, "note")
    if group.spokesperson:
        yield Paragraph(say(_("Spokesperson: {name}", name=group.spokesperson.name)), "note")
    for sheet, notes in queries.chart_of(group):
        yield Heading(sheet.heading, level=2)
        if notes:
            yield Items(tuple(_note(n.role, n.text, n.owner.name, n.late, say) for n in notes))
        else:
            yield Paragraph(say(_("Nothing was written here.")))
    for photo in group.photos.filter(hidden=False).select_related("owner"):
        title = say(_("Paper flip chart, picture by {name}", name=photo.owner.name))
        with photo.file.open("rb") as opened:
            yield Photograph(title, opened.read())


def _note(role: int | None, text: str, name: str, late: bool, say: Speaker) -> str:
    about = f"{say(ROLES_OF_CENTRE[role]).partition(':')[0]}: " if role else ""
    return f"{about}{text} ({name}{', ' + say(_('late')) if late else ''})"


def _asked(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    results = [r for r in reversed(results_of_polls(workshop)) if r.answered]
    if results:
        yield Heading(say(_("Questions put to the room")), new_page=True)
    for result in results:
        yield Heading(result.poll.text, level=2)
        answered = n_("{count} person answered", "{count} people answered", result.answered)
        yield Paragraph(say(answered), "note")
        if result.options:
            options = tuple(
                (o.text, say.plain(o.people), say.percent(o.share or 0)) for o in result.options
            )
            names = heads(say, _("Answer"), _("People"), _("Share"))
            yield Table(say(_("Answers to the poll")), names, options, (1, 2), widths=(4, 1, 1))
        elif result.words:
            words = tuple((w.text, say.plain(w.people)) for w in result.words)
            names = heads(say, _("Word"), _("People"))
            yield Table(say(_("Words by number of people")), names, words, (1,), widths=(4, 1))
        elif result.questions:
            asked = tuple(
                (q.text, q.asked_by.name, say.plain(q.all_votes)) for q in result.questions
            )
            names = heads(say, _("Question"), _("Asked by"), _("Votes"))
            yield Table(
                say(_("Questions by number of votes")), names, asked, (2,), widths=(4, 1.4, 0.7)
            )


def _questions(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    questions = workshop.questions.filter(hidden=False, poll=None).select_related(
        "group", "asked_by"
    )
    if questions:
        yield Heading(say(_("Questions")), new_page=True)
        rows = tuple(
            (q.text, q.asked_by.name, say.plain(q.group.number) if q.group else "")
            for q in questions
        )
        names = heads(say, _("Question"), _("Asked by"), _("To group"))
        yield Table(say(_("Questions from the report-back")), names, rows, widths=(4, 1.4, 0.7))


def _agreements(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    agreed = queries.agreed_in(workshop)
    if agreed:
        yield Heading(say(_("What the participants agreed")), level=2)
        yield Items(tuple(a.text for a in agreed))


def _evaluation(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    _unused, results, answered = queries.evaluation_of(workshop)
    if not answered:
        return
    yield Heading(say(_("Evaluation")))
    yield Paragraph(say(_("Answers: {answered}", answered=answered)))
    ratings = tuple(
        (r["text"], *(say.plain(c) for c in r["counts"]), say.number(r["mean"], 2))
        for r in results
        if r["kind"] == "rating" and r["n"]
    )
    if ratings:
        names = (*heads(say, _("Question")), "1", "2", "3", "4", "5", *heads(say, _("Mean")))
        caption = say(_("Number of people who chose each mark (1: not at all, 5: fully)"))
        yield Table(caption, names, ratings, tuple(range(1, 7)), widths=(4, *(0.5,) * 5, 0.7))
    for result in results:
        if result["kind"] == "text" and result["answers"]:
            yield Heading(result["text"], level=2)
            yield Items(tuple(result["answers"]))


def _quizzes(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    results = results_of(workshop)
    if results:
        yield Heading(say(_("Quizzes")), new_page=True)
    for result in results:
        if gain := result.gain:
            before, after = say.percent(gain.before), say.percent(gain.after)
            yield Paragraph(
                say(
                    _(
                        "Before {before}, after {after} (people who answered both: {n})",
                        before=before,
                        after=after,
                        n=gain.n,
                    )
                )
            )
        rows = tuple(
            (q["text"], say.plain(s.n), say.percent(s.difficulty) if s.n else "")
            for q, s in result.items
        )
        names = heads(say, _("Question"), _("Answers"), _("Mean mark"))
        yield Table(result.section.title, names, rows, (1, 2), widths=(4, 0.7, 0.8))


def _people(workshop: Workshop, say: Speaker) -> Iterator[Block]:
    measured = not workshop.ended or workshop.minutes_held is not None
    found = attendance_of(workshop)
    yield Heading(say(_("Who attended")), new_page=True)
    if measured:
        yield _what_took_place(found, say)
    else:
        yield Paragraph(say(_("Attendance was not measured in this workshop.")), "note")
    rows = tuple(
        (
            p.who.name,
            p.who.organisation,
            say.plain(p.who.group.number) if p.who.group else "",
            say.plain(p.total) if measured else "–",
        )
        for p in found.people
    )
    names = heads(say, _("Name"), _("Organisation"), _("Group"), _("Attended, min"))
    yield Table(say(_("Participants")), names, rows, (2, 3), widths=(2, 3, 0.6, 0.8))


def _what_took_place(found: Attendance, say: Speaker) -> Block:
    rows = [
        (s.section.title, say.plain(s.planned), say.plain(s.held))
        for s in found.sections
        if s.counts
    ]
    rows.append((say(_("Total")), say.plain(found.planned), say.plain(found.held)))
    names = heads(say, _("Section"), _("Planned, min"), _("Held, min"))
    return Table(say(_("Sections, excluding breaks")), names, tuple(rows), (1, 2), widths=(4, 1, 1))
