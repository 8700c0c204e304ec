"""Calculations of motors, drives, pumps and fans."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import electricity, pumps_and_fans
from scp_centre.methods.utilities.bounds import require_above_zero, require_saving
from scp_centre.roles.production.assessment.calculations.common_readings import (
    ELECTRICITY,
    HOURS,
    MOTOR,
    POWER,
)
from scp_centre.roles.production.assessment.calculations.model import EFFICIENCY, Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import constant


def _variable_speed(
    input_power: float, flow_share: float, hours: float, static: float, drive: float, now: float
) -> float:
    return electricity.variable_speed_saving(
        input_power,
        [flow_share],
        [hours],
        static_share=static,
        drive_efficiency=drive,
        throttled_share=now,
    )


def _motor_size(
    shaft_power: float,
    hours: float,
    rated: float,
    new_rated: float,
    efficiency: float,
    new_efficiency: float,
) -> float:
    return electricity.motor_size_saving(
        shaft_power, hours, rated, new_rated, efficiency, new_efficiency
    )


def _pump(
    flow: float,
    head: float,
    density: float,
    efficiency: float,
    new_efficiency: float,
    motor: float,
    hours: float,
) -> float:
    liquid = pumps_and_fans.pump_power(flow, head, density, gravity=constant("standard_gravity"))
    return pumps_and_fans.pump_efficiency_saving(liquid, hours, efficiency, new_efficiency, motor)


def _fan(
    flow: float, drop: float, new_drop: float, efficiency: float, motor: float, hours: float
) -> float:
    less = require_saving(pumps_and_fans.fan_power(flow, drop - new_drop))
    return less * hours / require_above_zero(efficiency * motor, "efficiency")


def _throttle(flow: float, drop: float, hours: float, efficiency: float, motor: float) -> float:
    return pumps_and_fans.throttle_energy(flow, drop, hours, efficiency, motor)


def _affinity(power: float, hours: float, now: float, new: float) -> float:
    ratio = new / require_above_zero(now, "now")
    return pumps_and_fans.affinity_saving(power, hours, ratio)


FIELD = _("Motors, pumps and fans")
CALCULATIONS = (
    Calculation(
        "motor_replacement",
        _("Efficient motor"),
        _("electricity, kWh per year"),
        "kWh",
        _("rated power × load × hours × (1 ÷ old efficiency − 1 ÷ new efficiency)"),
        "affinity of shaft power; efficiencies from the nameplates",
        (
            P("rated_power", "kW", _("Rated shaft power.")),
            P("load", "1", _("Load as a share of rated power."), high=1.25),
            HOURS,
            P(
                "efficiency",
                "1",
                _("Efficiency of the existing motor at this load."),
                low=EFFICIENCY,
            ),
            P(
                "new_efficiency",
                "1",
                _("Efficiency of the new motor at this load."),
                low=EFFICIENCY,
            ),
        ),
        electricity.motor_replacement_saving,
        worked="{rated_power} × {load} × {hours} × (1 ÷ {efficiency} − 1 ÷ {new_efficiency})",
    ),
    Calculation(
        "motor_size",
        _("Right-sized motor"),
        ELECTRICITY,
        "kWh",
        _(
            "shaft power × hours × (1 ÷ current efficiency − 1 ÷ new efficiency), each at its own "
            "load"
        ),
        "efficiency at part load; MEASUR calculation suite (ORNL)",
        (
            P("shaft_power", "kW", _("Mean shaft power required by the load.")),
            HOURS,
            P("rated", "kW", _("Rated power of the existing motor."), low=0.01),
            P("new_rated", "kW", _("Rated power of the smaller motor."), low=0.01),
            P(
                "efficiency",
                "1",
                _("Efficiency of the existing motor at this shaft power, from its data sheet."),
                low=EFFICIENCY,
            ),
            P(
                "new_efficiency",
                "1",
                _("Efficiency of the smaller motor at this shaft power, from its data sheet."),
                low=EFFICIENCY,
            ),
        ),
        _motor_size,
        worked="{shaft_power} × {hours} × (1 ÷ {efficiency} − 1 ÷ {new_efficiency})",
    ),
    Calculation(
        "variable_speed_drive",
        _("Variable speed drive"),
        _("electricity, kWh per year"),
        "kWh",
        _("hours × (current power − full power × (static q + (1 − static) q³) ÷ drive efficiency)"),
        "affinity laws",
        (
            P("input_power", "kW", _("Electric power at full flow.")),
            P("flow_share", "1", _("Mean flow as a share of full flow.")),
            HOURS,
            P(
                "static",
                "1",
                _("Static head as a share of total head. Enter 0 for a closed loop or a fan."),
                0.0,
            ),
            P("drive", "1", _("Drive efficiency."), 0.97, low=EFFICIENCY),
            P("now", "1", _("Current power at this flow, as a share of full power.")),
        ),
        _variable_speed,
    ),
    Calculation(
        "belt_drive",
        _("Better drive belt"),
        ELECTRICITY,
        "kWh",
        _("power × hours × (1 − current belt efficiency ÷ new belt efficiency)"),
        "US DOE, Motor Tip Sheet 5",
        (
            POWER,
            HOURS,
            P(
                "efficiency",
                "1",
                _(
                    "Efficiency of the existing belt. A V-belt in service has an efficiency of "
                    "about 0.93."
                ),
                low=EFFICIENCY,
            ),
            P(
                "new_efficiency",
                "1",
                _("Efficiency of the new belt. A toothed belt has an efficiency of about 0.98."),
                low=EFFICIENCY,
            ),
        ),
        electricity.belt_saving,
        worked="{power} × {hours} × (1 − {efficiency} ÷ {new_efficiency})",
    ),
    Calculation(
        "pump_efficiency",
        _("More efficient pump"),
        ELECTRICITY,
        "kWh",
        _(
            "ρ × g × flow × head × hours × (1 ÷ current pump efficiency − 1 ÷ new pump "
            "efficiency) ÷ motor efficiency"
        ),
        "hydraulic power; MEASUR calculation suite (ORNL)",
        (
            P("flow", "m3/h", _("Pump flow.")),
            P("head", "m", _("Pump head.")),
            P("density", "kg/m3", _("Liquid density."), 1000.0),
            P("efficiency", "1", _("Efficiency of the existing pump."), low=EFFICIENCY),
            P("new_efficiency", "1", _("Efficiency of the new pump."), low=EFFICIENCY),
            MOTOR,
            HOURS,
        ),
        _pump,
        worked=(
            "{density} × 9.80665 × {flow} ÷ 3600 × {head} ÷ 1000 × {hours} × (1 ÷ {efficiency} − "
            "1 ÷ {new_efficiency}) ÷ {motor}"
        ),
    ),
    Calculation(
        "pump_impeller",
        _("Trimmed pump impeller"),
        ELECTRICITY,
        "kWh",
        _("power × hours × (1 − (new diameter ÷ diameter)³)"),
        "affinity laws; US DOE, Pumping Systems Tip Sheet 7",
        (
            POWER,
            HOURS,
            P("now", "m", _("Impeller diameter before the change."), low=0.001, high=100),
            P(
                "new",
                "m",
                _("Diameter after trimming. It must be at least 75 % of the maximum diameter."),
                high=100,
            ),
        ),
        _affinity,
        worked="{power} × {hours} × (1 − ({new} ÷ {now})³)",
    ),
    Calculation(
        "throttled_valve",
        _("Opening a throttled valve"),
        ELECTRICITY,
        "kWh",
        _("flow × pressure drop × hours ÷ (pump efficiency × motor efficiency)"),
        "hydraulic power",
        (
            P("flow", "m3/h", _("Flow through the valve.")),
            P("drop", "kPa", _("Pressure drop across the valve that the change avoids.")),
            HOURS,
            P("efficiency", "1", _("Efficiency of the existing pump."), low=EFFICIENCY),
            MOTOR,
        ),
        _throttle,
        worked="{flow} ÷ 3600 × {drop} × {hours} ÷ ({efficiency} × {motor})",
    ),
    Calculation(
        "fan_pressure",
        _("Lower pressure drop in a fan system"),
        ELECTRICITY,
        "kWh",
        _("flow × (current drop − new drop) × hours ÷ (fan efficiency × motor efficiency)"),
        "MEASUR calculation suite (ORNL), air power",
        (
            P("flow", "m3/h", _("Fan flow.")),
            P("drop", "kPa", _("Pressure drop across filters, coils and ducts before the change.")),
            P("new_drop", "kPa", _("Pressure drop after the change.")),
            P("efficiency", "1", _("Fan efficiency."), low=EFFICIENCY),
            MOTOR,
            HOURS,
        ),
        _fan,
        worked="{flow} ÷ 3600 × ({drop} − {new_drop}) × {hours} ÷ ({efficiency} × {motor})",
    ),
    Calculation(
        "fan_speed",
        _("Slower fan with different pulleys"),
        ELECTRICITY,
        "kWh",
        _("power × hours × (1 − (new speed ÷ speed)³)"),
        "affinity laws",
        (
            POWER,
            HOURS,
            P("now", "1/min", _("Fan speed before the change."), low=1.0),
            P("new", "1/min", _("Fan speed after the change.")),
        ),
        _affinity,
        worked="{power} × {hours} × (1 − ({new} ÷ {now})³)",
    ),
)
