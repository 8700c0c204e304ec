"""Background rows of product footprints: published sums, fuels burnt, refrigerants released."""

from functools import cache

from scp_centre.methods.footprints import Factor
from scp_centre.methods.lifecycle import pedigree_sigma
from scp_centre.reference.factors import fuels, gwp_set, gwp_sets
from scp_centre.reference.loader import load_table
from scp_centre.reference.pedigree_factors import pedigree_factors

PEDIGREE = 2013  # set of factors by which scores become spreads
# fuel of the IPCC -> row of its supply, where the two mean the same fuel
SUPPLIES = {
    "natural_gas": "supply_natural_gas",
    "gas_diesel_oil": "supply_gas_oil",
    "residual_fuel_oil": "supply_fuel_oil",
    "motor_gasoline": "supply_petrol",
    "lpg": "supply_liquefied_petroleum_gas",
    "liquefied_petroleum_gases": "supply_liquefied_petroleum_gas",
    "coking_coal": "supply_coking_coal",
    "petroleum_coke": "supply_petroleum_coke",
}
BURNT = "Burning of the fuel in industry, by its net calorific value."
BURNT_QUALITY, GAS_QUALITY = "2;1;5;2;2", "1;1;1;1;1"
GASES = ("CO2", "CH4", "CH4 fossil", "CH4 non-fossil", "N2O")


def sigma_of_quality(quality: str, basic: float) -> float:
    """Return sigma of the logarithm from scores such as 2;2;1;4;3 and a basic factor."""
    scores = [int(part) for part in quality.split(";")]
    return pedigree_sigma(scores, pedigree_factors(PEDIGREE), basic)


@cache
def background_rows() -> dict[str, Factor]:
    """Return every row by its key; each was read at its source, none is recalled."""
    rows = [*_published(), *_fuels(), *_with_supply(), *_refrigerants()]
    return {row.key: row for row in rows if row.checked == "read"}


@cache
def _published() -> tuple[Factor, ...]:
    found = []
    for row in load_table("background").rows:
        emissions = {
            f"published_{kind}": row[kind]
            for kind in ("fossil", "aircraft")
            if row[kind] is not None
        }
        found.append(
            Factor(
                key=row["row"],
                name=row["name"],
                category=row["category"],
                unit=row["unit"],
                emissions=emissions,
                source=row["source"],
                year=row["year"],
                region=row["region"],
                licence=row["licence"],
                gwp_set=row["gwp_set"],
                sigma=sigma_of_quality(row["quality"], row["basic"]),
                quality=row["quality"],
                covers=row["covers"],
                leaves_out=row["leaves_out"] or "",
                recycled=row["recycled"] or "",
                checked=row["checked"],
            )
        )
    return tuple(found)


@cache
def _fuels() -> tuple[Factor, ...]:
    checked = {row["fuel"]: row for row in load_table("fuels").rows}
    sigma = sigma_of_quality(BURNT_QUALITY, 1.05)
    found = []
    for key, fuel in fuels().items():
        kind = "_biogenic" if fuel.biogenic else ""
        emissions = {
            f"co2{kind}": fuel.co2_kg_per_tj / 1e6,
            "ch4_biogenic" if fuel.biogenic else "ch4_fossil": fuel.ch4_kg_per_tj / 1e6,
            f"n2o{kind}": fuel.n2o_kg_per_tj / 1e6,
        }
        found.append(
            Factor(
                key=f"fuel_{key}",
                name=f"{fuel.name}, burnt",
                category="energy",
                unit="MJ",
                emissions=emissions,
                source=fuel.source,
                year=checked[key]["year"],
                region=checked[key]["region"],
                licence="facts",
                sigma=sigma,
                quality=BURNT_QUALITY,
                covers=BURNT,
                checked=checked[key]["checked"],
            )
        )
    return tuple(found)


def _with_supply() -> list[Factor]:
    """Return fuels that are burnt, with their supply, where both rows mean the same fuel."""
    supplies = {row.key: row for row in _published()}
    found = []
    for fuel in _fuels():
        supply = supplies.get(SUPPLIES.get(fuel.key.removeprefix("fuel_"), ""))
        if supply is None:
            continue
        found.append(
            Factor(
                key=f"{fuel.key}_with_supply",
                name=f"{fuel.name}, with its supply",
                category="energy",
                unit="MJ",
                emissions={**fuel.emissions, **supply.emissions},
                source=f"{fuel.source}; supply: {supply.source}",
                year=supply.year,
                region=f"{fuel.region}; supply: {supply.region}",
                licence=supply.licence,
                gwp_set=supply.gwp_set,
                sigma=fuel.sigma,
                quality=fuel.quality,
                covers="Extraction, delivery and burning of the fuel.",
                checked="read" if fuel.checked == supply.checked == "read" else "recalled",
            )
        )
    return found


def _refrigerants() -> list[Factor]:
    """Return gases that every IPCC set knows, released as they are."""
    sets = [gwp_set(name) for name in gwp_sets()]
    latest = {row["gas"]: row for row in load_table("gwp").rows if row["gwp_set"] == sets[-1].name}
    blends = {row["blend"]: row for row in load_table("blends").rows}
    gases = [gas for gas in latest if gas not in GASES]
    known = [gas for gas in (*gases, *blends) if all(_knows(one, gas) for one in sets)]
    found = []
    for gas in known:
        row = latest.get(gas) or blends[gas]
        found.append(
            Factor(
                key=f"gas_{gas.lower().replace('-', '_')}",
                name=f"{gas}, released",
                category="refrigerants",
                unit="kg",
                emissions={f"gas:{gas}": 1.0},
                source=row["source"],
                year=row["year"],
                region="world",
                licence="facts",
                quality=GAS_QUALITY,
                covers="The gas itself, weighted by the IPCC set of the model.",
                checked=row["checked"],
            )
        )
    return found


def _knows(one, gas: str) -> bool:  # type: ignore[no-untyped-def]
    parts = one.blends.get(gas, {gas: 1.0})
    return all(part in one.gwp for part in parts)
