"""Calculations of furnaces and ovens."""

from scp_centre.methods.messages import _
from scp_centre.methods.utilities import combustion, furnaces
from scp_centre.methods.utilities.bounds import require_above_zero, require_saving
from scp_centre.roles.production.assessment.calculations.common_readings import (
    AMBIENT,
    FUEL,
    HEATER,
    HOURS,
    MEASUR,
)
from scp_centre.roles.production.assessment.calculations.model import Calculation
from scp_centre.roles.production.assessment.calculations.model import Parameter as P
from scp_centre.roles.production.assessment.calculations.physical_properties import (
    available_heat_of_gas,
    constant,
)


def _preheat(fuel: float, oxygen: float, exhaust: float, air: float, new_air: float) -> float:
    gas = available_heat_of_gas()
    now, then = (furnaces.available_heat(exhaust, oxygen, t, gas) for t in (air, new_air))
    return fuel * combustion.fuel_saved_share(now, then)


def _opening(
    area: float,
    view_factor: float,
    inside: float,
    ambient: float,
    emissivity: float,
    open_share: float,
    new_open_share: float,
    hours: float,
    heat_share: float,
) -> float:
    sigma = constant("stefan_boltzmann")
    less = require_saving(open_share - new_open_share)
    lost = furnaces.opening_loss(
        area, view_factor, inside, ambient, emissivity, less, stefan_boltzmann=sigma
    )
    return lost * hours * 3600 / 1e6 / require_above_zero(heat_share, "available heat")


def _cooling_water(
    flow: float, inlet: float, outlet: float, avoided: float, hours: float, heat_share: float
) -> float:
    lost = furnaces.cooling_water_loss(
        flow,
        inlet,
        outlet,
        density=constant("water_density"),
        heat_capacity=constant("water_heat_capacity"),
    )
    return lost * avoided * hours * 3.6 / require_above_zero(heat_share, "available heat")


FIELD = _("Furnaces and ovens")
CALCULATIONS = (
    Calculation(
        "air_preheat",
        _("Preheated combustion air"),
        FUEL,
        "MJ",
        _("fuel × (1 − current available heat ÷ new available heat), natural gas"),
        MEASUR,
        (
            P("fuel", "MJ", _("Annual natural gas use of the furnace.")),
            P("oxygen", "%", _("Oxygen in the dry exhaust gas."), high=20),
            P(
                "exhaust",
                "°C",
                _("Exhaust gas temperature at the furnace outlet."),
                high=1600,
            ),
            P("air", "°C", _("Combustion air temperature before the change."), high=1000),
            P("new_air", "°C", _("Combustion air temperature after the change."), high=1000),
        ),
        _preheat,
        of_what_is_left=True,
    ),
    Calculation(
        "furnace_opening",
        _("Radiation through a furnace opening"),
        FUEL,
        "MJ",
        _(
            "emissivity × σ × (T⁴ − T air⁴) × area × view factor × (current open share − new open "
            "share) × hours ÷ heat share"
        ),
        MEASUR,
        (
            P("area", "m2", _("Area of the opening.")),
            P(
                "view_factor",
                "1",
                _("View factor of the opening: 1 in a thin wall, less in a thick one."),
                tiny=True,
            ),
            P("inside", "K", _("Temperature inside the furnace.")),
            AMBIENT,
            P("emissivity", "1", _("Emissivity of the furnace interior."), 0.95),
            P(
                "open_share",
                "1",
                _("Share of the hours during which the opening is open, before the change."),
                tiny=True,
            ),
            P(
                "new_open_share",
                "1",
                _("Share of the hours during which the opening is open, after the change."),
                0.0,
                tiny=True,
            ),
            HOURS,
            HEATER,
        ),
        _opening,
    ),
    Calculation(
        "furnace_cooling_water",
        _("Heat lost to furnace cooling water"),
        FUEL,
        "MJ",
        _("flow × c × (T out − T in) × share avoided × hours ÷ heat share"),
        MEASUR,
        (
            P("flow", "m3/h", _("Cooling water flow.")),
            P("inlet", "°C", _("Cooling water inlet temperature."), high=100),
            P("outlet", "°C", _("Cooling water outlet temperature."), high=100),
            P("avoided", "1", _("Share of this loss that the change avoids.")),
            HOURS,
            HEATER,
        ),
        _cooling_water,
    ),
    Calculation(
        "furnace_fixtures",
        _("Lighter furnace fixtures"),
        FUEL,
        "MJ",
        _("(current mass − new mass) × c × (T out − T in) × hours ÷ heat share"),
        MEASUR,
        (
            P(
                "mass",
                "kg/h",
                _("Trays, baskets and conveyors passing through the furnace, before the change."),
            ),
            P(
                "new_mass",
                "kg/h",
                _("Trays, baskets and conveyors passing through the furnace, after the change."),
            ),
            P(
                "heat_capacity",
                "kJ/(kg K)",
                _("Specific heat of the fixtures: about 0.5 for steel."),
            ),
            P("entering", "°C", _("Inlet temperature of the fixtures."), high=2000),
            P("leaving", "°C", _("Outlet temperature of the fixtures."), high=2000),
            HOURS,
            HEATER,
        ),
        furnaces.fixture_saving,
        worked=(
            "({mass} − {new_mass}) × {heat_capacity} × ({leaving} − {entering}) × {hours} ÷ 1000 "
            "÷ {heat_share}"
        ),
    ),
)
