"""Reviewed flows of a company's sites, that a model may take a share of."""

from collections.abc import Iterator
from dataclasses import dataclass

from scp_centre.centre.evidence.consent import consenting
from scp_centre.centre.evidence.models import Observation, Use
from scp_centre.centre.evidence.queries import shared_figures
from scp_centre.centre.registry.models import Organisation
from scp_centre.methods.errors import UnitError
from scp_centre.methods.footprints import Evidence
from scp_centre.methods.quantity import convert

# indicator of a flow -> figure with the share of its costs that losses carry (ISO 14051)
LOSS_SHARES = {
    "energy": "loss_share_energy",
    "materials": "loss_share_material",
    "water": "loss_share_material",
}
LOSSES = ("wastewater", "waste")  # flows that are losses as a whole
INDICATORS = ("energy", "materials", "water", "wastewater", "waste")
OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class SiteFlow:
    """One flow of a reviewed figure.

    place : of the flow among the figure's inputs
    losses : reviewed share of its kind of costs that losses carry; None where there is none
    """

    figure: Observation
    place: int
    name: str
    amount: float
    unit: str
    output: Observation
    losses: Observation | None = None

    @property
    def loss_share(self) -> float | None:
        """Return the share of the flow that losses carry; None where no reviewed figure says it."""
        if self.figure.indicator in LOSSES:
            return 1.0
        return None if self.losses is None else self.losses.value / 100

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
    wanted = (*INDICATORS, OUTPUT, *LOSS_SHARES.values())
    rows = found.filter(indicator__in=wanted).order_by("-period_end", "pk")
    outputs = {(o.origin, o.period): o for o in rows if o.indicator == OUTPUT}
    losses = {(o.origin, o.period, o.indicator): o for o in rows}
    return [
        flow
        for figure in rows
        if figure.indicator in INDICATORS and (figure.origin, figure.period) in outputs
        for flow in _flows(
            figure,
            outputs[figure.origin, figure.period],
            losses.get((figure.origin, figure.period, LOSS_SHARES.get(figure.indicator, ""))),
        )
    ]


def _flows(
    figure: Observation, output: Observation, losses: Observation | None
) -> Iterator[SiteFlow]:
    for place, given in enumerate(figure.inputs):
        amount = given.get("value")
        if isinstance(amount, int | float) and given.get("unit"):
            yield SiteFlow(
                figure, place, str(given["name"]), float(amount), str(given["unit"]), output, losses
            )


def output_in(flow: SiteFlow, unit: str) -> float | None:
    """Return the output of a flow's period in a unit; None where it is counted otherwise."""
    try:
        return convert(flow.output.value, flow.output.unit, unit)
    except UnitError:
        return None


def evidence_of(
    flow: SiteFlow, share: float, rule: str, output: float, *, losses_apart: bool = False
) -> Evidence:
    """Return what a line says of the flow that its amount was taken from.

    losses_apart : whether the result shows what losses carry of it
    """
    is_known = losses_apart and flow.loss_share is not None
    figure = flow.figure if flow.figure.indicator in LOSSES else flow.losses
    return Evidence(
        losses=flow.loss_share if is_known else None,
        losses_figure=figure.pk if is_known and figure else 0,
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
