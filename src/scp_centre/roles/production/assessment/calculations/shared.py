"""Readings that many calculations take, and the tables that they look into."""

from functools import cache

from scp_centre.methods.messages import _
from scp_centre.methods.utilities.furnaces import AvailableHeat
from scp_centre.methods.utilities.steam import Saturation, saturation
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.calculations.model import Parameter as P

MEASUR = "MEASUR calculation suite (ORNL)"
DEFINITION = "definition"

ELECTRICITY = _("electricity, kWh a year")
FUEL = _("fuel, MJ a year")
WATER = _("water, m3 a year")

HOURS = P("hours", "h", _("Hours a year in which it happens."))
BOILER = P("efficiency", "1", _("Efficiency of the boiler, as a share."))
HEATER = P("heat_share", "1", _("Share of the fuel's heat that stays in the furnace."))
POWER = P("power", "kW", _("Electric power now."))
SPECIFIC = P("specific_power", "kW per m3/h", _("Compressor power per m3/h of free air."))
PRESSURE = P("pressure", "kPa", _("Steam pressure above atmosphere."))
MAKEUP = P("makeup", "°C", _("Temperature of the make-up water."), high=100)
MOTOR = P("motor", "1", _("Efficiency of the motor."))
AMBIENT = P("ambient", "K", _("Temperature of the air."))


@cache
def constant(name: str) -> float:
    """Return a constant of the table of constants."""
    rows = {row["constant"]: row["value"] for row in load_table("constants").rows}
    return float(rows[name])


@cache
def air_polynomials() -> dict[str, list[float]]:
    """Return the polynomials of the properties of air, c4 … c0."""
    return {
        row["property"]: [row[c] for c in ("c4", "c3", "c2", "c1", "c0")]
        for row in load_table("air_properties").rows
    }


def physics() -> dict[str, float]:
    """Return the two constants that every loss to the air needs."""
    return {
        "stefan_boltzmann": constant("stefan_boltzmann"),
        "gravity": constant("standard_gravity"),
    }


def steam_at(pressure: float) -> Saturation:
    """Return saturated steam at a gauge pressure, kPa."""
    rows = load_table("saturated_steam").rows
    table = [(r["pressure"], r["temperature"], r["liquid"], r["vapour"]) for r in rows]
    return saturation(table, pressure)


def water_heat(temperature: float) -> float:
    """Return the enthalpy of liquid water, kJ/kg above 0 °C.    temperature : °C"""
    return constant("water_heat_capacity") * temperature


def available_heat_of_gas() -> AvailableHeat:
    """Return the coefficients of the available heat of natural gas."""
    names = ("base", "slope", "offset", "air", "air_rise")
    return AvailableHeat(*(constant(f"available_heat_{name}") for name in names))
