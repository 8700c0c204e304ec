"""Emission factors, made of the rows of fuels, gwp and blends."""

from functools import cache

from scp_centre.methods.greenhouse import FuelFactor, GwpSet
from scp_centre.methods.labels import require_known
from scp_centre.reference.loader import load_table


@cache
def fuels() -> dict[str, FuelFactor]:
    """Return all fuels by key."""
    shares = {row["fuel"]: row["net_per_gross"] for row in load_table("heating_values").rows}
    return {
        row["fuel"]: FuelFactor(
            fuel=row["fuel"],
            name=row["name"],
            ncv_tj_per_gg=row["ncv_tj_per_gg"],
            co2_kg_per_tj=row["co2_kg_per_tj"],
            ch4_kg_per_tj=row["ch4_kg_per_tj"],
            n2o_kg_per_tj=row["n2o_kg_per_tj"],
            biogenic=row["biogenic"],
            source=row["source"],
            net_per_gross=shares.get(row["fuel"]),
        )
        for row in load_table("fuels").rows
    }


def fuel(key: str, *, where: str = "fuel") -> FuelFactor:
    require_known(key, fuels(), what="fuel", where=where)
    return fuels()[key]


def gwp_sets() -> list[str]:
    return sorted({row["gwp_set"] for row in load_table("gwp").rows})


@cache
def gwp_set(name: str) -> GwpSet:
    """Return the warming potentials of AR4, AR5 or AR6 with the blends made of them."""
    require_known(name, gwp_sets(), what="GWP set", where="gwp_set")
    rows = [row for row in load_table("gwp").rows if row["gwp_set"] == name]
    gwp = {row["gas"]: row["gwp100"] for row in rows}
    blends: dict[str, dict[str, float]] = {}
    for row in load_table("blends").rows:
        blends.setdefault(row["blend"], {})[row["gas"]] = row["mass_share"]
    return GwpSet(
        name=name,
        gwp=gwp,
        # A report need not list each gas of each blend: what it lacks is not known by its name.
        blends={blend: gases for blend, gases in blends.items() if gwp.keys() >= gases.keys()},
        source=rows[0]["source"],
    )
