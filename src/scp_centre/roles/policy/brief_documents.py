"""A brief set: as HTML for the page, and as a document of two pages or of eight."""

import re

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    Paragraph,
    Report,
    Table,
    report_words,
)
from scp_centre.centre.documents.markdown import SLIDE_BREAK, as_html
from scp_centre.centre.documents.text_blocks import blocks_of_text
from scp_centre.centre.installation.addresses import public_address
from scp_centre.centre.registry.models import Centre
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _, p_
from scp_centre.roles.policy.analysis import study
from scp_centre.roles.policy.brief_figures import (
    TOKEN,
    Basis,
    Figure,
    figures_of,
    names_in,
    source_of,
)
from scp_centre.roles.policy.dependents import cited_figures
from scp_centre.roles.policy.models import Brief, Standing
from scp_centre.roles.policy.queries import scenarios_in
from scp_centre.roles.policy.scenario_runs import result_of

OWN_PICTURE = re.compile(
    r'<img src="(/policy/[^"]+/pictures/[^"]+?)/wide\.svg" alt="([^"]*)"[^>]*>'
)
ALONE = re.compile(r"^\s*\{\{\s*([A-Za-z0-9_.:]+)\s*\}\}\s*$")


def basis_of(brief: Brief, *, drawn: bool = True) -> Basis:
    """Return what the figures of a brief are computed from."""
    results = [(s.title, result_of(s)) for s in scenarios_in(brief)]
    say = speaker(brief.language)
    return Basis(study(brief.table), results, say, drawn, cited_figures(brief.text, say))


def brief_figures(brief: Brief, *, drawn: bool = True) -> dict[str, Figure]:
    """Return the figures of a brief: frozen once it is published, living until then."""
    if brief.standing == Standing.PUBLISHED:
        return {name: Figure.of(data) for name, data in brief.frozen.items()}
    return figures_of(brief.text, basis_of(brief, drawn=drawn))


def brief_figure(brief: Brief, name: str) -> Figure | None:
    """Return one figure of a brief; None when its text does not hold it."""
    if name not in names_in(brief.text):
        return None
    if brief.standing == Standing.PUBLISHED:
        return Figure.of(brief.frozen[name])
    return figures_of(f"{{{{{name}}}}}", basis_of(brief))[name]


def brief_html(brief: Brief, figures: dict[str, Figure]) -> SafeString:
    """Return a brief as a page, each figure linked to its derivation."""
    text = SLIDE_BREAK.sub("", brief.text)
    return html_of(text, brief, figures)


def html_of(text: str, brief: Brief, figures: dict[str, Figure]) -> SafeString:
    """Return a part of a brief as a page shows it."""

    def put(found: re.Match[str]) -> str:
        one = figures[found.group(1)]
        where = reverse("brief_figure", args=[brief.slug, one.name])
        if one.kind == "picture":
            address = reverse("brief_picture", args=[brief.slug, one.name, "wide"])
            return f"![{_quiet(one.text)}]({address})\n\n[{_quiet(one.how)}]({where})\n"
        if one.kind == "table":
            return _markdown_table(one) + f"\n\n[{_quiet(one.how)}]({where})\n"
        return f"[{_quiet(one.text)}]({where})"

    html = as_html(TOKEN.sub(put, text), top=2)
    return mark_safe(OWN_PICTURE.sub(_responsive, html))  # noqa: S308 -- our own address and words


def _responsive(found: re.Match[str]) -> str:
    address, words = found.group(1), found.group(2)
    return (
        f'<figure class="picture"><picture><source media="(max-width: 40rem)" '
        f'srcset="{address}/narrow.svg"><img src="{address}/wide.svg" alt="{words}" loading="lazy">'
        f'</picture><figcaption class="small soft">{words}</figcaption></figure>'
    )


def _quiet(words: str) -> str:
    """Return words that Markdown takes as words."""
    return re.sub(r"([\[\]*_`|<>\\])", r"\\\1", words)


def _markdown_table(one: Figure) -> str:
    head, *rows = one.rows
    lines = [head, ("---",) * len(head), *rows]
    return "\n\n" + "\n".join("| " + " | ".join(map(_quiet_cell, line)) + " |" for line in lines)


def _quiet_cell(cell: str) -> str:
    return cell if set(cell) == {"-"} else _quiet(cell)


def plain_text(text: str, figures: dict[str, Figure]) -> str:
    """Return a text with its figures in words, as people read and comment on it."""
    return TOKEN.sub(lambda found: figures[found.group(1)].text, text)


