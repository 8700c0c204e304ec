"""The engineering calculations that a workbook can ask for, with their parameters as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scp_centre.methods.errors import MissingValueError, UnitError
from scp_centre.methods.labels import require_known
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS, convert
from scp_centre.methods.utilities import combustion, compressed_air, electricity, heat, water
from scp_centre.reference import load_table


@dataclass(frozen=True, slots=True)
class Parameter:
    """One reading: its key, unit ("" for a pure number), help, and default where one is fair."""

    key: str
    unit: str
    help: str
    default: float | None = None


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation: what it takes, what it yields, in which unit, and its source.

    of_what_is_left : it changes the efficiency of the whole flow, so that its saving shrinks with
    what other options save before it; the others are of one machine, and are added
    """

    key: str
    title: str
    result: str
    unit: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...]
    run: Callable[..., float] = field(repr=False)
    of_what_is_left: bool = False


def run_calculation(key: str, readings: Mapping[str, tuple[float, str | None]]) -> float:
    """Return the yearly saving of a calculation, in its own unit.

    readings : parameter -> (value, unit); units are converted, defaults stand in where declared.
    """
    require_known(key, CALCULATIONS, what="calculation", where="Measurements")
    calculation = CALCULATIONS[key]
    for name in readings:
        require_known(name, [p.key for p in calculation.parameters], what="parameter", where=key)
    return calculation.run(**{p.key: _value(key, p, readings) for p in calculation.parameters})


def _value(
    calculation: str, parameter: Parameter, readings: Mapping[str, tuple[float, str | None]]
) -> float:
    if parameter.key not in readings:
        if parameter.default is None:
            raise MissingValueError(
                _(
                    "The calculation {calculation} has no {key}: {help}",
                    calculation=calculation,
                    key=parameter.key,
                    help=parameter.help,
                ),
                where=calculation,
                cure=_(
                    "Add a row in the sheet Measurements, in {value1}.",
                    value1=parameter.unit or _("a number"),
                ),
            )
        return parameter.default
    value, unit = readings[parameter.key]
    if not unit or unit == parameter.unit:
        return value
    if parameter.unit not in SYMBOLS or unit not in SYMBOLS:
        raise UnitError(
            _(
                "The parameter {key} is in {unit}; the calculation needs {value3}.",
                key=parameter.key,
                unit=unit,
                value3=parameter.unit or _("a pure number"),
            ),
            where=calculation,
            cure=_("Enter it in {value1}.", value1=parameter.unit or _("no unit")),
        )
    return convert(value, unit, parameter.unit)


def _constant(name: str) -> float:
    rows = {row["constant"]: row["value"] for row in load_table("constants").rows}
    return float(rows[name])


def _air_leaks(leak_flow: float, specific_power: float, hours: float, repaired: float) -> float:
    return compressed_air.leak_energy(leak_flow, specific_power, hours) * repaired


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
        orifice=_constant("steam_orifice"),
        discharge=_constant("trap_coefficient"),
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
        heat_capacity=_constant("water_heat_capacity"),
        flash_share=flash,
    )


def _insulation(
    length: float,
    diameter: float,
    surface: float,
    ambient: float,
    wind: float,
    hours: float,
    thickness: float,
    conductivity: float,
    emissivity: float,
    jacket: float,
    efficiency: float,
) -> float:
    air = {
        row["property"]: [row[c] for c in ("c4", "c3", "c2", "c1", "c0")]
        for row in load_table("air_properties").rows
    }
    physics = {
        "stefan_boltzmann": _constant("stefan_boltzmann"),
        "gravity": _constant("standard_gravity"),
    }
    bare = heat.pipe_loss(diameter, surface, ambient, wind, emissivity, air, **physics)
    lagged = heat.pipe_loss(
        diameter,
        surface,
        ambient,
        wind,
        emissivity,
        air,
        insulation=thickness,
        conductivity=conductivity,
        jacket_emissivity=jacket,
        **physics,
    )
    return (bare - lagged) * length * hours * 3600 / 1e6 / efficiency


def _heat_recovery(
    flow: float, hours: float, hot: float, cold: float, effectiveness: float, efficiency: float
) -> float:
    capacity = _constant("water_heat_capacity")
    return heat.recovered_heat(
        flow, hours, hot, cold, effectiveness, efficiency, heat_capacity=capacity
    )


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


def _tower(
    circulation: float,
    range_: float,
    hours: float,
    cycles: float,
    new_cycles: float,
    drift: float,
    new_drift: float,
) -> float:
    share = _constant("evaporation_share")
    before, after = (
        water.tower_makeup(circulation, range_, hours, c, d, evaporation_share=share)
        for c, d in ((cycles, drift), (new_cycles, new_drift))
    )
    return before - after


