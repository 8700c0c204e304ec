"""Pumps and fans: power of the fluid, affinity laws, throttling, pressure drop."""

from scp_centre.methods.utilities.bounds import require_above_zero, require_saving


def pump_power(flow: float, head: float, density: float, *, gravity: float) -> float:
    """Return the power that a pump gives to the liquid, kW:  P = rho g V H.

    flow : m3/h    head : m    density : kg/m3
    """
    return density * gravity * flow / 3600 * head / 1000


def pump_efficiency_saving(
    liquid_power: float, hours: float, efficiency: float, new_efficiency: float, motor: float
) -> float:
    """Return the electricity saved by a better pump, kWh/year.

    saved = P_liquid h (1 / eta - 1 / eta_new) / eta_motor      liquid_power : kW
    """
    now = 1 / require_above_zero(efficiency, "efficiency")
    then = 1 / require_above_zero(new_efficiency, "new efficiency")
    motor_losses = require_above_zero(motor, "motor efficiency")
    return require_saving(liquid_power * hours * (now - then) / motor_losses)


def affinity_saving(power: float, hours: float, ratio: float) -> float:
    """Return the electricity saved at a lower speed or with a smaller impeller, kWh/year.

    saved = P h (1 - r^3)     r : new speed / speed, or new diameter / diameter, as a share

    >>> round(affinity_saving(10, 1_000, 0.8))
    4880
    """
    return require_saving(power * hours * (1 - ratio**3))


def throttle_energy(
    flow: float, pressure_drop: float, hours: float, efficiency: float, motor: float
) -> float:
    """Return the electricity lost in a throttled valve or damper, kWh/year.

    E = V dp h / (eta eta_motor)      flow : m3/h    pressure_drop : kPa
    """
    fluid = flow / 3600 * pressure_drop
    efficiencies = efficiency * motor
    return fluid * hours / require_above_zero(efficiencies, "efficiency")


def fan_power(flow: float, pressure: float, compressibility: float = 1.0) -> float:
    """Return the power that a fan gives to the air, kW:  P = V dp K.

    flow : m3/h    pressure : kPa    compressibility K : 1
    """
    return flow / 3600 * pressure * compressibility
