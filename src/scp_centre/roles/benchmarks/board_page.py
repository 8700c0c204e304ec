"""The page that a company shows its board: where its plant stands, and what the gap is worth."""

from collections.abc import Iterator, Sequence

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.documents.pdf_file import write_pdf
from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.benchmarks.models import Release
from scp_centre.roles.benchmarks.pictures import draw_curve, draw_gap
from scp_centre.roles.benchmarks.plant_position import Standing

PAPERS = {"letter": "us-letter", "a4": "a4"}


def board_pdf(release: Release, places: Sequence[Standing], say: Speaker, paper: str) -> bytes:
    """Return the PDF, a page a plant. paper : letter or a4"""
    return write_pdf(compose_board(release, places, say, paper))


def compose_board(release: Release, places: Sequence[Standing], say: Speaker, paper: str) -> Report:
    """Return the document."""
    benchmark = release.benchmark
    fictional = say(_("Fictional data, based on an invented survey from the sample centre."))
    title = say(_("Where your plant stands"))
    return Report(
        language=say.language,
        title=title,
        subtitle=f"{benchmark}. {say(_('Confidential: for this company only.'))}",
        company=", ".join(s.name for s in places),
        site="",
        place="",
        date=say.date(release.released.date()),
        author="",
        note=fictional if benchmark.is_sample else "",
        running_head=title,
        blocks=tuple(_blocks(release, places, say)),
        words=report_words(say),
        paper=PAPERS[paper],
        cover=False,
    )


def _blocks(release: Release, places: Sequence[Standing], say: Speaker) -> Iterator[Block]:
    benchmark = release.benchmark
    for i, mine in enumerate(places):
        yield Heading(mine.name, level=2, new_page=i > 0)
        yield Paragraph(say_gap(release, mine, say), "lead")
        yield KeyFigures(tuple(_figures(release, mine, say)))
        if release.content["points"]:
            yield Drawing(
                "curve",
                say(_("Your plant on the curve")),
                f"{say(benchmark.use)} / {say(benchmark.output)}, {say.unit(benchmark.unit)}",
                draw_curve(release, say, "wide", [(mine.name, mine.place)]),
            )
        if mine.gaps:
            yield _gaps(release, mine, say)
            yield Drawing(
                "gap",
                say(_("Your use compared with the reference points")),
                f"{say(benchmark.use)}, {say.unit(benchmark.use_unit)}, {benchmark.year}",
                draw_gap(release, mine, say, "wide"),
            )
        yield Paragraph(_basis(release, say), "note")


def _figures(release: Release, mine: Standing, say: Speaker) -> Iterator[KeyFigure]:
    p = mine.place
    yield KeyFigure(say.amount(p.intensity, release.benchmark.unit), str(release.benchmark.year))
    rank = (
        _("{rank} of {n}", rank=p.first, n=p.n)
        if p.first == p.last
        else _("{first} to {last} of {n}", first=p.first, last=p.last, n=p.n)
    )
    yield KeyFigure(say(rank), say(_("rank (rank 1 uses the least)")))
    if p.percentile is not None:
        yield KeyFigure(
            f"{say.number(round(p.percentile), 1)} %",
            say(
                _(
                    "of comparable plants use more (95 % interval: {low} to {high} %)",
                    low=say.number(round(p.low), 1),
                    high=say.number(round(p.high), 1),
                )
            ),
        )
    if mine.score is not None and "model" in release.content:
        score, low, high = (say.number(round(v), 1) for v in mine.score)
        yield KeyFigure(score, say(_("score (95 % interval: {low} to {high})", low=low, high=high)))


def say_gap(release: Release, mine: Standing, say: Speaker) -> str:
    """Return the sentence that the board remembers."""
    unit = release.benchmark.use_unit
    first = next((g for g in mine.gaps if g.use > 0), None)
    if first is None:
        return say(_("The plant is among the best in its sector."))
    worth = [say.amount(first.use, unit)]
    if first.money is not None:
        worth.append(say.money(first.money, release.content["price"]["currency"]))
    if first.co2e is not None:
        worth.append(say.amount(first.co2e, "t CO2e"))
    return say(
        _(
            "If the plant reached {to}, it would save {worth} each year.",
            to=say(first.to),
            worth="; ".join(worth),
        )
    )


def _gaps(release: Release, mine: Standing, say: Speaker) -> Table:
    content, unit = release.content, release.benchmark.use_unit
    price, emission = content.get("price"), content.get("emission")
    head = [*heads(say, _("Annual saving at this reference point")), say.unit(unit)]
    head += [price["currency"]] if price else []
    head += ["t CO₂e"] if emission else []
    rows = []
    for gap in mine.gaps:
        row = [say(gap.to), say.number(gap.use, 3)]
        row += [say.number(gap.money, 3)] if price else []
        row += [say.number(gap.co2e, 3)] if emission else []
        rows.append(tuple(row))
    return Table(
        say(_("Value of the gap at your output")),
        tuple(head),
        tuple(rows),
        tuple(range(1, len(head))),
    )


def _basis(release: Release, say: Speaker) -> str:
    content, benchmark = release.content, release.benchmark
    use_unit = say.unit(benchmark.use_unit)
    parts = [
        say(
            _(
                "Release {version} of {date}. Number of plants: {plants}. Number of companies: "
                "{companies}.",
                version=release.version,
                date=say.date(release.released.date()),
                plants=content["plants"],
                companies=content["companies"],
            )
        ),
        benchmark.boundary,
    ]
    if price := content.get("price"):
        rate = f"{say.number(price['value'], 3)} {price['currency']}/{use_unit}"
        parts.append(f"{rate}: {price['source']}.")
    if emission := content.get("emission"):
        rate = f"{say.number(emission['value'], 3)} kg CO₂e/{use_unit}"
        parts.append(f"{rate}: {emission['source']}.")
    return " ".join(parts)