def _rinse(drag_out: float, ratio: float, stages: float, new_stages: float, hours: float) -> float:
    now, then = (water.rinse_water(drag_out, ratio, int(n)) for n in (stages, new_stages))
    return (now - then) * hours


_P = Parameter
_HOURS = _P("hours", "h", _("Hours a year in which it happens."))
_BOILER = _P("efficiency", "1", _("Efficiency of the boiler, as a share."))
_MEASUR = "MEASUR calculation suite (ORNL)"

CALCULATIONS: dict[str, Calculation] = {
    c.key: c
    for c in (
        Calculation(
            "compressed_air_leaks",
            _("Compressed-air leaks"),
            _("electricity, kWh a year"),
            "kWh",
            _("leak flow × specific power × hours × share repaired"),
            _MEASUR,
            (
                _P("leak_flow", "m3/h", _("Free air that leaks, all leaks together.")),
                _P("specific_power", "kW per m3/h", _("Compressor power per m3/h of free air.")),
                _HOURS,
                _P("repaired", "1", _("Share of the leak flow that is repaired."), 1.0),
            ),
            _air_leaks,
        ),
        Calculation(
            "boiler_excess_air",
            _("Boiler excess air"),
            _("fuel, MJ a year"),
            "MJ",
            _("fuel × (1 − efficiency now ÷ efficiency after), efficiencies from the table"),
            "US DOE, Steam Tip Sheet 4 (2006)",
            (
                _P("fuel", "MJ", _("Natural gas that the boiler burns in a year.")),
                _P("oxygen", "%", _("Oxygen in the dry flue gas now.")),
                _P("new_oxygen", "%", _("Oxygen after tuning.")),
                _P("rise", "K", _("Flue gas temperature less combustion air temperature now.")),
                _P("new_rise", "K", _("The same after tuning; 0: unchanged."), 0.0),
            ),
            _excess_air,
            of_what_is_left=True,
        ),
        Calculation(
            "steam_leaks",
            _("Steam leaks and failed traps"),
            _("fuel, MJ a year"),
            "MJ",
            _("holes × C n A p × hours × heat ÷ boiler efficiency"),
            "Napier's rule, fitted to US DOE Steam Tip Sheet 1",
            (
                _P("holes", "", _("Number of leaks or failed traps of this size.")),
                _P("diameter", "m", _("Diameter of the hole or trap orifice.")),
                _P("pressure", "kPa", _("Steam pressure above atmosphere.")),
                _HOURS,
                _P("heat_", "kJ/kg", _("Heat of the steam above feedwater.")),
                _BOILER,
            ),
            _steam_leaks,
        ),
        Calculation(
            "condensate_return",
            _("Condensate return"),
            _("fuel, MJ a year"),
            "MJ",
            _("(1 − flash) × flow × hours × c × (T − T make-up) ÷ boiler efficiency"),
            "US DOE, Steam Tip Sheet 8",
            (
                _P("flow", "kg/h", _("Additional condensate returned.")),
                _HOURS,
                _P("temperature", "°C", _("Temperature of the condensate.")),
                _P("makeup", "°C", _("Temperature of the make-up water that it replaces.")),
                _BOILER,
                _P("flash", "1", _("Share lost as flash steam."), 0.0),
            ),
            _condensate,
        ),
        Calculation(
            "pipe_insulation",
            _("Insulating a pipe"),
            _("fuel, MJ a year"),
            "MJ",
            _(
                "(loss of the bare pipe \u2212 loss of the insulated pipe) × length × hours ÷ "
                "boiler efficiency"
            ),
            _MEASUR,
            (
                _P("length", "m", _("Length of bare pipe.")),
                _P("diameter", "m", _("Outside diameter of the pipe.")),
                _P("surface", "K", _("Temperature of the pipe.")),
                _P("ambient", "K", _("Temperature of the air.")),
                _P("wind", "", _("Air speed in m/s; indoors about 0.1."), 0.1),
                _HOURS,
                _P("thickness", "m", _("Thickness of the insulation.")),
                _P("conductivity", "", _("Conductivity of the insulation, W/(m K)."), 0.045),
                _P("emissivity", "1", _("Emissivity of the bare pipe."), 0.8),
                _P("jacket", "1", _("Emissivity of the jacket."), 0.1),
                _BOILER,
            ),
            _insulation,
        ),
        Calculation(
            "motor_replacement",
            _("Efficient motor"),
            _("electricity, kWh a year"),
            "kWh",
            _("rated power × load × hours × (1 ÷ old efficiency − 1 ÷ new efficiency)"),
            "affinity of shaft power; efficiencies from the nameplates",
            (
                _P("rated_power", "kW", _("Rated shaft power.")),
                _P("load", "1", _("Load as a share of rated power.")),
                _HOURS,
                _P("efficiency", "1", _("Efficiency of the present motor at this load.")),
                _P("new_efficiency", "1", _("Efficiency of the new motor at this load.")),
            ),
            electricity.motor_replacement_saving,
        ),
        Calculation(
            "variable_speed_drive",
            _("Variable speed drive"),
            _("electricity, kWh a year"),
            "kWh",
            _("hours × (power now − full power × (static q + (1 − static) q³) ÷ drive efficiency)"),
            "affinity laws",
            (
                _P("input_power", "kW", _("Electric power at full flow.")),
                _P("flow_share", "1", _("Mean flow as a share of full flow.")),
                _HOURS,
                _P(
                    "static",
                    "1",
                    _("Static head as a share of total head; 0 for a closed loop or a fan."),
                    0.0,
                ),
                _P("drive", "1", _("Efficiency of the drive."), 0.97),
                _P("now", "1", _("Power now at this flow, as a share of full power.")),
            ),
            _variable_speed,
        ),
        Calculation(
            "lighting",
            _("Lighting"),
            _("electricity, kWh a year"),
            "kWh",
            _("lamps × (power × hours − new power × new hours) ÷ 1000"),
            "definition",
            (
                _P("lamps", "", _("Number of lamps.")),
                _P("power", "W", _("Power of one lamp with its gear.")),
                _P("new_power", "W", _("Power of the new one.")),
                _HOURS,
                _P("new_hours", "h", _("Hours a year after the change.")),
            ),
            electricity.lighting_saving,
        ),
        Calculation(
            "heat_recovery",
            _("Heat recovery from a liquid"),
            _("fuel, MJ a year"),
            "MJ",
            _("effectiveness × flow × c × (T hot − T cold) × hours ÷ boiler efficiency"),
            "heat balance of an exchanger",
            (
                _P("flow", "kg/h", _("Flow of the weaker stream (water).")),
                _HOURS,
                _P("hot", "°C", _("Temperature of the stream that is cooled.")),
                _P("cold", "°C", _("Temperature of the stream that is heated.")),
                _P("effectiveness", "1", _("Effectiveness of the exchanger.")),
                _BOILER,
            ),
            _heat_recovery,
        ),
        Calculation(
            "cooling_tower_blowdown",
            _("Cooling-tower blowdown"),
            _("water, m3 a year"),
            "m3",
            _("make-up before − after; make-up = (evaporation + drift + blowdown) × hours"),
            _MEASUR,
            (
                _P("circulation", "m3/h", _("Water that circulates.")),
                _P("range_", "", _("Cooling of the water in the tower, K.")),
                _HOURS,
                _P("cycles", "", _("Cycles of concentration now.")),
                _P("new_cycles", "", _("Cycles after the change.")),
                _P("drift", "1", _("Drift as a share of circulation now."), 0.002),
                _P("new_drift", "1", _("Drift after the change."), 0.002),
            ),
            _tower,
        ),
        Calculation(
            "rinse_cascade",
            _("Rinse-water cascade"),
            _("water, m3 a year"),
            "m3",
            _("drag-out × (R^(1/n) − R^(1/n new)) × hours"),
            "counter-current rinsing in equilibrium; p2infohouse.org/ref/01/00051.htm",
            (
                _P("drag_out", "m3/h", _("Bath liquid that the work drags out.")),
                _P(
                    "ratio",
                    "",
                    _(
                        "Concentration in the bath divided by the concentration allowed in the "
                        "last rinse."
                    ),
                ),
                _P("stages", "", _("Rinse stages now.")),
                _P("new_stages", "", _("Counter-current stages after the change.")),
                _HOURS,
            ),
            _rinse,
        ),
        Calculation(
            "power_factor",
            _("Power factor correction"),
            _("electricity, kWh a year"),
            "kWh",
            _("losses × hours × (1 − (pf ÷ new pf)²)"),
            "losses follow the square of the current",
            (
                _P("line_losses", "kW", _("Losses in cables and transformers now.")),
                _HOURS,
                _P("power_factor", "1", _("Power factor now.")),
                _P("wanted", "1", _("Power factor after correction.")),
            ),
            electricity.power_factor_loss_saving,
        ),
    )
}
