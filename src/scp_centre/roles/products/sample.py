"""Two products and a service of the sample companies, each with alternatives; all invented."""

from datetime import date

from scp_centre.centre.evidence.actions import set_consent
from scp_centre.centre.evidence.models import Use
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.methods.footprints import (
    Alternative,
    Change,
    Cost,
    CostBasis,
    CostChange,
    Factor,
    Line,
    PartCycle,
    ProductModel,
    Stage,
)
from scp_centre.roles.products.actions import start_footprint
from scp_centre.roles.products.content import About, Boundary, Content
from scp_centre.roles.products.queries import national_grid

PEOPLE = ()
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
COUNTRY = "Verdania (fictional)"
BILL = "Bill of materials, 2025 (fictional)"
METER = "Meters of the line, 2025 (fictional)"
LOGISTICS = "Delivery records, 2025 (fictional)"
ALUMINIUM = "material_aluminium_cans_and_foil_without_forming_primary"
QUOTE = "Quotation of a supplier, 2025 (fictional)"
TARIFF = "Tariff of the utility, 2025 (fictional)"
ESTIMATE = "Estimate of the adviser (fictional)"


def load(people: dict[str, Person]) -> None:
    """Model a bottle, a bracket and a service, which the production role's companies offer."""
    for company, values, content in (
        ("Rivermouth Dairy", BOTTLE, bottle()),
        ("Anvil Plating", BRACKET, bracket()),
        ("Lower Bridge Dyehouse", DYEING, dyeing()),
    ):
        organisation = Organisation.objects.get(name=company)
        product = keep_product(organisation, values, acting_user=people["expert"])
        start_footprint(product, content, acting_user=people["expert"], sample=True)
    dairy = Organisation.objects.get(name="Rivermouth Dairy")
    set_consent(dairy, Use.FOOTPRINT, True, acting_user=people["company"])


BOTTLE = {
    "name": "Returnable milk bottle, 0.5 l",
    "functional_unit": "0.5 l of milk brought to a household",
    "reference_unit": "pieces",
}
BRACKET = {
    "name": "Zinc-plated shelf bracket",
    "functional_unit": "One shelf bracket used for ten years",
    "reference_unit": "pieces",
}
DYEING = {
    "name": "Dyeing of cotton fabric",
    "functional_unit": "1 kg of cotton fabric dyed",
    "reference_unit": "kg",
}


def _grid() -> tuple[Factor, ...]:
    grid = national_grid()
    return (grid,) if grid else ()


def _electricity() -> str:
    return _grid()[0].key if _grid() else "electricity_uk"