def paragraphs_of(brief: Brief, figures: dict[str, Figure]) -> list[str]:
    """Return a brief paragraph by paragraph, as it is put to the public."""
    text = SLIDE_BREAK.sub("", brief.text)
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return [plain_text(part, figures) for part in parts]


def compose_brief(brief: Brief, *, long: bool) -> Report:
    """Return a brief as a document: its first part on two pages, or all of it with its annex."""
    say = speaker(brief.language)
    figures = brief_figures(brief)
    parts = SLIDE_BREAK.split(brief.text)
    blocks: list[Block] = [Paragraph(brief.summary, "lead")]
    for part in parts if long else parts[:1]:
        blocks += _blocks(part, figures, say)
    if long:
        blocks += _annex(brief, figures, say)
    note = [say(_("The figures are frozen as of the publication date."))] if brief.published else []
    if brief.standing != Standing.PUBLISHED:
        note = [
            say(_("This is a draft. The figures change when the table or the scenarios change."))
        ]
    if brief.is_sample:
        note.append(say(_("Fictional country: none of the figures describe a real country.")))
    centre = Centre.objects.first()
    name = centre.name if centre else ""
    return Report(
        language=brief.language,
        # A cover sets the company large: here the title of the brief stands in its place.
        title=say(_("Policy brief")) if long else brief.title,
        subtitle="" if long else say(_("Policy brief")),
        company=brief.title if long else name,
        site=name if long else "",
        place=brief.table.country,
        date=say.date(brief.published or brief.changed),
        author="",
        note=" ".join(note),
        running_head=f"{say(_('Policy brief'))}: {brief.title}",
        blocks=tuple(blocks),
        words=report_words(say),
        cover=long,
    )


def _blocks(part: str, figures: dict[str, Figure], say: Speaker) -> list[Block]:
    """Return a part as blocks; a figure that stands alone in a paragraph is set as what it is."""
    found: list[Block] = []
    for piece in re.split(r"\n\s*\n", part):
        alone = ALONE.match(piece)
        one = figures.get(alone.group(1)) if alone else None
        if one is not None and one.kind == "picture":
            name = re.sub(r"[^a-z0-9]", "-", one.name)
            found.append(Drawing(name, one.text, "", one.svg, source=one.how))
        elif one is not None and one.kind == "table":
            head, *rows = one.rows
            found.append(Table(one.text, head, tuple(rows), (1, 2), (3.0, 1.2, 1.0)))
        else:
            found += blocks_of_text(plain_text(piece, figures), level=1)
    return found


def _annex(brief: Brief, figures: dict[str, Figure], say: Speaker) -> list[Block]:
    """Return where every figure comes from, and how to compute it again."""
    table = brief.table
    source = source_of(table, say)
    rows = tuple(
        (f.text, f.how.replace(source, "").strip() or "–")
        for f in figures.values()
        if f.kind in ("number", "name", "sentence")
    )
    return [
        Heading(say(_("Where the figures come from")), new_page=True),
        Paragraph(source),
        Paragraph(
            say(
                _(
                    "Table checksum: {digest}. Greenhouse gases: {gwp}, 100 years. Pressures that "
                    "imports cause abroad are not included.",
                    digest=table.digest[:16],
                    gwp=table.gwp_set,
                )
                if table.accounts.get("imported_inputs")
                else _(
                    "Table checksum: {digest}. Greenhouse gases: {gwp}, 100 years. Imports are "
                    "counted as if they were produced domestically.",
                    digest=table.digest[:16],
                    gwp=table.gwp_set,
                )
            )
        ),
        Table(
            say(_("Figures in this brief")),
            (say(p_("number", "Figure")), say(_("How the value was calculated"))),
            rows,
            (),
            (1.0, 1.4),
        ),
        Heading(say(_("Recalculate the figures")), level=2),
        Paragraph(
            say(
                _(
                    "The data package on this brief's page contains the table, scenarios and "
                    "figures. This command recalculates all of them and shows any differences:"
                )
            )
        ),
        Paragraph(f"scp-centre brief {brief.slug}.zip"),
        *_where(brief, say),
    ]


def _where(brief: Brief, say: Speaker) -> list[Block]:
    """Return where the brief stands on the web, where the centre has said its address."""
    base = public_address()
    if not base:
        return []
    address = base + reverse("brief", args=[brief.slug])
    return [
        Paragraph(say(_("Every figure, with a link to its derivation: {address}", address=address)))
    ]
