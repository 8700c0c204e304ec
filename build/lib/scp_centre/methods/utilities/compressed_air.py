"""Compressed-air leaks: flow by four ways of measuring, energy by specific power."""

from math import pi, sqrt

GAS_EXPONENT = 1.4  # ratio of heat capacities of air: a property of diatomic gases


def bag_flow(height: float, diameter: float, fill_time: float) -> float:
    """Return the flow that fills a cylindrical bag, m3/h.   height, diameter : m   fill_time : s"""
    return pi * (diameter / 2) ** 2 * height / fill_time * 3600


def decibel_flow(
    pressure: float,
    decibel: float,
    pressures: tuple[float, float],
    decibels: tuple[float, float],
    flows: tuple[tuple[float, float], tuple[float, float]],
) -> float:
    """Return the flow of a leak heard at `decibel` under `pressure`, bilinear in both.

    flows[i][k] : flow at decibels[i] and pressures[k]; the result is in the same unit

    >>> round(decibel_flow(130, 25, (150, 125), (20, 30), ((1.04, 1.20), (1.85, 1.65))), 3)
    1.429
    """
    u = (pressure - pressures[0]) / (pressures[1] - pressures[0])
    w = (decibel - decibels[0]) / (decibels[1] - decibels[0])
    low = (1 - u) * flows[0][0] + u * flows[0][1]
    high = (1 - u) * flows[1][0] + u * flows[1][1]
    return (1 - w) * low + w * high


def orifice_flow(
    diameter: float,
    gauge_pressure: float,
    *,
    atmosphere: float = 101.325,
    temperature: float = 293.15,
    discharge: float = 1.0,
    gas_constant: float = 287.05,
) -> float:
    """Return the free-air flow of choked air through a hole, m3/h at atmospheric pressure.

    m = C A p rho-critical: m = C A p1 sqrt(k / (R T)) (2 / (k + 1))^((k + 1) / (2 (k - 1)))
    diameter : m      pressures : kPa      temperature : K      gas_constant : J/(kg K)
    """
    k = GAS_EXPONENT
    p1 = (gauge_pressure + atmosphere) * 1000
    area = pi * diameter**2 / 4
    critical = (2 / (k + 1)) ** ((k + 1) / (2 * (k - 1)))
    mass = discharge * area * p1 * sqrt(k / (gas_constant * temperature)) * critical
    density = atmosphere * 1000 / (gas_constant * temperature)
    return float(mass / density * 3600)


def leak_energy(flow: float, specific_power: float, hours: float) -> float:
    """Return the electricity that a leak costs, kWh/year:  E = flow x specific power x hours.

    flow and specific_power in matching units (m3/h and kW per m3/h)

    >>> round(leak_energy(0.1, 0.16, 8_640), 2)
    138.24
    """
    return flow * specific_power * hours
