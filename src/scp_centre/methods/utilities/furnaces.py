"""Furnaces and ovens: available heat, losses through openings, cooling water and fixtures."""

from dataclasses import dataclass
from math import pi

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.utilities.bounds import (
    require_above_zero,
    require_hotter,
    require_saving,
)


@dataclass(frozen=True, slots=True)
class AvailableHeat:
    """Coefficients of the available heat of natural gas, in % of its gross heat and °F.

    100 AH = base - slope F + (air heat(A) - offset) (1 + e) - (air heat(F) - offset) e
    air heat(t) = (first + second A) t;  F : exhaust, A : combustion air;  e : excess air
    """

    base: float
    slope: float
    offset: float
    first: float
    second: float


def available_heat(exhaust: float, oxygen: float, air: float, coefficients: AvailableHeat) -> float:
    """Return the share of the fuel's gross heat that stays in the furnace or boiler.

    exhaust, air : °C    oxygen : % by volume of dry flue gas
    Excess air of methane in air with 21 % oxygen: e = 8.52381 x / (2 - 9.52381 x)
    Source: the relation of the MEASUR calculation suite (efficiency improvement).
    """
    share = oxygen / 100
    if not 0 <= share < 0.2:
        raise InvalidValueError(
            _("Flue gas cannot contain {oxygen} % oxygen.", oxygen=Number(oxygen, "g")),
            where="oxygen",
            cure=_("Enter the oxygen content, from 0 to 20 %."),
        )
    require_hotter(exhaust, air)
    hot, cold = exhaust * 1.8 + 32, air * 1.8 + 32
    excess = 8.52381 * share / (2 - 9.52381 * share)
    specific = coefficients.first + coefficients.second * cold
    percent = (
        coefficients.base
        - coefficients.slope * hot
        - (specific * hot - coefficients.offset) * excess
        + (specific * cold - coefficients.offset) * (1 + excess)
    )
    if percent <= 0:
        raise InvalidValueError(
            _(
                "According to these readings, the exhaust gas carries away all the heat of the "
                "fuel."
            ),
            where="exhaust",
            cure=_("Check the temperature and oxygen content of the exhaust gas."),
        )
    return percent / 100


def opening_loss(
    area: float,
    view_factor: float,
    inside: float,
    ambient: float,
    emissivity: float,
    open_share: float,
    *,
    stefan_boltzmann: float,
) -> float:
    """Return the mean heat radiated through an opening, W.

    q = eps sigma (T^4 - T_a^4) A F t      area : m2    temperatures : K    t : share of time open
    """
    require_hotter(inside, ambient)
    return (
        emissivity * stefan_boltzmann * (inside**4 - ambient**4) * area * view_factor * open_share
    )


def round_area(diameter: float) -> float:
    """Return the area of a round opening, m2.    diameter : m"""
    return pi * diameter**2 / 4


def cooling_water_loss(
    flow: float, inlet: float, outlet: float, *, density: float, heat_capacity: float
) -> float:
    """Return the heat that cooling water carries away, kW:  q = rho V c (T_out - T_in).

    flow : m3/h    temperatures : °C    density : kg/m3    heat_capacity : kJ/(kg K)
    """
    return flow * density * heat_capacity * require_hotter(outlet, inlet) / 3600


def fixture_saving(
    mass: float,
    new_mass: float,
    heat_capacity: float,
    entering: float,
    leaving: float,
    hours: float,
    heat_share: float,
) -> float:
    """Return the fuel saved by lighter fixtures, trays or baskets, MJ/year.

    E = (m - m_new) c (T_out - T_in) h / available heat     masses : kg/h    c : kJ/(kg K)
    """
    heat = (mass - new_mass) * heat_capacity * require_hotter(leaving, entering) * hours / 1000
    return require_saving(heat / require_above_zero(heat_share, "available heat"))