def bottle() -> Content:
    """Return a glass bottle that is filled 25 times, beside lighter, longer and one-way ones."""
    stage = Stage
    lines = (
        Line("glass", stage.MATERIALS, "Bottle", "material_glass_primary", "glass", "g", BILL,
             0.03, 0.3),
        Line("cap", stage.PACKAGING, "Cap", ALUMINIUM,
             0.8, "g", BILL, 0.05, per_use=True),
        Line("label", stage.PACKAGING, "Label", "material_paper_primary", 1.2, "g", BILL, 0.05,
             per_use=True),
        Line("crate", stage.PACKAGING, "Share of the crate", "material_hdpe_with_forming_primary",
             1.5, "g", ESTIMATE, 0.3),
        Line("supply", stage.DISTRIBUTION, "Glassworks to dairy",
             "transport_lorry_articulated_over_33_t_average_load", "glass / 1e6 * 240", "t km",
             LOGISTICS, 0.1),
        Line("wash_gas", stage.USE, "Washing: heat", "fuel_natural_gas_with_supply", 0.09, "kWh",
             METER, 0.05),
        Line("wash_power", stage.USE, "Washing: electricity", _electricity(), 0.008, "kWh", METER,
             0.05),
        Line("wash_water", stage.USE, "Washing: water", "water_supply", 0.4, "l", METER, 0.05),
        Line("wash_effluent", stage.USE, "Washing: waste water", "water_treatment", 0.4, "l", METER,
             0.05),
        Line("round", stage.USE, "Round to households and back",
             "transport_van_average_up_to_3_5_t_diesel", "(0.5 + glass / 1000) / 1000 * 18",
             "t km", LOGISTICS, 0.2),
        Line("end", stage.END, "Bottle after use", "waste_glass_landfill", "glass", "g", ESTIMATE,
             0.1),
    )  # fmt: skip
    alternatives = (
        Alternative("lighter", "Lighter bottle, 300 g", "Glassworks has the mould.",
                    parameters={"glass": 300.0},
                    costs=(CostChange("glass", price=0.69, low=0.62, high=0.8),)),
        Alternative("longer", "40 fills a bottle", "Needs a higher return rate: raise the deposit.",
                    uses=40.0, years=4),
        Alternative("recycled", "60 % recycled glass", "Green glass only.",
                    changes=(Change("glass", recycled=0.6),)),
        Alternative("one_way", "One-way PET bottle",
                    "New filling line. Shown to compare with what the shops sell.",
                    uses=1.0, parameters={"glass": 24.0},
                    changes=(
                        Change("glass", factor="material_pet_with_forming_primary", recycled=0.0),
                        Change("wash_gas", removed=True), Change("wash_power", removed=True),
                        Change("wash_water", removed=True), Change("wash_effluent", removed=True),
                        Change("end", factor="waste_pet_landfill"),
                    ),
                    years=0,
                    costs=(CostChange("glass", price=2.9, low=2.5, high=3.4),)),
    )  # fmt: skip
    about = About(
        declared_unit="liter",
        declared_amount=0.5,
        boundary=Boundary.GRAVE,
        start=YEAR[0],
        end=YEAR[1],
        country=COUNTRY,
        description="Glass bottle of 350 g, filled 25 times on average. The milk is not counted.",
    )
    model = ProductModel(
        functional_unit="0.5 l of milk brought to a household",
        lines=lines,
        uses=25.0,
        parameters={"glass": 350.0},
        factors=_grid(),
        alternatives=alternatives,
        cost_basis=CostBasis("EUR", 2025, rate=0.04, years=3),
        costs=_costs_of_bottle(),
        cycles=(_glass_cycle(),),
    )
    return Content(about, model)


def _costs_of_bottle() -> tuple[Cost, ...]:
    """Return what the bottle costs over its life; prices of lines follow their amounts."""
    return (
        Cost("glass", "Bottle, purchase", 0.66, "kg", QUOTE, "glass", low=0.6, high=0.75),
        Cost("cap", "Caps", 9.0, "kg", QUOTE, "cap", low=8.0, high=10.5),
        Cost("round", "Delivery round", 0.35, "t km", LOGISTICS, "round", low=0.25, high=0.5),
        Cost("gas", "Gas for washing", 0.07, "kWh", TARIFF, "wash_gas", low=0.05, high=0.11),
        Cost("power", "Electricity for washing", 0.16, "kWh", TARIFF, "wash_power"),
        Cost("water", "Water and waste water", 3.2, "m3", TARIFF, "wash_water"),
        Cost("labour", "Sorting and washing, labour", 18.0, "h", ESTIMATE, stage=Stage.USE,
             amount=0.0008),
        Cost("cullet", "Disposal of broken and worn bottles", 0.06, "kg", ESTIMATE, "end"),
    )  # fmt: skip


def _glass_cycle() -> PartCycle:
    """Return the bottle by the circular footprint formula, with shares that are invented."""
    return PartCycle(
        "glass",
        "glass",
        recycled_content=0.3,
        recycled_after=0.5,
        energy_after=0.0,
        burden_share=0.2,
        quality_in=1.0,
        quality_out=1.0,
        virgin="material_glass_primary",
        source=ESTIMATE,
        recycled="material_glass_recycled",
        recycling_after="material_glass_recycled",
        virgin_replaced="material_glass_primary",
        disposal="waste_glass_landfill",
    )


