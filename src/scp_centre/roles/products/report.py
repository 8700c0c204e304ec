"""The report of a footprint, with the contents that ISO 14067 asks for."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import (
    Block,
    Drawing,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Table,
    heads,
    report_words,
)
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.footprints import (
    KIND_TITLES,
    STAGE_TITLES,
    SUBSTANCE_TITLES,
    Factor,
    FootprintResult,
    RowResult,
    Stage,
)
from scp_centre.methods.messages import Message, Number, _, n_
from scp_centre.roles.products.choices import RULE_TITLES
from scp_centre.roles.products.content import BOUNDARY_TITLES, stages_within
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.models import FootprintModel, Standing
from scp_centre.roles.products.pictures import draw
from scp_centre.roles.products.report_costs import cost_blocks, cycle_blocks
from scp_centre.roles.products.report_indicators import indicator_blocks
from scp_centre.roles.products.sentences import (
    LEFT_OUT,
    UNIT,
    compared_sentence,
    figure,
    hot_spot,
    lead,
    notes,
    spread_sentence,
)

CLIMATE_ONLY = _(
    "A carbon footprint covers climate change only. Other impacts of the product may be larger."
)


def compose_report(model: FootprintModel, computed: Computed, language: str, author: str) -> Report:
    """Return the report of a model in one language."""
    say = speaker(language)
    content = computed.content
    title = say(_("Product carbon footprint"))
    return Report(
        language=language,
        title=title,
        subtitle=content.model.functional_unit,
        company=model.product.organisation.name,
        site=model.product.name,
        place=content.about.country,
        date=say.date(model.changed.date()),
        author=author,
        note=_note(model, say),
        running_head=f"{model.product.organisation.name} · {model.product.name}",
        blocks=tuple(_blocks(model, computed, say)),
        words=report_words(say),
    )


def _note(model: FootprintModel, say: Speaker) -> str:
    found = []
    if model.standing != Standing.APPROVED:
        found.append(say(_("Draft: no reviewer has approved this footprint.")))
    if model.is_sample:
        found.append(say(_("Fictional company: none of the figures describe a real company.")))
    return " ".join(found)


def _blocks(model: FootprintModel, computed: Computed, say: Speaker) -> Iterator[Block]:
    base = computed.base
    yield Heading(say(_("Summary")), new_page=True)
    yield Paragraph(say(lead(computed)), "lead")
    yield KeyFigures(tuple(_key_figures(computed, say)))
    yield Paragraph(say(hot_spot(base)))
    yield Drawing(
        "stages",
        say(_("Footprint by stage")),
        say(_("{unit}, kg CO₂e", unit=computed.content.model.functional_unit)),
        draw("stages", computed, say, "wide"),
    )
    yield from _scope(model, computed, say)
    yield from _results(computed, say)
    yield from _uncertainty(computed, say)
    yield from _alternatives(computed, say)
    yield from indicator_blocks(computed, say)
    yield from cost_blocks(computed, say)
    yield from cycle_blocks(computed, say)
    yield from _data(computed, say)
    yield from _end(computed, say)


def _key_figures(computed: Computed, say: Speaker) -> Iterator[KeyFigure]:
    base = computed.base
    (_l, low), (_h, high) = computed.spread.distribution.percentiles
    total = say(_("{value} kg CO₂e", value=figure(base.total)))
    yield KeyFigure(total, say(_("per functional unit")))
    between = say(_("{low} to {high}", low=say(_as_text(low)), high=say(_as_text(high))))
    yield KeyFigure(between, say(_("kg CO₂e in 95 of 100 runs")))
    yield KeyFigure(say.percent(base.primary_share), say(_("from the company's reviewed figures")))


def _as_text(value: float) -> Message:
    return Message("{value}", {"value": figure(value)})


def _scope(model: FootprintModel, computed: Computed, say: Speaker) -> Iterator[Block]:
    content = computed.content
    about = content.about
    yield Heading(say(_("Goal and scope")), new_page=True)
    rows = [
        (say(_("Product")), f"{model.product.name}, {model.product.organisation.name}"),
        (say(_("Description")), about.description or "–"),
        (say(_("Functional unit")), say.unit(content.model.functional_unit)),
        (say(_("Functional units per item")), say.number(content.model.uses)),
        (say(_("System boundary")), say(BOUNDARY_TITLES[about.boundary])),
        (
            say(_("Stages counted")),
            say.comma.join(say(STAGE_TITLES[s]) for s in stages_within(about.boundary)),
        ),
        (say(_("Stages without a line")), _empty_stages(computed, say)),
        (
            say(_("Period")),
            say(_("{start} to {end}", start=say.date(about.start), end=say.date(about.end))),
        ),
        (say(_("Country where the product is made")), about.country or "–"),
        (
            say(_("Emissions left out")),
            "–" if about.exempted is None else say.percent(about.exempted / 100),
        ),
        (say(_("IPCC set for individual gases")), content.model.gwp_set),
        (say(_("Carbon in the product")), _carbon(computed, say)),
        (say(_("Review")), say(model.standing)),
    ]
    yield Table(say(_("Product and scope")), heads(say, _("Item"), _("Statement")), tuple(rows))
    yield Heading(say(_("Method")), level=2)
    yield Paragraph(
        say(
            _(
                "The footprint is the sum over all lines of amount × emissions of the background "
                "row, calculated as a life-cycle inventory. It follows the structure of ISO "
                "14067:2018."
            )
        )
    )
    yield Items(tuple(say(one) for one in notes(computed)))


def _empty_stages(computed: Computed, say: Speaker) -> str:
    within = stages_within(computed.content.about.boundary)
    empty = [say(STAGE_TITLES[s]) for s in within if s not in computed.base.stages]
    return say.comma.join(empty) or "–"


def _carbon(computed: Computed, say: Speaker) -> str:
    about = computed.content.about
    if about.fossil_carbon is None or about.biogenic_carbon is None:
        return say(_("not stated"))
    return say(
        _(
            "{fossil} kg fossil and {biogenic} kg biogenic carbon",
            fossil=Number(about.fossil_carbon, ",g"),
            biogenic=Number(about.biogenic_carbon, ",g"),
        )
    )


def _results(computed: Computed, say: Speaker) -> Iterator[Block]:
    base = computed.base
    yield Heading(say(_("Results")), new_page=True)
    yield stage_table(base, say)
    yield Table(
        say(_("Greenhouse gases by type, kg CO₂e")),
        heads(say, _("Kind"), UNIT, _("Share")),
        tuple(
            (say(title), _number(base.kinds[kind], say), say.percent(base.share(base.kinds[kind])))
            for kind, title in KIND_TITLES.items()
        ),
        (1, 2),
    )
    yield Drawing(
        "sources",
        say(_("Sources of the footprint")),
        say(_("Parts, stages and product, kg CO₂e")),
        draw("sources", computed, say, "wide"),
    )
    yield Table(
        say(_("All lines, largest first")),
        heads(say, _("Part or process"), _("Stage"), _("Amount"), UNIT, _("Share")),
        tuple(_line(row, base, say) for row in base.rows),
        (2, 3, 4),
        (30, 20, 20, 15, 15),
    )
    yield Table(
        say(_("Substances")),
        heads(say, _("Substance"), _("kg"), UNIT),
        tuple(
            (
                say(SUBSTANCE_TITLES.get(one.substance, one.substance.removeprefix("gas:"))),
                _number(one.kg, say),
                _number(one.value, say),
            )
            for one in base.substances
        ),
        (1, 2),
    )


def stage_table(base: FootprintResult, say: Speaker) -> Table:
    """Return the footprint by stage."""
    return Table(
        say(_("Footprint by stage")),
        heads(say, _("Stage"), UNIT, _("Share")),
        tuple(
            (
                say(STAGE_TITLES[stage]),
                _number(base.stages[stage], say),
                say.percent(base.share(base.stages[stage])),
            )
            for stage in Stage
            if stage in base.stages
        ),
        (1, 2),
    )


def _line(row: RowResult, base: FootprintResult, say: Speaker) -> tuple[str, ...]:
    return (
        row.line.line.part,
        say(STAGE_TITLES[row.line.line.stage]),
        say.amount(row.amount, row.line.factor.unit),
        _number(row.value, say),
        say.percent(base.share(row.value)),
    )


def _uncertainty(computed: Computed, say: Speaker) -> Iterator[Block]:
    spread, base = computed.spread, computed.base
    names = {line.key: line.part for line in computed.content.model.lines}
    rows = {f.key: f.name for row in base.rows for f, _share in row.line.mix()}
    yield Heading(say(_("Uncertainty")), new_page=True)
    yield Paragraph(say(spread_sentence(spread)))
    yield Paragraph(say(spread.distribution.mean_and_median))
    yield Paragraph(
        say(
            n_("{count} run, seed {seed}.", "{count} runs, seed {seed}.", spread.runs,
               seed=spread.seed)
        )
    )  # fmt: skip
    if spread.drivers:
        yield Table(
            say(_("Data to improve first")),
            heads(say, _("Input"), _("Share of the variance"), _("With interactions")),
            tuple(
                (
                    names.get(one.line) or rows[one.factor],
                    say.percent(one.share),
                    say.percent(one.total),
                )
                for one in spread.drivers[:10]
            ),
            (1, 2),
        )


def _alternatives(computed: Computed, say: Speaker) -> Iterator[Block]:
    if not computed.spread.compared:
        return
    yield Heading(say(_("Alternatives")))
    yield Items(
        tuple(say(compared_sentence(one, computed.base.total)) for one in computed.spread.compared)
    )
    yield Drawing(
        "spread",
        say(_("Base product and alternatives")),
        say(_("Range of 95 of 100 runs, kg CO₂e. The mark shows the median.")),
        draw("spread", computed, say, "wide"),
    )


def _data(computed: Computed, say: Speaker) -> Iterator[Block]:
    base = computed.base
    used = {f.key: f for row in base.rows for f, _share in row.line.mix()}
    yield Heading(say(_("Data quality")), new_page=True)
    yield Table(
        say(_("Background rows")),
        heads(say, _("Row"), _("Source"), _("Region, year"), _("Quality")),
        tuple(
            (
                _row_name(one, say),
                _source(one, say),
                f"{one.region}, {one.year}" if one.year else one.region,
                one.quality or "–",
            )
            for one in used.values()
        ),
        (),
        (30, 40, 18, 12),
    )
    yield Paragraph(
        say(
            _(
                "The quality scores of the pedigree matrix run from 1 (best) to 5 and cover "
                "reliability, completeness, time, place and technology. They apply to use outside "
                "the row's region. The scores are a matter of judgement."
            )
        ),
        "note",
    )
    yield Table(
        say(_("Amounts")),
        heads(say, _("Part or process"), _("Source of the amount"), _("Allocation")),
        tuple((r.line.line.part, r.line.line.source, _allocation(r, say)) for r in base.rows),
        (),
        (26, 48, 26),
    )


def _row_name(row: Factor, say: Speaker) -> str:
    """Return a background row with its unit, and what it leaves out."""
    name = f"{row.name} ({say.unit(row.unit)})"
    return f"{name}\n{say(LEFT_OUT[row.leaves_out])}" if row.leaves_out else name


def _source(row: Factor, say: Speaker) -> str:
    """Return the source of a row; of an imported process also its file and licence."""
    if row.origin is None:
        return row.source
    return say(
        _(
            "{source}. Process: {process}. File: SHA-256 {hash}. Licence: {licence}",
            source=row.source,
            process=row.origin.process_name,
            hash=row.origin.content_hash,
            licence=row.licence,
        )
    )


def _allocation(row: RowResult, say: Speaker) -> str:
    found = row.line.line.evidence
    if found is None:
        return "–"
    rule = RULE_TITLES.get(found.rule, found.rule)
    share = Number(100 * found.share, ",g")
    if found.losses is None:
        return say(_("{share} %, {rule}", share=share, rule=rule))
    return say(
        _(
            "{share} %, {rule}, including {losses} % in losses (ISO 14051)",
            share=share,
            rule=rule,
            losses=Number(100 * found.losses, ",.1f"),
        )
    )


def _end(computed: Computed, say: Speaker) -> Iterator[Block]:
    yield Heading(say(_("Limits")))
    yield Items(
        (
            *(() if computed.indicators else (say(CLIMATE_ONLY),)),
            say(
                _(
                    "Background rows describe averages for their region and year, not the "
                    "suppliers of this product."
                )
            ),
            say(
                _(
                    "Footprints of different products can be compared only with the same "
                    "functional unit, boundary and rules."
                )
            ),
        )
    )
    yield Heading(say(_("Recalculate the figures")), level=2)
    yield Paragraph(
        say(_("The model workbook and this command give the same figures without a database:"))
    )
    yield Paragraph("scp-centre footprint model.xlsx")


def _number(value: float, say: Speaker) -> str:
    return say(_as_text(value))
