"""The sample chain goes on to a product: making cheese, from the dairy's own reviewed flows."""

from dataclasses import replace
from datetime import date

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.methods.footprints import Alternative, Change, Line, ProductModel, Stage
from scp_centre.roles.products import actions
from scp_centre.roles.products.content import About, Boundary, Content
from scp_centre.roles.products.flows import SiteFlow, evidence_of, flows_of, output_in
from scp_centre.roles.products.models import Footprint, FootprintModel
from scp_centre.roles.products.queries import national_grid

SERVICE = {
    "name": "Cheese making",
    "functional_unit": "1 kg of hard cheese made from milk that is delivered",
    "reference_unit": "kg",
}
GAS, WATER, EFFLUENT = "fuel_natural_gas_with_supply", "water_supply", "water_treatment"


def load_sample_footprint(people: dict[str, Person]) -> Footprint:
    """Model the service from all reviewed flows that a background row fits, and approve it."""
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    set_consent(dairy, Use.FOOTPRINT, True, acting_user=people["company"])
    product = keep_product(dairy, SERVICE, acting_user=people["expert"])
    model = actions.start_footprint(
        product, _content(flows_of(dairy)), acting_user=people["expert"], sample=True
    )
    bracket = FootprintModel.objects.get(product__name__startswith="Zinc-plated")
    for one in (bracket, model):
        actions.submit_footprint(one, acting_user=people["expert"])
        approved = actions.approve_footprint(one, acting_user=people["reviewer"])
    return approved


def _content(flows: list[SiteFlow]) -> Content:
    latest = flows[0].figure.period
    rows = [(flow, _row_of(flow)) for flow in flows if flow.figure.period == latest]
    lines = tuple(_line(flow, row, n) for n, (flow, row) in enumerate(rows) if row)
    gas = next(line for line in lines if line.factor == GAS)
    year = int(latest[:4])
    grid = national_grid()
    about = About(
        declared_unit="kilogram",
        declared_amount=1.0,
        boundary=Boundary.GATE,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        country="Verdania (fictional)",
        description="Energy, water and waste water of the dairy. The milk is its customers' own; "
        "the whey that is sold carries no share.",
    )
    model = ProductModel(
        functional_unit=SERVICE["functional_unit"],
        lines=lines,
        factors=(grid,) if grid else (),
    )
    tuned = Alternative(
        "tuned",
        "10 % less gas",
        "The boiler's burner and its insulation.",
        changes=(Change(gas.key, amount=0.9 * float(gas.amount)),),
    )
    return Content(about, replace(model, alternatives=(tuned,)))


def _row_of(flow: SiteFlow) -> str:
    """Return the background row that a flow of the dairy means; "" where none fits it."""
    match flow.figure.indicator:
        case "energy":
            grid = national_grid()
            power = grid.key if grid else "electricity_uk"
            return power if flow.name.startswith("Electricity") else GAS
        case "water":
            return WATER
        case "wastewater":
            return EFFLUENT
    return ""


def _line(flow: SiteFlow, row: str, number: int) -> Line:
    output = output_in(flow, "kg")
    assert output  # the dairy counts its cheese by mass
    return Line(
        key=f"flow_{number}",
        stage=Stage.PRODUCTION,
        part=flow.name,
        factor=row,
        amount=flow.amount / output,
        unit=flow.unit,
        source=f"{flow.figure.site}, {flow.figure.period}: {flow.name}",
        evidence=evidence_of(flow, 1.0, "whole", output),
    )
