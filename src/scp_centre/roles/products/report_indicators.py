"""Other indicators in the report of a footprint; nothing where no impact method is chosen."""

from collections.abc import Iterator

from scp_centre.centre.documents.blocks import Block, Heading, Items, Paragraph, Table, heads
from scp_centre.centre.translation import Speaker
from scp_centre.methods.footprints import MethodResult
from scp_centre.methods.messages import _
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.indicator_sentences import indicator_notes, method_statement

MOST_COMPARED = 4  # alternatives that fit on the width of a page


def indicator_blocks(computed: Computed, say: Speaker) -> Iterator[Block]:
    """Yield each method with its categories, the alternatives, and what it does not count."""
    if not computed.indicators:
        return
    yield Heading(say(_("Other indicators")), new_page=True)
    for found in computed.indicators:
        method = found.method
        yield Heading(f"{method.name}, {method.version}", level=2)
        yield Paragraph(say(method_statement(found)))
        yield _table(found, say)
        if method.normalisation:
            yield Paragraph(
                say(
                    _(
                        "Normalised and weighted by {name}, as requested for this footprint. "
                        "Weights are value choices.",
                        name=method.normalisation,
                    )
                ),
                "note",
            )
        yield from _compared(computed, found, say)
        yield Items(tuple(say(one) for one in indicator_notes(found)))


def _table(found: MethodResult, say: Speaker) -> Table:
    titles = (_("Category"), _("Impact"), _("Unit"))
    asked = bool(found.method.normalisation)
    more = (_("Normalised"), _("Weighted")) if asked else ()
    rows: list[tuple[str, ...]] = []
    for one in found.categories:
        row: tuple[str, ...] = (one.name, say.scientific(one.value), say.unit(one.unit))
        if asked:
            row = (*row, say.scientific(one.normalised), say.scientific(one.weighted))
        rows.append(row)
    if asked and found.weighted is not None:
        total = say(_("Sum of the weighted impacts"))
        unit = say.unit(found.method.weighted_unit)
        rows.append((total, "", unit, "", say.scientific(found.weighted)))
    caption = say(_("Impacts of one functional unit"))
    return Table(caption, heads(say, *titles, *more), tuple(rows), (1, 3, 4) if asked else (1,))


def _compared(computed: Computed, found: MethodResult, say: Speaker) -> Iterator[Block]:
    names = [one.design.name for one in computed.alternatives]
    for start in range(0, len(names), MOST_COMPARED):
        part = slice(start, start + MOST_COMPARED)
        rows = tuple(
            (
                f"{one.name} ({say.unit(one.unit)})",
                *(
                    say.scientific(other.value)
                    if other.probability_lower is None
                    else f"{say.scientific(other.value)} ({say.percent(other.probability_lower)})"
                    for other in one.compared[part]
                ),
            )
            for one in found.categories
        )
        caption = say(
            _("Alternatives by indicator, with the probability that each has a lower impact")
        )
        head = (*heads(say, _("Category")), *names[part])
        yield Table(caption, head, rows, tuple(range(1, len(head))))
    if names:
        yield Paragraph(
            say(
                _(
                    "The probability reflects only the uncertainty of the amounts, with the same "
                    "runs for all products. No probability is shown if no amount has an "
                    "uncertainty."
                )
            ),
            "note",
        )
