"""Other indicators as sheets of the report; none where no impact method is chosen."""

from collections.abc import Iterator, Sequence
from typing import Any

from scp_centre.centre.translation import Speaker
from scp_centre.methods.messages import _
from scp_centre.roles.products.footprint_computation import Computed
from scp_centre.roles.products.indicator_sentences import indicator_notes
from scp_centre.roles.products.workbook.cost_pages import Page


def indicator_pages(computed: Computed, say: Speaker) -> Iterator[Page]:
    """Yield sheets as (name, headings, rows)."""
    if not computed.indicators:
        return
    values: list[Sequence[Any]] = []
    compared: list[Sequence[Any]] = []
    methods: list[Sequence[Any]] = []
    for found in computed.indicators:
        method = found.method
        name = f"{method.name}, {method.version}"
        stated = (method.source, method.licence, method.key, method.normalisation or None)
        methods.append((method.name, method.version, *stated))
        methods += [(say(note),) for note in indicator_notes(found)]
        for one in found.categories:
            of_base = (one.value, say.unit(one.unit), one.normalised, one.weighted)
            values.append((name, one.name, *of_base))
            compared += [
                (name, one.name, say.unit(one.unit), other.name, other.value,
                 other.value - one.value, other.probability_lower)
                for other in one.compared
            ]  # fmt: skip
    heads = (_("Impact method"), _("Category"))
    yield (
        _("Other indicators"),
        (*heads, _("Impact"), _("Unit"), _("Normalised"), _("Weighted")),
        values,
    )
    if compared:
        titles = (_("Unit"), _("Alternative"), _("Impact"), _("Difference"))
        yield (
            _("Alternatives by indicator"),
            (*heads, *titles, _("Probability of a lower footprint")),
            compared,
        )
    yield (
        _("Impact methods"),
        (
            *(_("Impact method"), _("Version"), _("Publisher and origin"), _("Licence")),
            *("SHA-256", _("Normalisation and weighting")),
        ),
        methods,
    )
