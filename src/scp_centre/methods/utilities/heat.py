"""Steam, condensate, insulation, heat recovery."""

from collections.abc import Mapping, Sequence
from math import log, pi

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _


def steam_leak(
    diameter: float,
    gauge_pressure: float,
    *,
    orifice: float,
    discharge: float = 1.0,
    atmosphere: float = 101.325,
) -> float:
    """Return the steam that escapes through a hole, kg/h.

    m = C n A p, p absolute       diameter : m    pressures : kPa    orifice n : s/m (Napier)
    """
    area = pi * diameter**2 / 4
    return discharge * orifice * area * (gauge_pressure + atmosphere) * 1000 * 3600


def steam_leak_energy(flow: float, hours: float, heat: float, boiler_efficiency: float) -> float:
    """Return the fuel energy of leaking steam, MJ/year:  E = m h (h_steam - h_feed) / eta.

    flow : kg/h     heat : kJ/kg above feedwater
    """
    return flow * hours * heat / 1000 / _efficiency(boiler_efficiency)


def condensate_energy(
    flow: float,
    hours: float,
    temperature: float,
    makeup_temperature: float,
    boiler_efficiency: float,
    *,
    heat_capacity: float,
    flash_share: float = 0.0,
) -> float:
    """Return the fuel energy saved by returning condensate, MJ/year.

    E = (1 - flash) m h c (T - T_makeup) / eta
    flow : kg/h    temperatures : °C or K    heat_capacity : kJ/(kg K)
    """
    if temperature < makeup_temperature:
        raise InvalidValueError(
            _(
                "The condensate ({temperature} °C) is colder than the make-up water "
                "({makeup_temperature} °C).",
                temperature=Number(temperature, "g"),
                makeup_temperature=Number(makeup_temperature, "g"),
            ),
            where="temperature",
            cure=_("Check both temperatures."),
        )
    heat = heat_capacity * (temperature - makeup_temperature)
    return (1 - flash_share) * flow * hours * heat / 1000 / _efficiency(boiler_efficiency)


def recovered_heat(
    flow: float,
    hours: float,
    hot: float,
    cold: float,
    effectiveness: float,
    boiler_efficiency: float,
    *,
    heat_capacity: float,
) -> float:
    """Return the fuel energy saved by a heat exchanger, MJ/year.

    E = eps m c (T_hot - T_cold) h / eta       flow : kg/h of the weaker stream
    """
    if hot <= cold:
        raise InvalidValueError(
            _(
                "The hot stream ({hot} °C) is not hotter than the cold stream ({cold} °C).",
                hot=Number(hot, "g"),
                cold=Number(cold, "g"),
            ),
            where="hot",
            cure=_("Check both temperatures."),
        )
    heat = effectiveness * flow * heat_capacity * (hot - cold)
    return heat * hours / 1000 / _efficiency(boiler_efficiency)


def pipe_loss(
    diameter: float,
    surface: float,
    ambient: float,
    wind: float,
    emissivity: float,
    air: Mapping[str, Sequence[float]],
    *,
    stefan_boltzmann: float,
    gravity: float,
    insulation: float = 0.0,
    conductivity: float = 0.05,
    jacket_emissivity: float | None = None,
) -> float:
    """Return the heat that a pipe loses, W/m.

    bare: q = (h_conv + h_rad) pi D (T - T_a); insulated: in series with ln(r2 / r1) / (2 pi k)
    h_conv : Churchill-Bernstein (forced) and Churchill-Chu (free), combined by 4th powers
    diameter, insulation : m    temperatures : K    wind : m/s    conductivity : W/(m K)
    air : polynomials c4 … c0 of kinematic_viscosity, conductivity, diffusivity, prandtl
    Source: the correlations as used by the MEASUR calculation suite.
    """
    outer = diameter + 2 * insulation
    shine = emissivity if not insulation else (jacket_emissivity or emissivity)
    resistance = log(outer / diameter) / (2 * pi * conductivity) if insulation else 0.0
    skin = surface if not insulation else ambient + 1.0
    loss = 0.0
    for _unused in range(200):
        film = _film(outer, skin, ambient, wind, air, gravity)
        radiation = shine * stefan_boltzmann * (skin**2 + ambient**2) * (skin + ambient)
        h = (film + radiation) * pi * outer
        new = (surface - ambient) / (resistance + 1 / h)
        skin = surface - new * resistance
        if abs(new - loss) < 1e-9 * max(abs(new), 1):
            break
        loss = new
    return new


def _film(
    diameter: float,
    skin: float,
    ambient: float,
    wind: float,
    air: Mapping[str, Sequence[float]],
    gravity: float,
) -> float:
    """Return the convective coefficient on a horizontal cylinder, W/(m2 K)."""
    t = (skin + ambient) / 2
    nu = _polynomial(air["kinematic_viscosity"], t) * 1e-6
    k = _polynomial(air["conductivity"], t) * 1e-3
    alpha = _polynomial(air["diffusivity"], t) * 1e-6
    pr = _polynomial(air["prandtl"], t)
    re = wind * diameter / nu
    ra = gravity / t * abs(skin - ambient) * diameter**3 / (nu * alpha)
    forced = (
        0.3
        + 0.62
        * re**0.5
        * pr ** (1 / 3)
        / (1 + (0.4 / pr) ** (2 / 3)) ** 0.25
        * (1 + (re / 282_000) ** 0.625) ** 0.8
    )
    free = (0.6 + 0.387 * ra ** (1 / 6) / (1 + (0.559 / pr) ** (9 / 16)) ** (8 / 27)) ** 2
    return float((forced**4 + free**4) ** 0.25 * k / diameter)


def _polynomial(coefficients: Sequence[float], x: float) -> float:
    value = 0.0
    for c in coefficients:
        value = value * x + c
    return value


def _efficiency(value: float) -> float:
    if not 0 < value <= 1:
        raise InvalidValueError(
            _("The boiler efficiency is {value}.", value=Number(value, "g")),
            where="boiler_efficiency",
            cure=_("Enter an efficiency above 0 and up to 1."),
        )
    return value
