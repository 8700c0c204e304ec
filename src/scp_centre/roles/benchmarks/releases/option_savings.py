"""What kinds of option have saved: published as means of companies, entered in the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scp_centre.centre.disclosure.actions import disclose
from scp_centre.centre.disclosure.gate import Figure, Gate, half_step
from scp_centre.centre.evidence.models import Observation
from scp_centre.methods.errors import MethodError
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import Quantity
from scp_centre.roles.benchmarks.models import Benchmark
from scp_centre.roles.benchmarks.queries import savings_used
from scp_centre.roles.benchmarks.scores.plants import rounded

PLACE = "benchmarks"
DIGITS = 3
# Units of verified savings -> their class in the ledger, as of the results of the centre.
CLASSES = {"MWh": "energy", "m3": "water", "t": "materials"}

Cells = dict[tuple[str, int], float]  # (company, year) -> saving a year


def compose_options(benchmark: Benchmark) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return what kinds of option have saved, as verified: the mean of the companies, a year.

    A holding counts as one company. Also kind -> reason of each that is hidden: too few companies
    stand behind it, or the auditor finds a company's saving with all that is public. Both are
    entered in the ledger.
    """
    found, gate = _by_kind(savings_used(benchmark)), Gate()
    options: list[dict[str, Any]] = [
        {"kind": kind, "companies": n, "saving": rounded(sum(cells.values()) / n)}
        for kind, cells in sorted(found.items())
        if (n := len({gate.holder_of(company) for company, _year in cells}))
    ]
    figures = [*_figures(benchmark, options, found)]
    reasons = disclose(figures)
    shown = [o for o, reason in zip(options, reasons, strict=True) if not reason]
    hidden = {str(o["kind"]): reason for o, reason in zip(options, reasons, strict=True) if reason}
    return shown, hidden


def _by_kind(savings: Iterable[tuple[Observation, float]]) -> dict[str, Cells]:
    """Return savings by kind of option, of each company and year together."""
    found: dict[str, Cells] = defaultdict(dict)
    for figure, saving in savings:
        if figure.owner is not None:
            year = figure.period_end.year if figure.period_end else 0
            cell, cells = (str(figure.owner.pk), year), found[figure.subject]
            cells[cell] = cells.get(cell, 0.0) + saving
    return {kind: {c: v for c, v in cells.items() if v} for kind, cells in found.items()}


def _figures(
    benchmark: Benchmark, options: Iterable[Mapping[str, Any]], found: Mapping[str, Cells]
) -> Iterator[Figure]:
    """Yield each mean in the unit of its class, over all that the class knows of the companies."""
    figure_class, unit, factor = class_of(benchmark.use_unit)
    for option in options:
        cells = {cell: value * factor for cell, value in found[option["kind"]].items()}
        yield Figure(
            PLACE,
            f"{benchmark.slug}: {option['kind']}",
            figure_class,
            unit,
            cells,
            option["saving"] * factor,
            half_step(option["saving"], DIGITS) * factor,
            weight=1 / option["companies"],
            title=_(
                "Mean saving by {kind}, {benchmark}",
                kind=option["kind"],
                benchmark=str(benchmark),
            ),
            rules=(benchmark.rules,),
        )


def class_of(unit: str) -> tuple[str, str, float]:
    """Return the class of savings in a unit, the unit of the class, and how many it is of those."""
    for of_class, figure_class in CLASSES.items():
        try:
            return figure_class, of_class, Quantity(1.0, unit).to(of_class).value
        except MethodError:
            continue
    return f"savings in {unit}", unit, 1.0
