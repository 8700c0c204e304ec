"""Flat surfaces and open tanks: heat lost to still air, with and without insulation or a cover."""

from collections.abc import Mapping, Sequence

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import Number, _
from scp_centre.methods.utilities.bounds import require_above_zero, require_hotter


def flat_loss(
    surface: float,
    ambient: float,
    height: float,
    emissivity: float,
    air: Mapping[str, Sequence[float]],
    *,
    stefan_boltzmann: float,
    gravity: float,
) -> float:
    """Return the heat that a vertical wall loses to still air, W/m2.

    q = h (T - T_a) + eps sigma (T^4 - T_a^4);  h by Churchill and Chu for a vertical plate:
    Nu = (0.825 + 0.387 Ra^(1/6) / (1 + (0.492 / Pr)^(9/16))^(8/27))^2
    temperatures : K    height : m    air : polynomials of its properties, as for pipes
    """
    difference = require_hotter(surface, ambient)
    mean = (surface + ambient) / 2
    viscosity = _polynomial(air["kinematic_viscosity"], mean) * 1e-6
    conductivity = _polynomial(air["conductivity"], mean) * 1e-3
    diffusivity = _polynomial(air["diffusivity"], mean) * 1e-6
    prandtl = _polynomial(air["prandtl"], mean)
    rayleigh = gravity / mean * difference * height**3 / (viscosity * diffusivity)
    bracket = (1 + (0.492 / prandtl) ** (9 / 16)) ** (8 / 27)
    nusselt = (0.825 + 0.387 * rayleigh ** (1 / 6) / bracket) ** 2
    convection = nusselt * conductivity / require_above_zero(height, "height") * difference
    radiation = emissivity * stefan_boltzmann * (surface**4 - ambient**4)
    return float(convection + radiation)


def insulated_flat_loss(
    surface: float,
    ambient: float,
    height: float,
    thickness: float,
    conductivity: float,
    emissivity: float,
    air: Mapping[str, Sequence[float]],
    *,
    stefan_boltzmann: float,
    gravity: float,
) -> float:
    """Return the heat that an insulated vertical wall loses to still air, W/m2.

    k / s (T - T_skin) = loss of the skin to the air, solved by halving the interval
    thickness s : m    conductivity k : W/(m K)    emissivity : of the jacket
    """
    require_hotter(surface, ambient)
    passing = conductivity / require_above_zero(thickness, "thickness")
    low, high = ambient, surface
    for _unused in range(60):
        skin = (low + high) / 2
        lost = flat_loss(
            skin,
            ambient,
            height,
            emissivity,
            air,
            stefan_boltzmann=stefan_boltzmann,
            gravity=gravity,
        )
        if lost > passing * (surface - skin):
            high = skin
        else:
            low = skin
    return passing * (surface - (low + high) / 2)


def open_tank_loss(
    table: Sequence[tuple[float, float, float]], liquid: float, ambient: float
) -> float:
    """Return the heat that open hot water loses by evaporation, W/m2, bilinear in a table.

    table : rows of (liquid °C, air °C, W/m2); still, dry air

    Raises InvalidValueError outside the table: nothing is extrapolated.
    """
    liquids, airs = (sorted({row[i] for row in table}) for i in (0, 1))
    if not (liquids[0] <= liquid <= liquids[-1] and airs[0] <= ambient <= airs[-1]):
        raise InvalidValueError(
            _(
                "The table covers liquids from {low} to {high} °C in air from {cool} to {warm} °C.",
                low=Number(liquids[0], ".0f"),
                high=Number(liquids[-1], ".0f"),
                cool=Number(airs[0], ".0f"),
                warm=Number(airs[-1], ".0f"),
            ),
            where="liquid",
            cure=_("Enter temperatures within this range, or measure the loss."),
        )
    values = {(a, b): w for a, b, w in table}
    below, above, along = _interval(liquids, liquid)
    cool, warm, across = _interval(airs, ambient)
    low = values[below, cool] + across * (values[below, warm] - values[below, cool])
    high = values[above, cool] + across * (values[above, warm] - values[above, cool])
    return low + along * (high - low)


def _interval(points: Sequence[float], value: float) -> tuple[float, float, float]:
    after = next(i for i, point in enumerate(points) if point >= value)
    lower, upper = points[max(after, 1) - 1], points[max(after, 1)]
    return lower, upper, (value - lower) / (upper - lower)


def _polynomial(coefficients: Sequence[float], x: float) -> float:
    value = 0.0
    for c in coefficients:
        value = value * x + c
    return value
