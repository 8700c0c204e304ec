"""Readings, results and sources that several calculations share."""

from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.calculations.model import EFFICIENCY
from scp_centre.roles.production.assessment.calculations.model import Parameter as P

MEASUR = "MEASUR calculation suite (ORNL)"
DEFINITION = "definition"

ELECTRICITY = _("electricity, kWh per year")
FUEL = _("fuel, MJ per year")
WATER = _("water, m³ per year")

HOURS = P("hours", "h", _("Hours per year during which these conditions apply."))
BOILER = P("efficiency", "1", _("Boiler efficiency, as a fraction."), low=EFFICIENCY)
HEATER = P(
    "heat_share", "1", _("Share of the fuel's heat that stays in the furnace."), low=EFFICIENCY
)
POWER = P("power", "kW", _("Electric power before the change."))
SPECIFIC = P("specific_power", "kW per m3/h", _("Compressor power per m³/h of free air."))
PRESSURE = P("pressure", "kPa", _("Steam pressure (gauge)."))
MAKEUP = P("makeup", "°C", _("Make-up water temperature."), high=100)
MOTOR = P("motor", "1", _("Motor efficiency."), low=EFFICIENCY)
AMBIENT = P("ambient", "K", _("Air temperature."))
