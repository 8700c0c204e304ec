"""Calculations of boilers and steam."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import combustion, furnaces, heat, steam
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.calculations.common_readings import (
    BOILER,
    FUEL,
    HOURS,
    MAKEUP,
    MEASUR,
    PRESSURE,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import (
    available_heat_of_gas,
    constant,
    steam_at,
    water_heat,
)


def _excess_air(
    fuel: float, oxygen: float, new_oxygen: float, rise: float, new_rise: float
) -> float:
    table = [
        (row["oxygen"], row["temperature_rise"], row["efficiency"])
        for row in load_table("combustion_efficiency").rows
    ]
    old = combustion.efficiency_from_table(table, oxygen, rise)
    new = combustion.efficiency_from_table(table, new_oxygen, new_rise or rise)
    return fuel * combustion.fuel_saved_share(old, new)


def _steam_leaks(
    holes: float, diameter: float, pressure: float, hours: float, heat_: float, efficiency: float
) -> float:
    flow = heat.steam_leak(
        diameter,
        pressure,
        orifice=constant("steam_orifice"),
        discharge=constant("trap_coefficient"),
    )
    return holes * heat.steam_leak_energy(flow, hours, heat_, efficiency)


def _condensate(
    flow: float, hours: float, temperature: float, makeup: float, efficiency: float, flash: float
) -> float:
    return heat.condensate_energy(
        flow,
        hours,
        temperature,
        makeup,
        efficiency,
        heat_capacity=constant("water_heat_capacity"),
        flash_share=flash,
    )


def _flash(
    flow: float, hours: float, pressure: float, flash: float, makeup: float, efficiency: float
) -> float:
    condensate, low = steam_at(pressure), steam_at(flash)
    feed = water_heat(makeup)
    return steam.flash_steam_energy(flow, hours, condensate, low, feed, efficiency)


def _blowdown(
    flow: float,
    hours: float,
    rate: float,
    new_rate: float,
    pressure: float,
    makeup: float,
    efficiency: float,
) -> float:
    water, feed = steam_at(pressure), water_heat(makeup)
    return steam.blowdown_saving(flow, hours, rate, new_rate, water, feed, efficiency)


def _blowdown_heat(
    blowdown: float,
    hours: float,
    pressure: float,
    makeup: float,
    recovered: float,
    efficiency: float,
) -> float:
    water, feed = steam_at(pressure), water_heat(makeup)
    return steam.blowdown_heat(blowdown, hours, water, feed, recovered, efficiency)


def _steam(flow: float, hours: float, pressure: float, makeup: float, efficiency: float) -> float:
    vapour = steam_at(pressure).vapour
    return steam.steam_energy(flow, hours, vapour, water_heat(makeup), efficiency)


def _vent(
    feedwater: float,
    hours: float,
    rate: float,
    new_rate: float,
    pressure: float,
    makeup: float,
    efficiency: float,
) -> float:
    less = feedwater * (rate - new_rate)
    vapour = steam_at(pressure).vapour
    return steam.steam_energy(less, hours, vapour, water_heat(makeup), efficiency)


def _economiser(fuel: float, oxygen: float, stack: float, new_stack: float, air: float) -> float:
    gas = available_heat_of_gas()
    now, then = (furnaces.available_heat(t, oxygen, air, gas) for t in (stack, new_stack))
    return fuel * combustion.fuel_saved_share(now, then)


FIELD = _("Boilers and steam")
CALCULATIONS = (
    Calculation(
        "boiler_excess_air",
        _("Boiler excess air"),
        _("fuel, MJ per year"),
        "MJ",
        _("fuel × (1 − current efficiency ÷ new efficiency), efficiencies from the table"),
        "US DOE, Steam Tip Sheet 4 (2006)",
        (
            P("fuel", "MJ", _("Annual natural gas use of the boiler.")),
            P("oxygen", "%", _("Oxygen in the dry flue gas before the change.")),
            P("new_oxygen", "%", _("Oxygen after tuning.")),
            P(
                "rise",
                "K",
                _("Flue gas temperature minus combustion air temperature, before tuning."),
                difference=True,
            ),
            P(
                "new_rise",
                "K",
                _("Temperature difference after tuning. Enter 0 if it stays the same."),
                0.0,
                difference=True,
            ),
        ),
        _excess_air,
        of_what_is_left=True,
    ),
    Calculation(
        "steam_leaks",
        _("Steam leaks and failed traps"),
        _("fuel, MJ per year"),
        "MJ",
        _("holes × C n A p × hours × heat ÷ boiler efficiency"),
        "Napier's rule, fitted to US DOE Steam Tip Sheet 1",
        (
            P("holes", "", _("Number of leaks or failed traps of this size."), exact=True),
            P("diameter", "m", _("Diameter of the hole or trap orifice.")),
            P("pressure", "kPa", _("Steam pressure (gauge).")),
            HOURS,
            P("heat_", "kJ/kg", _("Heat of the steam relative to the feedwater.")),
            BOILER,
        ),
        _steam_leaks,
    ),
    Calculation(
        "condensate_return",
        _("Condensate return"),
        _("fuel, MJ per year"),
        "MJ",
        _("(1 − flash) × flow × hours × c × (T − T make-up) ÷ boiler efficiency"),
        "US DOE, Steam Tip Sheet 8",
        (
            P("flow", "kg/h", _("Extra condensate returned to the boiler.")),
            HOURS,
            P("temperature", "°C", _("Condensate temperature.")),
            P("makeup", "°C", _("Temperature of the make-up water that the condensate replaces.")),
            BOILER,
            P("flash", "1", _("Share of the condensate lost as flash steam."), 0.0, tiny=True),
        ),
        _condensate,
    ),
    Calculation(
        "flash_steam",
        _("Flash steam recovery"),
        FUEL,
        "MJ",
        _("flash fraction × condensate × hours × (h steam − h make-up) ÷ boiler efficiency"),
        "US DOE, Steam Tip Sheet 12; steam properties by IAPWS-IF97",
        (
            P("flow", "kg/h", _("Flow of pressurised condensate.")),
            HOURS,
            P("pressure", "kPa", _("Condensate pressure (gauge).")),
            P("flash", "kPa", _("Flash steam pressure (gauge).")),
            MAKEUP,
            BOILER,
        ),
        _flash,
    ),
    Calculation(
        "boiler_blowdown",
        _("Reduced boiler blowdown"),
        FUEL,
        "MJ",
        _(
            "(current B − new B) × hours × (h water − h make-up) ÷ boiler efficiency; B = steam × "
            "rate ÷ (1 − rate)"
        ),
        "US DOE, Steam Tip Sheet 9; steam properties by IAPWS-IF97",
        (
            P("flow", "kg/h", _("Steam produced by the boiler.")),
            HOURS,
            P("rate", "1", _("Current blowdown, as a share of the feedwater."), tiny=True),
            P(
                "new_rate",
                "1",
                _("Blowdown after the change, as a share of the feedwater."),
                tiny=True,
            ),
            PRESSURE,
            MAKEUP,
            BOILER,
        ),
        _blowdown,
    ),
    Calculation(
        "blowdown_heat",
        _("Heat recovery from blowdown"),
        FUEL,
        "MJ",
        _("blowdown × hours × (h water − h make-up) × share recovered ÷ boiler efficiency"),
        "US DOE, Steam Tip Sheet 10; steam properties by IAPWS-IF97",
        (
            P("blowdown", "kg/h", _("Blowdown water flow.")),
            HOURS,
            PRESSURE,
            MAKEUP,
            P("recovered", "1", _("Share of the heat recovered."), 0.9),
            BOILER,
        ),
        _blowdown_heat,
    ),
    Calculation(
        "economiser",
        _("Economiser"),
        FUEL,
        "MJ",
        _("fuel × (1 − current available heat ÷ new available heat), natural gas"),
        MEASUR,
        (
            P("fuel", "MJ", _("Annual natural gas use of the boiler.")),
            P("oxygen", "%", _("Oxygen in the dry flue gas before the change."), high=20),
            P("stack", "°C", _("Stack temperature before the change."), high=1200),
            P("new_stack", "°C", _("Stack temperature after the change."), high=1200),
            P("air", "°C", _("Combustion air temperature."), 20.0, high=600),
        ),
        _economiser,
        of_what_is_left=True,
    ),
    Calculation(
        "deaerator_vent",
        _("Deaerator vent"),
        FUEL,
        "MJ",
        _(
            "feedwater × (current rate − new rate) × hours × (h steam − h make-up) ÷ boiler "
            "efficiency"
        ),
        "MEASUR calculation suite (ORNL); steam properties by IAPWS-IF97",
        (
            P("feedwater", "kg/h", _("Feedwater delivered by the deaerator.")),
            HOURS,
            P("rate", "1", _("Steam currently vented, as a share of the feedwater."), tiny=True),
            P(
                "new_rate",
                "1",
                _("Steam vented after the change, as a share of the feedwater."),
                tiny=True,
            ),
            PRESSURE,
            MAKEUP,
            BOILER,
        ),
        _vent,
    ),
    Calculation(
        "steam_saved",
        _("Using less steam"),
        FUEL,
        "MJ",
        _("steam × hours × (h steam − h make-up) ÷ boiler efficiency"),
        "heat balance; steam properties by IAPWS-IF97",
        (
            P("flow", "kg/h", _("Steam that is no longer used, without condensate return.")),
            HOURS,
            PRESSURE,
            MAKEUP,
            BOILER,
        ),
        _steam,
    ),
)