def bracket() -> Content:
    """Return a plated steel bracket, with steel as its supplier states it."""
    stage = Stage
    steel = Factor(
        key="own_steel_strip",
        name="Steel strip, supplier’s declaration",
        category="own",
        unit="kg",
        emissions={"published_fossil": 2.2},
        source="Declaration of a fictional steelworks, 2024, number 17",
        year=2024,
        region=COUNTRY,
        gwp_set="AR6",
        sigma=0.08,
    )
    lines = (
        Line("steel", stage.MATERIALS, "Bracket", steel.key, 0.32, "kg", BILL, 0.02),
        Line("gas", stage.PRODUCTION, "Drying oven", "fuel_natural_gas_with_supply", 0.35, "kWh",
             METER, 0.1),
        Line("power", stage.PRODUCTION, "Plating and presses", _electricity(), 0.62, "kWh", METER,
             0.1),
        Line("water", stage.PRODUCTION, "Rinsing water", "water_supply", 4.0, "l", METER, 0.1),
        Line("effluent", stage.PRODUCTION, "Waste water", "water_treatment", 4.0, "l", METER, 0.1),
        Line("box", stage.PACKAGING, "Box", "material_board_primary", 0.045, "kg", BILL, 0.05),
        Line("lorry", stage.DISTRIBUTION, "Lorry to the shops",
             "transport_lorry_rigid_over_17_t_average_load", 0.22, "t km", LOGISTICS, 0.1),
        Line("scrap", stage.END, "Bracket after use",
             "waste_metal_mixed_as_scrap_metal_closed", 0.32, "kg", ESTIMATE, 0.1),
        Line("box_end", stage.END, "Box after use", "waste_board_landfill", 0.045, "kg", ESTIMATE,
             0.2),
    )  # fmt: skip
    alternatives = (
        Alternative("thinner", "Thinner steel with a bead, 260 g", "New tool for the press.",
                    changes=(Change("steel", amount=0.26), Change("scrap", amount=0.26))),
        Alternative("rinse", "Counter-current rinsing", "Fits between tanks 3 and 5.",
                    changes=(Change("water", amount=1.6), Change("effluent", amount=1.6))),
        Alternative("box", "Box of recycled board, recycled after use", "",
                    changes=(Change("box", recycled=1.0),
                             Change("box_end", factor="waste_board_closed"))),
    )  # fmt: skip
    about = About(
        declared_unit="piece",
        declared_amount=1.0,
        boundary=Boundary.GRAVE,
        start=YEAR[0],
        end=YEAR[1],
        country=COUNTRY,
        description="Bent steel bracket of 320 g, zinc-plated, in a board box.",
        mass=0.32,
        fossil_carbon=0.0,
        biogenic_carbon=0.0,
        exempted=0.0,
    )
    model = ProductModel(
        functional_unit="One shelf bracket used for ten years",
        lines=lines,
        factors=(*_grid(), steel),
        alternatives=alternatives,
    )
    return Content(about, model)


def dyeing() -> Content:
    """Return a service by its activity data."""
    stage = Stage
    lines = (
        Line("gas", stage.PRODUCTION, "Steam and drying: gas", "fuel_natural_gas_with_supply", 13.5,
             "kWh", METER, 0.05),
        Line("power", stage.PRODUCTION, "Machines", _electricity(), 1.4, "kWh", METER, 0.05),
        Line("water", stage.PRODUCTION, "Water", "water_supply", 118.0, "l", METER, 0.05),
        Line("effluent", stage.PRODUCTION, "Waste water", "water_treatment", 110.0, "l", METER,
             0.1),
        Line("film", stage.PACKAGING, "Film around the rolls",
             "material_ldpe_and_lldpe_with_forming_primary", 12.0, "g", BILL, 0.1),
        Line("lorry", stage.PRODUCTION, "Fabric to the dyehouse",
             "transport_lorry_rigid_over_17_t_average_load", 0.06, "t km", LOGISTICS, 0.1),
    )  # fmt: skip
    alternatives = (
        Alternative("recovery", "Heat recovery from waste water", "Offer of a supplier is there.",
                    changes=(Change("gas", amount=11.1),)),
        Alternative("ratio", "Lower liquor ratio", "Needs two new machines.",
                    changes=(Change("gas", amount=10.4), Change("water", amount=80.0),
                             Change("effluent", amount=75.0))),
    )  # fmt: skip
    about = About(
        declared_unit="kilogram",
        declared_amount=1.0,
        boundary=Boundary.GATE,
        start=YEAR[0],
        end=YEAR[1],
        country=COUNTRY,
        description="The fabric itself and the dyes are not counted: no background row fits them.",
    )
    model = ProductModel(
        functional_unit="1 kg of cotton fabric dyed",
        lines=lines,
        factors=_grid(),
        alternatives=alternatives,
    )
    return Content(about, model)
