"""Calculations of compressed air."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import compressed_air
from scp_centre.roles.production.assessment.calculations.common_readings import (
    ELECTRICITY,
    HOURS,
    MEASUR,
    POWER,
    SPECIFIC,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import constant


def _air_leaks(leak_flow: float, specific_power: float, hours: float, repaired: float) -> float:
    return compressed_air.leak_energy(leak_flow, specific_power, hours) * repaired


def _pressure(
    power: float, hours: float, gauge: float, new_gauge: float, atmosphere: float
) -> float:
    exponent = constant("air_compression_exponent")
    return compressed_air.pressure_reduction_saving(
        power, hours, gauge, new_gauge, exponent=exponent, atmosphere=atmosphere
    )


FIELD = _("Compressed air")
CALCULATIONS = (
    Calculation(
        "compressed_air_leaks",
        _("Compressed-air leaks"),
        _("electricity, kWh per year"),
        "kWh",
        _("leak flow × specific power × hours × share repaired"),
        MEASUR,
        (
            P("leak_flow", "m3/h", _("Total free air lost through leaks.")),
            SPECIFIC,
            HOURS,
            P("repaired", "1", _("Share of the leak flow that is repaired."), 1.0),
        ),
        _air_leaks,
        worked="{leak_flow} × {specific_power} × {hours} × {repaired}",
    ),
    Calculation(
        "air_pressure",
        _("Lower compressed-air pressure"),
        ELECTRICITY,
        "kWh",
        _(
            "power × hours × (1 − (r new^0.283 − 1) ÷ (r^0.283 − 1)), r = absolute pressure ÷ "
            "atmospheric pressure"
        ),
        MEASUR,
        (
            POWER,
            HOURS,
            P("gauge", "kPa", _("Current gauge pressure at the compressor."), low=1.0),
            P(
                "new_gauge",
                "kPa",
                _("Gauge pressure at the compressor after the change."),
            ),
            P(
                "atmosphere",
                "kPa",
                _("Atmospheric pressure at the site. The pressure is lower at altitude."),
                101.325,
                low=30,
                high=110,
            ),
        ),
        _pressure,
    ),
    Calculation(
        "air_intake",
        _("Cooler air intake"),
        ELECTRICITY,
        "kWh",
        _("power × hours × (1 − T new ÷ T), in kelvin"),
        "ideal gas; Kaya and others, Int. J. Energy Research 26 (2002)",
        (
            POWER,
            HOURS,
            P("temperature", "K", _("Temperature of the intake air before the change.")),
            P("new_temperature", "K", _("Temperature of the intake air after the change.")),
        ),
        compressed_air.cooler_intake_saving,
        worked="{power} × {hours} × (1 − {new_temperature} ÷ {temperature})",
    ),
    Calculation(
        "air_nozzles",
        _("Smaller blow-off nozzles"),
        ELECTRICITY,
        "kWh",
        _(
            "nozzles × (current flow − new flow) × specific power × hours; choked flow through an "
            "orifice"
        ),
        "choked flow of an ideal gas; US DOE, Compressed Air Tip Sheet 3",
        (
            P("nozzles", "", _("Number of open pipes or nozzles."), exact=True),
            P("diameter", "m", _("Inner diameter before the change.")),
            P("new_diameter", "m", _("Inner diameter of the new nozzle.")),
            P("pressure", "kPa", _("Air pressure at the nozzle (gauge).")),
            SPECIFIC,
            HOURS,
            P(
                "discharge",
                "1",
                _("Discharge coefficient. The value is 1 for a well-rounded nozzle."),
                1.0,
            ),
        ),
        compressed_air.nozzle_saving,
    ),
    Calculation(
        "air_off_load",
        _("Compressor running unloaded"),
        ELECTRICITY,
        "kWh",
        _("full-load power × unloaded power share × hours × share of time unloaded"),
        MEASUR,
        (
            P("power", "kW", _("Electric power at full load.")),
            P("unloaded_share", "1", _("Power when unloaded, as a share of full load.")),
            HOURS,
            P(
                "time_share",
                "1",
                _("Share of the hours during which the compressor runs unloaded."),
            ),
        ),
        compressed_air.off_load_energy,
        worked="{power} × {unloaded_share} × {hours} × {time_share}",
    ),
)
