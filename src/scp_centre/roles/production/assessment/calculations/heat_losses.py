"""Calculations of insulation, covers and heat recovery."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import heat, insulation
from scp_centre.methods.utilities.bounds import require_above_zero, require_saving
from scp_centre.reference import load_table
from scp_centre.roles.production.assessment.calculations.common_readings import (
    AMBIENT,
    BOILER,
    FUEL,
    HOURS,
    MEASUR,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import (
    air_polynomials,
    constant,
    physics,
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
    air = air_polynomials()
    bare = heat.pipe_loss(diameter, surface, ambient, wind, emissivity, air, **physics())
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
        **physics(),
    )
    return (bare - lagged) * length * hours * 3600 / 1e6 / efficiency


def _heat_recovery(
    flow: float, hours: float, hot: float, cold: float, effectiveness: float, efficiency: float
) -> float:
    capacity = constant("water_heat_capacity")
    return heat.recovered_heat(
        flow, hours, hot, cold, effectiveness, efficiency, heat_capacity=capacity
    )


def _flat(
    area: float,
    surface: float,
    ambient: float,
    height: float,
    thickness: float,
    conductivity: float,
    emissivity: float,
    jacket: float,
    hours: float,
    efficiency: float,
) -> float:
    air = air_polynomials()
    bare = insulation.flat_loss(surface, ambient, height, emissivity, air, **physics())
    lagged = insulation.insulated_flat_loss(
        surface, ambient, height, thickness, conductivity, jacket, air, **physics()
    )
    saved = require_saving(bare - lagged) * area * hours * 3600 / 1e6
    return saved / require_above_zero(efficiency, "efficiency")


def _cover(
    area: float, liquid: float, air: float, avoided: float, hours: float, efficiency: float
) -> float:
    table = [(r["liquid"], r["air"], r["loss"]) for r in load_table("open_tank_loss").rows]
    lost = insulation.open_tank_loss(table, liquid, air) * area * avoided
    return lost * hours * 3600 / 1e6 / require_above_zero(efficiency, "efficiency")


def _gas(
    flow: float,
    hours: float,
    heat_capacity: float,
    hot: float,
    cold: float,
    effectiveness: float,
    efficiency: float,
) -> float:
    return heat.recovered_heat(
        flow, hours, hot, cold, effectiveness, efficiency, heat_capacity=heat_capacity
    )


FIELD = _("Insulation and heat recovery")
CALCULATIONS = (
    Calculation(
        "pipe_insulation",
        _("Insulating a pipe"),
        _("fuel, MJ per year"),
        "MJ",
        _(
            "(loss of the bare pipe \u2212 loss of the insulated pipe) × length × hours ÷ "
            "boiler efficiency"
        ),
        MEASUR,
        (
            P("length", "m", _("Length of bare pipe.")),
            P("diameter", "m", _("Outside diameter of the pipe."), low=0.001, high=100),
            P("surface", "K", _("Pipe temperature.")),
            P("ambient", "K", _("Air temperature.")),
            P("wind", "m/s", _("Air speed. Indoors it is about 0.1 m/s."), 0.1),
            HOURS,
            P("thickness", "m", _("Insulation thickness."), low=0.0001, high=10),
            P(
                "conductivity",
                "W/(m K)",
                _("Thermal conductivity of the insulation."),
                0.045,
                low=0.001,
                high=1000,
            ),
            P("emissivity", "1", _("Emissivity of the bare pipe."), 0.8),
            P("jacket", "1", _("Emissivity of the jacket."), 0.1),
            BOILER,
        ),
        _insulation,
    ),
    Calculation(
        "flat_insulation",
        _("Insulating a tank or flat wall"),
        FUEL,
        "MJ",
        _(
            "(loss of the bare wall − loss of the insulated wall) × area × hours ÷ efficiency; "
            "still air"
        ),
        "Churchill and Chu, vertical plate; Stefan-Boltzmann",
        (
            P("area", "m2", _("Bare wall area.")),
            P("surface", "K", _("Wall temperature.")),
            AMBIENT,
            P("height", "m", _("Wall height."), 1.0, low=0.001, high=1000),
            P("thickness", "m", _("Insulation thickness."), low=0.0001, high=10),
            P("conductivity", "W/(m K)", _("Thermal conductivity of the insulation.")),
            P("emissivity", "1", _("Emissivity of the bare wall."), 0.9),
            P("jacket", "1", _("Emissivity of the jacket."), 0.1),
            HOURS,
            BOILER,
        ),
        _flat,
    ),
    Calculation(
        "tank_cover",
        _("Covering a hot open tank"),
        FUEL,
        "MJ",
        _("evaporation loss from the table × area × share avoided × hours ÷ efficiency"),
        "US DOE, Steam Tip Sheet 19",
        (
            P("area", "m2", _("Open surface of the liquid.")),
            P("liquid", "°C", _("Liquid temperature, 43 to 77 °C."), high=100),
            P("air", "°C", _("Air temperature, 18 to 41 °C."), high=100),
            P("avoided", "1", _("Share of this loss that the change avoids.")),
            HOURS,
            BOILER,
        ),
        _cover,
    ),
    Calculation(
        "heat_recovery",
        _("Recovering heat from a liquid"),
        _("fuel, MJ per year"),
        "MJ",
        _("effectiveness × flow × c × (T hot − T cold) × hours ÷ boiler efficiency"),
        "heat balance of an exchanger",
        (
            P(
                "flow",
                "kg/h",
                _("Flow of the stream with the lower heat capacity flow rate (water)."),
            ),
            HOURS,
            P("hot", "°C", _("Temperature of the stream being cooled.")),
            P("cold", "°C", _("Temperature of the stream being heated.")),
            P("effectiveness", "1", _("Heat exchanger effectiveness.")),
            BOILER,
        ),
        _heat_recovery,
    ),
    Calculation(
        "gas_heat_recovery",
        _("Recovering heat from a gas or hot air"),
        FUEL,
        "MJ",
        _("effectiveness × flow × c × (T hot − T cold) × hours ÷ efficiency"),
        "heat balance of an exchanger",
        (
            P(
                "flow",
                "kg/h",
                _("Flow of the stream with the lower heat capacity flow rate (gas or air)."),
            ),
            HOURS,
            P(
                "heat_capacity",
                "kJ/(kg K)",
                _("Specific heat of this gas: about 1.0 for dry air."),
            ),
            P("hot", "°C", _("Temperature of the stream being cooled."), high=2000),
            P("cold", "°C", _("Temperature of the stream being heated."), high=2000),
            P("effectiveness", "1", _("Heat exchanger effectiveness.")),
            BOILER,
        ),
        _gas,
        worked=(
            "{effectiveness} × {flow} × {heat_capacity} × ({hot} − {cold}) × {hours} ÷ 1000 ÷ "
            "{efficiency}"
        ),
    ),
)
