"""Reviewed flows of a company's sites, that a model may take a share of."""

from collections.abc import Iterator
from dataclasses import dataclass

from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import consenting, shared_figures
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.errors import UnitError
from scp_centre.methods.footprints import Evidence
from scp_centre.methods.quantity import convert

INDICATORS = ("energy", "materials", "water", "wastewater", "waste")
OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class SiteFlow:
    """One flow of a reviewed figure. place : of the flow among the figure's inputs"""

    figure: Observation
    place: int
    name: str
    amount: float
    unit: str
    output: Observation

    @property
    def key(self) -> str:
        return f"{self.figure.pk}-{self.place}"


def has_consent(company: Organisation) -> bool:
    """Return whether a company lets the centre compute footprints with its figures."""
    return consenting(Use.FOOTPRINT).filter(pk=company.pk).exists()


def flows_of(company: Organisation) -> list[SiteFlow]:
    """Return the reviewed flows of a company's sites, the latest period first.

    Only figures that a reviewer approved, and only with the company's consent to this use.
    """
    found = shared_figures(Use.FOOTPRINT).filter(site__organisation=company)
    rows = found.filter(indicator__in=(*INDICATORS, OUTPUT)).order_by("-period_end", "pk")
    outputs = {(o.origin, o.period): o for o in rows if o.indicator == OUTPUT}
    return [
        flow
        for figure in rows
        if figure.indicator != OUTPUT and (figure.origin, figure.period) in outputs
        for flow in _flows(figure, outputs[figure.origin, figure.period])
    ]


def _flows(figure: Observation, output: Observation) -> Iterator[SiteFlow]:
    for place, given in enumerate(figure.inputs):
        amount = given.get("value")
        if isinstance(amount, int | float) and given.get("unit"):
            yield SiteFlow(
                figure, place, str(given["name"]), float(amount), str(given["unit"]), output
            )


def output_in(flow: SiteFlow, unit: str) -> float | None:
    """Return the output of a flow's period in a unit; None where it is counted otherwise."""
    try:
        return convert(flow.output.value, flow.output.unit, unit)
    except UnitError:
        return None


def evidence_of(flow: SiteFlow, share: float, rule: str, output: float) -> Evidence:
    """Return what a line says of the flow that its amount was taken from."""
    return Evidence(
        figure=flow.figure.pk,
        flow=flow.name,
        amount=flow.amount,
        unit=flow.unit,
        share=share,
        rule=rule,
        output=output,
        output_figure=flow.output.pk,
        period=flow.figure.period,
    )


def figures_behind(pks: set[int]) -> list[Observation]:
    """Return the figures that lines stand on, as far as they are still shared."""
    return list(shared_figures(Use.FOOTPRINT).filter(pk__in=pks))
