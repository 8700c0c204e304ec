"""Compressed air: flow of leaks and nozzles, energy by pressure, intake and idling."""

from math import pi, sqrt

from scp_centre.methods.utilities.bounds import require_above_zero, require_saving

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


def pressure_reduction_saving(
    power: float,
    hours: float,
    pressure: float,
    new_pressure: float,
    *,
    exponent: float,
    atmosphere: float = 101.325,
) -> float:
    """Return the electricity saved by compressing to a lower pressure, kWh/year.

    saved = P h (1 - (r_new^c - 1) / (r^c - 1)),  r = (p + p_a) / p_a,  c = (k - 1) / k
    power : kW at the present pressure    pressures : kPa above atmosphere    exponent k : 1
    Source: the relation of the MEASUR calculation suite.
    """
    c = (exponent - 1) / exponent
    now = ((pressure + atmosphere) / atmosphere) ** c - 1
    then = ((new_pressure + atmosphere) / atmosphere) ** c - 1
    require_above_zero(now, "pressure")
    return require_saving(power * hours * (1 - then / now))


def cooler_intake_saving(
    power: float, hours: float, temperature: float, new_temperature: float
) -> float:
    """Return the electricity saved by cooler intake air, kWh/year.

    saved = P h (1 - T_new / T): the same mass of air takes less volume    temperatures : K
    Holds for compressors of fixed displacement that then run less.
    """
    return require_saving(power * hours * (1 - new_temperature / temperature))


def off_load_energy(power: float, unloaded_share: float, hours: float, time_share: float) -> float:
    """Return the electricity of a compressor that idles, kWh/year:  E = P u h t.

    power : kW at full load    unloaded_share u : power off load    time_share t : time off load

    >>> round(off_load_energy(215 * 0.746 / 0.9, 0.25, 6_800, 0.15) * 0.05, 2)
    2272.19
    """
    return power * unloaded_share * hours * time_share


def nozzle_saving(
    nozzles: float,
    diameter: float,
    new_diameter: float,
    pressure: float,
    specific_power: float,
    hours: float,
    discharge: float,
) -> float:
    """Return the electricity saved by smaller nozzles, kWh/year.

    saved = n (Q(d) - Q(d_new)) x specific power x hours, Q the choked flow of a hole
    diameters : m    pressure : kPa above atmosphere    specific_power : kW per m3/h
    """
    now, then = (orifice_flow(d, pressure, discharge=discharge) for d in (diameter, new_diameter))
    return require_saving(nozzles * (now - then) * specific_power * hours)
