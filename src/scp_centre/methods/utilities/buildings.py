"""Buildings and the sun: walls by degree days, ventilation by degree hours, PV by irradiation."""

from collections.abc import Sequence

from scp_centre.methods.utilities.bounds import require_above_zero, require_saving


def wall_saving(
    area: float,
    transmittance: float,
    new_transmittance: float,
    degree_days: float,
    heat_share: float,
) -> float:
    """Return the fuel saved by insulating a wall or roof, MJ/year.

    E = A (U - U_new) x degree days x 24 h x 3600 s / 1e6 / eta
    area : m2    transmittances U : W/(m2 K)    degree_days : K d
    """
    heat = area * (transmittance - new_transmittance) * degree_days * 24 * 3600 / 1e6
    return require_saving(heat / require_above_zero(heat_share, "efficiency"))


def air_heat(temperature: float, *, atmosphere: float = 101.325, exponent: float = 1.4) -> float:
    """Return the heat capacity of a volume of air, kJ/(m3 K):  p k / ((k - 1) T), a diatomic gas.

    temperature : K    atmosphere : kPa

    >>> round(air_heat(293.15), 2)
    1.21
    """
    return atmosphere * exponent / ((exponent - 1) * temperature)


def ventilation_saving(
    flow: float, degree_hours: float, heat_capacity: float, heat_share: float
) -> float:
    """Return the fuel saved by less ventilation, MJ/year:  E = V c x degree hours / eta.

    flow : m3/h that is no longer heated    degree_hours : K h    heat_capacity c : kJ/(m3 K)
    """
    heat = flow * heat_capacity * degree_hours / 1000
    return require_saving(heat / require_above_zero(heat_share, "efficiency"))


def photovoltaic_yield(
    peak_power: float, irradiation: Sequence[float], performance_ratio: float
) -> float:
    """Return the electricity of a photovoltaic array, kWh/year:  E = P sum(H) PR / (1 kW/m2).

    peak_power : kW at 1 kW/m2    irradiation : (month,) kWh/m2 in the plane of the array
    Source: definition of the performance ratio, IEC 61724.
    """
    return peak_power * sum(irradiation) * performance_ratio
